#include "ieum/core/model/segment_similarity.h"

#include <algorithm>
#include <cmath>

#include "gtest/gtest.h"
#include "ieum/core/model/comparison_levels.h"

namespace ieum::core {
namespace {

TEST(SegmentSimilarityTest, TellsIdenticalMissingAndUnlikeFiltersApart) {
  for (const SegmentEncoding& encoding :
       {SegmentEncoding{256, 0, 0}, SegmentEncoding{256, 1, 0}, SegmentEncoding{256, 8, 0},
        SegmentEncoding{256, 0, 200}}) {
    const SegmentSimilarity similarity(encoding, 0);
    EXPECT_EQ(similarity.Percent(80, 80, 80), kIdenticalPercent);
    EXPECT_EQ(similarity.Percent(0, 0, 80), kMissingPercent);
    EXPECT_EQ(similarity.Percent(0, 80, 0), kMissingPercent);
    EXPECT_EQ(similarity.Percent(0, 0, 0), kMissingPercent);
    EXPECT_EQ(similarity.Percent(0, 128, 128), 0);
    EXPECT_LT(similarity.Percent(127, 128, 127), kIdenticalPercent);
  }
}

TEST(SegmentSimilarityTest, TakesSharedBitsOfChanceOff) {
  const SegmentSimilarity similarity({256, 0, 0}, 0);
  // Two filters of 128 random bits of 256 share 64 by chance: 128 + 128 - 64 = 192 bits hold as
  // many elements as both together.
  EXPECT_EQ(similarity.Percent(64, 128, 128), 0);
  EXPECT_NEAR(similarity.Raw(96, 128, 128),
              2 * (1 - std::log(1 - 160 / 256.0) / (2 * std::log(0.5))), 1e-12);
}

TEST(SegmentSimilarityTest, RisesWithEverySharedBit) {
  for (const SegmentEncoding& encoding :
       {SegmentEncoding{512, 0, 0}, SegmentEncoding{512, 1, 0}, SegmentEncoding{512, 8, 0},
        SegmentEncoding{512, 0, 500}}) {
    for (const double chance : {0.0, 0.3}) {
      const SegmentSimilarity similarity(encoding, chance);
      int before = -1;
      for (int32_t common = 0; common <= 150; ++common) {
        const int percent = similarity.Percent(common, 150, 170);
        EXPECT_GE(percent, before);
        EXPECT_LE(percent, 99);
        before = percent;
      }
      EXPECT_GT(before, 50);
    }
  }
}

TEST(SegmentSimilarityTest, UndoesFlips) {
  // 100 and 100 of 256 bits, 90 shared; 5 % flipped: expected counts after the channel.
  const double q = 0.05;
  const double set = 100 * (1 - q) + 156 * q;
  const double shared = 90 * (1 - q) * (1 - q) + 20 * q * (1 - q) + 146 * q * q;
  const SegmentSimilarity flipped({256, 0, 500}, 0);
  const SegmentSimilarity plain({256, 0, 0}, 0);
  EXPECT_NEAR(
      flipped.Raw(static_cast<int32_t>(std::lround(shared)), static_cast<int32_t>(std::lround(set)),
                  static_cast<int32_t>(std::lround(set))),
      plain.Raw(90, 100, 100), 0.02);
}

TEST(SegmentSimilarityTest, FullFiltersAreNoDivisionByZero) {
  for (const int flips : {0, 200}) {
    const SegmentSimilarity similarity({64, 0, flips}, 0);
    for (const int32_t left : {1, 63, 64}) {
      for (const int32_t right : {1, 63, 64}) {
        for (const int32_t common : {std::max(0, left + right - 64), std::min(left, right)}) {
          const int percent = similarity.Percent(common, left, right);
          EXPECT_GE(percent, 0);
          EXPECT_LE(percent, kIdenticalPercent);
        }
      }
    }
  }
}

TEST(ComparisonLevelsTest, CoverEveryPercentInOrder) {
  EXPECT_EQ(LevelOfPercent(99), kFrequencyClassCount);
  EXPECT_EQ(LevelOfPercent(95), kFrequencyClassCount);
  EXPECT_EQ(LevelOfPercent(94), kFrequencyClassCount + 1);
  EXPECT_EQ(LevelOfPercent(20), kLevelCount - 2);
  EXPECT_EQ(LevelOfPercent(19), kLevelCount - 1);
  EXPECT_EQ(LevelOfPercent(0), kLevelCount - 1);
  EXPECT_EQ(LevelOfPercent(kMissingPercent), kNoLevel);
  for (int percent = 1; percent < kIdenticalPercent; ++percent) {
    EXPECT_LE(LevelOfPercent(percent), LevelOfPercent(percent - 1));
  }
}

TEST(ComparisonLevelsTest, FrequencyClassesDoubleFromOneToTheNext) {
  EXPECT_EQ(FrequencyClass(0), 0);
  EXPECT_EQ(FrequencyClass(1), 1);
  EXPECT_EQ(FrequencyClass(2), 2);
  EXPECT_EQ(FrequencyClass(3), 3);
  EXPECT_EQ(FrequencyClass(4), 3);
  EXPECT_EQ(FrequencyClass(5), 4);
  EXPECT_EQ(FrequencyClass(8), 4);
  EXPECT_EQ(FrequencyClass(9), 5);
  EXPECT_EQ(FrequencyClass(8'192), 14);
  EXPECT_EQ(FrequencyClass(8'193), 15);
  EXPECT_EQ(FrequencyClass(int64_t{1} << 40), kFrequencyClassCount - 1);
}

}  // namespace
}  // namespace ieum::core
