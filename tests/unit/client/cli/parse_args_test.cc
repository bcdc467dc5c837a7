#include "cli/parse_args.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "cli/help_text.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

absl::StatusOr<Command> Parse(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"ieum"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  return ParseArgs(static_cast<int>(argv.size()), argv.data());
}

// Sets an environment variable for one test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

const std::vector<std::string> kLink = {"link",     "--profile", "korean-person", "--secret-file",
                                        "s",        "--party",   "a=A.csv",       "--party",
                                        "b=b=.csv", "--out",     "groups.csv"};

TEST(ParseArgsTest, ReadsALinkCommand) {
  std::vector<std::string> arguments = kLink;
  for (const char* more :
       {"--id-column", "no", "--exclude", "x,y", "--exclude", "z", "--truth", "t", "--threshold",
        "8500", "--threads", "3", "--skip-invalid", "--output", "json"}) {
    arguments.emplace_back(more);
  }
  ASSERT_OK_AND_ASSIGN(const Command command, Parse(arguments));
  const auto& link = std::get<LinkOptions>(command);
  EXPECT_EQ(link.profile, "korean-person");
  EXPECT_EQ(link.secret_file, "s");
  ASSERT_EQ(link.parties.size(), 2u);
  EXPECT_EQ(link.parties[0].label, "a");
  EXPECT_EQ(link.parties[1].path, "b=.csv");
  EXPECT_EQ(link.columns.id_column, "no");
  EXPECT_EQ(link.columns.truth_column, "t");
  EXPECT_THAT(link.columns.excluded_columns, ElementsAre("x", "y", "z"));
  EXPECT_EQ(link.threshold_basis_points, 8500);
  EXPECT_EQ(link.thread_count, 3);
  EXPECT_TRUE(link.skip_invalid);
  EXPECT_EQ(link.output, OutputFormat::kJson);
}

TEST(ParseArgsTest, HasDefaultsThatNeedNoOption) {
  ASSERT_OK_AND_ASSIGN(const Command command, Parse(kLink));
  const auto& link = std::get<LinkOptions>(command);
  EXPECT_EQ(link.columns.id_column, "row_id");
  EXPECT_EQ(link.columns.truth_column, "");
  EXPECT_EQ(link.threshold_basis_points, 0);
  EXPECT_GE(link.thread_count, 1);
  EXPECT_FALSE(link.skip_invalid);
  EXPECT_EQ(link.output, OutputFormat::kTable);
}

TEST(ParseArgsTest, ReadsEveryOtherCommand) {
  const std::vector<std::string> server = {"--server", "h:1", "--ca",  "ca",
                                           "--cert",   "c",   "--key", "k"};
  const auto with_server = [&server](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), server.begin(), server.end());
    return arguments;
  };
  EXPECT_TRUE(std::holds_alternative<ProfileListOptions>(*Parse({"profile", "list"})));
  EXPECT_EQ(std::get<ProfileShowOptions>(*Parse({"profile", "show", "x"})).source, "x");
  EXPECT_EQ(std::get<ProfileNewOptions>(*Parse({"profile", "new", "--template", "x", "--out", "y"}))
                .out_file,
            "y");
  EXPECT_EQ(std::get<ProfileDigestOptions>(*Parse({"profile", "digest", "f.json"})).source,
            "f.json");
  EXPECT_EQ(std::get<SecretNewOptions>(*Parse({"secret", "new", "--out", "f"})).out.out_file, "f");
  const auto imported = std::get<SecretImportOptions>(
      *Parse({"secret", "import", "--in", "-", "--out", "f", "--passphrase-file", "p"}));
  EXPECT_EQ(imported.in_file + imported.out.out_file + imported.out.passphrase_file, "-fp");
  EXPECT_EQ(std::get<SecretShowCheckValueOptions>(
                *Parse({"secret", "show-check-value", "--secret-file", "f"}))
                .secret_file,
            "f");
  EXPECT_EQ(std::get<CheckOptions>(*Parse({"check", "--profile", "p", "--in", "f"})).in_file, "f");
  const auto encode = std::get<EncodeOptions>(
      *Parse({"encode", "--profile", "p", "--secret-file", "s", "--project", "x", "--in", "i",
              "--out", "o", "--serials", "m", "--force"}));
  EXPECT_EQ(encode.serials_file, "m");
  EXPECT_TRUE(encode.force);
  const auto submit =
      std::get<SubmitOptions>(*Parse(with_server({"submit", "--in", "i", "--replace"})));
  EXPECT_EQ(submit.server.server, "h:1");
  EXPECT_EQ(submit.server.key_file, "k");
  EXPECT_TRUE(submit.replace);
  EXPECT_EQ(std::get<ResultsOptions>(
                *Parse(with_server({"results", "--project", "p", "--serials", "s", "--out", "o"})))
                .server.certificate_file,
            "c");
  EXPECT_EQ(std::get<ResultsOptions>(*Parse(with_server({"results", "--project", "p", "--serials",
                                                         "s", "--serials", "s2", "--out", "o"})))
                .serials_files,
            (std::vector<std::string>{"s", "s2"}));
  EXPECT_EQ(std::get<ResultsOptions>(*Parse({"results", "--keys", "f", "--project", "p",
                                             "--serials", "s", "--out", "o"}))
                .keys_file,
            "f");
  EXPECT_EQ(std::get<ScoreOptions>(*Parse({"score", "--party", "a=A", "--party", "b=B", "--truth",
                                           "t", "--groups", "g"}))
                .groups_file,
            "g");
  const auto synth = std::get<SynthOptions>(
      *Parse({"synth", "--persons", "10", "--seed", "3", "--out-a", "a", "--out-b", "b"}));
  EXPECT_EQ(synth.person_count, 10);
  EXPECT_EQ(synth.seed, 3);
  EXPECT_EQ(synth.overlap_percent, 50);
}

TEST(ParseArgsTest, TakesWishesOfALinkage) {
  std::vector<std::string> arguments = kLink;
  arguments.insert(arguments.end(), {"--precision", "0.99", "--report", "a.html", "--report",
                                     "b.json", "--language", "ko", "--save-model", "m"});
  ASSERT_OK_AND_ASSIGN(const Command command, Parse(arguments));
  const auto& link = std::get<LinkOptions>(command);
  EXPECT_EQ(link.precision, 0.99);
  EXPECT_EQ(link.report_files, (std::vector<std::string>{"a.html", "b.json"}));
  EXPECT_EQ(link.language, "ko");
  EXPECT_EQ(link.save_model_file, "m");
  for (const auto& [text, wanted] :
       {std::pair<const char*, double>{"9900", 0.99}, {"1.0", 1}, {"10000", 1}, {"5000", 0.5}}) {
    std::vector<std::string> other = kLink;
    other.insert(other.end(), {"--precision", text});
    EXPECT_EQ(std::get<LinkOptions>(*Parse(other)).precision, wanted) << text;
  }
  for (const char* text : {"1", "99", "0.4", "1.01", "10001", "much", "nan", "-0.9"}) {
    std::vector<std::string> other = kLink;
    other.insert(other.end(), {"--precision", text});
    EXPECT_THAT(Parse(other), StatusIs(absl::StatusCode::kInvalidArgument,
                                       HasSubstr("5000 to 10000 basis points")));
  }
}

TEST(ParseArgsTest, TakesMemoryAndCompletenessAsPeopleWriteThem) {
  const auto with = [](const std::string& option, const std::string& value) {
    std::vector<std::string> arguments = kLink;
    arguments.insert(arguments.end(), {option, value});
    return Parse(arguments);
  };
  ASSERT_OK_AND_ASSIGN(const Command mib, with("--memory", "512MiB"));
  EXPECT_EQ(std::get<LinkOptions>(mib).memory_bytes, int64_t{512} << 20);
  ASSERT_OK_AND_ASSIGN(const Command gib, with("--memory", "4GiB"));
  EXPECT_EQ(std::get<LinkOptions>(gib).memory_bytes, int64_t{4} << 30);
  for (const char* const bad : {"", "4", "4GB", "255MiB", "-1GiB", "GiB", "1.5GiB", "9999999GiB"}) {
    EXPECT_THAT(with("--memory", bad),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'512MiB'")));
  }
  ASSERT_OK_AND_ASSIGN(const Command sure, with("--min-completeness", "0.99"));
  EXPECT_EQ(std::get<LinkOptions>(sure).min_completeness, 0.99);
  for (const char* const bad : {"", "1", "0", "-0.5", "nan", "most"}) {
    EXPECT_THAT(with("--min-completeness", bad),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--exhaustive")));
  }
}

TEST(ParseArgsTest, ScoresByTheModelUnlessToldOtherwise) {
  ASSERT_OK_AND_ASSIGN(const Command command, Parse(kLink));
  EXPECT_EQ(std::get<LinkOptions>(command).scoring, "model");
}

TEST(ParseArgsTest, TakesOptionsFromTheEnvironment) {
  const Variable profile("IEUM_PROFILE", "p");
  const Variable secret("IEUM_SECRET_FILE", "s");
  const Variable party("IEUM_PARTY", "a=A.csv;b=B.csv");
  const Variable out("IEUM_OUT", "g");
  const Variable skip("IEUM_SKIP_INVALID", "true");
  const Variable output("IEUM_OUTPUT", "json");
  ASSERT_OK_AND_ASSIGN(const Command command, Parse({"link", "--out", "mine"}));
  const auto& link = std::get<LinkOptions>(command);
  EXPECT_EQ(link.profile, "p");
  EXPECT_EQ(link.secret_file, "s");
  ASSERT_EQ(link.parties.size(), 2u);
  EXPECT_EQ(link.parties[1].label, "b");
  EXPECT_EQ(link.out_file, "mine") << "the command line comes first";
  EXPECT_TRUE(link.skip_invalid);
  EXPECT_EQ(link.output, OutputFormat::kJson);
}

TEST(ParseArgsTest, AnotherCommandsVariableDoesNoHarm) {
  const Variable threads("IEUM_THRESHOLD", "not a number");
  EXPECT_OK(Parse({"profile", "list"}));
}

TEST(ParseArgsTest, RefusesWhatItDoesNotUnderstandWithoutRepeatingValues) {
  struct Case {
    std::vector<std::string> arguments;
    const char* says;
  };
  std::vector<std::string> bad_threads = kLink;
  bad_threads.insert(bad_threads.end(), {"--threads", "hush"});
  std::vector<std::string> bad_party = kLink;
  bad_party.insert(bad_party.end(), {"--party", "hush"});
  std::vector<std::string> unknown = kLink;
  unknown.insert(unknown.end(), {"--secret=hush"});
  std::vector<std::string> bad_output = kLink;
  bad_output.insert(bad_output.end(), {"--output", "hush"});
  const Case cases[] = {
      {{}, "no command"},
      {{"hush"}, "no such command"},
      {{"profile"}, "ieum profile --help"},
      {{"link", "--out", "g"}, "is required"},
      {bad_threads, "--threads"},
      {bad_party, "NAME=FILE"},
      {unknown, "--secret"},
      {bad_output, "'table' or 'json'"},
      {{"synth", "--persons", "0", "--out-a", "a", "--out-b", "b"}, "1 to 50000000"},
  };
  for (const Case& test : cases) {
    EXPECT_THAT(Parse(test.arguments),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr(test.says), HasSubstr("--help"), Not(HasSubstr("hush")))));
  }
}

TEST(ParseArgsTest, HelpOfEachCommandHasPurposeOptionsExamplesAndExitCodes) {
  const std::vector<std::vector<std::string>> commands = {{},
                                                          {"profile"},
                                                          {"profile", "list"},
                                                          {"profile", "show"},
                                                          {"profile", "new"},
                                                          {"profile", "digest"},
                                                          {"secret"},
                                                          {"secret", "new"},
                                                          {"secret", "import"},
                                                          {"secret", "show-check-value"},
                                                          {"secret", "agree"},
                                                          {"secret", "agree", "start"},
                                                          {"secret", "agree", "seal"},
                                                          {"secret", "agree", "finish"},
                                                          {"check"},
                                                          {"encode"},
                                                          {"submit"},
                                                          {"results"},
                                                          {"serials"},
                                                          {"serials", "export"},
                                                          {"link"},
                                                          {"score"},
                                                          {"synth"}};
  for (std::vector<std::string> command : commands) {
    std::string name;
    for (const std::string& word : command) name += (name.empty() ? "" : " ") + word;
    command.emplace_back("--help");
    ASSERT_OK_AND_ASSIGN(const Command shown, Parse(command));
    const std::string& text = std::get<ShowText>(shown).text;
    EXPECT_THAT(text, HasSubstr(std::string(HelpOf(name).purpose)));
    EXPECT_THAT(text, HasSubstr(std::string(HelpOf(name).examples)));
    EXPECT_THAT(text, HasSubstr("Exit status"));
  }
}

TEST(ParseArgsTest, EveryOptionNamesItsVariable) {
  ASSERT_OK_AND_ASSIGN(const Command shown, Parse({"encode", "--help"}));
  const std::string& text = std::get<ShowText>(shown).text;
  for (const char* variable :
       {"IEUM_PROFILE", "IEUM_SECRET_FILE", "IEUM_PROJECT", "IEUM_IN", "IEUM_OUT", "IEUM_SERIALS",
        "IEUM_ID_COLUMN", "IEUM_TRUTH", "IEUM_EXCLUDE", "IEUM_SKIP_INVALID", "IEUM_FORCE",
        "IEUM_THREADS", "IEUM_OUTPUT"}) {
    EXPECT_THAT(text, HasSubstr(variable));
  }
}

TEST(ParseArgsTest, PrintsTheVersion) {
  ASSERT_OK_AND_ASSIGN(const Command shown, Parse({"--version"}));
  EXPECT_THAT(std::get<ShowText>(shown).text, ::testing::StartsWith("ieum "));
}

}  // namespace
}  // namespace ieum::client
