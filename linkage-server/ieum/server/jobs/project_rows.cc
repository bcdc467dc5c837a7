#include "ieum/server/jobs/project_rows.h"

#include <numeric>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::server {
namespace {

// Few enough that all threads have work until the end, many enough that a scan is worth its start.
constexpr uint32_t kChunksPerPiece = 8;

struct Piece {
  uint32_t holder;
  ChunkRange chunks;
  int64_t first_row;
};

// REQUIRES: the rows of the chunk are among those of the holder, and its keys as many as its rows
// have, as the store has checked.
absl::Status SetRows(ProjectRows& rows, uint32_t holder, int64_t row,
                     const core::ChunkView& chunk) {
  IEUM_RETURN_IF_ERROR(rows.encodings[holder].SetRows(row, chunk.encodings));
  const size_t first_key = static_cast<size_t>(row) * static_cast<size_t>(rows.holder_key_count);
  std::vector<uint64_t>& keys = rows.holder_keys[holder];
  const size_t key_count = chunk.blocking_keys.size() / sizeof(uint64_t);
  IEUM_CHECK(first_key + key_count <= keys.size());
  for (size_t i = 0; i < key_count; ++i) {
    keys[first_key + i] =
        core::LoadLittleEndian<uint64_t>(chunk.blocking_keys, i * sizeof(uint64_t));
  }
  return absl::OkStatus();
}

}  // namespace

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
    MatcherStore& store, const ProjectRecord& project, core::MemoryLimit* limit, int thread_count,
    const std::function<void(int64_t done, int64_t total)>& progress, std::stop_token stop) {
  ProjectRows rows;
  rows.holder_key_count = project.terms.profile.blocking_key_count;
  const auto holder_count = static_cast<uint32_t>(project.terms.holders.size());
  std::vector<Piece> pieces;
  for (uint32_t holder = 0; holder < holder_count; ++holder) {
    IEUM_ASSIGN_OR_RETURN(const std::vector<ChunkRecord> chunks,
                          store.submissions().ListChunks(project, holder));
    std::vector<uint32_t>& row_counts = rows.chunk_row_counts.emplace_back();
    int64_t row_count = 0;
    for (const ChunkRecord& chunk : chunks) {
      const auto sequence = static_cast<uint32_t>(row_counts.size());
      if (sequence % kChunksPerPiece == 0) {
        pieces.push_back({holder, {sequence, sequence + kChunksPerPiece}, row_count});
      }
      row_counts.push_back(chunk.row_count);
      row_count += chunk.row_count;
    }
    IEUM_ASSIGN_OR_RETURN(core::BitMatrix made,
                          core::BitMatrix::Create(project.terms.profile.layout, row_count, limit));
    IEUM_RETURN_IF_ERROR(made.AddRows(row_count));
    rows.encodings.push_back(std::move(made));
    rows.holder_keys.emplace_back(static_cast<size_t>(row_count) *
                                  static_cast<size_t>(rows.holder_key_count));
  }
  const int64_t total = rows.row_count();
  progress(0, total);
  core::Mutex mutex;
  int64_t done = 0;  // of `mutex`, as is `progress`
  IEUM_RETURN_IF_ERROR(core::ParallelFor(
      static_cast<int64_t>(pieces.size()), thread_count, stop,
      [&](int64_t unit, int) -> absl::Status {
        const Piece& piece = pieces[static_cast<size_t>(unit)];
        int64_t row = piece.first_row;
        const auto load = [&](const core::ChunkView& chunk) -> absl::Status {
          if (stop.stop_requested()) return core::Cancelled("stopped on request");
          if (chunk.row_count != rows.chunk_row_counts[piece.holder][chunk.sequence]) {
            return core::DataLoss("chunk %d has %d rows, its record says another number",
                                  chunk.sequence, chunk.row_count);
          }
          IEUM_RETURN_IF_ERROR(SetRows(rows, piece.holder, row, chunk));
          row += chunk.row_count;
          const core::MutexLock lock(mutex);
          done += chunk.row_count;
          progress(done, total);
          return absl::OkStatus();
        };
        return store.submissions().ReadChunks(project, piece.holder, piece.chunks, load);
      }));
  return rows;
}

}  // namespace ieum::server
