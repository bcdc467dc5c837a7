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
