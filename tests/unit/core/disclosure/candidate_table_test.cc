#include "ieum/core/disclosure/candidate_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_format.h"
#include "support/status_matchers.h"
#include "unit/core/disclosure/small_tables.h"

namespace ieum::core {
namespace {

using ieum::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(CandidateTableTest, CodesFollowTheValuesAndNotTheRows) {
  const CandidateTable table =
      TableOf({Quasi("n", ColumnKind::kNumber), Quasi("c"), Quasi("d", ColumnKind::kDate)},
              {{"10", "b", "2000-03-01"}, {"9", "", "1999-12-31"}, {"-1.5", "a", ""}});
  EXPECT_THAT(table.columns[0].labels, ElementsAre("", "-1.5", "9", "10"));
  EXPECT_THAT(table.columns[0].numbers, ElementsAre(0, -1.5, 9, 10));
  EXPECT_THAT(table.columns[0].codes, ElementsAre(3U, 2U, 1U));
  EXPECT_THAT(table.columns[1].codes, ElementsAre(2U, 0U, 1U));
  EXPECT_THAT(table.columns[2].numbers, ElementsAre(0, 10'956, 11'017));
  const CandidateTable turned =
      TableOf({Quasi("n", ColumnKind::kNumber)}, {{"-1.5"}, {"9"}, {"10"}});
  EXPECT_EQ(turned.columns[0].labels, table.columns[0].labels);
}

TEST(CandidateTableTest, RefusesByRowAndColumnWithoutTheValue) {
  CandidateTableBuilder builder({Quasi("c"), Quasi("n", ColumnKind::kNumber)});
  const std::vector<std::string_view> bad = {"x", "12ab"};
  const absl::Status status = builder.AddRow(bad);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("row 1, column 'n'")));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("12ab")));
  for (const std::string_view number : {"nan", "inf", "1e5", "0x10", " 1"}) {
    EXPECT_FALSE(builder.AddRow(std::vector<std::string_view>{"x", number}).ok()) << number;
  }
  EXPECT_TRUE(builder.AddRow(std::vector<std::string_view>{"x", "12"}).ok());
  const CandidateTable table = std::move(builder).Build();
  EXPECT_EQ(table.row_count, 1U);
  EXPECT_THAT(table.columns[0].codes, ElementsAre(1U));
}

TEST(CandidateTableTest, DaysAndBack) {
  EXPECT_EQ(DayNumber("1970-01-01"), 0);
  EXPECT_EQ(DayNumber("2000-02-29"), 11'016);
  EXPECT_EQ(DayNumber("1900-02-29"), std::nullopt);
  EXPECT_EQ(DayNumber("2000-13-01"), std::nullopt);
  EXPECT_EQ(DayNumber("2000-1-1"), std::nullopt);
  EXPECT_EQ(DayNumber("2000-01-0x"), std::nullopt);
  for (int64_t day = -200'000; day < 200'000; day += 7) {
    const CivilDate date = DateOfDay(day);
    if (date.year < 1000) continue;
    EXPECT_EQ(DayNumber(absl::StrFormat("%04d-%02d-%02d", date.year, date.month, date.day)), day);
  }
}

TEST(CandidateTableTest, KeepsRows) {
  const CandidateTable table = TableOf({Quasi("c")}, {{"a"}, {"b"}, {"c"}});
  const CandidateTable kept = KeepRows(table, {true, false, true});
  EXPECT_EQ(kept.row_count, 2U);
  EXPECT_THAT(kept.columns[0].codes, ElementsAre(1U, 3U));
}

}  // namespace
}  // namespace ieum::core
