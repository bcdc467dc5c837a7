#include "ieum/client/input/record_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/client/input/cp949_table.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using absl::StatusCode;
using ::ieum::testing::IsOk;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;

// Reads name, birth_date and phone.
EncodingProfile PersonProfile() {
  const auto profile = EncodingProfile::FromJson(R"({
    "profile": "test", "version": 1, "unicode": "15.0", "icu": "72.1",
  "preset": "plain", "threshold": 7000,
    "segments": [{"name": "s", "bits": 512, "weight": 1}],
    "fields": [
      {"name": "given", "column": "name", "segment": "s", "normalizer": "hangul_name",
       "tokenizer": "jamo_bigrams", "bits_per_token": 10},
      {"name": "birth", "column": "birth_date", "segment": "s", "normalizer": "date",
       "tokenizer": "date_components", "bits_per_token": 10},
      {"name": "phone", "column": "phone", "segment": "s", "normalizer": "phone",
       "tokenizer": "positional_digits", "bits_per_token": 10}]})");
  EXPECT_OK(profile);
  return *profile;
}

class RecordReaderTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<RecordReader>> Open(std::string_view content) {
    options_.path = dir_.Write("people.csv", content);
    return RecordReader::Open(profile_, options_);
  }

  // The ids of all rows; fails on an error.
  std::vector<std::string> Ids(RecordReader& reader) {
    std::vector<std::string> ids;
    while (true) {
      const auto record = reader.Next();
      EXPECT_OK(record);
      if (!record.ok() || !record->has_value()) return ids;
      ids.emplace_back((*record)->row_id);
    }
  }

  // The first error of a file.
  absl::Status FirstError(std::string_view content) {
    const auto reader = Open(content);
    if (!reader.ok()) return reader.status();
    while (true) {
      const auto record = (*reader)->Next();
      if (!record.ok()) return record.status();
      if (!record->has_value()) return absl::OkStatus();
    }
  }

  const TempDir dir_;
  EncodingProfile profile_ = PersonProfile();
  RecordReaderOptions options_;
};

TEST_F(RecordReaderTest, BringsColumnsIntoTheProfilesOrder) {
  options_.truth_column = "entity_id";
  ASSERT_OK_AND_ASSIGN(const auto reader,
                       Open("phone,entity_id,row_id,memo,birth_date,name\n"
                            "010-2345-6789,e7,r1,x,1988-01-31,김민준\n,e8,r2,,,\n"));
  ASSERT_OK_AND_ASSIGN(const std::optional<InputRecord> first, reader->Next());
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->row_number, 1);
  EXPECT_EQ(first->row_id, "r1");
  EXPECT_EQ(first->truth, "e7");
  EXPECT_THAT(first->values, ElementsAre("김민준", "1988-01-31", "010-2345-6789"));
  ASSERT_OK_AND_ASSIGN(const std::optional<InputRecord> second, reader->Next());
  ASSERT_TRUE(second.has_value());
  EXPECT_THAT(second->values, ElementsAre("", "", ""));
  ASSERT_OK_AND_ASSIGN(const std::optional<InputRecord> end, reader->Next());
  EXPECT_FALSE(end.has_value());
  EXPECT_EQ(reader->report().row_count, 2);
  EXPECT_EQ(reader->bytes_read(), reader->bytes_total());
}

TEST_F(RecordReaderTest, ExcludedColumnsCountAsMissingAndNeedNotBeThere) {
  options_.excluded_columns = {"phone", "birth_date"};
  ASSERT_OK_AND_ASSIGN(const auto reader, Open("row_id,name,phone\nr1,김민준,010-2345-6789\n"));
  ASSERT_OK_AND_ASSIGN(const std::optional<InputRecord> record, reader->Next());
  ASSERT_TRUE(record.has_value());
  EXPECT_THAT(record->values, ElementsAre("김민준", "", ""));
}

TEST_F(RecordReaderTest, EveryColumnErrorListsTheColumnsThereAre) {
  const std::string file = "row_id,name,birth\nr1,x,y\n";
  const auto lists = HasSubstr("'row_id', 'name', 'birth'");
  EXPECT_THAT(Open(file), StatusIs(StatusCode::kInvalidArgument,
                                   AllOf(HasSubstr("people.csv': the profile wants columns "
                                                   "'birth_date', 'phone', which"),
                                         lists)));
  options_.id_column = "id";
  EXPECT_THAT(Open(file), StatusIs(StatusCode::kInvalidArgument,
                                   AllOf(HasSubstr("there is no id column 'id'"), lists)));
  options_.id_column = "row_id";
  options_.truth_column = "truth";
  EXPECT_THAT(Open(file), StatusIs(StatusCode::kInvalidArgument,
                                   AllOf(HasSubstr("there is no truth column"), lists)));
  options_.truth_column = "";
  options_.excluded_columns = {"Phone"};
  EXPECT_THAT(Open(file),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("'Phone' is neither in the profile nor in the file"), lists,
                             HasSubstr("'name', 'birth_date', 'phone'"))));
}

TEST_F(RecordReaderTest, AFirstRowInPlaceOfAHeaderIsNotShown) {
  const absl::Status status = Open("A1,홍길동,서울시 강남구 12,M\nA2,김민준,중구 3,M\n").status();
  EXPECT_THAT(status, StatusIs(StatusCode::kInvalidArgument,
                               AllOf(HasSubstr("none of the 4 cells of the first line"),
                                     Not(HasSubstr("홍길동")), Not(HasSubstr("강남구")))));
}

TEST_F(RecordReaderTest, IdAndTruthNeverEnterAnEncoding) {
  const std::string file = "row_id,name,birth_date,phone\nr1,x,y,z\n";
  options_.id_column = "name";
  EXPECT_THAT(Open(file), StatusIs(StatusCode::kInvalidArgument,
                                   HasSubstr("field 'given' of the profile reads column 'name', "
                                             "which is the id column")));
  options_.id_column = "row_id";
  options_.truth_column = "phone";
  EXPECT_THAT(Open(file), StatusIs(StatusCode::kInvalidArgument, HasSubstr("the truth column")));
  options_.excluded_columns = {"phone"};
  EXPECT_THAT(Open(file), IsOk()) << "an excluded column is not encoded";
  options_.excluded_columns = {"phone", "name", "birth_date"};
  EXPECT_THAT(Open(file), StatusIs(StatusCode::kInvalidArgument, HasSubstr("nothing is left")));
}

TEST_F(RecordReaderTest, RefusesAFileWithoutRows) {
  EXPECT_THAT(FirstError("row_id,name,birth_date,phone\n"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("no row below it")));
  EXPECT_THAT(FirstError(""), StatusIs(StatusCode::kInvalidArgument, HasSubstr("file is empty")));
}

TEST_F(RecordReaderTest, RefusesRepeatedAndEmptyRowIds) {
  EXPECT_THAT(FirstError("row_id,name,birth_date,phone\nr1,,,\nr2,,,\nr1,,,\n"),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(StartsWith("row 3, column 'row_id': the row id is that of an earlier"),
                             Not(HasSubstr("r1")))));
  EXPECT_THAT(FirstError("row_id,name,birth_date,phone\n,x,,\n"),
              StatusIs(StatusCode::kInvalidArgument,
                       StartsWith("row 1, column 'row_id': the row id is empty")));
}

TEST_F(RecordReaderTest, RefusesResidentNumbersInColumnsThatNobodyReads) {
  EXPECT_THAT(
      FirstError("row_id,name,birth_date,phone,memo\nr1,x,,,\nr2,x,,,call 880101-1234567 back\n"),
      StatusIs(StatusCode::kInvalidArgument,
               "row 2, column 'memo': holds a resident registration number; it may not be an input "
               "(FSC guide 2020, PIPA art. 24-2). Remove the column or the rows, then run again"));
  EXPECT_THAT(FirstError("row_id,name,birth_date,phone\n8801011234567,x,,\n"),
              StatusIs(StatusCode::kInvalidArgument, StartsWith("row 1, column 'row_id': holds")));
}

TEST_F(RecordReaderTest, NeverListsAFirstRowThatStandsInPlaceOfTheHeader) {
  EXPECT_THAT(FirstError("r1,김민준880101-1234567,x\nr2,y,z\n"),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("header, column 2: holds a resident registration number"),
                             Not(HasSubstr("김민준")))));
}

TEST_F(RecordReaderTest, SkipInvalidGoesOnAndReportsCountsWithExamples) {
  options_.skip_invalid = true;
  std::string file = "row_id,name,birth_date,phone\nr1,a,,\nr1,b,,\nr2,b\nr3,\"x\"y,,\n";
  for (int i = 0; i < 30; ++i) file += ",c,,\n";
  ASSERT_OK_AND_ASSIGN(const auto reader, Open(file + "r4,8801011234567,,\nr5,a,,\n"));
  EXPECT_THAT(Ids(*reader), ElementsAre("r1", "r5"));
  EXPECT_EQ(reader->report().row_count, 2);
  EXPECT_EQ(reader->report().invalid_count, 34);
  EXPECT_THAT(reader->report().examples, SizeIs(20));
  EXPECT_THAT(reader->report().examples[0],
              StartsWith("row 2, column 'row_id': the row id is that"));
  EXPECT_THAT(reader->report().examples[1],
              StartsWith("row 3, column 'birth_date': the row ends after 2 of 4 cells"));
  EXPECT_THAT(reader->report().examples[2], StartsWith("row 4, column 'name': text after"));
}

TEST_F(RecordReaderTest, SkipInvalidDoesNotGuessWhereABrokenRowEnds) {
  options_.skip_invalid = true;
  EXPECT_THAT(FirstError("row_id,name,birth_date,phone\nr1,\"a,,\nr2,\"b\",,\nr3,c,,\n"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("reading stops here")));
}

TEST_F(RecordReaderTest, CountsRowsThatALaterStepRefused) {
  const std::string file = "row_id,name,birth_date,phone\nr1,,x,\nr2,,y,\n";
  const absl::Status error = core::InvalidArgument("'birth_date' is not a calendar date");
  ASSERT_OK_AND_ASSIGN(const auto strict, Open(file));
  ASSERT_OK(strict->Next());
  EXPECT_THAT(strict->Refuse(1, error),
              StatusIs(StatusCode::kInvalidArgument, "row 1: 'birth_date' is not a calendar date"));
  options_.skip_invalid = true;
  ASSERT_OK_AND_ASSIGN(const auto lenient, Open(file));
  ASSERT_OK(lenient->Next());
  ASSERT_OK(lenient->Next());
  EXPECT_OK(lenient->Refuse(1, error));
  EXPECT_OK(lenient->Refuse(2, error));
  EXPECT_THAT(lenient->Refuse(2, core::Internal("broken")),
              StatusIs(StatusCode::kInternal, "broken"));
  EXPECT_EQ(lenient->report().row_count, 0);
  EXPECT_EQ(lenient->report().invalid_count, 2);
  EXPECT_THAT(lenient->report().examples,
              ElementsAre("row 1: 'birth_date' is not a calendar date",
                          "row 2: 'birth_date' is not a calendar date"));
  EXPECT_THAT(lenient->report().invalid_by_rule,
              ElementsAre(Pair("'birth_date' is not a calendar date", 2)));
}

TEST_F(RecordReaderTest, ReadsColumnsThatTheFileCallsDifferently) {
  options_.column_map = {{"name", "성명"}, {"phone", "휴대전화"}};
  const auto reader = Open("row_id,휴대전화,성명,birth_date\n1,01012345678,김민준,19880131\n");
  ASSERT_OK(reader);
  const auto record = (*reader)->Next();
  ASSERT_OK(record);
  EXPECT_THAT((*record)->values, ElementsAre("김민준", "19880131", "01012345678"));
  EXPECT_THAT((*reader)->field_columns(), ElementsAre(2, 3, 1));
}

TEST_F(RecordReaderTest, RefusesMapsThatCannotBeMeant) {
  const std::string header = "row_id,성명,birth_date,phone\n1,a,b,c\n";
  options_.column_map = {{"nmae", "성명"}};
  EXPECT_THAT(FirstError(header),
              StatusIs(StatusCode::kInvalidArgument,
                       HasSubstr("mapped column 'nmae' is not one of the profile")));
  options_.column_map = {{"name", "성명"}, {"name", "phone"}};
  EXPECT_THAT(FirstError(header),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("'name' of the profile is mapped")));
  options_.column_map = {{"name", "이름"}};
  EXPECT_THAT(FirstError(header), StatusIs(StatusCode::kInvalidArgument,
                                           HasSubstr("wants column '이름', which the file")));
  options_.column_map = {{"name", "row_id"}};
  EXPECT_THAT(FirstError(header), StatusIs(StatusCode::kInvalidArgument, HasSubstr("id column")));
}

TEST_F(RecordReaderTest, ReadsFilesWithoutHeaderByColumnNumbers) {
  options_.format.has_header = false;
  options_.id_column = "1";
  options_.column_map = {{"name", "2"}, {"birth_date", "3"}, {"phone", "4"}};
  const auto reader = Open("7,김민준,19880131,01012345678\n8,이서연,19900202,01087654321\n");
  ASSERT_OK(reader);
  EXPECT_THAT(Ids(**reader), ElementsAre("7", "8"));
  EXPECT_EQ((*reader)->description().column_count, 4);
  options_.column_map.clear();
  options_.id_column = "row_id";
  EXPECT_THAT(FirstError("7,김민준,19880131,01012345678\n"),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("4 columns without names"), Not(HasSubstr("김민준")))));
}

std::string InUtf16(std::string_view ascii_and_hangul) {
  std::string bytes = "\xFF\xFE";
  for (size_t i = 0; i < ascii_and_hangul.size();) {
    const char32_t c = core::NextCodePoint(ascii_and_hangul, i);
    bytes += {static_cast<char>(c & 0xFF), static_cast<char>(c >> 8 & 0xFF)};
  }
  return bytes;
}

std::string InCp949(std::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = core::NextCodePoint(text, i);
    const uint16_t code = c < 0x80 ? static_cast<uint16_t>(c)
                                   : (*Cp949Table::Get())->Encode(static_cast<char16_t>(c));
    if (code > 0xFF) bytes += static_cast<char>(code >> 8);
    bytes += static_cast<char>(code & 0xFF);
  }
  return bytes;
}

// Every identifier in every column, read or not, in each encoding, with and without header.
TEST_F(RecordReaderTest, FindsForbiddenIdentifiersWhereverTheyStand) {
  const std::string ci =
      "Kx8f/QmZ3tY+1bV7nR0cHs5WdUeGjA2pLo9iTgXyNqFvMzCrBwSaEkDuJhPl4O6IKx8f/QmZ3tY+1bV7nR0cHg==";
  ASSERT_EQ(ci.size(), 88U);
  options_.id_column = "1";
  options_.column_map = {{"name", "2"}, {"birth_date", "3"}, {"phone", "4"}};
  int found = 0;
  int injected = 0;
  for (const bool has_header : {true, false}) {
    options_.format.has_header = has_header;
    for (const std::string& identifier :
         {std::string("880101-1234567"), std::string("8801011234567"),
          std::string("880101 1234567"), std::string("８８０１０１－１２３４５６７"),
          std::string("비고 880101-1234567 확인"), ci, "연계 " + ci}) {
      for (int column = 0; column < 6; ++column) {
        std::string text = has_header ? "1,2,3,4,5,6\n" : "";
        text += "0,김민준,19880131,01012345678,서울,메모\n";
        for (int c = 0; c < 6; ++c) text += (c == 0 ? "" : ",") + (c == column ? identifier : "가");
        text += "\n";
        for (const std::string& file : {text, InCp949(text), InUtf16(text)}) {
          ++injected;
          const absl::Status error = FirstError(file);
          EXPECT_THAT(
              error,
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr(absl::StrFormat("row 2, column '%d': holds", column + 1)),
                             Not(HasSubstr("1234567")), Not(HasSubstr("Kx8f")))));
          found += static_cast<int>(!error.ok());
        }
      }
    }
  }
  EXPECT_EQ(found, injected);
  EXPECT_EQ(injected, 2 * 7 * 6 * 3);
}

TEST_F(RecordReaderTest, OnlyTheProfileLetsPartsOfConnectingInformationIn) {
  const std::string part = "Kx8f/QmZ3tY+1bV7nR0cHs5WdUeGjA2pLo9iTgXyNqFv";
  ASSERT_EQ(part.size(), 44U);
  const std::string header = "row_id,name,birth_date,phone,memo\n";
  const std::string in_name = header + "1," + part + ",19880131,01012345678,\n";
  EXPECT_THAT(FirstError(in_name),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("row 1, column 'name': may hold a part of connecting"),
                             HasSubstr("allow_partial_ci"), Not(HasSubstr("Kx8f")))));
  EXPECT_THAT(FirstError(header + "1,가,19880131,01012345678," + part + "\n"), IsOk())
      << "nobody reads that column";
  EXPECT_THAT(FirstError(header + "1," + part.substr(1) + ",19880131,01012345678,\n"), IsOk());
  profile_.allow_partial_ci = true;
  EXPECT_THAT(FirstError(in_name), IsOk());
  EXPECT_THAT(FirstError(header + "1," + part + part.substr(0, 42) + ",19880131,01012345678,\n"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("holds connecting information")))
      << "all of it but the padding";
}

TEST_F(RecordReaderTest, TellsWhoeverListensWhyEachRowWasRefused) {
  options_.skip_invalid = true;
  const auto reader = Open(
      "row_id,name,birth_date,phone\n1,a\n2,a\"b,c,d\n3,\xFF,c,d\n,a,b,c\n4,a,b,c\n4,a,b,c\n"
      "5,a,880101-1234567,c\n");
  ASSERT_OK(reader);
  std::vector<std::pair<RefusalKind, int>> seen;
  (*reader)->OnRefusal(
      [&](const RowRefusal& refusal) { seen.emplace_back(refusal.kind, refusal.column); });
  EXPECT_THAT(Ids(**reader), ElementsAre("4"));
  EXPECT_THAT((*reader)->Refuse(5, core::InvalidArgument("later")), IsOk());
  EXPECT_THAT(
      seen, ElementsAre(Pair(RefusalKind::kShape, 2), Pair(RefusalKind::kShape, 1),
                        Pair(RefusalKind::kUndecodable, 1), Pair(RefusalKind::kEmptyRowId, 0),
                        Pair(RefusalKind::kRepeatedRowId, 0), Pair(RefusalKind::kResidentNumber, 2),
                        Pair(RefusalKind::kLaterStep, -1)));
}

TEST_F(RecordReaderTest, PassesOnThatThereIsNoFile) {
  options_.path = dir_.File("none.csv");
  EXPECT_THAT(RecordReader::Open(profile_, options_),
              StatusIs(StatusCode::kNotFound, HasSubstr("none.csv")));
}

}  // namespace
}  // namespace ieum::client
