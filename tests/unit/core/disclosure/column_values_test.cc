// What columns give away without classes: outliers, rare values, small cells, identifiers.
#include <gtest/gtest.h>

#include <string>

#include "ieum/core/disclosure/direct_identifiers.h"
#include "ieum/core/disclosure/outliers.h"
#include "ieum/core/disclosure/small_cells.h"
#include "unit/core/disclosure/small_tables.h"

namespace ieum::core {
namespace {

CandidateTable NumbersOf(const std::vector<std::string_view>& numbers) {
  std::vector<std::vector<std::string_view>> rows;
  for (const std::string_view number : numbers) rows.push_back({number});
  return TableOf({Sensitive("n", ColumnKind::kNumber)}, rows);
}

// By hand: the deviations from 2.45 have the median 0.15, the score of 8.2 is 25.9, of 2.1 1.6.
TEST(ColumnValuesTest, NumbersFarFromTheMedian) {
  const CandidateTable table =
      NumbersOf({"2.1", "2.6", "2.4", "2.5", "2.3", "2.1", "2.3", "2.6", "8.2", "8.3"});
  const NumberOutliers found = FindNumberOutliers(table.columns[0], 3.5);
  EXPECT_DOUBLE_EQ(found.median, 2.45);
  EXPECT_EQ(found.rows, 2U);
  EXPECT_LT(found.highest, 8.2);
  EXPECT_GT(found.highest, 2.6);
}

TEST(ColumnValuesTest, MostValuesEqual) {
  EXPECT_EQ(FindNumberOutliers(NumbersOf({"5", "5", "5", "5", "5", "5", "9"}).columns[0], 3.5).rows,
            1U);
  const NumberOutliers equal = FindNumberOutliers(NumbersOf({"5", "5", ""}).columns[0], 3.5);
  EXPECT_EQ(equal.rows, 0U);
  EXPECT_EQ(equal.spread, 0);
  EXPECT_EQ(FindNumberOutliers(NumbersOf({"", ""}).columns[0], 3.5).rows, 0U);
  EXPECT_EQ(FindNumberOutliers(NumbersOf({}).columns[0], 3.5).rows, 0U);
}

TEST(ColumnValuesTest, RareValues) {
  const CandidateTable table =
      TableOf({Quasi("c")}, {{"a"}, {"a"}, {"a"}, {"b"}, {"c"}, {"c"}, {""}});
  const RareValues found = FindRareValues(table.columns[0], 3);
  EXPECT_EQ(found.values, 2U);
  EXPECT_EQ(found.rows, 3U);
  EXPECT_EQ(found.smallest, 1U);
}

TEST(ColumnValuesTest, SmallAndFullCells) {
  const CandidateTable table = TableOf(
      {Quasi("district"), Sensitive("disease")},
      {{"A", "flu"}, {"A", "flu"}, {"A", "flu"}, {"B", "flu"}, {"B", "cold"}, {"B", "cold"}});
  const SmallCells found = CountSmallCells(table, std::vector<size_t>{0, 1}, 3);
  EXPECT_EQ(found.cells, 4U);
  EXPECT_EQ(found.empty, 1U);
  EXPECT_EQ(found.small, 2U);
  EXPECT_EQ(found.small_rows, 3U);
  EXPECT_EQ(found.full, 1U);  // everybody of A has the flu
  EXPECT_EQ(found.full_rows, 3U);
  EXPECT_EQ(CountSmallCells(TableOf({Quasi("a")}, {}), std::vector<size_t>{0}, 3).cells, 0U);
}

TEST(ColumnValuesTest, Identifiers) {
  EXPECT_EQ(LooksLikeIdentifier("801212-1234567"), IdentifierKind::kResidentNumber);
  EXPECT_EQ(LooksLikeIdentifier("8012121234567"), IdentifierKind::kResidentNumber);
  EXPECT_EQ(LooksLikeIdentifier("010-1234-5678"), IdentifierKind::kPhoneNumber);
  EXPECT_EQ(LooksLikeIdentifier("kim@example.org"), IdentifierKind::kMailAddress);
  EXPECT_EQ(LooksLikeIdentifier("4111 1111 1111 1111"), IdentifierKind::kCardNumber);
  EXPECT_EQ(LooksLikeIdentifier(std::string(86, 'A') + "=="),
            IdentifierKind::kConnectingInformation);
  for (const char* harmless : {"", "1980", "A01.1", "4111 1111 1111 1112", "02-123-4567",
                               "9999999999999", "@", "a@b", "대구 중구"}) {
    EXPECT_EQ(LooksLikeIdentifier(harmless), std::nullopt) << harmless;
  }
  const CandidateTable table =
      TableOf({Quasi("memo")}, {{"x"}, {"010-1234-5678"}, {"010-1234-5678"}});
  EXPECT_EQ(RowsWithIdentifiers(table.columns[0]), 2U);
}

}  // namespace
}  // namespace ieum::core
