#include "ieum/core/blocking/widening.h"

#include "planned_parties.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::EqualWeights;
using ::ieum::testing::KeysOfRows;
using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::SeededRandom;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

// 1,000 rows, and the same with an error in every segment: no conjunction finds anything.
class WidenPlanTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::mt19937_64 engine(1);
    const std::vector<uint64_t> words = ieum::testing::RandomWords(1'000, layout_, engine);
    left_rows_.push_back(MatrixOf(layout_, words));
    right_rows_.push_back(MatrixOf(layout_, ieum::testing::WithErrors(words, engine)));
    left_.push_back(KeysOfRows(left_rows_[0]));
    right_.push_back(KeysOfRows(right_rows_[0]));
  }

  WideningOutcome Widen(const WideningOptions& options, CandidatePlan& plan) {
    SeededRandom random(4);
    auto outcome = WidenPlan(EqualWeights(layout_), options, random, {}, {}, plan);
    EXPECT_TRUE(outcome.ok());
    return *outcome;
  }

  CandidatePlan EmptyPlan() {
    PlanOptions options;
    options.sampling_pairs_per_row = 8;
    return CandidatePlan(left_[0], &right_[0], options);
  }

  int64_t CountHeld(const CandidatePlan& plan) const {
    int64_t held = 0;
    for (int64_t i = 0; i < 1'000; ++i) held += plan.Holds(i, i) ? 1 : 0;
    return held;
  }

  const EncodingLayout layout_ = LayoutOf({256, 256});
  std::vector<BitMatrix> left_rows_;
  std::vector<BitMatrix> right_rows_;
  std::vector<KeyMaker> left_;
  std::vector<KeyMaker> right_;
};

TEST_F(WidenPlanTest, AddsTablesUntilTheBoundHolds) {
  CandidatePlan plan = EmptyPlan();
  WideningOptions options{.min_completeness = 0.95};
  options.sample = {.pair_budget = 800'000, .min_score = 8'000};
  const WideningOutcome outcome = Widen(options, plan);
  EXPECT_EQ(outcome.end, WideningEnd::kReached);
  EXPECT_GT(outcome.added_tables, 3);
  EXPECT_GE(outcome.estimate.lower_bound, 0.95);
  EXPECT_LT(outcome.estimate.error, 0.05) << "the error is shared among the looks";
  EXPECT_GE(CountHeld(plan), 1'000 * 95 / 100) << plan.ToText();
}

TEST_F(WidenPlanTest, APlanThatHoldsEnoughIsLeftAsItIs) {
  CandidatePlan plan = EmptyPlan();
  WideningOptions options{.min_completeness = 0.9};
  options.sample = {.pair_budget = 800'000, .min_score = 8'000};
  ASSERT_EQ(Widen(options, plan).end, WideningEnd::kReached);
  const size_t column_count = plan.columns().size();
  const WideningOutcome again = Widen({.min_completeness = 0.7, .sample = options.sample}, plan);
  EXPECT_EQ(again.end, WideningEnd::kReached);
  EXPECT_EQ(again.added_tables, 0);
  EXPECT_EQ(plan.columns().size(), column_count);
}

TEST_F(WidenPlanTest, SaysWhenTheExhaustiveJoinIsCheaper) {
  CandidatePlan plan = EmptyPlan();
  WideningOptions options{.min_completeness = 0.95, .candidate_pair_cost = 1'000};
  options.sample = {.pair_budget = 800'000, .min_score = 8'000};
  EXPECT_EQ(Widen(options, plan).end, WideningEnd::kExhaustiveCheaper);
}

TEST_F(WidenPlanTest, SaysWhenTheSampleIsTooSmallForWhatIsWanted) {
  CandidatePlan plan = EmptyPlan();
  WideningOptions options{.min_completeness = 0.99};
  options.sample = {.pair_budget = 0, .min_rows = 50, .min_score = 8'000};
  const WideningOutcome outcome = Widen(options, plan);
  EXPECT_EQ(outcome.end, WideningEnd::kSampleTooSmall);
  EXPECT_EQ(outcome.added_tables, 0);
}

TEST_F(WidenPlanTest, SaysWhenNoMoreTablesAreAllowed) {
  CandidatePlan plan = EmptyPlan();
  WideningOptions options{.min_completeness = 0.95, .max_tables = 1};
  options.sample = {.pair_budget = 800'000, .min_score = 8'000};
  const WideningOutcome outcome = Widen(options, plan);
  EXPECT_EQ(outcome.end, WideningEnd::kFull);
  EXPECT_EQ(outcome.added_tables, 1);
}

TEST_F(WidenPlanTest, RefusesACompletenessThatNoSampleCertifies) {
  CandidatePlan plan = EmptyPlan();
  SeededRandom random(1);
  for (const double wanted : {0.0, 1.0}) {
    EXPECT_THAT(
        WidenPlan(EqualWeights(layout_), {.min_completeness = wanted}, random, {}, {}, plan),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("compare all pairs")));
  }
}

}  // namespace
}  // namespace ieum::core
