// What runs leave for later rounds, and how a later round goes on from it.
#ifndef IEUM_SERVER_JOBS_LATER_ROUND_H_
#define IEUM_SERVER_JOBS_LATER_ROUND_H_

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/cluster/scored_pair.h"
#include "ieum/core/matching/round_matching.h"
#include "ieum/core/matching/row_index.h"
#include "ieum/server/jobs/project_rows.h"
#include "ieum/server/observe/log.h"
#include "ieum/server/storage/matcher_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// What the project's result run left. Move-only.
struct RoundBase {
  std::unique_ptr<const IndexHead> head;
  std::unique_ptr<core::RowIndex> index;  // borrows the head
  std::vector<core::ScoredPair> accepted;
  std::vector<core::RoundParty> parties;  // borrow the rows
};

// Nothing if the run has to start from scratch: it was asked to or has wishes of its own, it is of
// the same round as the result run, that run left no index or one of other holders of duplicates,
// the rows have become more than four times those that the model was fitted to, or all pairs would
// have to be compared and are too many. Also if the index is damaged or of another version, which
// the log then tells.
absl::StatusOr<std::optional<RoundBase>> FindRoundBase(MatcherStore& store,
                                                       const ProjectRecord& project,
                                                       const RunRecord& run,
                                                       const ProjectRows& rows, const Log& log);

// Writes what a run over all rows leaves, with the model that it fitted; returns the number of
// entries. CANCELLED, RESOURCE_EXHAUSTED, UNAVAILABLE.
absl::StatusOr<int64_t> LeaveFirstIndex(MatcherStore& store, const ProjectRecord& project,
                                        const RunKey& run, const ProjectRows& rows,
                                        const core::ModelMatching& matched,
                                        uint32_t duplicate_holders, int thread_count,
                                        std::stop_token stop);

// The same of a later round, which adds its rows to the index it went on from.
absl::StatusOr<int64_t> LeaveLaterIndex(MatcherStore& store, const RunKey& run,
                                        const RoundBase& base,
                                        std::span<const core::ScoredPair> accepted,
                                        int thread_count, std::stop_token stop);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOBS_LATER_ROUND_H_
