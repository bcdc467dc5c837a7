#include "ieum/core/blocking/candidate_plan.h"

#include "planned_parties.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::IsOkAndHolds;
using ::ieum::testing::KeysOfRows;
using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kNoBudget = INT64_MAX;

KeyColumn Equal(std::vector<int> segments) {
  return {.equal_segments = std::move(segments), .sampled_bits = {}};
}

TEST(CandidatePlanTest, AColumnAddsThePairsThatShareItsKey) {
  const EncodingLayout layout = LayoutOf({64, 64});
  const BitMatrix left_rows = MatrixOf(layout, {1, 5, 2, 6, 0, 5});
  const BitMatrix right_rows = MatrixOf(layout, {1, 6, 1, 7, 0, 8});
  const KeyMaker left = KeysOfRows(left_rows);
  const KeyMaker right = KeysOfRows(right_rows);
  CandidatePlan plan(left, &right, {});
  EXPECT_THAT(plan.AddColumn(Equal({0}), kNoBudget, 1, {}), IsOkAndHolds(2));
  EXPECT_TRUE(plan.Holds(0, 0));
  EXPECT_TRUE(plan.Holds(0, 1));
  EXPECT_FALSE(plan.Holds(1, 0));
  EXPECT_FALSE(plan.Holds(2, 2)) << "both lack the segment";
  EXPECT_THAT(plan.AddColumn(Equal({1}), kNoBudget, 1, {}), IsOkAndHolds(1));
  EXPECT_TRUE(plan.Holds(1, 0));
  EXPECT_FALSE(plan.Holds(1, 0, 1)) << "not by the first column";
  EXPECT_EQ(plan.CountPairs(), 3);
  EXPECT_EQ(plan.CountAllPairs(), 9);
}

TEST(CandidatePlanTest, AFinerColumnDealsOnlyWithBlocksThatWereTooLarge) {
  // Value 1 of the first segment is in 3 rows of each party, value 2 in one.
  const EncodingLayout layout = LayoutOf({64, 64});
  const BitMatrix rows = MatrixOf(layout, {1, 5, 1, 6, 1, 6, 2, 5});
  const KeyMaker left = KeysOfRows(rows);
  const KeyMaker right = KeysOfRows(rows);
  CandidatePlan plan(left, &right, {});
  EXPECT_THAT(plan.AddColumn(Equal({0}), 4, 1, {}), IsOkAndHolds(1));
  EXPECT_EQ(plan.columns()[0].left_over.pair_count, 9);
  EXPECT_THAT(plan.CountOpenPairs(Equal({0}), 1, {}), IsOkAndHolds(9));
  EXPECT_THAT(plan.CountOpenPairs(Equal({0, 1}), 1, {}), IsOkAndHolds(5));
  EXPECT_THAT(plan.AddColumn(Equal({0, 1}), kNoBudget, 1, {}), IsOkAndHolds(5));
  EXPECT_TRUE(plan.Holds(3, 3, 1)) << "held by the coarser column";
  EXPECT_TRUE(plan.Holds(1, 2));
  EXPECT_FALSE(plan.Holds(0, 1)) << "in a block that was too large, and different";
  EXPECT_THAT(plan.AddColumn({.equal_segments = {0, 1}, .sampled_bits = {}}, kNoBudget, 1, {}),
              IsOkAndHolds(0))
      << "nothing is left of it";
}

TEST(CandidatePlanTest, WithinAPartyNobodyIsComparedWithHimself) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {1, 1, 2, 1});
  const KeyMaker maker = KeysOfRows(rows);
  CandidatePlan plan(maker, nullptr, {});
  EXPECT_TRUE(plan.within());
  EXPECT_EQ(plan.CountAllPairs(), 6);
  EXPECT_THAT(plan.AddColumn(Equal({0}), kNoBudget, 1, {}), IsOkAndHolds(3));
  EXPECT_TRUE(plan.Holds(0, 3));
  EXPECT_FALSE(plan.Holds(0, 2));
}

TEST(CandidatePlanTest, AFullPlanTakesNoMoreColumns) {
  const BitMatrix rows = MatrixOf(LayoutOf({64, 64}), {1, 2});
  const KeyMaker maker = KeysOfRows(rows);
  PlanOptions options;
  options.max_columns = 1;
  CandidatePlan plan(maker, &maker, options);
  EXPECT_THAT(plan.AddColumn(Equal({0}), kNoBudget, 1, {}), IsOkAndHolds(1));
  EXPECT_THAT(plan.AddColumn(Equal({1}), kNoBudget, 1, {}), IsOkAndHolds(0));
  EXPECT_EQ(plan.CountUsedColumns(), 1);
}

TEST(CandidatePlanTest, EmptyPartiesHaveNoPairs) {
  const EncodingLayout layout = LayoutOf({64});
  const BitMatrix none = MatrixOf(layout, {});
  const BitMatrix one = MatrixOf(layout, {1});
  const KeyMaker empty = KeysOfRows(none);
  const KeyMaker single = KeysOfRows(one);
  CandidatePlan plan(empty, &single, {});
  EXPECT_THAT(plan.AddColumn(Equal({0}), kNoBudget, 1, {}), IsOkAndHolds(0));
  CandidatePlan within(single, nullptr, {});
  EXPECT_THAT(within.AddColumn(Equal({0}), kNoBudget, 1, {}), IsOkAndHolds(0));
}

TEST(CandidatePlanTest, TheTableShowsWhatWasKeptAndWhatWasLeftOver) {
  const BitMatrix rows = MatrixOf(LayoutOf({64, 64}), {1, 5, 1, 6, 1, 6, 2, 5});
  const KeyMaker maker = KeysOfRows(rows);
  CandidatePlan plan(maker, &maker, {});
  ASSERT_OK(plan.AddColumn(Equal({0}), 4, 1, {}));
  ASSERT_OK(plan.AddColumn(Equal({0, 1}), 5, 1, {}));
  const std::string text = plan.ToText();
  EXPECT_THAT(text, HasSubstr("s0 = "));
  EXPECT_THAT(text, HasSubstr(" 9 (1)\n"));
  EXPECT_THAT(text, HasSubstr("s0 = and s1 ="));
  EXPECT_THAT(text, HasSubstr("all columns"));
  EXPECT_THAT(text, HasSubstr(" 6 of 16\n"));
}

TEST(CandidatePlanTest, StopsWhenAsked) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {1, 2});
  const KeyMaker maker = KeysOfRows(rows);
  CandidatePlan plan(maker, &maker, {});
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(plan.AddColumn(Equal({0}), kNoBudget, 1, stop.get_token()).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace ieum::core
