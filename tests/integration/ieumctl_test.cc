// The operator's program against the real server: what it prints and how it exits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/matcher_host.h"
#include "support/server_process.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class IeumctlTest : public ::testing::Test {
 protected:
  IeumctlTest() : profile_(host_.dir().Write("profile.json", SyntheticProfileJson())) {}

  // Runs a command with the connection options of `role`.
  ProgramResult Run(std::vector<std::string> arguments, const std::string& role = "operator") {
    const core::ChannelOptions channel = host_.Channel(role, "linkage-center");
    arguments.insert(arguments.begin(), IEUMCTL_PROGRAM);
    for (const auto& [option, value] :
         {std::pair("--server", channel.server), std::pair("--ca", channel.ca_file),
          std::pair("--cert", channel.certificate_file), std::pair("--key", channel.key_file)}) {
      arguments.insert(arguments.end(), {option, value});
    }
    return RunProgram(arguments);
  }
  ProgramResult Create(const std::string& project) {
    const std::string manifest = host_.dir().File(project + ".manifest");
    const ProgramResult drafted =
        RunProgram({IEUMCTL_PROGRAM, "project", "new", "--id", project, "--holder", "hospital-a",
                    "--holder", "insurer-b", "--matcher", "linkage-center", "--profile", profile_,
                    "--test", "--joint-keys-to-holders", "--out", manifest});
    if (drafted.exit_status != 0) return drafted;
    return Run({"project", "create", "--manifest", manifest});
  }

  MatcherHost host_;
  std::string profile_;
};

TEST_F(IeumctlTest, LeadsAProjectFromCreationToReport) {
  const ProgramResult created = Create("flu");
  EXPECT_EQ(created.exit_status, 0) << created.err;
  EXPECT_THAT(created.out, AllOf(HasSubstr("flu"), HasSubstr("open"), HasSubstr("0.8000"),
                                 HasSubstr("hospital-a, insurer-b")));
  EXPECT_THAT(created.err, IsEmpty());
  const core::ProfileHeader profile = SyntheticProfile();
  host_.Submit("flu", "hospital-a", MakeParty(profile, Persons(0, 1'200), 1));
  host_.Submit("flu", "insurer-b", MakeParty(profile, Persons(700, 1'000), 2));
  const ProgramResult submissions = Run({"submission", "list", "--project", "flu"});
  EXPECT_THAT(submissions.out, AllOf(ContainsRegex("hospital-a +sealed +1,200"),
                                     ContainsRegex("insurer-b +sealed +1,000")));
  EXPECT_EQ(Run({"project", "seal", "--id", "flu"}).exit_status, 0);
  const ProgramResult run = Run({"run", "start", "--project", "flu", "--wait"});
  EXPECT_EQ(run.exit_status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("succeeded"));
  const ProgramResult report = Run({"report", "--project", "flu"});
  EXPECT_EQ(report.exit_status, 0) << report.err;
  EXPECT_THAT(report.out,
              AllOf(ContainsRegex("hospital-a +1,200 +500"), ContainsRegex("linked entities +500"),
                    ContainsRegex("pairs compared +1,200,000"), ContainsRegex("compare +[0-9]"),
                    ContainsRegex("estimated precision +[01]\\.[0-9]{4}")));
  const ProgramResult json = Run({"report", "--project", "flu", "--output", "json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"linked_entity_count\": \"500\""),
                              HasSubstr("\"state\": \"RUN_STATE_SUCCEEDED\"")));
  const ProgramResult runs = Run({"run", "list", "--project", "flu"});
  EXPECT_THAT(runs.out, ContainsRegex("1 +succeeded"));
  EXPECT_THAT(Run({"project", "list"}).out, ContainsRegex("flu +matched"));
  EXPECT_EQ(Run({"run", "cancel", "--project", "flu"}).exit_status, 0) << "harmless";
  EXPECT_EQ(Run({"run", "watch", "--project", "flu", "--run", "1"}).exit_status, 0);
}

TEST_F(IeumctlTest, ScoresByModelUnlessTheProfileIsAskedFor) {
  EXPECT_EQ(Create("flu").exit_status, 0);
  host_.Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 60), 1));
  host_.Submit("flu", "insurer-b", MakeParty(SyntheticProfile(), Persons(20, 60), 2));
  EXPECT_EQ(Run({"project", "seal", "--id", "flu"}).exit_status, 0);
  const ProgramResult mixed = Run({"run", "start", "--project", "flu", "--threshold", "7000"});
  EXPECT_EQ(mixed.exit_status, 2);
  EXPECT_THAT(mixed.err, HasSubstr("leave it out or add '--scoring profile'"));
  EXPECT_THAT(Run({"run", "start", "--project", "flu", "--wait"}).out,
              ContainsRegex("threshold +match weight"));
  EXPECT_THAT(Run({"run", "start", "--project", "flu", "--scoring", "model", "--wait"}).out,
              ContainsRegex("threshold +match weight"));
  EXPECT_THAT(Run({"run", "start", "--project", "flu", "--scoring", "profile", "--wait"}).out,
              ContainsRegex("threshold +0.8000"));
  EXPECT_THAT(Run({"run", "start", "--project", "flu", "--scoring", "profile", "--threshold",
                   "7000", "--wait"})
                  .out,
              ContainsRegex("threshold +0.7000"));
  EXPECT_EQ(Run({"run", "start", "--project", "flu", "--scoring", "both"}).exit_status, 2);
}

size_t CountOf(const std::string& part, const std::string& text) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_F(IeumctlTest, StartsARunWithTheWishesOfLinkAndReportsItsMatch) {
  EXPECT_EQ(Create("flu").exit_status, 0);
  host_.Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 600), 1));
  host_.Submit("flu", "insurer-b", MakeParty(SyntheticProfile(), Persons(200, 600), 2));
  EXPECT_EQ(Run({"project", "seal", "--id", "flu"}).exit_status, 0);
  const ProgramResult run =
      Run({"run", "start", "--project", "flu", "--precision", "9990", "--exhaustive",
           "--min-completeness", "0.9", "--solve", "optimal", "--memory", "512MiB", "--wait"});
  EXPECT_EQ(run.exit_status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("precision 0.999, exhaustive, completeness 0.9, optimal solution, "
                                 "memory 512 MiB"));
  const ProgramResult text = Run({"run", "report", "--project", "flu"});
  EXPECT_EQ(text.exit_status, 0) << text.err;
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("Run 1 of project flu"), ContainsRegex("pairs taken +optimal"),
                    ContainsRegex("precision asked for +0.9990"),
                    ContainsRegex("hospital-a +600 +400"), ContainsRegex("certify")));
  const std::string page = host_.dir().File("match.html");
  const ProgramResult json =
      Run({"run", "report", "--project", "flu", "--run", "1", "--output", "json", "--html", page});
  EXPECT_EQ(json.exit_status, 0) << json.err;
  const auto figures = nlohmann::json::parse(json.out, nullptr, false);
  ASSERT_TRUE(figures.is_object()) << json.out;
  EXPECT_EQ(figures["ieum_match_report"], 1);
  EXPECT_EQ(figures["solver"], "optimal");
  EXPECT_EQ(figures["greedy_components"], 0);
  EXPECT_EQ(figures["asked_precision"], 0.999);
  EXPECT_EQ(figures["match_weight_from"], "precision");
  EXPECT_EQ(figures["exhaustive"], "yes");
  EXPECT_EQ(figures["linked_persons"], 400);
  EXPECT_EQ(figures["datasets"].size(), 2U);
  const std::string html = ReadTestFile(page);
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>")) << html.substr(0, 100);
  EXPECT_GE(CountOf("<svg", html), 4U) << "histogram, curve, a class or more, overlap";
  EXPECT_THAT(html, AllOf(HasSubstr("hospital-a + insurer-b"), HasSubstr("(optimal)")));
  EXPECT_EQ(
      Run({"run", "report", "--project", "flu", "--html", page, "--language", "ko"}).exit_status,
      0);
  EXPECT_THAT(ReadTestFile(page), HasSubstr("결합 결과 보고서"));
  EXPECT_EQ(Run({"run", "report", "--project", "flu"}, "holder").exit_status, 5);
  EXPECT_EQ(Run({"run", "report", "--project", "flu", "--run", "7"}).exit_status, 4);

  EXPECT_EQ(Run({"run", "start", "--project", "flu", "--scoring", "profile", "--wait"}).exit_status,
            0);
  const ProgramResult no_model = Run({"run", "report", "--project", "flu"});
  EXPECT_EQ(no_model.exit_status, 3);
  EXPECT_THAT(no_model.err, HasSubstr("run 2 was scored by profile"));
}

TEST_F(IeumctlTest, RefusesWishesInTheWordsOfLink) {
  const auto refused = [this](std::vector<std::string> wishes, const char* why) {
    wishes.insert(wishes.begin(), {"run", "start", "--project", "flu"});
    const ProgramResult result = Run(wishes);
    EXPECT_EQ(result.exit_status, 2) << why;
    EXPECT_THAT(result.err, HasSubstr(why));
  };
  refused({"--precision", "0.3"}, "want 0.5 to 1.0, or 5000 to 10000 basis points");
  refused({"--min-completeness", "1"}, "'--exhaustive' misses nothing");
  refused({"--memory", "4GB"}, "want at least 256MiB, as '512MiB' or '4GiB'");
  refused({"--match-weight", "x"}, "want a whole number");
  refused({"--solve", "best"}, "--solve");
  refused({"--precision", "0.9", "--match-weight", "5"},
          "--precision and --match-weight both choose the threshold; leave one of them out");
  for (const std::vector<std::string>& wish : {std::vector<std::string>{"--precision", "0.9"},
                                               {"--match-weight", "0"},
                                               {"--exhaustive"},
                                               {"--min-completeness", "0.9"},
                                               {"--duplicates", "hospital-a"},
                                               {"--from-scratch"}}) {
    std::vector<std::string> by_profile = wish;
    by_profile.insert(by_profile.end(), {"--scoring", "profile"});
    refused(by_profile,
            (wish[0] + " is of the fitted model; leave '--scoring profile' out").c_str());
  }
}

TEST_F(IeumctlTest, OpensAnotherRoundAndShowsIt) {
  EXPECT_EQ(Create("flu").exit_status, 0);
  EXPECT_EQ(Run({"project", "reopen", "--id", "flu"}).exit_status, 3) << "not matched yet";
  host_.Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 50), 1));
  host_.Submit("flu", "insurer-b", MakeParty(SyntheticProfile(), Persons(20, 50), 2));
  host_.Match("flu");
  const ProgramResult reopened = Run({"project", "reopen", "--id", "flu"});
  EXPECT_EQ(reopened.exit_status, 0) << reopened.err;
  EXPECT_THAT(reopened.out,
              AllOf(ContainsRegex("state +open"), ContainsRegex("round of submissions +2")));
  EXPECT_EQ(Run({"project", "reopen", "--id", "flu", "--round", "2"}).exit_status, 0) << "again";
  EXPECT_EQ(Run({"project", "reopen", "--id", "flu"}).exit_status, 3) << "a third round";
  EXPECT_EQ(Run({"project", "reopen", "--id", "flu", "--round", "1"}).exit_status, 2);
  EXPECT_EQ(Run({"project", "reopen", "--id", "flu", "--round", "2"}, "holder").exit_status, 5);
  EXPECT_THAT(Run({"project", "list"}).out, ContainsRegex("flu +open +2 "));
  host_.Submit("flu", "insurer-b", MakeParty(SyntheticProfile(), Persons(0, 5), 3));
  EXPECT_THAT(Run({"submission", "list", "--project", "flu"}).out,
              ContainsRegex("insurer-b +sealed +5 +1 +2 "));
  host_.Match("flu");
  EXPECT_THAT(Run({"run", "show", "--project", "flu"}).out,
              ContainsRegex("rounds of submissions +1 to 2"));
  EXPECT_THAT(Run({"run", "list", "--project", "flu"}).out,
              AllOf(ContainsRegex("2 +succeeded +1 to 2 "), ContainsRegex("1 +succeeded +1 ")));
}

TEST_F(IeumctlTest, ExitStatusesTellWhatWentWrong) {
  const ProgramResult unknown = Run({"project", "show", "--id", "no-such"});
  EXPECT_EQ(unknown.exit_status, 4);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("ieumctl: "), HasSubstr("no-such")));
  EXPECT_THAT(unknown.out, IsEmpty());
  EXPECT_EQ(Create("flu").exit_status, 0);
  EXPECT_EQ(Run({"project", "seal", "--id", "flu"}).exit_status, 3);
  EXPECT_EQ(Run({"report", "--project", "flu"}).exit_status, 4);
  EXPECT_EQ(Run({"project", "seal", "--id", "flu"}, "holder").exit_status, 5);
  EXPECT_EQ(Run({"project", "seal"}).exit_status, 2);
  EXPECT_EQ(Run({"project", "show", "--id", "flu", "--output", "xml"}).exit_status, 2);
  EXPECT_EQ(Run({"run", "start", "--project", "flu", "--threshold", "0"}).exit_status, 2);
  host_.Stop();
  const ProgramResult away = Run({"project", "list"});
  EXPECT_EQ(away.exit_status, 7);
  EXPECT_THAT(away.err, HasSubstr(host_.address()));
  EXPECT_EQ(std::count(away.err.begin(), away.err.end(), '\n'), 1) << away.err;
  host_.Start();
}

TEST_F(IeumctlTest, ABadProfileIsNamedBeforeTheServerIsAsked) {
  profile_ = host_.dir().Write("bad.json", "{\"a\":1,");
  const ProgramResult bad = Create("flu");
  EXPECT_EQ(bad.exit_status, 2);
  EXPECT_THAT(bad.err, HasSubstr("bad.json"));
  profile_ = host_.dir().File("nowhere.json");
  EXPECT_EQ(Create("flu").exit_status, 4);
}

TEST_F(IeumctlTest, TakesAProfileOfPresetFieldOnlyWhenToldThatItIsApproved) {
  profile_ = host_.dir().Write(
      "field.json", R"({"preset":"field","profile":"fields","threshold":8000,"version":1,)"
                    R"("segments":[{"bits":128,"hardening":{"method":"balance"},"name":"all",)"
                    R"("weight":1}]})");
  const ProgramResult refused = Create("flu");
  EXPECT_EQ(refused.exit_status, 2);
  EXPECT_THAT(refused.err, HasSubstr("field_level_approved"));
  const std::string manifest = host_.dir().File("approved.manifest");
  const ProgramResult drafted = RunProgram({IEUMCTL_PROGRAM,
                                            "project",
                                            "new",
                                            "--id",
                                            "flu",
                                            "--holder",
                                            "hospital-a",
                                            "--holder",
                                            "insurer-b",
                                            "--matcher",
                                            "linkage-center",
                                            "--profile",
                                            profile_,
                                            "--title",
                                            "fields",
                                            "--purpose",
                                            "to test",
                                            "--legal-basis",
                                            "no real persons",
                                            "--end-date",
                                            "2099-12-31",
                                            "--field-level-approved",
                                            "--out",
                                            manifest});
  EXPECT_EQ(drafted.exit_status, 0) << drafted.err;
  const ProgramResult shown =
      RunProgram({IEUMCTL_PROGRAM, "project", "show", "--manifest", manifest});
  EXPECT_THAT(shown.out,
              AllOf(ContainsRegex("field level approved +yes"), ContainsRegex("test project +no")));
}

TEST_F(IeumctlTest, DraftsTheJoinsAndTheRouteThatAreAskedFor) {
  const std::string manifest = host_.dir().File("joins.manifest");
  const auto draft = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {
        IEUMCTL_PROGRAM, "project",    "new",        "--id",        "flu",
        "--test",        "--holder",   "hospital-a", "--holder",    "insurer-b",
        "--matcher",     "key-agency", "--joiner",   "join-center", "--researcher",
        "university-c",  "--profile",  profile_,     "--out",       manifest};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunProgram(arguments);
  };
  const ProgramResult drafted =
      draft({"--route", "financial", "--join", "star:hospital-a", "--join", "any:2"});
  ASSERT_EQ(drafted.exit_status, 0) << drafted.err;
  const ProgramResult shown =
      RunProgram({IEUMCTL_PROGRAM, "project", "show", "--manifest", manifest});
  EXPECT_THAT(shown.out, AllOf(ContainsRegex("join +star of hospital-a"),
                               ContainsRegex("procedure of +financial law")));
  ASSERT_EQ(draft({"--join", "left:insurer-b", "--unmatched-to", "researchers"}).exit_status, 0);
  for (const char* bad : {"left", "inner:hospital-a", "any:few", "sideways"}) {
    const ProgramResult refused = draft({"--join", bad});
    EXPECT_EQ(refused.exit_status, 2) << bad;
    EXPECT_THAT(refused.err, HasSubstr("'star:HOLDER'"));
  }
  EXPECT_THAT(draft({"--join", "star:bank-d"}).err, HasSubstr("no holder"));
  EXPECT_EQ(draft({"--unmatched-to", "everybody"}).exit_status, 2);
}

TEST(IeumctlHelp, ShowsExamplesAndExitStatuses) {
  for (const char* command : {"project", "submission", "run", "report"}) {
    const ProgramResult help = RunProgram({IEUMCTL_PROGRAM, command, "--help"});
    EXPECT_EQ(help.exit_status, 0);
    EXPECT_THAT(help.out, AllOf(HasSubstr("Examples:"), HasSubstr("Exit status")));
  }
  const ProgramResult nothing = RunProgram({IEUMCTL_PROGRAM});
  EXPECT_EQ(nothing.exit_status, 2);
  EXPECT_THAT(nothing.err, HasSubstr("ieumctl --help"));
}

}  // namespace
}  // namespace ieum::testing
