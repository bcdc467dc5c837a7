// Both doctors, of holders and of institutions, against a real server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/matcher_host.h"
#include "support/server_process.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DoctorTest : public ::testing::Test {
 protected:
  ProgramResult Run(const char* program, const core::ChannelOptions& channel,
                    std::vector<std::string> more = {}) const {
    more.insert(more.begin(),
                {program, "doctor", "--server", channel.server, "--ca", channel.ca_file, "--cert",
                 channel.certificate_file, "--key", channel.key_file});
    return RunProgram(more);
  }
  core::ChannelOptions Operator() { return host_.Channel("operator", "linkage-center"); }
  core::ChannelOptions Holder() { return host_.Channel("holder", "hospital-a"); }
  // The results by check, of a run with --output json.
  static std::map<std::string, std::string> Results(const ProgramResult& run) {
    std::map<std::string, std::string> results;
    const nlohmann::json document = nlohmann::json::parse(run.out);
    for (const auto& row : document.at("checks")) {
      results[row.at("check").get<std::string>()] = row.at("result").get<std::string>();
    }
    return results;
  }
  std::string File(const std::string& name) const { return host_.dir().File(name); }

  MatcherHost host_;
};

TEST_F(DoctorTest, AnOperatorSeesThatAllIsInOrder) {
  ProgramResult run = Run(IEUMCTL_PROGRAM, Operator(), {"--output", "json"});
  EXPECT_EQ(run.exit_status, 0) << run.out << run.err;
  auto results = Results(run);
  EXPECT_EQ(results.size(), 12U) << run.out;
  for (const auto& [check, result] : results) {
    // Certificates of tests last for thirty days.
    if (check != "server_certificate") {
      EXPECT_EQ(result, "ok") << check << "\n" << run.out;
    }
  }
  EXPECT_EQ(results.at("server_certificate"), "warn");
  run = Run(IEUMCTL_PROGRAM, Operator(), {"--language", "ko"});
  EXPECT_THAT(run.out, AllOf(HasSubstr("감사로그"), HasSubstr("정상"), HasSubstr("무결성 확인")));
  // An admin may not see metrics, and is told who may.
  run = Run(IEUMCTL_PROGRAM, host_.Channel("project-admin", "linkage-center"));
  EXPECT_EQ(run.exit_status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("ask as operator, auditor or security officer"));
}

TEST_F(DoctorTest, FilesOfAServerAreLookedAtOnItsMachine) {
  const std::string list = host_.dir().Write("deny.list", "");
  std::vector<std::string> offline = {IEUMCTL_PROGRAM, "doctor",
                                      "--data-dir",    File("data"),
                                      "--keystore",    File("data.keystore"),
                                      "--checkpoint",  File("data.keystore.audit-key.checkpoint"),
                                      "--deny-list",   list,
                                      "--output",      "json"};
  const ProgramResult whole = RunProgram(offline);
  EXPECT_EQ(whole.exit_status, 0) << whole.out << whole.err;
  for (const auto& [check, result] : Results(whole)) {
    EXPECT_EQ(result, "ok") << check << "\n" << whole.out;
  }
  EXPECT_EQ(Results(whole).size(), 5U) << whole.out;
  host_.dir().Write("deny.list", "somebody\n");
  std::filesystem::resize_file(File("data.keystore"), 100);
  const ProgramResult broken = RunProgram(offline);
  EXPECT_EQ(broken.exit_status, 2) << "the code of the first failure" << broken.out;
  const auto results = Results(broken);
  EXPECT_EQ(results.at("deny_list"), "fail");
  EXPECT_EQ(results.at("keystore"), "fail");
  EXPECT_EQ(results.at("data_folder"), "ok");
  EXPECT_THAT(broken.err, HasSubstr("2 of 5 checks fail"));
  const ProgramResult nothing = RunProgram({IEUMCTL_PROGRAM, "doctor"});
  EXPECT_EQ(nothing.exit_status, 2);
  EXPECT_THAT(nothing.err, HasSubstr("nothing is named"));
}

TEST_F(DoctorTest, AHolderSeesThatAllIsInOrder) {
  const std::string secret = File("holder.secret");
  ASSERT_EQ(
      RunProgram({IEUM_PROGRAM, "secret", "new", "--no-passphrase", "--out", secret}).exit_status,
      0);
  const std::vector<std::string> more = {"--secret-file", secret,     "--profile",
                                         "korean-person", "--folder", host_.dir().path(),
                                         "--output",      "json"};
  const ProgramResult run = Run(IEUM_PROGRAM, Holder(), more);
  EXPECT_EQ(run.exit_status, 0) << run.out << run.err;
  const auto results = Results(run);
  for (const char* check : {"authorities", "certificate", "key", "server", "version", "clock",
                            "profile", "processor", "disk"}) {
    EXPECT_EQ(results.at(check), "ok") << check << "\n" << run.out;
  }
  EXPECT_EQ(results.at("secret"), "warn") << "it is not encrypted";
  EXPECT_THAT(run.out, Not(HasSubstr(ReadTestFile(secret).substr(30, 20))));
  std::filesystem::permissions(secret, std::filesystem::perms(0644));
  EXPECT_EQ(Run(IEUM_PROGRAM, Holder(), more).exit_status, 5) << "others can read the secret";
}

TEST_F(DoctorTest, TheProfileIsHeldToTheManifest) {
  const std::string manifest = File("flu.manifest");
  const auto draft = [&](const std::string& end_date) {
    const ProgramResult drafted =
        RunProgram({IEUMCTL_PROGRAM, "project", "new", "--id", "flu", "--holder", "hospital-a",
                    "--holder", "insurer-b", "--matcher", "linkage-center", "--profile",
                    host_.dir().Write("profile.json", SyntheticProfileJson()), "--test",
                    "--end-date", end_date, "--out", manifest});
    ASSERT_EQ(drafted.exit_status, 0) << drafted.err;
  };
  const auto doctor = [&](const std::string& profile) {
    return RunProgram({IEUM_PROGRAM, "doctor", "--profile", profile, "--manifest", manifest,
                       "--folder", host_.dir().path(), "--output", "json"});
  };
  draft("2099-12-31");
  EXPECT_EQ(Results(doctor(File("profile.json"))).at("manifest"), "ok");
  const ProgramResult other = doctor("korean-person");
  EXPECT_EQ(other.exit_status, 3) << other.out;
  EXPECT_THAT(other.out, HasSubstr("encode with the profile that was agreed on"));
  draft("2020-12-31");
  EXPECT_EQ(Results(doctor(File("profile.json"))).at("manifest"), "warn");
  host_.dir().Write("flu.manifest", "{}");
  EXPECT_NE(doctor("korean-person").exit_status, 0);
}

TEST_F(DoctorTest, SaysWhatKeepsSomebodyFromTheServer) {
  core::ChannelOptions channel = Holder();
  std::filesystem::permissions(channel.key_file, std::filesystem::perms(0644));
  for (const char* program : {IEUM_PROGRAM, IEUMCTL_PROGRAM}) {
    const ProgramResult run = Run(program, channel);
    EXPECT_EQ(run.exit_status, 5) << run.out;
    EXPECT_THAT(run.out, HasSubstr("mode 0600"));
  }
  const TestCa stranger;
  channel = stranger.IssueTo(host_.dir(), "stranger", ClientLeaf("holder", "hospital-a"));
  channel.server = host_.address();
  EXPECT_EQ(Run(IEUM_PROGRAM, channel, {"--language", "ko"}).exit_status, 5);
  channel = Operator();
  host_.Kill();
  const ProgramResult silent = Run(IEUMCTL_PROGRAM, channel);
  EXPECT_EQ(silent.exit_status, 7) << silent.out;
  EXPECT_THAT(silent.out, HasSubstr("that the server runs"));
  EXPECT_EQ(Run(IEUM_PROGRAM, channel).exit_status, 7);
}

}  // namespace
}  // namespace ieum::testing
