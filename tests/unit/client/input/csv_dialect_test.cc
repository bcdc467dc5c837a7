#include "ieum/client/input/csv_dialect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/client/input/csv_reader.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using absl::StatusCode;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Row = std::vector<std::string>;

constexpr CsvOptions kAnyFormat{.encoding = DeclaredEncoding::kAuto, .delimiter = std::nullopt};

std::vector<Row> ReadRows(CsvReader& reader) {
  std::vector<Row> rows;
  while (true) {
    const auto row = reader.Next();
    EXPECT_OK(row);
    if (!row.ok() || !row->has_value()) return rows;
    rows.emplace_back((*row)->begin(), (*row)->end());
  }
}

TEST(CsvDialectTest, DetectsTheMostFrequentDelimiterOfTheFirstLine) {
  EXPECT_EQ(DetectDelimiter("a.csv", "id,name\n1;2;3;4\n"), ',');
  EXPECT_EQ(DetectDelimiter("a.csv", "id;name;birth,date\n"), ';');
  EXPECT_EQ(DetectDelimiter("a.csv", "id\tname\n"), '\t');
  EXPECT_EQ(DetectDelimiter("a.csv", "id|name|phone"), '|');
  EXPECT_EQ(DetectDelimiter("a.csv", "\"a;b;c;d\",name\n"), ',') << "quoted ones do not count";
  EXPECT_EQ(DetectDelimiter("a.csv", "a;b,c"), ',') << "the comma of equals";
  EXPECT_EQ(DetectDelimiter("a.csv", "only\n"), ',');
  EXPECT_EQ(DetectDelimiter("a.tsv", "a,b,c\td\n"), '\t');
  EXPECT_EQ(DetectDelimiter("a.tsv.gz", "a,b\n"), '\t');
  EXPECT_EQ(DetectDelimiter("a.tsv.zst", "a,b\n"), '\t');
}

TEST(CsvDialectTest, ReadsEveryDelimiterByTheSameRules) {
  for (const char delimiter : kCsvDelimiters) {
    std::string text = "id,name,memo\n1,\"a,\"\"b\"\"\",x y\n2,,\n";
    std::replace(text.begin(), text.end(), ',', delimiter);
    for (const std::optional<char> declared : {std::optional<char>(delimiter), {}}) {
      const auto reader = CsvReader::FromText(text, {.delimiter = declared});
      ASSERT_OK(reader);
      EXPECT_THAT((*reader)->header(), ElementsAre("id", "name", "memo"));
      const std::string quoted = std::string("a") + delimiter + "\"b\"";
      EXPECT_THAT(ReadRows(**reader), ElementsAre(Row{"1", quoted, "x y"}, Row{"2", "", ""}));
      EXPECT_EQ((*reader)->description().delimiter, delimiter);
      EXPECT_EQ((*reader)->description().delimiter_declared, declared.has_value());
    }
  }
}

TEST(CsvDialectTest, OtherDelimitersAreText) {
  const auto reader = CsvReader::FromText("a\tb\n1,2;3\tx|y\n", {.delimiter = '\t'});
  ASSERT_OK(reader);
  EXPECT_THAT(ReadRows(**reader), ElementsAre(Row{"1,2;3", "x|y"}));
}

TEST(CsvDialectTest, NumbersTheColumnsOfAFileWithoutHeader) {
  const auto reader =
      CsvReader::FromText("880101,01012345678,\"K\"\"im\"\n2,3,4\n5,6\n", {.has_header = false});
  ASSERT_OK(reader);
  EXPECT_THAT((*reader)->header(), ElementsAre("1", "2", "3"));
  EXPECT_EQ((*reader)->row_number(), 0);
  auto row = (*reader)->Next();
  ASSERT_OK(row);
  EXPECT_THAT(**row, ElementsAre("880101", "01012345678", "K\"im"));
  EXPECT_EQ((*reader)->row_number(), 1);
  row = (*reader)->Next();
  ASSERT_OK(row);
  EXPECT_THAT(**row, ElementsAre("2", "3", "4"));
  EXPECT_THAT((*reader)->Next(),
              StatusIs(StatusCode::kInvalidArgument, StartsWith("row 3, column '3'")));
}

TEST(CsvDialectTest, RefusesABadFirstRowOfAFileWithoutHeader) {
  const CsvOptions headerless{.has_header = false};
  EXPECT_THAT(CsvReader::FromText("1,a\"b\n", headerless),
              StatusIs(StatusCode::kInvalidArgument, StartsWith("row 1, column 2: a quote")));
  EXPECT_THAT(CsvReader::FromText("\xFF,2\n", headerless),
              StatusIs(StatusCode::kInvalidArgument, StartsWith("row 1, column 1: bytes")));
  EXPECT_THAT(CsvReader::FromText("", headerless),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("empty")));
}

TEST(CsvDialectTest, NamesRowAndColumnOfBytesThatTheEncodingDoesNotHave) {
  const auto reader = CsvReader::FromText("id,name\n1,\xB1\xE8\n2,\xC9\xA1\n3,\x80\n",
                                          {.encoding = DeclaredEncoding::kCp949});
  ASSERT_OK(reader);
  const auto row = (*reader)->Next();
  ASSERT_OK(row);
  EXPECT_THAT(**row, ElementsAre("1", "김"));
  EXPECT_THAT((*reader)->Next(),
              StatusIs(StatusCode::kInvalidArgument,
                       StartsWith("row 2, column 'name': bytes that are not CP949")));
  EXPECT_EQ((*reader)->last_refusal().fault, CsvFault::kNotUtf8);
  EXPECT_EQ((*reader)->last_refusal().column, 1);
  EXPECT_THAT((*reader)->Next(),
              StatusIs(StatusCode::kInvalidArgument, StartsWith("row 3, column 'name'")));
}

TEST(CsvDialectTest, ReadsUtf16AndSaysHowItKnew) {
  std::string text = "\xFF\xFE";
  for (const char16_t c : std::u16string_view(u"id\t이름\r\n1\t김\r\n")) {
    text += {static_cast<char>(c & 0xFF), static_cast<char>(c >> 8)};
  }
  const auto reader = CsvReader::FromText(text, kAnyFormat);
  ASSERT_OK(reader);
  EXPECT_THAT((*reader)->header(), ElementsAre("id", "이름"));
  EXPECT_THAT(ReadRows(**reader), ElementsAre(Row{"1", "김"}));
  EXPECT_EQ(Describe((*reader)->description()),
            "utf-16le with byte order mark, tab (detected), 2 columns");
  EXPECT_EQ((*reader)->bytes_read(), static_cast<int64_t>(text.size()));
}

TEST(CsvDialectTest, DescribesWhatWasDeclaredAndWhatWasDetected) {
  const auto describe = [](std::string_view text, const CsvOptions& options) {
    const auto reader = CsvReader::FromText(text, options);
    EXPECT_OK(reader);
    ReadRows(**reader);
    return Describe((*reader)->description());
  };
  EXPECT_EQ(describe("a;b\n1;2\n", kAnyFormat),
            "ascii (detected), semicolon (detected), 2 columns");
  EXPECT_EQ(describe("a,b\n\xB1\xE8,2\n", kAnyFormat),
            "cp949 (detected), comma (detected), 2 columns");
  EXPECT_EQ(describe("a,b\n김,2\n", {.has_header = false}),
            "utf-8, comma, 2 columns without names");
  EXPECT_EQ(*ParseDelimiter("bar"), '|');
  EXPECT_EQ(*ParseDelimiter("auto"), std::nullopt);
  EXPECT_THAT(ParseDelimiter("colon"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("comma, tab, semicolon, bar")));
}

TEST(CsvDialectTest, AsksForTheEncodingWhenTextHasNulBytes) {
  const auto reader = CsvReader::FromText(std::string_view("i\0d\0\n\0", 6), kAnyFormat);
  EXPECT_THAT(reader, StatusIs(StatusCode::kInvalidArgument, HasSubstr("UTF-16")));
}

}  // namespace
}  // namespace ieum::client
