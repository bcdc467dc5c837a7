#include "ieum/core/join/overlap_bound.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace ieum::core {
namespace {

ScoringRule DiceRule(int threshold) { return *ScoringRule::Create({3}, threshold); }

ScoringRule HammingRule(int bits, int xor_count, int threshold) {
  const SegmentRule segment{.weight = 2, .hamming_bits = bits, .xor_count = xor_count};
  return *ScoringRule::CreateForSegments({&segment, 1}, threshold);
}

// The rule itself, asked for every number of common bits that two records of `bits` bits can have;
// left <= right.
int32_t LeastByTheRule(const ScoringRule& rule, int32_t similarity, uint16_t left, uint16_t right,
                       int32_t bits) {
  for (int32_t common = std::max(0, left + right - bits); common <= left; ++common) {
    if (rule.Similarity({&common, 1}, {&left, 1}, {&right, 1}) >= similarity) return common;
  }
  return left + 1;
}

void ExpectTheBoundOfTheRule(const ScoringRule& rule, int32_t bits) {
  const OverlapBound bound(rule);
  for (const int32_t similarity : {1, 2, 3333, 8000, 8001, 10'000}) {
    for (uint16_t left = 1; left <= bits; ++left) {
      for (uint16_t right = left; right <= bits; ++right) {
        // Beyond what the two can share, all bounds are alike.
        ASSERT_EQ(std::clamp<int32_t>(bound.Least(similarity, left + right),
                                      std::max(0, left + right - bits), left + 1),
                  LeastByTheRule(rule, similarity, left, right, bits))
            << similarity << ": " << left << ", " << right;
      }
    }
  }
}

TEST(OverlapBoundTest, IsTheLeastOverlapTheRuleAcceptsForEveryPairOfBitCounts) {
  ExpectTheBoundOfTheRule(DiceRule(8000), 64);
  ExpectTheBoundOfTheRule(HammingRule(64, 1, 8000), 64);
  ExpectTheBoundOfTheRule(HammingRule(64, 8, 8000), 64);
}

TEST(OverlapBoundTest, NobodyBeyondTheLargestPartnerReachesTheSimilarity) {
  for (const ScoringRule& rule : {DiceRule(8000), HammingRule(128, 4, 8000)}) {
    const OverlapBound bound(rule);
    for (const int32_t similarity : {1, 5000, 8000, 10'000}) {
      for (int32_t bits = 1; bits <= 128; ++bits) {
        const int32_t largest = bound.LargestPartner(similarity, bits, 128);
        for (int32_t partner = bits; partner <= 128; ++partner) {
          ASSERT_EQ(bound.Least(similarity, bits + partner) <= bits, partner <= largest)
              << similarity << ": " << bits << ", " << partner;
        }
      }
    }
  }
}

TEST(OverlapBoundTest, NeverOverflowsOnTheLargestSegments) {
  EXPECT_EQ(OverlapBound(DiceRule(10'000)).Least(10'000, 2 * 8192), 8192);
  EXPECT_EQ(OverlapBound(HammingRule(8192, 1, 10'000)).Least(10'000, 2 * 8192), 8192);
}

}  // namespace
}  // namespace ieum::core
