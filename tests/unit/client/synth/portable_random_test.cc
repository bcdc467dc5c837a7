#include "ieum/client/synth/portable_random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace ieum::client {
namespace {

using ::testing::ElementsAre;

TEST(PortableRandomTest, RepeatsForASeedAndDiffersBetweenStreams) {
  PortableRandom first(7, 1);
  PortableRandom again(7, 1);
  PortableRandom other(7, 2);
  int equal = 0;
  for (int i = 0; i < 100; ++i) {
    const uint64_t draw = first.Below(1'000'000);
    EXPECT_EQ(again.Below(1'000'000), draw);
    equal += other.Below(1'000'000) == draw ? 1 : 0;
  }
  EXPECT_LT(equal, 5);
}

TEST(PortableRandomTest, DrawsTheFrozenValues) {
  // mt19937_64 of the standard: the 10,000th draw of the default seed is 9981545732273789042.
  PortableRandom random(5489, 0);
  for (int i = 1; i < 10'000; ++i) random.Below(uint64_t{1} << 63);
  EXPECT_EQ(random.Below(10'000'000'000'000'000'000U), 9'981'545'732'273'789'042U);
}

TEST(PortableRandomTest, BelowIsUniform) {
  PortableRandom random(1, 1);
  constexpr int kDraws = 60'000;
  int counts[6] = {};
  for (int i = 0; i < kDraws; ++i) ++counts[random.Below(6)];
  // Hoeffding: a count is 866 or more away from 10'000 with probability below
  // 2·exp(-2·866²/60'000) = 3e-11; six counts, below 2e-10.
  for (const int count : counts) EXPECT_NEAR(count, kDraws / 6, 866);
}

TEST(PortableRandomTest, ChanceIsCertainAtItsEnds) {
  PortableRandom random(1, 1);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(random.Chance(0));
    EXPECT_TRUE(random.Chance(10'000));
  }
}

TEST(PortableRandomTest, ShuffleKeepsEveryValue) {
  std::vector<int> values(1000);
  std::iota(values.begin(), values.end(), 0);
  PortableRandom(3, 1).Shuffle(std::span(values));
  EXPECT_FALSE(std::is_sorted(values.begin(), values.end()));
  std::sort(values.begin(), values.end());
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(values[static_cast<size_t>(i)], i);
}

TEST(WeightedIndexTest, DrawsByWeightAndNeverAnIndexOfWeightZero) {
  const WeightedIndex index(std::vector<int>{0, 1, 0, 3, 0});
  EXPECT_EQ(index.total_weight(), 4U);
  PortableRandom random(1, 1);
  constexpr int kDraws = 40'000;
  int counts[5] = {};
  for (int i = 0; i < kDraws; ++i) ++counts[index.Draw(random)];
  EXPECT_EQ(counts[0] + counts[2] + counts[4], 0);
  // Hoeffding: 700 or more away from 10'000 with probability below 2·exp(-2·700²/40'000) = 5e-11.
  EXPECT_NEAR(counts[1], kDraws / 4, 700);
}

}  // namespace
}  // namespace ieum::client
