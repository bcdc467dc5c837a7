#include "ieum/core/blocking/completeness.h"

#include <algorithm>

#include "ieum/core/blocking/binomial_bound.h"
#include "planned_parties.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::EqualWeights;
using ::ieum::testing::KeysOfRows;
using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::RowsOfFewValues;
using ::ieum::testing::SeededRandom;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

ReferenceSample SampleOf(const BitMatrix& left, const BitMatrix& right,
                         const SampleOptions& options, uint64_t seed = 1) {
  SeededRandom random(seed);
  auto sample =
      DrawReferenceSample(left, right, EqualWeights(left.layout()), options, random, {}, {});
  EXPECT_TRUE(sample.ok());
  return *std::move(sample);
}

TEST(DrawReferenceSampleTest, FindsEveryPairOfTheRowsDrawn) {
  std::mt19937_64 engine(1);
  const EncodingLayout layout = LayoutOf({64, 64});
  const BitMatrix left = RowsOfFewValues(layout, 300, 30, 0, engine);
  const BitMatrix right = RowsOfFewValues(layout, 1'100, 30, 0, engine);
  const ReferenceSample sample =
      SampleOf(left, right, {.pair_budget = 0, .min_rows = 50, .min_score = 10'000});
  EXPECT_EQ(sample.row_count, 50);
  std::vector<CandidatePair> expected;
  std::vector<uint32_t> rows;
  for (const CandidatePair& pair : sample.pairs) rows.push_back(pair.left);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
  for (const uint32_t row : rows) {
    for (uint32_t r = 0; r < 1'100; ++r) {
      if (left.row(row)[0] == right.row(r)[0] && left.row(row)[1] == right.row(r)[1]) {
        expected.push_back({row, r, 10'000});
      }
    }
  }
  EXPECT_EQ(sample.pairs, expected);
}

TEST(DrawReferenceSampleTest, DrawsAllRowsIfTheBudgetIsEnoughAndASeedRepeats) {
  std::mt19937_64 engine(2);
  const EncodingLayout layout = LayoutOf({64});
  const BitMatrix left = RowsOfFewValues(layout, 100, 50, 0, engine);
  const BitMatrix right = RowsOfFewValues(layout, 100, 50, 0, engine);
  EXPECT_EQ(SampleOf(left, right, {.min_score = 9'000}).row_count, 100);
  const SampleOptions few{.pair_budget = 0, .min_rows = 20, .min_score = 1};
  SampleOptions threads = few;
  threads.thread_count = 3;
  EXPECT_EQ(SampleOf(left, right, few, 5).pairs, SampleOf(left, right, threads, 5).pairs);
  EXPECT_NE(SampleOf(left, right, few, 5).pairs, SampleOf(left, right, few, 6).pairs);
}

TEST(DrawReferenceSampleTest, EveryRowIsDrawnAsOften) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), std::vector<uint64_t>(20, 1));
  std::vector<int> counts(20, 0);
  SeededRandom random(9);
  const RuleJudge judge = EqualWeights(rows.layout());
  const BitMatrix other = MatrixOf(LayoutOf({64}), {1});
  for (int round = 0; round < 1'000; ++round) {
    const auto sample =
        DrawReferenceSample(rows, other, judge, {.pair_budget = 0, .min_rows = 5}, random, {}, {});
    ASSERT_OK(sample);
    ASSERT_EQ(sample->pairs.size(), 5);
    for (const CandidatePair& pair : sample->pairs) ++counts[pair.left];
  }
  // Each is binomial with 1,000 trials of 1/4: outside 180 to 320 with probability below 1e-6.
  for (const int count : counts)
    EXPECT_THAT(count, ::testing::AllOf(::testing::Gt(179), ::testing::Lt(321)));
}

TEST(DrawReferenceSampleTest, WithinAPartyARowIsNotItsOwnPartner) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {1, 1, 2});
  const ReferenceSample sample = SampleOf(rows, rows, {.min_score = 10'000});
  EXPECT_EQ(sample.pairs, (std::vector<CandidatePair>{{0, 1, 10'000}, {1, 0, 10'000}}));
}

TEST(DrawReferenceSampleTest, RefusesImpossibleOptionsAndStopsWhenAsked) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {1});
  const RuleJudge judge = EqualWeights(rows.layout());
  SeededRandom random(1);
  EXPECT_THAT(DrawReferenceSample(rows, rows, judge, {.min_rows = 0}, random, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at least 1 row")));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(
      DrawReferenceSample(rows, rows, judge, {}, random, {}, stop.get_token()).status().code(),
      absl::StatusCode::kCancelled);
}

TEST(EstimateCompletenessTest, CountsWhatThePlanHolds) {
  const EncodingLayout layout = LayoutOf({64, 64});
  const BitMatrix left_rows = MatrixOf(layout, {1, 5, 2, 6, 3, 7, 4, 8});
  const BitMatrix right_rows = MatrixOf(layout, {1, 5, 2, 9, 0, 7, 4, 8});
  const KeyMaker left = KeysOfRows(left_rows);
  const KeyMaker right = KeysOfRows(right_rows);
  CandidatePlan plan(left, &right, {});
  ASSERT_OK(plan.AddColumn({.equal_segments = {0}, .sampled_bits = {}}, INT64_MAX, 1, {}));
  ReferenceSample sample;
  sample.row_count = 4;
  sample.pairs = {{0, 0, 1}, {1, 1, 1}, {2, 2, 1}, {3, 3, 1}};
  const CompletenessEstimate estimate = EstimateCompleteness(plan, sample);
  EXPECT_EQ(estimate.reference_pairs, 4);
  EXPECT_EQ(estimate.held_pairs, 3);
  EXPECT_DOUBLE_EQ(estimate.completeness, 0.75);
  EXPECT_DOUBLE_EQ(estimate.effective_pairs, 4);
  EXPECT_DOUBLE_EQ(estimate.lower_bound, LowerBoundOfShare(3, 4, 0.05));
}

TEST(EstimateCompletenessTest, PairsOfOneRowCountAsOne) {
  const EncodingLayout layout = LayoutOf({64});
  const BitMatrix rows = MatrixOf(layout, std::vector<uint64_t>(10, 1));
  const KeyMaker maker = KeysOfRows(rows);
  CandidatePlan plan(maker, &maker, {});
  ASSERT_OK(plan.AddColumn({.equal_segments = {0}, .sampled_bits = {}}, INT64_MAX, 1, {}));
  const ReferenceSample sample = SampleOf(rows, rows, {.min_score = 1});
  EXPECT_EQ(sample.pairs.size(), 90);
  const CompletenessEstimate estimate = EstimateCompleteness(plan, sample);
  EXPECT_DOUBLE_EQ(estimate.completeness, 1);
  EXPECT_DOUBLE_EQ(estimate.effective_pairs, 10);
  EXPECT_DOUBLE_EQ(estimate.lower_bound, LowerBoundOfShare(10, 10, 0.05));
}

TEST(EstimateCompletenessTest, WithoutReferencePairsNothingIsPromised) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {1});
  const KeyMaker maker = KeysOfRows(rows);
  const CandidatePlan plan(maker, &maker, {});
  const CompletenessEstimate estimate = EstimateCompleteness(plan, {});
  EXPECT_EQ(estimate.completeness, 0);
  EXPECT_EQ(estimate.lower_bound, 0);
}

}  // namespace
}  // namespace ieum::core
