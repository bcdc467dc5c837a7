#include "ieum/client/synth/portable_random.h"

#include <gtest/gtest.h>

namespace ieum::client {
namespace {

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

TEST(PortableRandomTest, DrawsThePublishedValues) {
  // SplitMix64 started at 1234567.
  PortableRandom random(1234567);
  EXPECT_EQ(random.Next(), 6'457'827'717'110'365'317U);
  EXPECT_EQ(random.Next(), 3'203'168'211'198'807'973U);
  EXPECT_EQ(random.Next(), 9'817'491'932'198'370'423U);
  EXPECT_EQ(random.Next(), 4'593'380'528'125'082'431U);
}

TEST(PortableRandomTest, PlacesOfAStreamDiffer) {
  EXPECT_NE(PortableRandom(7, 1, 1).Next(), PortableRandom(7, 1, 2).Next());
  EXPECT_NE(PortableRandom(7, 1, 2).Next(), PortableRandom(7, 2, 1).Next());
  EXPECT_EQ(PortableRandom(7, 1).Next(), PortableRandom(7, 1, 0).Next());
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

TEST(PortableRandomTest, PicksEveryChoice) {
  PortableRandom random(1, 1);
  const int choices[] = {4, 5, 6};
  bool picked[7] = {};
  for (int i = 0; i < 200; ++i) picked[random.Pick(choices)] = true;
  EXPECT_TRUE(picked[4] && picked[5] && picked[6]);
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
