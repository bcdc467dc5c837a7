#include "ieum/core/model/value_index.h"

#include <span>
#include <vector>

#include "gtest/gtest.h"
#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

EncodingLayout TwoSegments() {
  return EncodingLayout::Create({{"name", 64}, {"birth", 128}}).value();
}

// rows: [n][3] words.
BitMatrix Matrix(const std::vector<std::vector<uint64_t>>& rows) {
  BitMatrix matrix = BitMatrix::Create(TwoSegments(), static_cast<int64_t>(rows.size())).value();
  for (const std::vector<uint64_t>& row : rows) {
    EXPECT_OK(matrix.AppendRows(std::as_bytes(std::span(row))));
  }
  return matrix;
}

TEST(ValueIndexTest, CountsEqualFiltersByPartyAndSegment) {
  const BitMatrix a = Matrix({{1, 7, 7}, {1, 7, 8}, {2, 0, 0}});
  const BitMatrix b = Matrix({{2, 7, 7}, {1, 9, 9}});
  const std::vector<const BitMatrix*> parties = {&a, &b};
  for (const int threads : {1, 3}) {
    ASSERT_OK_AND_ASSIGN(const ValueIndex index, ValueIndex::Create(parties, threads, {}));
    EXPECT_EQ(index.value(0, 0, 0), index.value(0, 1, 0));
    EXPECT_EQ(index.value(0, 0, 0), index.value(1, 1, 0));
    EXPECT_NE(index.value(0, 0, 0), index.value(0, 2, 0));
    EXPECT_NE(index.value(0, 0, 1), index.value(0, 1, 1));
    EXPECT_EQ(index.value(0, 2, 1), ValueIndex::kNoValue);
    EXPECT_EQ(index.occurrences(0, index.value(0, 0, 0)), 3);
    EXPECT_EQ(index.occurrences(1, index.value(0, 0, 1)), 2);
    EXPECT_EQ(index.distinct_count(0), 2);
    EXPECT_EQ(index.distinct_count(1), 3);
    // Pairs inside parties: one of three in a, none of one in b; the pair's value has one row more.
    const ValueIndex::Identity& names = index.identity(0);
    EXPECT_EQ(names.pair_count, 4);
    EXPECT_DOUBLE_EQ(names.pair_shares[FrequencyClass(1)], 1.0 / 4.0);
    EXPECT_DOUBLE_EQ(names.pair_shares[FrequencyClass(0)], 0);
    EXPECT_DOUBLE_EQ(names.row_shares[FrequencyClass(1)], 3.0 / 5.0);
    EXPECT_DOUBLE_EQ(names.row_shares[FrequencyClass(0)], 2.0 / 5.0);
    const ValueIndex::Identity& births = index.identity(1);
    EXPECT_EQ(births.pair_count, 2);
    EXPECT_DOUBLE_EQ(births.pair_shares[FrequencyClass(0)], 0);
    EXPECT_DOUBLE_EQ(births.row_shares[FrequencyClass(0)], 1);
  }
}

TEST(ValueIndexTest, TakesPartiesWithoutRows) {
  const BitMatrix empty = Matrix({});
  const std::vector<const BitMatrix*> parties = {&empty, &empty};
  ASSERT_OK_AND_ASSIGN(const ValueIndex index, ValueIndex::Create(parties, 2, {}));
  EXPECT_EQ(index.distinct_count(0), 0);
  EXPECT_EQ(index.identity(0).pair_count, 0);
}

TEST(ValueIndexTest, RowsRepeatedWithoutEndAreNoMeasureOfChance) {
  // Every third of many rows is the same; of the others four each are.
  std::vector<uint64_t> words;
  for (uint64_t i = 0; i < 120'000; ++i) words.push_back(i % 3 == 0 ? 1 : 2 + i / 6);
  const BitMatrix rows = ::ieum::testing::MatrixOf(::ieum::testing::LayoutOf({64}), words);
  const BitMatrix* const party[] = {&rows};
  ASSERT_OK_AND_ASSIGN(const ValueIndex values, ValueIndex::Create(party, 2, {}));
  const ValueIndex::Identity& identity = values.identity(0);
  EXPECT_EQ(identity.pair_count, 80'000.0 * 79'999 / 2);
  EXPECT_EQ(identity.pair_shares[kFrequencyClassCount - 1], 0);
  EXPECT_EQ(identity.row_shares[kFrequencyClassCount - 1], 0);
  EXPECT_EQ(values.occurrences(0, values.value(0, 0, 0)), 40'000)
      << "they are counted all the same";
}

}  // namespace
}  // namespace ieum::core
