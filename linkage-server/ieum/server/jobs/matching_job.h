// The work of one matching run: encodings from the store in, entity ids to the store out. Knows
// nothing of queues, calls or clients.
#ifndef IEUM_SERVER_JOBS_MATCHING_JOB_H_
#define IEUM_SERVER_JOBS_MATCHING_JOB_H_

#include <functional>
#include <stop_token>

#include "absl/status/statusor.h"
#include "ieum/core/base/random.h"
#include "ieum/server/observe/log.h"
#include "ieum/server/storage/matcher_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// Where a run stands within its stage. Units: rows (kLoad, kStore) or pairs (kCompare, kSolve).
struct RunProgress {
  RunStage stage;
  int64_t done;
  int64_t total;  // 0: not known
};

// Reads all encodings of the project, matches them, gives every entity an id and writes the ids of
// all rows as the run's results; only RunStore::SaveSucceeded makes them count. Ids are random; an
// entity that goes on from one of the project's results so far (EntityHeirs) keeps its id.
//
// A run scored by model leaves an index of its rows and the pairs it accepted. The next round that
// is scored by model goes on from there (MatchRound), unless FindRoundBase says otherwise. What its
// stages find is kept until the run has ended: after a crash finished stages are not repeated. A
// run that fits a model leaves its match report, too.
// `progress` is called from one thread at a time.
// CANCELLED: `stop` was requested; returns within a second. DATA_LOSS: a stored chunk is damaged.
// RESOURCE_EXHAUSTED: memory or disk.
absl::StatusOr<RunReport> RunMatchingJob(MatcherStore& store, core::Random& random, const Log& log,
                                         const ProjectRecord& project, const RunRecord& run,
                                         int thread_count,
                                         const std::function<void(const RunProgress&)>& progress,
                                         std::stop_token stop);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOBS_MATCHING_JOB_H_
