// ieum disclosure review, fix, policy on files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/command.h"
#include "cli/parse_args.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Content(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

class DisclosureCommandsTest : public ::testing::Test {
 protected:
  DisclosureCommandsTest() {
    Write("review.json", R"({"version":1,"purpose":"flu by age","columns":[
      {"name":"age","role":"quasi_identifier","kind":"number","purpose":"confounder"},
      {"name":"sex","role":"quasi_identifier","purpose":"confounder"},
      {"name":"disease","role":"sensitive","purpose":"outcome"}]})");
    std::string rows = "age,sex,disease\n";
    for (int i = 0; i < 600; ++i) {
      rows += std::to_string(30 + i * 7 % 41) + (i % 3 == 0 ? ",M," : ",F,") + "d" +
              std::to_string(i * 5 % 7) + "\n";
    }
    Write("a.csv", rows);
  }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(Path(name)) << text;
  }
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }

  // Runs "ieum disclosure …"; what it printed is in out_.
  absl::Status Run(const std::vector<std::string>& words) {
    std::vector<const char*> argv = {"ieum", "disclosure"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    const auto command = ParseArgs(static_cast<int>(argv.size()), argv.data());
    if (!command.ok()) return command.status();
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::tmpfile(), &std::fclose);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> err(std::tmpfile(), &std::fclose);
    const CommandContext context{out.get(), err.get(), random_, {}};
    const absl::Status status = std::visit(
        [&context](const auto& options) { return RunCommand(options, context); }, *command);
    std::rewind(out.get());
    out_.clear();
    for (int c = std::fgetc(out.get()); c != EOF; c = std::fgetc(out.get())) {
      out_.push_back(static_cast<char>(c));
    }
    return status;
  }

  TempDir folder_;
  testing::SeededRandom random_{1};
  std::string out_;
};

TEST_F(DisclosureCommandsTest, BlocksAndSaysWhatWouldFixIt) {
  const absl::Status status =
      Run({"review", "--in", Path("a.csv"), "--columns", Path("review.json"), "--out",
           Path("pack.html"), "--out", Path("pack.json"), "--language", "ko"});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition,
                               AllOf(HasSubstr("blocks"), HasSubstr("'k_anonymity'"))));
  EXPECT_THAT(out_, AllOf(HasSubstr("k_anonymity"), HasSubstr("ranges of")));
  const auto json = nlohmann::json::parse(Content(Path("pack.json")));
  EXPECT_EQ(json["outcome"], "block");
  EXPECT_EQ(json["rows"], 600);
  EXPECT_THAT(Content(Path("pack.html")), HasSubstr("반출 심사 보고서"));
}

TEST_F(DisclosureCommandsTest, FixIsWrittenAndPassesWhenReviewedAgain) {
  EXPECT_TRUE(Run({"fix", "--in", Path("a.csv"), "--columns", Path("review.json"), "--apply",
                   Path("b.csv"), "--output", "json"})
                  .ok());
  const auto json = nlohmann::json::parse(out_);
  EXPECT_NE(json["outcome"], "block");
  EXPECT_EQ(json["suggestion"][0]["column"], "age");
  const std::string table = Content(Path("b.csv"));
  EXPECT_THAT(table, HasSubstr("age,sex,disease\n"));
  // The ranges are categories now.
  std::string columns = Content(Path("review.json"));
  columns.replace(columns.find(R"("kind":"number",)"), 16, "");
  Write("again.json", columns);
  EXPECT_TRUE(Run({"review", "--in", Path("b.csv"), "--columns", Path("again.json")}).ok()) << out_;
  EXPECT_THAT(Run({"fix", "--in", Path("a.csv"), "--columns", Path("review.json"), "--apply",
                   Path("b.csv")}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("")));
}

TEST_F(DisclosureCommandsTest, HoldersAndEarlierReleasesCount) {
  const absl::Status status = Run({"review", "--in", Path("a.csv"), "--columns",
                                   Path("review.json"), "--holder-file", Path("a.csv"), "--earlier",
                                   Path("a.csv"), "--population", "600000", "--output", "json"});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  const auto json = nlohmann::json::parse(out_);
  EXPECT_EQ(json["holders"][0]["file"], "a.csv");
  EXPECT_EQ(json["holders"][0]["holder_rows"], 600);
  EXPECT_EQ(json["earlier"][0]["rows_appeared"], 0);
  EXPECT_EQ(json["risks"][1]["attacker"], "journalist");
}

TEST_F(DisclosureCommandsTest, UndeclaredColumnsBlock) {
  Write("b.csv", "age,sex,disease,memo\n30,M,secret,010-1234-5678\n");
  const absl::Status status = Run({"review", "--in", Path("b.csv"), "--columns",
                                   Path("review.json"), "--output", "json", "--no-suggestion"});
  EXPECT_THAT(status,
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("'undeclared_columns'")));
  EXPECT_THAT(out_, AllOf(HasSubstr("direct_identifiers"), Not(HasSubstr("010-1234")),
                          Not(HasSubstr("secret"))));
}

TEST_F(DisclosureCommandsTest, RefusesByFileRowAndColumn) {
  Write("b.csv", "age,sex,disease\n30,M,x\nthirty,M,x\n");
  EXPECT_THAT(Run({"review", "--in", Path("b.csv"), "--columns", Path("review.json")}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("'b.csv': row 2, column 'age'"), Not(HasSubstr("thirty")))));
  Write("bad.json", R"({"version":1,"purpose":"p","columns":[]})");
  EXPECT_THAT(Run({"review", "--in", Path("a.csv"), "--columns", Path("bad.json")}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'bad.json'")));
  EXPECT_THAT(Run({"review", "--in", Path("a.csv"), "--columns", Path("review.json"), "--out",
                   Path("x.pdf")}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(".html")));
  EXPECT_THAT(Run({"fix", "--in", Path("a.csv"), "--columns", Path("review.json"), "--apply",
                   Path("a.csv"), "--force"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("")));
}

TEST_F(DisclosureCommandsTest, PolicyIsPrintedWhole) {
  Write("policy.json", R"({"version":1,"rules":{"k_anonymity":{"limit":3}}})");
  EXPECT_TRUE(Run({"policy", "--policy", Path("policy.json")}).ok());
  const auto json = nlohmann::json::parse(out_);
  EXPECT_EQ(json["rules"]["k_anonymity"]["limit"], 3);
  EXPECT_EQ(json["rules"]["link_back"]["action"], "block");
}

}  // namespace
}  // namespace ieum::client
