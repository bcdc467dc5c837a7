#include "ieum/core/similarity/scoring_rule.h"

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

int32_t SimilarityOf(const ScoringRule& rule, std::vector<int32_t> common,
                     std::vector<uint16_t> left, std::vector<uint16_t> right) {
  return rule.Similarity(common, left, right);
}

TEST(ScoringRuleTest, DiceIsRoundedDownToBasisPoints) {
  EXPECT_EQ(DiceBasisPoints(10, 10, 10), 10'000);
  EXPECT_EQ(DiceBasisPoints(1, 1, 2), 6'666);
  EXPECT_EQ(DiceBasisPoints(0, 10, 10), 0);
  EXPECT_EQ(DiceBasisPoints(8192, 8192, 8192), 10'000);
  EXPECT_EQ(DiceBasisPoints(8191, 8192, 8192), 9'998);
}

TEST(ScoringRuleTest, TwoEmptySegmentsShareNothing) { EXPECT_EQ(DiceBasisPoints(0, 0, 0), 0); }

TEST(ScoringRuleTest, OneSegmentIsItsDiceCoefficient) {
  ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::Create({7}, 8000));
  for (int32_t common = 0; common <= 20; ++common) {
    EXPECT_EQ(SimilarityOf(rule, {common}, {20}, {30}), DiceBasisPoints(common, 20, 30));
  }
}

TEST(ScoringRuleTest, WeightsCountAndTheMeanIsRoundedDown) {
  ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::Create({2, 1}, 8000));
  EXPECT_EQ(rule.weight_sum(), 3);
  EXPECT_EQ(SimilarityOf(rule, {10, 0}, {10, 10}, {10, 10}), 6'666);
  EXPECT_EQ(SimilarityOf(rule, {0, 10}, {10, 10}, {10, 10}), 3'333);
}

TEST(ScoringRuleTest, AMissingSegmentLeavesTheOthersToDecide) {
  ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::Create({2, 1}, 8000));
  EXPECT_EQ(SimilarityOf(rule, {10, 0}, {10, 0}, {10, 10}), 10'000);
  EXPECT_EQ(SimilarityOf(rule, {10, 0}, {10, 10}, {10, 0}), 10'000);
}

TEST(ScoringRuleTest, LessThanHalfOfTheWeightComparedIsNoSimilarity) {
  ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::Create({2, 1}, 8000));
  EXPECT_EQ(SimilarityOf(rule, {0, 10}, {0, 10}, {10, 10}), 0);
  ASSERT_OK_AND_ASSIGN(const ScoringRule even, ScoringRule::Create({1, 1}, 8000));
  EXPECT_EQ(SimilarityOf(even, {0, 10}, {0, 10}, {10, 10}), 10'000) << "exactly half is enough";
  EXPECT_EQ(SimilarityOf(even, {0, 0}, {0, 0}, {0, 0}), 0);
}

TEST(ScoringRuleTest, TheLargestRuleDoesNotOverflow) {
  ASSERT_OK_AND_ASSIGN(const ScoringRule rule,
                       ScoringRule::Create(std::vector<int>(32, 1000), 10'000));
  EXPECT_EQ(SimilarityOf(rule, std::vector<int32_t>(32, 512), std::vector<uint16_t>(32, 512),
                         std::vector<uint16_t>(32, 512)),
            10'000);
}

TEST(ScoringRuleTest, AHammingSegmentIsLookedUpByItsDistance) {
  const std::vector<SegmentRule> segments = {{.weight = 1, .hamming_bits = 100, .xor_count = 1}};
  ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::CreateForSegments(segments, 8000));
  EXPECT_EQ(rule.hamming_table(0).size(), 101U);
  EXPECT_EQ(SimilarityOf(rule, {50}, {50}, {50}), 10'000);
  EXPECT_EQ(SimilarityOf(rule, {45}, {50}, {50}), 8'000) << "10 of 100 bits differ";
  EXPECT_EQ(SimilarityOf(rule, {45}, {45}, {55}), 8'000) << "10 of 100 bits differ";
  EXPECT_EQ(SimilarityOf(rule, {25}, {50}, {50}), 0) << "half of the bits: strangers";
  EXPECT_EQ(SimilarityOf(rule, {0}, {50}, {50}), 0) << "complements are no match";
  EXPECT_EQ(SimilarityOf(rule, {0}, {0}, {50}), 0) << "a missing segment";
  EXPECT_EQ(SimilarityOf(rule, {0}, {0}, {0}), 0) << "two missing segments";
}

TEST(ScoringRuleTest, SegmentsOfBothKindsShareOneMean) {
  const std::vector<SegmentRule> segments = {{.weight = 3},
                                             {.weight = 1, .hamming_bits = 100, .xor_count = 2}};
  ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::CreateForSegments(segments, 8000));
  EXPECT_TRUE(rule.hamming_table(0).empty());
  // Dice 0.5; 18 of 100 bits differ: sqrt(0.64) = 0.8.
  EXPECT_EQ(SimilarityOf(rule, {5, 41}, {10, 50}, {10, 50}), (3 * 5'000 + 8'000) / 4);
  EXPECT_EQ(SimilarityOf(rule, {5, 0}, {10, 0}, {10, 50}), 5'000) << "the other is missing";
}

TEST(ScoringRuleTest, RefusesHammingSegmentsOutsideTheirLimits) {
  const auto refused = [](SegmentRule segment, const char* reason) {
    EXPECT_THAT(ScoringRule::CreateForSegments(std::vector<SegmentRule>{{.weight = 1}, segment}, 1),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(reason)));
  };
  refused({.weight = 0, .hamming_bits = 64}, "segment 1 is 0");
  refused({.weight = 1, .hamming_bits = -1}, "segment 1 is compared over -1 bits");
  refused({.weight = 1, .hamming_bits = 8193}, "want at most 8192");
  refused({.weight = 1, .hamming_bits = 64, .xor_count = 0}, "XOR count of segment 1 is 0");
  refused({.weight = 1, .hamming_bits = 64, .xor_count = 17}, "want 1 to 16");
}

TEST(ScoringRuleTest, RefusesWeightsAndThresholdsOutsideTheirRange) {
  const auto refused = [](std::vector<int> weights, int threshold, const char* reason) {
    EXPECT_THAT(ScoringRule::Create(std::move(weights), threshold),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(reason)));
  };
  refused({}, 8000, "a weight for every segment");
  refused({1, 0}, 8000, "segment 1 is 0");
  refused({1001}, 8000, "segment 0 is 1001");
  refused({1}, 0, "threshold is 0");
  refused({1}, 10'001, "threshold is 10001");
  EXPECT_OK(ScoringRule::Create({1000}, 1));
  EXPECT_OK(ScoringRule::Create({1}, 10'000));
}

}  // namespace
}  // namespace ieum::core
