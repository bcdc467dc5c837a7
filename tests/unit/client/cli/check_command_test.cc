// ieum check on files of all kinds, and the options that say how a file is written.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/parse_args.h"
#include "ieum/client/input/cp949_table.h"
#include "ieum/core/base/utf8.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::string Content(std::FILE* file) {
  std::rewind(file);
  std::string content;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
    content.push_back(static_cast<char>(c));
  }
  return content;
}

std::string InCp949(std::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = core::NextCodePoint(text, i);
    if (c < 0x80) {
      bytes += static_cast<char>(c);
      continue;
    }
    const uint16_t code = (*Cp949Table::Get())->Encode(static_cast<char16_t>(c));
    bytes += {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  }
  return bytes;
}

// "ieum" and the words of `line`.
absl::StatusOr<Command> Parse(const std::vector<const char*>& words) {
  std::vector<const char*> argv = {"ieum"};
  argv.insert(argv.end(), words.begin(), words.end());
  return ParseArgs(static_cast<int>(argv.size()), argv.data());
}

class CheckCommandTest : public ::testing::Test {
 protected:
  CheckCommandTest() {
    options_.profile = "korean-person";
    options_.output = OutputFormat::kJson;
  }

  absl::Status Run() {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::tmpfile(), &std::fclose);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> err(std::tmpfile(), &std::fclose);
    const absl::Status status =
        RunCommand(options_, CommandContext{out.get(), err.get(), random_, {}});
    out_ = Content(out.get());
    return status;
  }

  TempDir folder_;
  testing::SeededRandom random_{5};
  CheckOptions options_;
  std::string out_;
};

constexpr char kPeople[] =
    "row_id,name,birth_date,sex,phone,district\n"
    "1,김민준,1988-01-31,M,010-2345-6789,서울특별시 송파구\n"
    "2,이서연,1990-02-28,F,1087654321,부산광역시 중구\n"
    "3,박지훈,32143,1.0,010-3456-7891,경기도 수원시\n";

TEST_F(CheckCommandTest, FindsDefectsAndSaysHowItReadTheFile) {
  options_.in_file = folder_.Write("a.csv", kPeople);
  ASSERT_OK(Run());
  const nlohmann::json report = nlohmann::json::parse(out_);
  EXPECT_EQ(report["input"], "utf-8 (detected), comma (detected), 6 columns");
  EXPECT_EQ(report["rows"], 3);
  std::vector<std::pair<std::string, std::string>> findings;
  for (const nlohmann::json& finding : report["findings"]) {
    findings.emplace_back(finding["field"], finding["key"]);
  }
  EXPECT_THAT(findings,
              ElementsAre(Pair("birth_date", "excel_serial_date"), Pair("sex", "number_as_float"),
                          Pair("phone", "leading_zero_lost")));
  EXPECT_EQ(report["findings"][2]["first_rows"], nlohmann::json({2}));
  EXPECT_THAT(out_,
              AllOf(Not(HasSubstr("1087654321")), Not(HasSubstr("32143")), Not(HasSubstr("박"))));
}

TEST_F(CheckCommandTest, ReadsACp949FileWithoutHeaderAndWithSemicolons) {
  std::string rows(std::string_view(kPeople).substr(std::string_view(kPeople).find('\n') + 1));
  std::replace(rows.begin(), rows.end(), ',', ';');
  options_.in_file = folder_.Write("a.txt", InCp949(rows));
  options_.format.no_header = true;
  options_.columns.id_column = "1";
  options_.columns.column_map = {
      {"name", "2"}, {"birth_date", "3"}, {"sex", "4"}, {"phone", "5"}, {"district", "6"}};
  ASSERT_OK(Run());
  const nlohmann::json report = nlohmann::json::parse(out_);
  EXPECT_EQ(report["input"], "cp949 (detected), semicolon (detected), 6 columns without names");
  EXPECT_EQ(report["findings"].size(), 3U);
}

TEST_F(CheckCommandTest, WritesAPageInTheLanguageAskedFor) {
  options_.in_file = folder_.Write("a.csv", kPeople);
  options_.html_file = folder_.File("report.html");
  options_.language = "ko";
  ASSERT_OK(Run());
  const std::string page = testing::ReadTestFile(options_.html_file);
  EXPECT_THAT(page, AllOf(HasSubstr("<html lang=\"ko\">"), HasSubstr("a.csv"),
                          HasSubstr("korean-person"), Not(HasSubstr("1087654321"))));
  options_.html_file = options_.in_file;
  EXPECT_THAT(Run(), StatusIs(kInvalid, HasSubstr("a.csv")));
  EXPECT_EQ(testing::ReadTestFile(options_.in_file), kPeople);
}

TEST_F(CheckCommandTest, PageIsWrittenEvenIfRowsBreakARule) {
  options_.in_file =
      folder_.Write("a.csv", std::string(kPeople) + "4,김하윤,1988-01-31,F,801212-1234567,중구\n");
  options_.html_file = folder_.File("report.html");
  EXPECT_THAT(Run(), StatusIs(kInvalid, HasSubstr("1 of 4 rows")));
  EXPECT_THAT(testing::ReadTestFile(options_.html_file), HasSubstr("resident registration number"));
  EXPECT_EQ(nlohmann::json::parse(out_)["findings"][0]["key"], "resident_number");
}

TEST(InputOptionsTest, SayHowAFileIsWritten) {
  const auto command = Parse({"check", "--profile", "p", "--in", "-", "--encoding", "cp949",
                              "--delimiter", "tab", "--no-header", "--column", "name=2", "--column",
                              "phone=3,sex=4", "--html", "r.html", "--language", "ko"});
  ASSERT_OK(command);
  const auto& options = std::get<CheckOptions>(*command);
  EXPECT_EQ(options.in_file, "-");
  EXPECT_EQ(options.format.encoding, "cp949");
  EXPECT_EQ(options.format.delimiter, "tab");
  EXPECT_TRUE(options.format.no_header);
  EXPECT_THAT(options.columns.column_map,
              ElementsAre(Pair("name", "2"), Pair("phone", "3"), Pair("sex", "4")));
  EXPECT_EQ(options.html_file, "r.html");
  EXPECT_EQ(options.language, "ko");
}

TEST(InputOptionsTest, RefuseWhatTheyDoNotKnow) {
  for (const auto& [option, value] :
       {std::pair("--encoding", "latin1"), std::pair("--delimiter", "colon"),
        std::pair("--column", "name"), std::pair("--column", "=x"),
        std::pair("--language", "de")}) {
    EXPECT_THAT(Parse({"check", "--profile", "p", "--in", "f", option, value}),
                StatusIs(kInvalid, HasSubstr(option)))
        << option;
  }
}

}  // namespace
}  // namespace ieum::client
