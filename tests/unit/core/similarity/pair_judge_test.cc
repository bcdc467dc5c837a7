#include "ieum/core/similarity/pair_judge.h"

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

RuleJudge JudgeOf(std::vector<int> weights) {
  auto rule = ScoringRule::Create(std::move(weights), 8000);
  EXPECT_TRUE(rule.ok());
  return RuleJudge(*std::move(rule));
}

TEST(RuleJudgeTest, ScoresAPairAsTheRuleDoesWhateverItsThreshold) {
  const RuleJudge judge = JudgeOf({1, 3});
  const std::array<int32_t, 2> common = {5, 0};
  const std::array<uint16_t, 2> left = {10, 4};
  const std::array<uint16_t, 2> right = {10, 4};
  EXPECT_EQ(judge.Score(common, left, right), 1250);
}

TEST(RuleJudgeTest, ManyPairsScoreAsOneByOne) {
  const RuleJudge judge = JudgeOf({2, 1});
  const std::vector<int32_t> common = {5, 4, 0, 0, 10, 3};
  const std::vector<uint16_t> left = {10, 4};
  const std::vector<uint16_t> right = {10, 4, 7, 0, 12, 3};
  std::vector<int32_t> scores(3, -1);
  judge.ScoreMany(common, left, right, scores);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(scores[i], judge.Score(std::span(common).subspan(2 * i, 2), left,
                                     std::span(right).subspan(2 * i, 2)));
  }
  EXPECT_EQ(scores[0], 6666);
  EXPECT_EQ(scores[1], 0);
}

TEST(RuleJudgeTest, ManyPairsScoreAsOneByOneWhateverIsMissingAndHoweverSegmentsAreCompared) {
  std::mt19937 engine(3);
  for (const bool by_distance : {false, true}) {
    const std::vector<SegmentRule> segments = {
        {.weight = 1000, .hamming_bits = by_distance ? 512 : 0, .xor_count = 2},
        {.weight = 7},
        {.weight = 993, .hamming_bits = by_distance ? 64 : 0}};
    auto rule = ScoringRule::CreateForSegments(segments, 8000);
    ASSERT_TRUE(rule.ok());
    const RuleJudge judge(*std::move(rule));
    const std::vector<uint16_t> largest = {512, 8192, 64};
    for (int round = 0; round < 200; ++round) {
      const auto popcounts = [&](size_t row_count) {
        std::vector<uint16_t> counts;
        for (size_t i = 0; i < 3 * row_count; ++i) {
          const bool missing = engine() % 4 == 0;
          counts.push_back(missing ? 0 : static_cast<uint16_t>(engine() % (largest[i % 3] + 1u)));
        }
        return counts;
      };
      const std::vector<uint16_t> left = popcounts(1);
      const std::vector<uint16_t> right = popcounts(9);
      std::vector<int32_t> common;
      for (size_t i = 0; i < right.size(); ++i) {
        // No more than both have, and no fewer than must overlap.
        const int most = std::min(left[i % 3], right[i]);
        const int least = std::max(0, left[i % 3] + right[i] - largest[i % 3]);
        common.push_back(least +
                         static_cast<int>(engine() % static_cast<unsigned>(most - least + 1)));
      }
      std::vector<int32_t> scores(9, -1);
      judge.ScoreMany(common, left, right, scores);
      for (size_t i = 0; i < 9; ++i) {
        ASSERT_EQ(scores[i], judge.Score(std::span(common).subspan(3 * i, 3), left,
                                         std::span(right).subspan(3 * i, 3)));
      }
    }
  }
}

TEST(RuleJudgeTest, NoPairsAreNoScores) {
  const RuleJudge judge = JudgeOf({1});
  const std::vector<uint16_t> left = {10};
  std::vector<int32_t> scores;
  judge.ScoreMany({}, left, {}, scores);
  EXPECT_TRUE(scores.empty());
}

}  // namespace
}  // namespace ieum::core
