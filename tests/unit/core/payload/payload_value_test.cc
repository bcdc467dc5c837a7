#include "ieum/core/payload/payload_value.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/status_matchers.h"

namespace ieum::core::payload_value_test {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

ValueType TypeOf(ValueKind kind) {
  ValueType type;
  type.kind = kind;
  return type;
}

// Read and written again.
std::string Again(const ValueType& type, std::string_view text) {
  PayloadValue value;
  const absl::Status read = ParseValue(type, text, value);
  if (!read.ok()) return "refused: " + std::string(Message(read));
  EXPECT_OK(CheckValue(type, value)) << text;
  std::string again;
  AppendValueText(type, value, again);
  return again;
}

void ExpectRefused(const ValueType& type, std::string_view text) {
  PayloadValue value;
  EXPECT_THAT(ParseValue(type, text, value), StatusIs(kInvalid, Not(HasSubstr("9999")))) << text;
}

TEST(PayloadValueTest, IntegersAreThoseOfSixtyFourBits) {
  const ValueType type = TypeOf(ValueKind::kInteger);
  for (const char* text : {"0", "7", "-1", "9223372036854775807", "-9223372036854775808"}) {
    EXPECT_EQ(Again(type, text), text);
  }
  for (const char* text :
       {"", "-", "+1", "01", "-0", "1.0", "1e3", " 1", "1 ", "1,000", "0x10", "9223372036854775808",
        "-9223372036854775809", "99999999999999999999", "１"}) {
    ExpectRefused(type, text);
  }
}

TEST(PayloadValueTest, DecimalsAreExact) {
  ValueType type = TypeOf(ValueKind::kDecimal);
  type.places = 2;
  EXPECT_EQ(Again(type, "12.5"), "12.50");
  EXPECT_EQ(Again(type, "12"), "12.00");
  EXPECT_EQ(Again(type, "-0.05"), "-0.05");
  EXPECT_EQ(Again(type, "0.1"), "0.10");
  EXPECT_EQ(Again(type, "92233720368547758.07"), "92233720368547758.07");
  EXPECT_EQ(Again(type, "-92233720368547758.08"), "-92233720368547758.08");
  for (const char* text : {"1.234", ".5", "5.", "1..2", "-0.00", "1,5", "1e2", "nan", "0x1.8",
                           "92233720368547758.08", "01.5", "--1"}) {
    ExpectRefused(type, text);
  }
  type.places = 18;
  EXPECT_EQ(Again(type, "9.223372036854775807"), "9.223372036854775807");
  ExpectRefused(type, "9.223372036854775808");
}

TEST(PayloadValueTest, RangesAreHeld) {
  ValueType type = TypeOf(ValueKind::kInteger);
  type.least = 0;
  type.most = 130;
  EXPECT_EQ(Again(type, "130"), "130");
  PayloadValue value;
  EXPECT_THAT(ParseValue(type, "131", value), StatusIs(kInvalid, HasSubstr("outside the range")));
  EXPECT_THAT(ParseValue(type, "-1", value), StatusIs(kInvalid, HasSubstr("outside the range")));
}

TEST(PayloadValueTest, CategoriesAreTheCodesOfTheList) {
  ValueType type = TypeOf(ValueKind::kCategory);
  type.AddCode({.code = "M", .label = {}});
  type.AddCode({.code = "여", .label = {}});
  EXPECT_EQ(Again(type, "M"), "M");
  EXPECT_EQ(Again(type, "여"), "여");
  PayloadValue value;
  EXPECT_THAT(ParseValue(type, "m", value), StatusIs(kInvalid, HasSubstr("list of 2 codes")));
  value.number = 2;
  EXPECT_THAT(CheckValue(type, value), StatusIs(kInvalid, HasSubstr("number of a code")));
}

TEST(PayloadValueTest, DatesAreDaysOfTheCalendar) {
  const ValueType type = TypeOf(ValueKind::kDate);
  EXPECT_EQ(Again(type, "2024-02-29"), "2024-02-29");
  EXPECT_EQ(Again(type, "20240229"), "2024-02-29");
  EXPECT_EQ(Again(type, "1969-12-31"), "1969-12-31");
  EXPECT_EQ(Again(type, "1000-01-01"), "1000-01-01");
  EXPECT_EQ(Again(type, "9999-12-31"), "9999-12-31");
  for (const char* text : {"2023-02-29", "2024-13-01", "2024-00-10", "2024-1-1", "24-01-01",
                           "2024/01/01", "2024-01-01T00:00", "0999-12-31", "00000000"}) {
    ExpectRefused(type, text);
  }
}

TEST(PayloadValueTest, UnitsOfDates) {
  ASSERT_OK_AND_ASSIGN(const int64_t day, ParseDay("1969-11-05"));
  EXPECT_EQ(DateText(DayToUnit(day, DateUnit::kMonth), DateUnit::kMonth), "1969-11");
  EXPECT_EQ(DateText(DayToUnit(day, DateUnit::kQuarter), DateUnit::kQuarter), "1969-Q4");
  EXPECT_EQ(DateText(DayToUnit(day, DateUnit::kYear), DateUnit::kYear), "1969");
  EXPECT_EQ(DayToUnit(0, DateUnit::kMonth), 0);
  EXPECT_EQ(DayToUnit(-1, DateUnit::kQuarter), -1);
}

TEST(PayloadValueTest, TextIsUtf8WithoutControlCharacters) {
  ValueType type = TypeOf(ValueKind::kText);
  type.byte_count = 12;
  EXPECT_EQ(Again(type, "감기 a\tb"), "감기 a\tb");
  PayloadValue value;
  EXPECT_THAT(ParseValue(type, "thirteen byte", value), StatusIs(kInvalid, HasSubstr("12 bytes")));
  EXPECT_THAT(ParseValue(type, "a\x01", value), StatusIs(kInvalid, HasSubstr("control")));
  EXPECT_THAT(ParseValue(type, "a\xFF", value), StatusIs(kInvalid, HasSubstr("UTF-8")));
}

TEST(PayloadValueTest, ObjectsAreDigestTypeAndSize) {
  ValueType type = TypeOf(ValueKind::kObject);
  type.media_types = {"image/png", "audio/wav"};
  type.max_file_bytes = 1000;
  const std::string digest(64, 'a');
  EXPECT_EQ(Again(type, digest + " audio/wav 17"), digest + " audio/wav 17");
  PayloadValue value;
  for (const std::string& text :
       {digest + " image/gif 17", digest + " image/png 1001", digest + " image/png", digest,
        digest + " image/png -1", std::string(64, 'g') + " image/png 17", digest + "  image/png 17",
        digest + " image/png 17 "}) {
    EXPECT_THAT(ParseValue(type, text, value), StatusIs(kInvalid, Not(HasSubstr("aaaa")))) << text;
  }
}

TEST(PayloadValueTest, AMissingValueIsNoText) {
  std::string text;
  AppendValueText(TypeOf(ValueKind::kInteger),
                  {.missing = true, .number = 0, .bytes = {}, .media_type = 0}, text);
  EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace ieum::core::payload_value_test
