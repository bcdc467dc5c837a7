// Every person and number here is invented.
#include "ieum/client/payload/payload_rows.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

core::PayloadSchema Schema() {
  return core::PayloadSchema::FromJson(
             R"({"format":"ieum-payload-schema","schema":"s","version":1,"columns":[
               {"name":"age","purpose":"p","role":"other","type":"integer","min":0,"max":130},
               {"name":"sex","purpose":"p","role":"other","type":"category",
                "codes":[{"code":"M"},{"code":"F"}]},
               {"name":"memo","column":"비고","purpose":"p","role":"other","type":"text",
                "max_bytes":60,"nullable":true}]})")
      .value();
}

// Reads to the end.
absl::StatusOr<InputReport> Read(const std::string& text) {
  const TempDir dir;
  const core::PayloadSchema schema = Schema();
  PayloadInput input;
  input.path = dir.Write("a.csv", text);
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<PayloadRows> rows, PayloadRows::Open(schema, input));
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<PayloadRow> row, rows->Next());
    if (!row.has_value()) break;
  }
  IEUM_RETURN_IF_ERROR(rows->CheckColumns());
  return rows->report();
}

TEST(PayloadRowsTest, RefusesRowsByRuleAndGoesOn) {
  ASSERT_OK_AND_ASSIGN(const InputReport report, Read("row_id,age,sex,비고,name\n"
                                                      "1,42,M,감기,x\n"
                                                      "2,142,M,,x\n"
                                                      "3,42,X,,x\n"
                                                      "4,,F,,x\n"
                                                      "5,42,F,010-2345-6789,x\n"
                                                      ",42,F,,x\n"
                                                      "1,42,F,,x\n"
                                                      "8,42\n"
                                                      "9,42,F,\u1100\u1161,x\n"
                                                      "10,0,F,,x\n"));
  EXPECT_EQ(report.row_count, 2);
  EXPECT_EQ(report.invalid_count, 8);
  ASSERT_EQ(report.examples.size(), 8U);
  EXPECT_THAT(report.examples[0], HasSubstr("row 2, column 'age': is outside the range"));
  EXPECT_THAT(report.examples[1], HasSubstr("row 3, column 'sex': holds a code that is not in"));
  EXPECT_THAT(report.examples[2], HasSubstr("row 4, column 'age': is empty"));
  EXPECT_THAT(report.examples[3], HasSubstr("row 5, column '비고': holds what reads as a phone"));
  EXPECT_THAT(report.examples[4], HasSubstr("row 6, column 'row_id': the row id is empty"));
  EXPECT_THAT(report.examples[5], HasSubstr("row 7, column 'row_id': the row id is that of"));
  EXPECT_THAT(report.examples[6], HasSubstr("row 8"));
  EXPECT_THAT(report.examples[7], HasSubstr("normalisation form C"));
  for (const std::string& example : report.examples) {
    EXPECT_THAT(example, Not(HasSubstr("142")));
    EXPECT_THAT(example, Not(HasSubstr("2345")));
  }
}

TEST(PayloadRowsTest, AChangedHeaderIsRefused) {
  EXPECT_THAT(Read("row_id,age,gender,비고\n1,42,M,\n"),
              StatusIs(kInvalid, HasSubstr("no column 'sex', which the schema wants")));
  EXPECT_THAT(Read("id,age,sex,비고\n1,42,M,\n"), StatusIs(kInvalid, HasSubstr("--id-column")));
  EXPECT_THAT(Read("row_id,age,sex,비고\n"), StatusIs(kInvalid, HasSubstr("no row below it")));
}

}  // namespace
}  // namespace ieum::client
