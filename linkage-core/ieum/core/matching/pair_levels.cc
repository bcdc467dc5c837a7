#include "ieum/core/matching/pair_levels.h"

#include <vector>

#include "ieum/core/model/comparison_levels.h"

namespace ieum::core {

ComparedPairs LevelsOf(std::span<const BitMatrix* const> parties, uint32_t a, uint32_t b,
                       std::span<const CandidatePair> candidates,
                       std::span<const SegmentChance> chances, const ValueIndex& values,
                       const SimilarityKernel& kernel) {
  const BitMatrix& left = *parties[a];
  const BitMatrix& right = *parties[b];
  ComparedPairs pairs = {.left_party = a,
                         .right_party = b,
                         .left_row_count = left.row_count(),
                         .right_row_count = right.row_count(),
                         .segment_count = chances.size(),
                         .left = {},
                         .right = {},
                         .levels = {}};
  std::vector<int32_t> common(chances.size());
  for (const CandidatePair& candidate : candidates) {
    pairs.left.push_back(candidate.left);
    pairs.right.push_back(candidate.right);
    kernel.CommonBits(left.row(candidate.left), right,
                      {candidate.right, int64_t{candidate.right} + 1}, common);
    for (size_t s = 0; s < chances.size(); ++s) {
      const int percent = chances[s].similarity.Percent(
          common[s], left.popcounts(candidate.left)[s], right.popcounts(candidate.right)[s]);
      int level = LevelOfPercent(percent);
      if (percent == kIdenticalPercent) {
        level = FrequencyClass(values.occurrences(s, values.value(a, candidate.left, s)) - 2);
      }
      pairs.levels.push_back(static_cast<uint8_t>(level));
    }
  }
  return pairs;
}

}  // namespace ieum::core
