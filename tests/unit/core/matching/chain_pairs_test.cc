#include "ieum/core/matching/chain_pairs.h"

#include <gtest/gtest.h>

#include <array>

namespace ieum::core {
namespace {

ScoredPair PairOf(uint32_t left, uint32_t right, int32_t weight) {
  return {.left = {0, left}, .right = {1, right}, .score = weight};
}

// Rows 0 to 19 of both parties, each with each, and row 20 with row 20.
std::vector<ScoredPair> CrowdAndPair() {
  std::vector<ScoredPair> pairs;
  for (uint32_t left = 0; left < 20; ++left) {
    for (uint32_t right = 0; right < 20; ++right) pairs.push_back(PairOf(left, right, 2'000));
  }
  pairs.push_back(PairOf(20, 20, 2'000));
  return pairs;
}

constexpr std::array<int64_t, 2> kRowCounts = {21, 21};

TEST(ChainPairsTest, WithoutDuplicatesAllPairsStay) {
  EXPECT_EQ(WithoutChainsAndCrowds(CrowdAndPair(), kRowCounts, 0).size(), 401U);
}

TEST(ChainPairsTest, OfACrowdNoPairStays) {
  for (const uint32_t duplicates : {1U, 2U, 3U}) {
    const std::vector<ScoredPair> left =
        WithoutChainsAndCrowds(CrowdAndPair(), kRowCounts, duplicates);
    ASSERT_EQ(left.size(), 1U) << duplicates;
    EXPECT_EQ(left.front().left.row, 20U);
  }
}

TEST(ChainPairsTest, APersonWithThreeRowsInEachPartyStays) {
  std::vector<ScoredPair> pairs;
  for (uint32_t left = 0; left < 3; ++left) {
    for (uint32_t right = 0; right < 3; ++right) pairs.push_back(PairOf(left, right, 5'000));
  }
  EXPECT_EQ(WithoutChainsAndCrowds(pairs, kRowCounts, 3).size(), 9U);
}

TEST(ChainPairsTest, BetweenPartiesWithDuplicatesAPairIsTheBestOfOneOfItsRows) {
  // 0 - 0 - 1 - 1, the middle link the weakest.
  const std::vector<ScoredPair> pairs = {PairOf(0, 0, 5'000), PairOf(1, 0, 1'000),
                                         PairOf(1, 1, 5'000)};
  EXPECT_EQ(WithoutChainsAndCrowds(pairs, kRowCounts, 3).size(), 2U);
}

}  // namespace
}  // namespace ieum::core
