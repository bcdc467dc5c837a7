// The work of one matching run: encodings from the store in, entity ids to the store out. Knows
// nothing of queues, calls or clients.
#ifndef IEUM_SERVER_JOBS_MATCHING_JOB_H_
#define IEUM_SERVER_JOBS_MATCHING_JOB_H_

#include <functional>
#include <stop_token>

#include "absl/status/statusor.h"
#include "ieum/core/base/random.h"
#include "ieum/server/storage/matcher_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// Where a run stands within its stage. Units: rows (kLoad, kStore) or pairs (kCompare, kSolve).
struct RunProgress {
  RunStage stage;
  int64_t done;
  int64_t total;  // 0: not known
};

// Reads all encodings of the project, matches them with the run's threshold, gives every entity a
// fresh random id and writes the ids of all rows as the run's results; only RunStore::SaveSucceeded
// makes them count. `progress` is called from one thread at a time.
// CANCELLED: `stop` was requested; returns within a second. DATA_LOSS: a stored chunk is damaged.
// RESOURCE_EXHAUSTED: memory or disk.
absl::StatusOr<RunReport> RunMatchingJob(MatcherStore& store, core::Random& random,
                                         const ProjectRecord& project, const RunRecord& run,
                                         int thread_count,
                                         const std::function<void(const RunProgress&)>& progress,
                                         std::stop_token stop);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOBS_MATCHING_JOB_H_
