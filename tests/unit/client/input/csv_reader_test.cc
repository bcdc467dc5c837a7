#include "ieum/client/input/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_format.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client::csv_reader_test {
namespace {

using absl::StatusCode;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Row = std::vector<std::string>;

// Every row, or the message of a row's error as a row of one cell "!…"; ends where reading ends.
std::vector<Row> ReadRows(CsvReader& reader) {
  std::vector<Row> rows;
  while (true) {
    const auto row = reader.Next();
    if (row.ok() && !row->has_value()) return rows;
    if (row.ok()) {
      rows.emplace_back((*row)->begin(), (*row)->end());
    } else {
      rows.push_back({"!" + std::string(row.status().message())});
      if (!reader.can_continue()) return rows;
    }
  }
}

std::vector<Row> ReadText(std::string_view text) {
  const auto reader = CsvReader::FromText(text);
  if (!reader.ok()) return {{"!" + std::string(reader.status().message())}};
  return ReadRows(**reader);
}

// The only row's error.
std::string ErrorOf(std::string_view row) {
  const std::string text = absl::StrFormat("a,b\n%s\n", row);
  const std::vector<Row> rows = ReadText(text);
  if (rows.size() != 1 || rows[0].size() != 1) return "no error";
  return rows[0][0];
}

TEST(CsvReaderTest, ReadsHeaderAndRowsWithEitherLineEnd) {
  const auto reader = CsvReader::FromText("id,name\r\n1,Kim\n2,Lee\r\n3,Park");
  ASSERT_OK(reader);
  EXPECT_THAT((*reader)->header(), ElementsAre("id", "name"));
  EXPECT_THAT(ReadRows(**reader), ElementsAre(Row{"1", "Kim"}, Row{"2", "Lee"}, Row{"3", "Park"}));
  EXPECT_EQ((*reader)->row_number(), 3);
  EXPECT_EQ((*reader)->bytes_read(), (*reader)->bytes_total());
}

TEST(CsvReaderTest, DropsTheByteOrderMarkAndOnlyThere) {
  EXPECT_THAT(ReadText("\xEF\xBB\xBFid,b\n\xEF\xBB\xBF"
                       "1,2\n"),
              ElementsAre(Row{"\xEF\xBB\xBF"
                              "1",
                              "2"}));
  const auto reader = CsvReader::FromText("\xEF\xBB\xBF\"id\",b\n");
  ASSERT_OK(reader);
  EXPECT_THAT((*reader)->header(), ElementsAre("id", "b"));
}

TEST(CsvReaderTest, UndoesQuotesAndKeepsWhatTheyProtect) {
  EXPECT_THAT(ReadText("a,b,c\n\"x,y\",\"line\r\nbreak\",\"say \"\"hi\"\"\"\n\"\",,\"\"\"\"\n"),
              ElementsAre(Row{"x,y", "line\r\nbreak", "say \"hi\""}, Row{"", "", "\""}));
}

TEST(CsvReaderTest, KeepsSpacesAndEmptyCells) {
  EXPECT_THAT(ReadText("a,b,c\n x ,,\n,,\n"), ElementsAre(Row{" x ", "", ""}, Row{"", "", ""}));
}

TEST(CsvReaderTest, ReadsRowsFarLargerThanItsFirstBuffer) {
  const std::string large(60'000, 'x');
  const std::string korean = "김민준 \xF0\x9F\x98\x80";
  std::string text = "a,b\n";
  for (int i = 0; i < 50; ++i) text += "\"" + large + "\n\"," + korean + "\n";
  const std::vector<Row> rows = ReadText(text);
  ASSERT_EQ(rows.size(), 50U);
  for (const Row& row : rows) EXPECT_EQ(row, (Row{large + "\n", korean}));
}

TEST(CsvReaderTest, RefusesMisplacedQuotesWithRowAndColumn) {
  EXPECT_THAT(ErrorOf("1,ab\"c"), StartsWith("!row 1, column 'b': a quote inside a cell"));
  EXPECT_THAT(ErrorOf("\"ab\"c,2"), StartsWith("!row 1, column 'a': text after the closing quote"));
  EXPECT_THAT(ErrorOf("1, \"2\""), StartsWith("!row 1, column 'b': a quote inside a cell"));
  EXPECT_THAT(ReadText("a,b\n1,\"open").at(0).at(0),
              StartsWith("!row 1, column 'b': a quote opens and never closes"));
}

TEST(CsvReaderTest, GoesOnAfterARowThatEndsBeyondDoubt) {
  const std::vector<Row> rows = ReadText("a,b\n1,2\n3,x\"y\n\"4\"4,5\n6,\xFF\n7\n8,9,10\n11,12\n");
  ASSERT_EQ(rows.size(), 7U);
  EXPECT_EQ(rows[0], (Row{"1", "2"}));
  EXPECT_THAT(rows[1][0], StartsWith("!row 2, column 'b': a quote"));
  EXPECT_THAT(rows[2][0], StartsWith("!row 3, column 'a': text after"));
  EXPECT_THAT(rows[3][0], StartsWith("!row 4, column 'b': bytes that are not UTF-8"));
  EXPECT_THAT(rows[4][0], StartsWith("!row 5, column 'b': the row ends after 1 of 2 cells"));
  EXPECT_THAT(rows[5][0],
              StartsWith("!row 6, column 3: the row has more cells than the header's 2"));
  EXPECT_EQ(rows[6], (Row{"11", "12"}));
}

TEST(CsvReaderTest, StopsWhereAMissingQuoteMayHaveSwallowedRows) {
  const auto reader = CsvReader::FromText("a,b\n1,\"Kim\n2,\"Lee\"\n3,Park\n");
  ASSERT_OK(reader);
  const auto error =
      StatusIs(StatusCode::kInvalidArgument,
               AllOf(StartsWith("row 1, column 'b': text after"), HasSubstr("reading stops here")));
  EXPECT_THAT((*reader)->Next(), error);
  EXPECT_FALSE((*reader)->can_continue());
  EXPECT_THAT((*reader)->Next(), error) << "the error repeats";
}

TEST(CsvReaderTest, RefusesBytesThatAreNotUtf8) {
  for (const std::string_view bytes :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xEA\xB9", "\xC3", "\xFF",
        "\xB1\xE8\xB9\xCE"}) {
    for (const std::string& cell : {std::string(bytes), absl::StrFormat("\"x%sy\"", bytes)}) {
      EXPECT_THAT(ErrorOf("1," + cell), StartsWith("!row 1, column 'b': bytes that are not UTF-8"));
    }
  }
  EXPECT_THAT(ReadText("a,b\n\xED\x9F\xBF\xEE\x80\x80,\xF4\x8F\xBF\xBF\xC2\x80\n"),
              ElementsAre(Row{"\xED\x9F\xBF\xEE\x80\x80", "\xF4\x8F\xBF\xBF\xC2\x80"}));
  EXPECT_THAT(ReadText("a,b\n1,\xEA\xB9").at(0).at(0), HasSubstr("not UTF-8")) << "cut off";
}

TEST(CsvReaderTest, RefusesNulBytesAndBareCarriageReturns) {
  using std::string_literals::operator""s;
  EXPECT_THAT(ErrorOf("1,x\0y"s), StartsWith("!row 1, column 'b': a NUL byte"));
  EXPECT_THAT(ErrorOf("\"\0\",2"s), StartsWith("!row 1, column 'a': a NUL byte"));
  EXPECT_THAT(ErrorOf("1,x\ry"), StartsWith("!row 1, column 'b': a carriage return"));
  EXPECT_THAT(ReadText("a,b\r1,2\r").at(0).at(0), HasSubstr("carriage return"));
  EXPECT_THAT(ReadText("a,b\n1,\"x\ry\"\n"), ElementsAre(Row{"1", "x\ry"}));
}

TEST(CsvReaderTest, AcceptsACellOfTheLimitAndRefusesOneByteMore) {
  const std::string most(CsvReader::kMaxFieldBytes, 'x');
  EXPECT_EQ(ReadText("a,b\n1," + most + "\n"), (std::vector<Row>{{"1", most}}));
  EXPECT_THAT(ReadText("a,b\n1," + most + "x\n2,3\n"),
              ElementsAre(ElementsAre(StartsWith("!row 1, column 'b': the cell is longer than")),
                          ElementsAre("2", "3")));
}

TEST(CsvReaderTest, StopsAtARowOverTheLimitInsteadOfLoadingTheFile) {
  const std::string line(1000, 'x');
  std::string text = "a,b\n1,\"open\n";
  while (static_cast<int64_t>(text.size()) < CsvReader::kMaxRowBytes + 5000) text += line + "\n";
  const auto reader = CsvReader::FromText(text);
  ASSERT_OK(reader);
  EXPECT_THAT((*reader)->Next(),
              StatusIs(StatusCode::kInvalidArgument,
                       StartsWith("row 1, column 'b': the row is longer than 8388608 bytes")));
  EXPECT_FALSE((*reader)->can_continue());
}

TEST(CsvReaderTest, SkipsBlankLinesOnlyAtTheEndOfTheFile) {
  EXPECT_THAT(ReadText("a,b\n1,2\n\n\r\n\n"), ElementsAre(Row{"1", "2"}));
  EXPECT_THAT(
      ReadText("a,b\n\n\r\n1,2\n"),
      ElementsAre(ElementsAre(StartsWith("!row 1, column 'b': the row ends after 1 of 2 cells")),
                  ElementsAre(StartsWith("!row 2, column 'b': the row ends after 1 of 2 cells")),
                  ElementsAre("1", "2")));
  EXPECT_THAT(ReadText("a\n\nx\n\n"), ElementsAre(Row{""}, Row{"x"}, Row{""}))
      << "with one column a blank line is an empty cell";
}

TEST(CsvReaderTest, RefusesBadHeaders) {
  struct Case {
    std::string_view text;
    std::string_view message;
  };
  for (const Case& c :
       std::vector<Case>{{"", "the file is empty"},
                         {"\xEF\xBB\xBF", "the file is empty"},
                         {"\xFF\xFEi\0d\0", "byte order mark of utf-16le"},
                         {"\n1,2\n", "header, column 1: the name is empty"},
                         {"a,,b\n", "header, column 2: the name is empty"},
                         {"a,b,a\n", "header, column 3: the name is that of an earlier column"},
                         {"a,\"b\nc\"\n", "header, column 2: the name holds a line break"},
                         {"a,\xB1\xE8\n", "header, column 2: bytes that are not UTF-8"},
                         {"a,\"b\n1,2\n", "header, column 2: a quote opens and never closes"},
                         {"Kim,1980-01-31\n", "header, column 2: is a number, not a name"}}) {
    EXPECT_THAT(CsvReader::FromText(c.text),
                StatusIs(StatusCode::kInvalidArgument, HasSubstr(std::string(c.message))))
        << c.text;
  }
  std::string many = "c0";
  for (int i = 1; i <= CsvReader::kMaxColumns; ++i) many += absl::StrFormat(",c%d", i);
  EXPECT_THAT(CsvReader::FromText(many),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("1025 columns; at most 1024")));
  EXPECT_OK(CsvReader::FromText(many.substr(0, many.rfind(','))));
}

TEST(CsvReaderTest, SaysWhichColumnIsNotThereAndShowsNoOther) {
  const auto reader = CsvReader::FromText("id,name\n");
  ASSERT_OK(reader);
  EXPECT_THAT((*reader)->ColumnIndex("name"), ::ieum::testing::IsOkAndHolds(1));
  EXPECT_THAT((*reader)->ColumnIndex("Name"),
              StatusIs(StatusCode::kInvalidArgument,
                       "there is no column 'Name' among the 2 of the first line; is that the line "
                       "of column names?"));
}

TEST(CsvReaderTest, ErrorsNeverHoldTheValue) {
  for (const std::string_view row : {"1,SECRET\"", "\"SECRET\"SECRET,1", "SECRET\xFF,1", "SECRET",
                                     "1,2,SECRET", "1,\"SECRET", "1,SECRET\rSECRET"}) {
    const std::string message = ErrorOf(row);
    EXPECT_THAT(message, AllOf(StartsWith("!row 1, column "), Not(HasSubstr("SECRET"))));
  }
}

TEST(CsvReaderTest, ReadsFilesAndNamesThemInErrors) {
  const TempDir dir;
  const std::string path = dir.Write("a.csv", "id,name\n1,김민준\n");
  auto reader = CsvReader::Open(path);
  ASSERT_OK(reader);
  EXPECT_EQ((*reader)->bytes_total(), 20);
  EXPECT_THAT(ReadRows(**reader), ElementsAre(Row{"1", "김민준"}));
  EXPECT_EQ((*reader)->bytes_read(), 20);
  EXPECT_THAT(CsvReader::Open(dir.File("none.csv")),
              StatusIs(StatusCode::kNotFound, HasSubstr("none.csv")));
  EXPECT_THAT(CsvReader::Open(dir.path()),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("folder")));
  EXPECT_THAT(
      CsvReader::Open(dir.Write("empty.csv", "")),
      StatusIs(StatusCode::kInvalidArgument, AllOf(HasSubstr("empty.csv': the file is empty"))));
}

TEST(CsvReaderTest, ReadsBackWhatAppendCsvCellWrote) {
  const std::vector<std::string> pieces = {"a", ",", "\"", "\n", "\r", "\r\n", "가", " ", "\"\""};
  std::mt19937_64 random(20'240'501);
  for (int round = 0; round < 200; ++round) {
    std::vector<Row> rows(5, Row(3));
    std::string text = "x,y,z\n";
    for (Row& row : rows) {
      for (size_t column = 0; column < row.size(); ++column) {
        for (uint64_t n = random() % 8; n > 0; --n) row[column] += pieces[random() % pieces.size()];
        if (column > 0) text += ',';
        AppendCsvCell(text, row[column]);
      }
      text += round % 2 == 0 ? "\n" : "\r\n";
    }
    ASSERT_EQ(ReadText(text), rows) << "round " << round;
  }
}

}  // namespace
}  // namespace ieum::client::csv_reader_test
