#include "ieum/core/similarity/pair_judge.h"

#include <array>
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

TEST(RuleJudgeTest, NoPairsAreNoScores) {
  const RuleJudge judge = JudgeOf({1});
  const std::vector<uint16_t> left = {10};
  std::vector<int32_t> scores;
  judge.ScoreMany({}, left, {}, scores);
  EXPECT_TRUE(scores.empty());
}

}  // namespace
}  // namespace ieum::core
