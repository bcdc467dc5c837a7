#include "ieum/core/model/value_index.h"

#include <span>
#include <vector>

#include "gtest/gtest.h"
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
    EXPECT_EQ(index.occurrences(0, 0, index.value(0, 0, 0)), 2);
    EXPECT_EQ(index.occurrences(0, 1, index.value(0, 0, 0)), 1);
    EXPECT_EQ(index.present_count(1, 0), 2);
    EXPECT_EQ(index.present_count(1, 1), 2);
    EXPECT_EQ(index.distinct_count(0), 2);
    EXPECT_EQ(index.distinct_count(1), 3);
    // Pairs inside parties: one of three in a, none of one in b.
    EXPECT_DOUBLE_EQ(index.chance_of_identity(0), 2.0 / 8.0);
    EXPECT_DOUBLE_EQ(index.chance_of_identity(1), 0);
  }
}

TEST(ValueIndexTest, TakesPartiesWithoutRows) {
  const BitMatrix empty = Matrix({});
  const std::vector<const BitMatrix*> parties = {&empty, &empty};
  ASSERT_OK_AND_ASSIGN(const ValueIndex index, ValueIndex::Create(parties, 2, {}));
  EXPECT_EQ(index.distinct_count(0), 0);
  EXPECT_EQ(index.chance_of_identity(0), 0);
}

}  // namespace
}  // namespace ieum::core
