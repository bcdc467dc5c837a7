#include "ieum/core/matching/exhaustive_candidates.h"

#include <algorithm>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/matching/best_partners.h"

namespace ieum::core {
namespace {

constexpr int64_t kBlockRows = 64;
constexpr int64_t kTileBytes = int64_t{16} << 10;

struct Worker {
  std::vector<int32_t> common;  // [tile rows, segment_count]
  std::vector<int32_t> scores;  // [tile rows]
  std::vector<AcceptedRow> accepted;
  std::vector<BestPartners> partners;  // [block rows]
};

}  // namespace

absl::StatusOr<std::vector<CandidatePair>> BestOfAllPairs(
    const BitMatrix& left, const BitMatrix& right, const PairJudge& judge, int32_t min_score,
    int limit, int thread_count, const SimilarityKernel& kernel, ProgressReporter& progress,
    const std::stop_token& stop) {
  const auto segment_count = static_cast<size_t>(left.layout().segment_count());
  const int64_t tile_rows = std::clamp<int64_t>(kTileBytes / left.layout().row_bytes(), 16, 1024);
  const auto tile_size = static_cast<size_t>(tile_rows);
  std::vector<Worker> workers(static_cast<size_t>(thread_count),
                              {.common = std::vector<int32_t>(tile_size * segment_count),
                               .scores = std::vector<int32_t>(tile_size),
                               .accepted = {},
                               .partners = std::vector<BestPartners>(
                                   static_cast<size_t>(kBlockRows), BestPartners(limit))});
  const int64_t block_count = (left.row_count() + kBlockRows - 1) / kBlockRows;
  std::vector<std::vector<CandidatePair>> found(static_cast<size_t>(block_count));
  const auto compare = [&](int64_t unit, int w) -> absl::Status {
    Worker& worker = workers[static_cast<size_t>(w)];
    const RowRange block{unit * kBlockRows, std::min((unit + 1) * kBlockRows, left.row_count())};
    for (int64_t begin = 0; begin < right.row_count(); begin += tile_rows) {
      if (stop.stop_requested()) return Cancelled("stopped on request");
      const RowRange tile{begin, std::min(begin + tile_rows, right.row_count())};
      const auto size = static_cast<size_t>(tile.size());
      const std::span<int32_t> common = std::span(worker.common).first(size * segment_count);
      const std::span<int32_t> scores = std::span(worker.scores).first(size);
      const std::span<const uint16_t> popcounts(right.popcounts(begin).data(), common.size());
      for (int64_t i = block.begin; i < block.end; ++i) {
        kernel.CommonBits(left.row(i), right, tile, common);
        judge.ScoreMany(common, left.popcounts(i), popcounts, scores);
        worker.accepted.clear();
        for (size_t j = 0; j < size; ++j) {
          if (scores[j] >= min_score) {
            worker.accepted.push_back({begin + static_cast<int64_t>(j), scores[j]});
          }
        }
        worker.partners[static_cast<size_t>(i - block.begin)].Add(worker.accepted);
      }
      progress.Add(tile.size() * block.size());
    }
    for (int64_t i = block.begin; i < block.end; ++i) {
      for (const AcceptedRow& row : worker.partners[static_cast<size_t>(i - block.begin)].Take()) {
        found[static_cast<size_t>(unit)].push_back(
            {static_cast<uint32_t>(i), static_cast<uint32_t>(row.row), row.similarity});
      }
    }
    return absl::OkStatus();
  };
  IEUM_RETURN_IF_ERROR(ParallelFor(block_count, thread_count, stop, compare));
  std::vector<CandidatePair> pairs;
  for (std::vector<CandidatePair>& block : found) {
    pairs.insert(pairs.end(), block.begin(), block.end());
    block = {};
  }
  return pairs;
}

}  // namespace ieum::core
