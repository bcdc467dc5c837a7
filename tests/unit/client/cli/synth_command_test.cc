// ieum synth: what the command line takes, and the files it writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "cli/command.h"
#include "cli/parse_args.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using absl::StatusCode;
using ::ieum::testing::ReadTestFile;
using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

class SynthCommandTest : public ::testing::Test {
 protected:
  absl::Status Run(const SynthOptions& options) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::tmpfile(), &std::fclose);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> err(std::tmpfile(), &std::fclose);
    const absl::Status status = RunCommand(options, {out.get(), err.get(), random_, stop_});
    out_ = Content(out.get());
    err_ = Content(err.get());
    return status;
  }

  static std::string Content(std::FILE* file) {
    std::string text(static_cast<size_t>(std::ftell(file)), '\0');
    std::rewind(file);
    EXPECT_EQ(std::fread(text.data(), 1, text.size(), file), text.size());
    return text;
  }

  static absl::StatusOr<SynthOptions> Parse(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"ieum", "synth", "--persons", "10"});
    std::vector<const char*> argv;
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    absl::StatusOr<Command> command = ParseArgs(static_cast<int>(argv.size()), argv.data());
    if (!command.ok()) return command.status();
    return std::get<SynthOptions>(*command);
  }

  SynthOptions TwoFiles(int64_t persons) {
    SynthOptions options;
    options.person_count = persons;
    options.out_a = folder_.File("a.csv");
    options.out_b = folder_.File("b.csv");
    options.output = OutputFormat::kJson;
    return options;
  }

  static int64_t LinesOf(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  }

  ::ieum::testing::TempDir folder_;
  ::ieum::testing::SeededRandom random_{1};
  std::stop_token stop_;
  std::string out_;
  std::string err_;
};

TEST_F(SynthCommandTest, WritesTwoKoreanFilesAsBefore) {
  ASSERT_OK(Run(TwoFiles(1000)));
  const nlohmann::json report = nlohmann::json::parse(out_, nullptr, false);
  EXPECT_EQ(report["rows_per_file"], 1000);
  EXPECT_EQ(report["shared_persons"], 500);
  for (const char* file : {"a.csv", "b.csv"}) {
    const std::string text = ReadTestFile(folder_.File(file));
    EXPECT_THAT(text, StartsWith("row_id,entity_id,name,birth_date,sex,phone,district\n"));
    EXPECT_EQ(LinesOf(text), 1001);
  }
  EXPECT_THAT(
      err_, AllOf(HasSubstr("Nobody in these files exists"), HasSubstr("--profile korean-person")));
}

TEST_F(SynthCommandTest, WritesAnyNumberOfFilesOfAnyPeopleWithTheTruth) {
  SynthOptions options;
  options.person_count = 200;
  options.people = "japanese";
  options.preset = "harsh";
  options.rates["duplicate"] = 1'000;
  options.file_count = 3;
  options.out_prefix = folder_.File("party-");
  options.truth_file = folder_.File("changes.csv");
  options.output = OutputFormat::kJson;
  ASSERT_OK(Run(options));
  const nlohmann::json report = nlohmann::json::parse(out_, nullptr, false);
  EXPECT_EQ(report["rows_per_file"], 200);
  EXPECT_EQ(report["second_rows"], 20) << "the rate given beats the preset's";
  EXPECT_EQ(report["files"].size(), 3U);
  for (const char* file : {"party-a.csv", "party-b.csv", "party-c.csv"}) {
    EXPECT_THAT(ReadTestFile(folder_.File(file)),
                StartsWith("row_id,entity_id,name_kanji,name_kana,birth_date"));
  }
  const std::string truth = ReadTestFile(folder_.File("changes.csv"));
  EXPECT_EQ(LinesOf(truth), 1 + 200 + 2 * 220);
  EXPECT_THAT(truth, AllOf(HasSubstr("duplicate"), HasSubstr("phone_missing"), HasSubstr("moved")));
  EXPECT_THAT(err_, HasSubstr("--profile japanese-person"));
}

TEST_F(SynthCommandTest, RefusesFilesWithoutPlaceOrOfOneName) {
  SynthOptions options = TwoFiles(10);
  options.out_b.clear();
  EXPECT_THAT(Run(options), StatusIs(StatusCode::kInvalidArgument, HasSubstr("--out-prefix")));
  options = TwoFiles(10);
  options.out_prefix = folder_.File("p");
  EXPECT_THAT(Run(options), StatusIs(StatusCode::kInvalidArgument, HasSubstr("--out-prefix")));
  options = TwoFiles(10);
  options.file_count = 3;
  EXPECT_THAT(Run(options), StatusIs(StatusCode::kInvalidArgument, HasSubstr("--files")));
  options = TwoFiles(10);
  options.out_b = options.out_a;
  EXPECT_THAT(Run(options), StatusIs(StatusCode::kInvalidArgument, HasSubstr("one name")));
  options = TwoFiles(10);
  options.truth_file = options.out_a;
  EXPECT_THAT(Run(options), StatusIs(StatusCode::kInvalidArgument, HasSubstr("one name")));
  EXPECT_FALSE(std::filesystem::exists(folder_.File("a.csv")));
}

TEST_F(SynthCommandTest, ReadsRatesAsPercentWithTwoDecimals) {
  ASSERT_OK_AND_ASSIGN(
      const SynthOptions options,
      Parse({"--out-prefix", "p", "--name-error", "12.5", "--move", "0", "--duplicate", "0.25",
             "--twins", "100", "--people", "latin", "--preset", "kr-mid", "--mixed-forms"}));
  EXPECT_THAT(options.rates,
              ElementsAre(Pair("duplicate", 25), Pair("move", 0), Pair("name_error", 1'250)));
  EXPECT_EQ(options.twins, 10'000);
  EXPECT_EQ(options.people, "latin");
  EXPECT_EQ(options.preset, "kr-mid");
  EXPECT_TRUE(options.mixed_forms);
  EXPECT_FALSE(options.full_columns);
}

TEST_F(SynthCommandTest, RefusesRatesThatAreNone) {
  for (const char* rate :
       {"100.01", "101", "-1", "1.234", "a", "", "1.", ".5", "1e2", "9999999999"}) {
    EXPECT_THAT(Parse({"--out-prefix", "p", "--move", rate}).status(),
                StatusIs(StatusCode::kInvalidArgument, HasSubstr("--move")))
        << rate;
  }
  EXPECT_THAT(Parse({"--out-prefix", "p", "--people", "martian"}).status(),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("korean"), Not(HasSubstr("martian")))));
  EXPECT_THAT(Parse({"--out-prefix", "p", "--preset", "kr-max"}).status(),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("kr-mid")));
  EXPECT_THAT(Parse({"--out-prefix", "p", "--files", "27"}).status(),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("1 to 26")));
}

}  // namespace
}  // namespace ieum::client
