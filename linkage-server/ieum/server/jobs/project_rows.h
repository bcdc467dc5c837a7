// The rows of a project in memory, as a match takes them.
#ifndef IEUM_SERVER_JOBS_PROJECT_ROWS_H_
#define IEUM_SERVER_JOBS_PROJECT_ROWS_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/spilled_memory.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/blocking/key_column.h"
#include "ieum/server/storage/matcher_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// Of every holder all rows up to a round, in the order of its chunks.
struct ProjectRows {
  std::vector<core::BitMatrix> encodings;               // [holder]
  std::vector<std::vector<uint64_t>> holder_keys;       // [holder][row, key], 0: none
  int holder_key_count = 0;                             // of a row
  std::vector<std::vector<uint32_t>> chunk_row_counts;  // [holder][chunk]

  std::vector<core::PartyRows> parties() const;  // borrowed
  std::vector<int64_t> row_counts() const;
  int64_t row_count() const;
  int64_t byte_count() const;
};

// limit: what the encodings leave memory by; borrowed, outlives them; null: they stay in memory.
// progress: rows read so far and in all, from one thread at a time. CANCELLED; DATA_LOSS: a stored
// chunk is damaged; RESOURCE_EXHAUSTED: memory.
absl::StatusOr<ProjectRows> LoadProjectRows(
    MatcherStore& store, const ProjectRecord& project, core::MemoryLimit* limit, int thread_count,
    const std::function<void(int64_t done, int64_t total)>& progress, std::stop_token stop);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOBS_PROJECT_ROWS_H_
