#include "ieum/server/jobs/project_rows.h"

#include <numeric>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"

namespace ieum::server {

std::vector<core::PartyRows> ProjectRows::parties() const {
  std::vector<core::PartyRows> parties;
  for (size_t holder = 0; holder < encodings.size(); ++holder) {
    parties.push_back({.encodings = &encodings[holder],
                       .holder_keys = holder_keys[holder],
                       .holder_key_count = holder_key_count});
  }
  return parties;
}

std::vector<int64_t> ProjectRows::row_counts() const {
  std::vector<int64_t> counts;
  for (const core::BitMatrix& matrix : encodings) counts.push_back(matrix.row_count());
  return counts;
}

int64_t ProjectRows::row_count() const {
  const std::vector<int64_t> counts = row_counts();
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

int64_t ProjectRows::byte_count() const {
  int64_t bytes = 0;
  for (size_t holder = 0; holder < encodings.size(); ++holder) {
    bytes += encodings[holder].memory_bytes() +
             static_cast<int64_t>(holder_keys[holder].capacity() * sizeof(uint64_t));
  }
  return bytes;
}

absl::StatusOr<ProjectRows> LoadProjectRows(
    MatcherStore& store, const ProjectRecord& project, core::MemoryLimit* limit,
    const std::function<void(int64_t done, int64_t total)>& progress, std::stop_token stop) {
  ProjectRows rows;
  rows.holder_key_count = project.terms.profile.blocking_key_count;
  const auto holder_count = static_cast<uint32_t>(project.terms.holders.size());
  std::vector<int64_t> row_counts(holder_count, 0);
  for (uint32_t holder = 0; holder < holder_count; ++holder) {
    std::vector<uint32_t>& chunks = rows.chunk_row_counts.emplace_back();
    IEUM_ASSIGN_OR_RETURN(const std::vector<ChunkRecord> records,
                          store.submissions().ListChunks(project, holder));
    for (const ChunkRecord& chunk : records) {
      chunks.push_back(chunk.row_count);
      row_counts[holder] += chunk.row_count;
    }
  }
  const int64_t total = std::accumulate(row_counts.begin(), row_counts.end(), int64_t{0});
  progress(0, total);
  int64_t done = 0;
  for (uint32_t holder = 0; holder < holder_count; ++holder) {
    IEUM_ASSIGN_OR_RETURN(
        core::BitMatrix made,
        core::BitMatrix::Create(project.terms.profile.layout, row_counts[holder], limit));
    core::BitMatrix& matrix = rows.encodings.emplace_back(std::move(made));
    std::vector<uint64_t>& keys = rows.holder_keys.emplace_back();
    IEUM_RETURN_IF_ERROR(store.submissions().ReadChunks(
        project, holder, [&](const core::ChunkView& chunk) -> absl::Status {
          if (stop.stop_requested()) return core::Cancelled("stopped on request");
          IEUM_RETURN_IF_ERROR(matrix.AppendRows(chunk.encodings));
          for (size_t at = 0; at < chunk.blocking_keys.size(); at += sizeof(uint64_t)) {
            keys.push_back(core::LoadLittleEndian<uint64_t>(chunk.blocking_keys, at));
          }
          done += chunk.row_count;
          progress(done, total);
          return absl::OkStatus();
        }));
  }
  return rows;
}

}  // namespace ieum::server
