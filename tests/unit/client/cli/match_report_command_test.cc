// ieum link with its report, its model and the wishes of an operator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::ReadTestFile;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kPersons = 90;
constexpr int kShared = 60;

std::string Word(std::mt19937_64& random, size_t size) {
  std::string word;
  while (word.size() < size) word.push_back(static_cast<char>('a' + random() % 26));
  return word;
}

class MatchReportCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::mt19937_64 random(5);
    std::string files[2];
    for (std::string& file : files) {
      file =
          "row_id,entity_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,"
          "state,date_of_birth\n";
    }
    for (int person = 0; person < 2 * kPersons - kShared; ++person) {
      const std::string given = Word(random, 6);
      const std::string surname = Word(random, 7);
      const std::string rest =
          absl::StrFormat("%d,%s street,%s,%s,%d,nsw,19%02d%02d%02d\n", random() % 90 + 1,
                          Word(random, 8), Word(random, 9), Word(random, 8), 2'000 + random() % 900,
                          random() % 90 + 10, random() % 12 + 1, random() % 28 + 1);
      const bool in_a = person < kPersons;
      const bool in_b = person < kShared || !in_a;
      const auto add = [&](std::string& file, const char* party, const std::string& name) {
        absl::StrAppendFormat(&file, "CANARY%s%d,%d,%s,%s,%s", party, person, person, name, surname,
                              rest);
      };
      if (in_a) add(files[0], "A", given);
      if (in_b) add(files[1], "B", person % 3 == 0 ? given + "e" : given);
    }
    a_ = folder_.Write("a.csv", files[0]);
    b_ = folder_.Write("b.csv", files[1]);
    secret_ = folder_.File("holder.secret");
    ASSERT_OK(Run(SecretNewOptions{{.out_file = secret_, .no_passphrase = true}}));
  }

  template <typename Options>
  absl::Status Run(const Options& options) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::tmpfile(), &std::fclose);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> err(std::tmpfile(), &std::fclose);
    const absl::Status status = RunCommand(options, {out.get(), err.get(), random_, {}});
    std::string text(static_cast<size_t>(std::ftell(out.get())), '\0');
    std::rewind(out.get());
    EXPECT_EQ(std::fread(text.data(), 1, text.size(), out.get()), text.size());
    out_ = text;
    return status;
  }

  LinkOptions Link() {
    LinkOptions options;
    options.profile = "febrl-person";
    options.secret_file = secret_;
    options.parties = {{"hospital", a_}, {"insurer", b_}};
    options.out_file = folder_.File("groups.csv");
    options.scoring = "model";
    return options;
  }

  void ExpectRefused(const LinkOptions& options, const char* why) {
    EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)));
  }

  testing::TempDir folder_;
  testing::SeededRandom random_{11};
  std::string a_, b_, secret_;
  std::string out_;
};

TEST_F(MatchReportCommandTest, WritesAPageAndItsFiguresWithoutAnyRow) {
  LinkOptions options = Link();
  const std::string page_file = folder_.File("match.html");
  const std::string json_file = folder_.File("match.json");
  options.report_files = {page_file, json_file};
  options.save_model_file = folder_.File("fitted.model");
  ASSERT_OK(Run(options));
  EXPECT_THAT(out_, HasSubstr("hospital + insurer"));
  EXPECT_THAT(out_, HasSubstr("certify"));
  EXPECT_THAT(ReadTestFile(options.out_file), HasSubstr("CANARYA1")) << "the groups name rows";

  const std::string page = ReadTestFile(page_file);
  const std::string figures = ReadTestFile(json_file);
  for (const std::string& text : {page, figures, ReadTestFile(options.save_model_file), out_}) {
    EXPECT_THAT(text, Not(HasSubstr("CANARY")));
    EXPECT_THAT(text, Not(HasSubstr("street,")));
  }
  EXPECT_THAT(page, HasSubstr("Match report"));
  const nlohmann::json json = nlohmann::json::parse(figures, nullptr, false);
  EXPECT_EQ(json["ieum_match_report"], 1);
  EXPECT_EQ(json["rows"], 2 * kPersons);
  EXPECT_EQ(json["match_weight_from"], "largest_f1");
  EXPECT_GE(json["linked_persons"], kShared - 3);
  EXPECT_LE(json["linked_persons"], kShared + 3);
  EXPECT_EQ(json["linked_pairs"], json["linked_persons"]);
  EXPECT_GT(json["estimated_precision"], 0.9);
  EXPECT_EQ(json["exhaustive"], "yes");
  EXPECT_EQ(json["datasets"].size(), 2U);
  EXPECT_EQ(json["datasets"][0]["dataset"], "hospital");
  int64_t persons = 0;
  for (const auto& overlap : json["overlap"]) persons += overlap["persons"].get<int64_t>();
  EXPECT_EQ(json["persons"], persons);
  int64_t best_pairs = 0;
  for (const auto& bin : json["best_pairs"]) best_pairs += bin["pairs"].get<int64_t>();
  EXPECT_LE(best_pairs, kPersons);
  EXPECT_GE(best_pairs, kShared);
  EXPECT_LE(json["thresholds"].size(), 200U);
  EXPECT_FALSE(json["weights"].empty());
  EXPECT_EQ(json["stages"][1]["stage"], "compare");
}

TEST_F(MatchReportCommandTest, SpeaksKorean) {
  LinkOptions options = Link();
  options.report_files = {folder_.File("match.html")};
  options.language = "ko";
  ASSERT_OK(Run(options));
  EXPECT_THAT(ReadTestFile(options.report_files[0]), HasSubstr("결합 결과 보고서"));
}

TEST_F(MatchReportCommandTest, ASavedModelLinksAgainAlike) {
  LinkOptions first = Link();
  first.save_model_file = folder_.File("fitted.model");
  first.report_files = {folder_.File("first.json")};
  ASSERT_OK(Run(first));
  LinkOptions again = Link();
  again.model_file = first.save_model_file;
  again.out_file = folder_.File("again.csv");
  again.report_files = {folder_.File("again.json")};
  ASSERT_OK(Run(again));
  const auto read = [](const LinkOptions& options) {
    return nlohmann::json::parse(ReadTestFile(options.report_files[0]), nullptr, false);
  };
  EXPECT_EQ(read(first)["model"], "fitted");
  EXPECT_EQ(read(again)["model"], "given");
  EXPECT_EQ(read(again)["weights"], read(first)["weights"]);
  // A pair near the threshold may be decided otherwise.
  EXPECT_NEAR(read(again)["linked_persons"].get<int>(), read(first)["linked_persons"].get<int>(),
              2);

  again.profile = "korean-person";
  EXPECT_THAT(Run(again),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another profile")));
  again = Link();
  again.model_file = secret_;
  ExpectRefused(again, "no linkage model");
  again.model_file = folder_.File("nothing.model");
  EXPECT_THAT(Run(again), StatusIs(absl::StatusCode::kNotFound, HasSubstr("nothing.model")));
}

TEST_F(MatchReportCommandTest, APrecisionIsAskedFor) {
  LinkOptions options = Link();
  options.precision = 0.6;
  options.report_files = {folder_.File("loose.json")};
  ASSERT_OK(Run(options));
  const nlohmann::json json =
      nlohmann::json::parse(ReadTestFile(options.report_files[0]), nullptr, false);
  EXPECT_EQ(json["match_weight_from"], "precision");
  EXPECT_EQ(json["asked_precision"], 0.6);
  EXPECT_GE(json["estimated_precision"], 0.6);
}

TEST_F(MatchReportCommandTest, TheSolverIsAskedForAndNamed) {
  for (const char* const solver : {"greedy", "optimal"}) {
    LinkOptions options = Link();
    options.solver = solver;
    options.output = OutputFormat::kJson;
    options.report_files = {folder_.File("solved.json"), folder_.File("solved.html")};
    ASSERT_OK(Run(options));
    const auto of_command = nlohmann::json::parse(out_, nullptr, false);
    EXPECT_EQ(of_command["solver"], solver);
    const auto of_report =
        nlohmann::json::parse(ReadTestFile(options.report_files[0]), nullptr, false);
    EXPECT_EQ(of_report["solver"], solver);
    EXPECT_EQ(of_report.contains("greedy_components"), options.solver == "optimal");
    EXPECT_THAT(ReadTestFile(options.report_files[1]), HasSubstr(absl::StrFormat("(%s)", solver)));
  }
  LinkOptions options = Link();
  options.solver = "optimal";
  options.duplicates = {"hospital"};
  ExpectRefused(options, "a party holds duplicates");
}

TEST_F(MatchReportCommandTest, RefusesWhatHasNoEffectOnScoringByProfile) {
  const auto refuse = [this](const char* name, void (*wish)(LinkOptions&)) {
    LinkOptions options = Link();
    options.scoring = "profile";
    wish(options);
    ExpectRefused(
        options,
        absl::StrFormat("%s is of the fitted model; leave '--scoring profile' out", name).c_str());
  };
  refuse("--match-weight", [](LinkOptions& options) { options.match_weight = 0; });
  refuse("--precision", [](LinkOptions& options) { options.precision = 0.9; });
  refuse("--exhaustive", [](LinkOptions& options) { options.exhaustive = true; });
  refuse("--min-completeness", [](LinkOptions& options) { options.min_completeness = 0.9; });
  refuse("--solve optimal", [](LinkOptions& options) { options.solver = "optimal"; });
  refuse("--duplicates", [](LinkOptions& options) { options.duplicates = {"hospital"}; });
}

TEST_F(MatchReportCommandTest, RefusesWhatDoesNotGoTogether) {
  LinkOptions options = Link();
  options.scoring = "profile";
  options.report_files = {folder_.File("match.html")};
  ExpectRefused(options, "leave '--scoring profile' out");
  options = Link();
  options.precision = 0.9;
  options.match_weight = 5;
  ExpectRefused(options, "both choose the threshold");
  options = Link();
  options.model_file = options.save_model_file = folder_.File("m");
  ExpectRefused(options, "nothing is");
  options = Link();
  options.report_files = {folder_.File("match.pdf")};
  ExpectRefused(options, "ends with .html");
  options.report_files = {folder_.File("m.html"), folder_.File("m.html")};
  ExpectRefused(options, "one file");
  options.report_files = {folder_.Write("in.html", "x")};
  options.parties[0].path = options.report_files[0];
  ExpectRefused(options, "reads");
}

}  // namespace
}  // namespace ieum::client
