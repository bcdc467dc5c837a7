// The ids of entities: random ones on first sight, those of the project's earlier results after.
#ifndef IEUM_SERVER_JOBS_ENTITY_IDS_H_
#define IEUM_SERVER_JOBS_ENTITY_IDS_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/random.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/server/storage/matcher_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

inline constexpr size_t kEntityIdBytes = 16;

// Entities of the rows that the project's results cover.
struct EarlierEntities {
  std::vector<std::vector<uint32_t>> entities;  // [holder][row] dense numbers
  core::Bytes ids;                              // [entity, 16]
};

// Nothing in it if the project has no results yet. DATA_LOSS: they are damaged. CANCELLED.
absl::StatusOr<EarlierEntities> ReadEarlierEntities(MatcherStore& store,
                                                    const ProjectRecord& project,
                                                    std::stop_token stop);

// [entity_count, 16]: of entities that go on from earlier ones (EntityHeirs) their ids, else fresh
// random ones, so that a joint key tells nothing of a record's place in any file.
core::Bytes DrawEntityIds(const core::MatchingOutcome& outcome, const EarlierEntities& earlier,
                          core::Random& random);

// Writes the ids of all rows as the run's results. chunk_row_counts: [holder][chunk].
// progress: rows written so far. CANCELLED, RESOURCE_EXHAUSTED.
absl::Status StoreResults(MatcherStore& store, const RunKey& run,
                          const std::vector<std::vector<uint32_t>>& chunk_row_counts,
                          const core::MatchingOutcome& outcome, core::ByteView entity_ids,
                          const std::function<void(int64_t done)>& progress, std::stop_token stop);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOBS_ENTITY_IDS_H_
