// Comparison levels: classes of similarity that the model weighs.
#ifndef IEUM_CORE_MODEL_COMPARISON_LEVELS_H_
#define IEUM_CORE_MODEL_COMPARISON_LEVELS_H_

#include <array>
#include <cstdint>

#include "ieum/core/model/segment_similarity.h"

namespace ieum::core {

// Level 0 holds identical filters; level l in [1, kLevelCount - 1) similarities of at least
// kLevelCuts[l - 1] percent and less than the level before; the last all others. A missing filter
// has no level: it is no evidence.
inline constexpr std::array<int, 11> kLevelCuts = {95, 90, 85, 80, 75, 70, 60, 50, 40, 30, 20};
inline constexpr int kLevelCount = static_cast<int>(kLevelCuts.size()) + 2;
inline constexpr int kIdenticalLevel = 0;
inline constexpr int kNoLevel = kLevelCount;

namespace internal {
constexpr std::array<uint8_t, kPercentCount> LevelsOfPercents() {
  std::array<uint8_t, kPercentCount> levels{};
  for (int percent = 0; percent < kIdenticalPercent; ++percent) {
    size_t cut = 0;
    while (cut < kLevelCuts.size() && percent < kLevelCuts[cut]) ++cut;
    levels[static_cast<size_t>(percent)] = static_cast<uint8_t>(cut + 1);
  }
  levels[kIdenticalPercent] = kIdenticalLevel;
  levels[kMissingPercent] = kNoLevel;
  return levels;
}
inline constexpr std::array<uint8_t, kPercentCount> kLevels = LevelsOfPercents();
}  // namespace internal

// REQUIRES: a result of SegmentSimilarity::Percent.
constexpr int LevelOfPercent(int percent) {
  return internal::kLevels[static_cast<size_t>(percent)];
}

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_COMPARISON_LEVELS_H_
