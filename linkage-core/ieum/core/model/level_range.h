// What a comparison level stands for, to say it in reports and files.
#ifndef IEUM_CORE_MODEL_LEVEL_RANGE_H_
#define IEUM_CORE_MODEL_LEVEL_RANGE_H_

#include <cstdint>
#include <string>

namespace ieum::core {

struct LevelRange {
  static constexpr int64_t kNoEnd = -1;
  bool identical = false;
  // identical: other rows with the same filter, besides the two. Else similarity in percent.
  int64_t least = 0;
  int64_t most = 0;  // inclusive, or kNoEnd
};

// REQUIRES: 0 <= level < kLevelCount.
LevelRange RangeOfLevel(int level);

// "identical, unique value", "identical, 3 to 4 other rows", "95 to 99 % alike". FORMAT: part of
// docs/formats/linkage-model.md.
std::string LevelName(int level);

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_LEVEL_RANGE_H_
