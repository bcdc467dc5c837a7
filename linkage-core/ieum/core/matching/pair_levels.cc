#include "ieum/core/matching/pair_levels.h"

#include <algorithm>
#include <array>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/model/comparison_levels.h"

namespace ieum::core {
namespace {

constexpr int64_t kPairsPerUnit = 16'384;
constexpr size_t kDistance = 8;  // right rows asked for ahead

}  // namespace

absl::StatusOr<ComparedPairs> LevelsOf(std::span<const BitMatrix* const> parties, uint32_t a,
                                       uint32_t b, std::span<const CandidatePair> candidates,
                                       std::span<const SegmentChance> chances,
                                       const ValueIndex& values, const SimilarityKernel& kernel,
                                       int thread_count, const std::stop_token& stop,
                                       int64_t window_rows) {
  const BitMatrix& left = *parties[a];
  const BitMatrix& right = *parties[b];
  ComparedPairs pairs = {.left_party = a,
                         .right_party = b,
                         .left_row_count = left.row_count(),
                         .right_row_count = right.row_count(),
                         .segment_count = chances.size(),
                         .left = std::vector<uint32_t>(candidates.size()),
                         .right = std::vector<uint32_t>(candidates.size()),
                         .levels = std::vector<uint8_t>(candidates.size() * chances.size())};
  const auto look = [&](size_t i) {
    const CandidatePair& candidate = candidates[i];
    pairs.left[i] = candidate.left;
    pairs.right[i] = candidate.right;
    std::array<int32_t, EncodingLayout::kMaxSegments> common;
    kernel.CommonBits(left.row(candidate.left), right,
                      {candidate.right, int64_t{candidate.right} + 1},
                      std::span(common).first(chances.size()));
    for (size_t s = 0; s < chances.size(); ++s) {
      const int percent = chances[s].similarity.Percent(
          common[s], left.popcounts(candidate.left)[s], right.popcounts(candidate.right)[s]);
      int level = LevelOfPercent(percent);
      if (percent == kIdenticalPercent) {
        level = FrequencyClass(values.occurrences(s, values.value(a, candidate.left, s)) - 2);
      }
      pairs.levels[i * chances.size() + s] = static_cast<uint8_t>(level);
    }
  };
  const auto count = static_cast<int64_t>(candidates.size());
  const int64_t window = window_rows > 0 ? window_rows : std::max<int64_t>(1, right.row_count());
  for (int64_t first = 0; first < right.row_count(); first += window) {
    const auto in_window = [&](const CandidatePair& pair) {
      return pair.right >= first && pair.right < first + window;
    };
    IEUM_RETURN_IF_ERROR(ParallelFor(
        (count + kPairsPerUnit - 1) / kPairsPerUnit, thread_count, stop, [&](int64_t unit, int) {
          const auto end = static_cast<size_t>(std::min(count, (unit + 1) * kPairsPerUnit));
          for (auto i = static_cast<size_t>(unit * kPairsPerUnit); i < end; ++i) {
            const size_t ahead = std::min(i + kDistance, candidates.size() - 1);
            if (in_window(candidates[ahead])) right.Prefetch(candidates[ahead].right);
            if (in_window(candidates[i])) look(i);
          }
          return absl::OkStatus();
        }));
  }
  return pairs;
}

}  // namespace ieum::core
