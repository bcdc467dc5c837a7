#include "ieum/core/model/level_range.h"

#include "absl/strings/str_format.h"
#include "ieum/core/base/status.h"
#include "ieum/core/model/comparison_levels.h"

namespace ieum::core {

LevelRange RangeOfLevel(int level) {
  IEUM_CHECK(level >= 0 && level < kLevelCount);
  if (level >= kFrequencyClassCount) {
    const auto cut = static_cast<size_t>(level - kFrequencyClassCount);
    return {.identical = false,
            .least = cut < kLevelCuts.size() ? kLevelCuts[cut] : 0,
            .most = cut == 0 ? kIdenticalPercent - 1 : kLevelCuts[cut - 1] - 1};
  }
  // As FrequencyClass counts.
  if (level <= 2) return {.identical = true, .least = level, .most = level};
  const int64_t least = (int64_t{1} << (level - 2)) + 1;
  const int64_t most =
      level + 1 == kFrequencyClassCount ? LevelRange::kNoEnd : int64_t{1} << (level - 1);
  return {.identical = true, .least = least, .most = most};
}

std::string LevelName(int level) {
  const LevelRange range = RangeOfLevel(level);
  if (!range.identical) return absl::StrFormat("%d to %d %% alike", range.least, range.most);
  if (range.most == 0) return "identical, unique value";
  if (range.most == 1) return "identical, 1 other row";
  if (range.most == LevelRange::kNoEnd) {
    return absl::StrFormat("identical, %d or more other rows", range.least);
  }
  if (range.least == range.most) {
    return absl::StrFormat("identical, %d other rows", range.least);
  }
  return absl::StrFormat("identical, %d to %d other rows", range.least, range.most);
}

}  // namespace ieum::core
