#include "ieum/core/model/level_range.h"

#include <gtest/gtest.h>

#include "ieum/core/model/comparison_levels.h"

namespace ieum::core {
namespace {

TEST(LevelRangeTest, AgreesWithTheClassesOfFrequency) {
  for (int64_t others = 0; others < 40'000; ++others) {
    const LevelRange range = RangeOfLevel(FrequencyClass(others));
    EXPECT_TRUE(range.identical);
    EXPECT_LE(range.least, others);
    EXPECT_TRUE(range.most == LevelRange::kNoEnd || others <= range.most) << others;
  }
}

TEST(LevelRangeTest, AgreesWithTheLevelsOfSimilarity) {
  for (int percent = 0; percent < kIdenticalPercent; ++percent) {
    const LevelRange range = RangeOfLevel(LevelOfPercent(percent));
    EXPECT_FALSE(range.identical);
    EXPECT_LE(range.least, percent);
    EXPECT_GE(range.most, percent);
  }
}

TEST(LevelRangeTest, LevelsHaveNames) {
  EXPECT_EQ(LevelName(0), "identical, unique value");
  EXPECT_EQ(LevelName(1), "identical, 1 other row");
  EXPECT_EQ(LevelName(2), "identical, 2 other rows");
  EXPECT_EQ(LevelName(3), "identical, 3 to 4 other rows");
  EXPECT_EQ(LevelName(4), "identical, 5 to 8 other rows");
  EXPECT_EQ(LevelName(15), "identical, 8193 or more other rows");
  EXPECT_EQ(LevelName(16), "95 to 99 % alike");
  EXPECT_EQ(LevelName(17), "90 to 94 % alike");
  EXPECT_EQ(LevelName(27), "0 to 19 % alike");
}

}  // namespace
}  // namespace ieum::core
