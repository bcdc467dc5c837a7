#include "ieum/core/similarity/pair_judge.h"

#include <cstddef>

namespace ieum::core {

void PairJudge::ScoreMany(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                          std::span<const uint16_t> right_popcounts,
                          std::span<int32_t> scores) const {
  const size_t segment_count = left_popcounts.size();
  for (size_t i = 0; i < scores.size(); ++i) {
    scores[i] = Score(common.subspan(i * segment_count, segment_count), left_popcounts,
                      right_popcounts.subspan(i * segment_count, segment_count));
  }
}

}  // namespace ieum::core
