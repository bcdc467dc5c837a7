// Comparison levels: classes of similarity that the model weighs.
#ifndef IEUM_CORE_MODEL_COMPARISON_LEVELS_H_
#define IEUM_CORE_MODEL_COMPARISON_LEVELS_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "ieum/core/model/segment_similarity.h"

namespace ieum::core {

// Levels [0, kFrequencyClassCount) hold identical filters by how many other rows have the same one:
// agreement on a rare value says more (Winkler 2000). Each class has probabilities of its own, so
// that no formula has to guess what a frequency is worth.
inline constexpr int kFrequencyClassCount = 16;
// Levels behind them hold similarities of at least kLevelCuts[i] percent and less than the cut
// before, and the last all others. A missing filter has no level: it is no evidence.
inline constexpr std::array<int, 11> kLevelCuts = {95, 90, 85, 80, 75, 70, 60, 50, 40, 30, 20};
inline constexpr int kLevelCount = kFrequencyClassCount + static_cast<int>(kLevelCuts.size()) + 1;
inline constexpr int kNoLevel = kLevelCount;

// Of identical filters that `others` rows of all parties have besides the two: 0, 1, 2, 3 to 4,
// 5 to 8, 9 to 16 and so on. REQUIRES: others >= 0.
constexpr int FrequencyClass(int64_t others) {
  if (others <= 2) return static_cast<int>(others);
  return std::min(kFrequencyClassCount - 1,
                  1 + static_cast<int>(std::bit_width(static_cast<uint64_t>(others) - 1)));
}

namespace internal {
constexpr std::array<uint8_t, kPercentCount> LevelsOfPercents() {
  std::array<uint8_t, kPercentCount> levels{};
  for (int percent = 0; percent < kIdenticalPercent; ++percent) {
    size_t cut = 0;
    while (cut < kLevelCuts.size() && percent < kLevelCuts[cut]) ++cut;
    levels[static_cast<size_t>(percent)] = static_cast<uint8_t>(kFrequencyClassCount + cut);
  }
  levels[kIdenticalPercent] = 0;
  levels[kMissingPercent] = kNoLevel;
  return levels;
}
inline constexpr std::array<uint8_t, kPercentCount> kLevels = LevelsOfPercents();
}  // namespace internal

// Of filters that are not identical, or missing. REQUIRES: a result of SegmentSimilarity::Percent
// other than kIdenticalPercent.
constexpr int LevelOfPercent(int percent) {
  return internal::kLevels[static_cast<size_t>(percent)];
}

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_COMPARISON_LEVELS_H_
