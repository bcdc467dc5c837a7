// What --dry-run finds, and that it changes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/matcher_host.h"
#include "support/server_process.h"
#include "support/status_matchers.h"

namespace ieum::testing::dry_run {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class DryRunTest : public ::testing::Test {
 protected:
  DryRunTest() {
    Must({IEUM_PROGRAM, "synth", "--persons", "300", "--out-a", File("a.csv"), "--out-b",
          File("b.csv")});
    Must({IEUM_PROGRAM, "secret", "new", "--no-passphrase", "--out", File("secret")});
    const ProgramResult profile = RunProgram({IEUM_PROGRAM, "profile", "show", "korean-person"});
    host_.dir().Write("profile.json", profile.out);
    host_.CreateProjectOf("flu", Manifest("flu", "flu.manifest"));
  }
  static ProgramResult Must(const std::vector<std::string>& command) {
    ProgramResult result = RunProgram(command);
    EXPECT_EQ(result.exit_status, 0) << result.err;
    return result;
  }
  std::string File(const std::string& name) const { return host_.dir().File(name); }
  std::string Manifest(const std::string& project, const std::string& name) {
    Must({IEUMCTL_PROGRAM, "project", "new", "--id", project, "--holder", "hospital-a", "--holder",
          "insurer-b", "--matcher", "linkage-center", "--profile", File("profile.json"), "--test",
          "--title", name, "--out", File(name)});
    return ReadTestFile(File(name));
  }
  static std::vector<std::string> At(const core::ChannelOptions& channel,
                                     std::vector<std::string> command) {
    command.insert(command.end(), {"--server", channel.server, "--ca", channel.ca_file, "--cert",
                                   channel.certificate_file, "--key", channel.key_file});
    return command;
  }
  std::vector<std::string> Encode(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> command = {
        IEUM_PROGRAM,    "encode",          "--profile", "korean-person",
        "--secret-file", File("secret"),    "--project", "flu",
        "--in",          File("a.csv"),     "--out",     File("a.ieum"),
        "--serials",     File("a.serials"), "--truth",   "entity_id"};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
  std::vector<std::string> Submit(const std::vector<std::string>& more = {}) {
    std::vector<std::string> command =
        At(host_.Channel("holder", "hospital-a"), {IEUM_PROGRAM, "submit", "--in", File("a.ieum")});
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
  std::string Submissions() {
    return Must(At(host_.Channel("operator", "linkage-center"),
                   {IEUMCTL_PROGRAM, "submission", "list", "--project", "flu"}))
        .out;
  }

  MatcherHost host_;
};

TEST_F(DryRunTest, EncodesAndWritesNothing) {
  const ProgramResult tried = Must(Encode({"--dry-run"}));
  EXPECT_THAT(tried.out, ContainsRegex("rows encoded +300"));
  EXPECT_THAT(tried.err, HasSubstr("Nothing was written: --dry-run"));
  for (const char* name : {"a.ieum", "a.serials", "a.ieum.part", "a.serials.part"}) {
    EXPECT_FALSE(std::filesystem::exists(File(name))) << name;
  }
  // It finds what would stop the command.
  host_.dir().Write("a.csv", ReadTestFile(File("a.csv")) + "too,few\n");
  const ProgramResult refused = RunProgram(Encode({"--dry-run"}));
  EXPECT_EQ(refused.exit_status, 2);
  EXPECT_EQ(RunProgram(Encode()).err, refused.err);
}

TEST_F(DryRunTest, HoldsAFileToItsProjectAndSendsNothing) {
  Must(Encode());
  const std::string before = Submissions();
  const ProgramResult tried = Must(Submit({"--dry-run", "--manifest", File("flu.manifest")}));
  EXPECT_THAT(tried.out, AllOf(ContainsRegex("rows +300"), HasSubstr("submission digest")));
  EXPECT_THAT(tried.err, HasSubstr("Nothing was sent: --dry-run"));
  EXPECT_EQ(Submissions(), before);
  Manifest("flu", "other.manifest");
  const ProgramResult other =
      RunProgram(Submit({"--dry-run", "--manifest", File("other.manifest")}));
  EXPECT_EQ(other.exit_status, 3);
  EXPECT_THAT(other.err, HasSubstr("another manifest of project 'flu'"));
  Must(Submit());
  EXPECT_NE(Submissions(), before);
}

TEST_F(DryRunTest, AFileThatIsNotWholeIsFound) {
  Must(Encode());
  std::string content = ReadTestFile(File("a.ieum"));
  content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
  host_.dir().Write("a.ieum", content);
  EXPECT_NE(RunProgram(Submit({"--dry-run"})).exit_status, 0);
}

TEST_F(DryRunTest, NothingIsDestroyed) {
  const core::ChannelOptions admin = host_.Channel("project-admin", "linkage-center");
  const ProgramResult tried =
      Must(At(admin, {IEUMCTL_PROGRAM, "project", "destroy", "--id", "flu", "--dry-run"}));
  EXPECT_THAT(tried.out, AllOf(HasSubstr("flu"), HasSubstr("hospital-a")));
  EXPECT_THAT(tried.err, HasSubstr("nothing was changed"));
  EXPECT_OK(host_.Operator().GetProject("flu"));
}

}  // namespace
}  // namespace ieum::testing::dry_run
