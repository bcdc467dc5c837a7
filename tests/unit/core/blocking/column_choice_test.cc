#include "ieum/core/blocking/column_choice.h"

#include <numeric>

#include "planned_parties.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::core::column_choice_test {
namespace {

using ::ieum::testing::IsOkAndHolds;
using ::ieum::testing::KeysOfRows;
using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::RowsOfFewValues;
using ::ieum::testing::SeededRandom;
using ::ieum::testing::StatusIs;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Not;

CandidatePlan PlanOf(const KeyMaker& left, const KeyMaker* right, const PlanOptions& options = {},
                     int thread_count = 1) {
  SeededRandom random(11);
  auto plan = PlanCandidates(left, right, options, random, thread_count, {});
  EXPECT_TRUE(plan.ok());
  return *std::move(plan);
}

TEST(PlanCandidatesTest, SelectiveSegmentsAreEnoughAlone) {
  std::mt19937_64 engine(1);
  const EncodingLayout layout = LayoutOf({64, 64, 64});
  const BitMatrix left_rows = RowsOfFewValues(layout, 500, 300, 5, engine);
  const BitMatrix right_rows = RowsOfFewValues(layout, 400, 300, 5, engine);
  const KeyMaker left = KeysOfRows(left_rows);
  const KeyMaker right = KeysOfRows(right_rows);
  const CandidatePlan plan = PlanOf(left, &right);
  EXPECT_EQ(plan.CountUsedColumns(), 3) << plan.ToText();
  for (int64_t l = 0; l < 500; ++l) {
    for (int64_t r = 0; r < 400; ++r) {
      bool shares = false;
      for (int s = 0; s < 3; ++s) {
        const uint64_t word = left_rows.row(l)[static_cast<size_t>(s)];
        shares = shares || (word != 0 && word == right_rows.row(r)[static_cast<size_t>(s)]);
      }
      ASSERT_EQ(plan.Holds(l, r), shares) << l << ", " << r;
    }
  }
}

TEST(PlanCandidatesTest, CommonValuesAreLeftToConjunctionsAndSampledBits) {
  std::mt19937_64 engine(2);
  const EncodingLayout layout = LayoutOf({64, 64, 64});
  const BitMatrix left_rows = RowsOfFewValues(layout, 2'000, 25, 0, engine);
  const BitMatrix right_rows = RowsOfFewValues(layout, 2'000, 25, 0, engine);
  const KeyMaker left = KeysOfRows(left_rows);
  const KeyMaker right = KeysOfRows(right_rows);
  PlanOptions options;
  options.pairs_per_row = 5;
  const CandidatePlan plan = PlanOf(left, &right, options);
  // One segment alone makes 2,000 / 25 = 80 pairs a row, two make 3.
  for (int64_t l = 0; l < 2'000; l += 7) {
    for (int64_t r = 0; r < 2'000; r += 11) {
      int equal = 0;
      for (size_t s = 0; s < 3; ++s) equal += left_rows.row(l)[s] == right_rows.row(r)[s] ? 1 : 0;
      ASSERT_TRUE(equal < 2 || plan.Holds(l, r)) << plan.ToText();
    }
  }
  EXPECT_THAT(plan.ToText(), HasSubstr(" bits of s1, s0 ="));
  for (const PlannedColumn& column : plan.columns()) {
    EXPECT_LE(column.pair_count, 5 * 2'000) << plan.ToText();
  }
}

TEST(PlanCandidatesTest, OneSegmentGetsTablesOfSampledBits) {
  std::mt19937_64 engine(3);
  const EncodingLayout layout = LayoutOf({512});
  const std::vector<uint64_t> words = ieum::testing::RandomWords(1'000, layout, engine);
  const BitMatrix left_rows = MatrixOf(layout, words);
  // One bit in 16 flipped: 9 bits all stay with probability 0.56, in one of 16 tables nearly
  // always.
  const BitMatrix right_rows = MatrixOf(layout, ieum::testing::WithErrors(words, engine));
  const KeyMaker left = KeysOfRows(left_rows);
  const KeyMaker right = KeysOfRows(right_rows);
  PlanOptions options;
  options.sampling_pairs_per_row = 4;
  const CandidatePlan plan = PlanOf(left, &right, options);
  int64_t held = 0;
  for (int64_t i = 0; i < 1'000; ++i) held += plan.Holds(i, i) ? 1 : 0;
  EXPECT_GT(held, 970) << plan.ToText();
  EXPECT_LT(plan.CountPairs(), 1'000 * 4 * 20);
}

TEST(PlanCandidatesTest, HolderKeysComeFirst) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {1, 2, 3});
  const std::vector<uint64_t> left_keys = {7, 8, 0};
  const std::vector<uint64_t> right_keys = {8, 9, 0};
  const auto left = KeyMaker::Create(
      {.encodings = &rows, .holder_keys = left_keys, .holder_key_count = 1}, 1, {});
  const auto right = KeyMaker::Create(
      {.encodings = &rows, .holder_keys = right_keys, .holder_key_count = 1}, 1, {});
  ASSERT_TRUE(left.ok() && right.ok());
  const CandidatePlan plan = PlanOf(*left, &*right);
  EXPECT_EQ(plan.columns()[0].column.holder_key, 0);
  EXPECT_TRUE(plan.Holds(1, 0, 1));
  EXPECT_FALSE(plan.Holds(2, 2, 1)) << "none is no key";
}

TEST(PlanCandidatesTest, ThreadsDoNotChangeThePlanAndTheSeedRepeatsIt) {
  std::mt19937_64 engine(4);
  const EncodingLayout layout = LayoutOf({128, 64});
  const BitMatrix left_rows = RowsOfFewValues(layout, 2'000, 10, 3, engine);
  const BitMatrix right_rows = RowsOfFewValues(layout, 1'500, 10, 3, engine);
  const KeyMaker left = KeysOfRows(left_rows);
  const KeyMaker right = KeysOfRows(right_rows);
  PlanOptions options;
  options.pairs_per_row = 20;
  const CandidatePlan one = PlanOf(left, &right, options, 1);
  const CandidatePlan three = PlanOf(left, &right, options, 3);
  EXPECT_EQ(one.ToText(), three.ToText());
  ASSERT_EQ(one.columns().size(), three.columns().size());
  for (size_t c = 0; c < one.columns().size(); ++c) {
    EXPECT_EQ(one.columns()[c].column, three.columns()[c].column);
    EXPECT_EQ(one.columns()[c].blocks.left_blocks, three.columns()[c].blocks.left_blocks);
    EXPECT_EQ(one.columns()[c].blocks.right_blocks, three.columns()[c].blocks.right_blocks);
  }
}

TEST(PlanCandidatesTest, AMillionPairsOfIdenticalRowsAreLeftOverAndSaidSo) {
  const EncodingLayout layout = LayoutOf({64, 64});
  std::vector<uint64_t> words(2 * 5'000, 0xff);
  words[0] = 0x3;
  words[1] = 0x5;
  const BitMatrix rows = MatrixOf(layout, words);
  const KeyMaker left = KeysOfRows(rows);
  const KeyMaker right = KeysOfRows(rows);
  const CandidatePlan plan = PlanOf(left, &right);
  EXPECT_TRUE(plan.Holds(0, 0)) << "the honest row is found";
  EXPECT_EQ(plan.CountPairs(), 2) << plan.ToText();
  EXPECT_THAT(plan.ToText(), HasSubstr("24990001 (1)"));
}

TEST(PlanCandidatesTest, RefusesPartiesOfDifferentShapeAndImpossibleOptions) {
  const BitMatrix one = MatrixOf(LayoutOf({64}), {1});
  const BitMatrix two = MatrixOf(LayoutOf({128}), {1, 1});
  const KeyMaker left = KeysOfRows(one);
  const KeyMaker right = KeysOfRows(two);
  SeededRandom random(1);
  EXPECT_THAT(PlanCandidates(left, &right, {}, random, 1, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("different layouts")));
  const std::vector<uint64_t> keys = {7};
  const auto keyed =
      KeyMaker::Create({.encodings = &one, .holder_keys = keys, .holder_key_count = 1}, 1, {});
  ASSERT_TRUE(keyed.ok());
  EXPECT_THAT(PlanCandidates(left, &*keyed, {}, random, 1, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("blocking keys")));
  PlanOptions options;
  options.pairs_per_row = 0;
  EXPECT_THAT(PlanCandidates(left, &left, options, random, 1, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("pairs per row")));
}

}  // namespace
}  // namespace ieum::core::column_choice_test
