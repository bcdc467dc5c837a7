// The two-person rule with the real programs: an admin proposes, a security officer agrees, and the
// admin's command is let through, once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "support/matcher_host.h"
#include "support/server_process.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class TwoPersonsTest : public ::testing::Test {
 protected:
  TwoPersonsTest()
      : host_(2, {}),
        admin_(host_.PersonChannel("project-admin", "kim", "Research")),
        officer_(host_.PersonChannel("security-officer", "lee", "Security")),
        operator_(host_.PersonChannel("operator", "park", "Operations")) {
    profile_ = host_.dir().Write("profile.json", SyntheticProfileJson());
    Draft(manifest_, {});
    Draft(other_manifest_, {"--joint-keys-to-holders"});
  }
  void Draft(const std::string& file, const std::vector<std::string>& more) {
    std::vector<std::string> command = {IEUMCTL_PROGRAM,
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
                                        "--test",
                                        "--out",
                                        file};
    command.insert(command.end(), more.begin(), more.end());
    const ProgramResult drafted = RunProgram(command);
    EXPECT_EQ(drafted.exit_status, 0) << drafted.err;
  }

  static ProgramResult As(const core::ChannelOptions& channel, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), IEUMCTL_PROGRAM);
    arguments.insert(arguments.end(),
                     {"--server", channel.server, "--ca", channel.ca_file, "--cert",
                      channel.certificate_file, "--key", channel.key_file});
    return RunProgram(arguments);
  }
  std::vector<std::string> Create(std::vector<std::string> more = {}) const {
    std::vector<std::string> command = {"project", "create", "--manifest", manifest_};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
  static std::string IdIn(const std::string& text) {
    std::smatch found;
    EXPECT_TRUE(std::regex_search(text, found, std::regex("[0-9a-f]{32}"))) << text;
    return found.str();
  }

  MatcherHost host_;
  core::ChannelOptions admin_;
  core::ChannelOptions officer_;
  core::ChannelOptions operator_;
  std::string profile_;
  const std::string manifest_ = host_.dir().File("flu.manifest");
  const std::string other_manifest_ = host_.dir().File("other.manifest");
};

TEST_F(TwoPersonsTest, ACommandIsLetThroughOnceAfterAnotherPersonHasSigned) {
  const ProgramResult alone = As(admin_, Create());
  EXPECT_EQ(alone.exit_status, 3);
  EXPECT_THAT(alone.err, AllOf(HasSubstr("two persons"), HasSubstr("--propose")));
  EXPECT_EQ(As(operator_, Create()).exit_status, 5) << "operators do not create projects";

  const ProgramResult proposed = As(admin_, Create({"--propose", "Influenza study, decision 17"}));
  ASSERT_EQ(proposed.exit_status, 0) << proposed.err;
  const std::string id = IdIn(proposed.out);
  EXPECT_EQ(As(admin_, Create()).exit_status, 3) << "not signed yet";
  EXPECT_EQ(As(admin_, {"intent", "sign", "--intent", id}).exit_status, 5) << "by oneself";
  const core::ChannelOptions colleague = host_.PersonChannel("operator", "choi", "Research");
  EXPECT_EQ(As(colleague, {"intent", "sign", "--intent", id}).exit_status, 5) << "of one unit";
  const core::ChannelOptions nobody = host_.Channel("operator", "linkage-center");
  EXPECT_EQ(As(nobody, {"intent", "sign", "--intent", id}).exit_status, 5) << "of no unit";

  const ProgramResult shown = As(officer_, {"intent", "show", "--intent", id});
  EXPECT_THAT(shown.out, AllOf(HasSubstr("ProjectService/CreateProject"), HasSubstr("flu"),
                               HasSubstr("Influenza study, decision 17"), HasSubstr("(Research)")));
  const ProgramResult agreed = As(officer_, {"intent", "sign", "--intent", id});
  ASSERT_EQ(agreed.exit_status, 0) << agreed.err;
  EXPECT_THAT(agreed.out, AllOf(HasSubstr("signed by both"), HasSubstr("(Security)")));

  EXPECT_EQ(As(admin_, {"project", "create", "--manifest", other_manifest_}).exit_status, 3)
      << "another request";
  host_.Kill();
  host_.Start();
  const ProgramResult created = As(admin_, Create());
  EXPECT_EQ(created.exit_status, 0) << created.err;
  EXPECT_EQ(As(admin_, Create()).exit_status, 3) << "once";
  EXPECT_THAT(As(officer_, {"intent", "list"}).out, HasSubstr("used"));

  const ProgramResult log =
      As(host_.Channel("auditor", "linkage-center"), {"audit", "show", "--count", "1000"});
  EXPECT_THAT(log.out, AllOf(ContainsRegex("kim .*IntentService/ProposeIntent +flu .*done"),
                             ContainsRegex("lee .*IntentService/SignIntent .*done"),
                             ContainsRegex("Intent/Use +flu"),
                             ContainsRegex("kim .*CreateProject +flu .*done"),
                             ContainsRegex("CreateProject +flu .*refused .second-person.")));
}

TEST_F(TwoPersonsTest, TheCertificateOfADestructionNamesBothWhoAgreed) {
  const auto with_agreement = [this](const std::vector<std::string>& command) {
    std::vector<std::string> proposal = command;
    proposal.insert(proposal.end(), {"--propose", "the contract has ended"});
    const ProgramResult proposed = As(admin_, proposal);
    EXPECT_EQ(proposed.exit_status, 0) << proposed.err;
    EXPECT_EQ(As(officer_, {"intent", "sign", "--intent", IdIn(proposed.out)}).exit_status, 0);
    return As(admin_, command);
  };
  ASSERT_EQ(with_agreement(Create()).exit_status, 0);
  // Proposed as it is given again, with the file that only the second one writes.
  const std::string file = host_.dir().File("certificate");
  const ProgramResult destroyed =
      with_agreement({"project", "destroy", "--id", "flu", "--out", file});
  ASSERT_EQ(destroyed.exit_status, 0) << destroyed.err;
  const ProgramResult verified =
      RunProgram({IEUMCTL_PROGRAM, "certificate", "verify", "--in", file, "--audit-public-key",
                  host_.dir().File("data.keystore.audit-key.pub"), "--output", "json"});
  EXPECT_EQ(verified.exit_status, 0) << verified.err;
  EXPECT_THAT(verified.out,
              ContainsRegex("\"approved_by\": \\[[^]]*project-admin/kim[^]]*security-officer/lee"));
  EXPECT_THAT(verified.out, ContainsRegex("\"requested_by\": \"ieum://[^\"]*project-admin/kim"));
}

TEST_F(TwoPersonsTest, AWithdrawnIntentIsVoid) {
  const ProgramResult proposed = As(admin_, Create({"--propose", "a mistake"}));
  ASSERT_EQ(proposed.exit_status, 0) << proposed.err;
  const std::string id = IdIn(proposed.out);
  EXPECT_EQ(As(officer_, {"intent", "withdraw", "--intent", id}).exit_status, 5);
  EXPECT_EQ(As(officer_, {"intent", "sign", "--intent", id}).exit_status, 0);
  EXPECT_EQ(As(admin_, {"intent", "withdraw", "--intent", id}).exit_status, 0);
  EXPECT_EQ(As(admin_, Create()).exit_status, 3);
  EXPECT_EQ(As(officer_, {"intent", "sign", "--intent", id}).exit_status, 3);
}

TEST_F(TwoPersonsTest, AnotherRootKeyOfTheKeystoreWaitsForTwoPersons) {
  const auto agreed = [this](std::vector<std::string> command) {
    std::vector<std::string> proposal = command;
    proposal.insert(proposal.end(), {"--propose", "yearly rotation"});
    const ProgramResult proposed = As(admin_, proposal);
    EXPECT_EQ(proposed.exit_status, 0) << proposed.err;
    EXPECT_EQ(As(officer_, {"intent", "sign", "--intent", IdIn(proposed.out)}).exit_status, 0);
    return As(admin_, std::move(command));
  };
  ASSERT_EQ(agreed(Create()).exit_status, 0);
  host_.Stop();
  const std::string passphrase = host_.dir().File("data.passphrase");
  const ProgramResult rotated = RunProgram({IEUMCTL_PROGRAM, "keystore", "rotate", "--keystore",
                                            host_.dir().File("data.keystore"), "--passphrase-file",
                                            passphrase, "--new-passphrase-file", passphrase});
  ASSERT_EQ(rotated.exit_status, 0) << rotated.err;
  std::smatch root;
  ASSERT_TRUE(std::regex_search(rotated.out, root, std::regex("--root-key ([0-9a-f]{64})")));
  const std::vector<std::string> agree = {"keystore", "agree", "--root-key", root[1]};
  for (int start = 0; start < 2; ++start) {
    host_.Start();
    EXPECT_THAT(host_.Log(), HasSubstr("root_key_to_be_agreed"));
    const ProgramResult refused = As(admin_, {"project", "show", "--id", "flu"});
    EXPECT_EQ(refused.exit_status, 3);
    EXPECT_THAT(refused.err, AllOf(HasSubstr(root[1].str()), HasSubstr("keystore agree")));
    EXPECT_EQ(As(admin_, agree).exit_status, 3) << "alone";
    if (start == 0) host_.Stop();
  }
  EXPECT_EQ(As(officer_, {"project", "stop", "--id", "flu", "--reason", "order"}).exit_status, 0)
      << "the law does not wait";
  EXPECT_EQ(agreed({"keystore", "agree", "--root-key", std::string(64, '0')}).exit_status, 3)
      << "to another root key";
  const ProgramResult done = agreed(agree);
  EXPECT_EQ(done.exit_status, 0) << done.err;
  EXPECT_EQ(As(admin_, {"project", "show", "--id", "flu"}).exit_status, 0);
  host_.Stop();
  host_.Start();
  EXPECT_EQ(As(admin_, {"project", "show", "--id", "flu"}).exit_status, 0) << "for good";
  const ProgramResult log =
      As(host_.Channel("auditor", "linkage-center"), {"audit", "show", "--count", "1000"});
  EXPECT_THAT(log.out, AllOf(ContainsRegex("Keystore/Rotate"),
                             ContainsRegex("kim .*CustodyService/AgreeRootKey .*done")));
}

TEST_F(TwoPersonsTest, BothSidesWarnOfACertificateThatEndsSoon) {
  LeafOptions leaf = ClientLeaf("operator", "linkage-center", "soon");
  leaf.valid_until = absl::Hours(24 * 5 + 1);
  core::ChannelOptions soon = host_.ca().IssueTo(host_.dir(), "soon", leaf);
  soon.server = host_.address();
  EXPECT_THAT(As(soon, {"project", "list"}).err, HasSubstr("expires in 5 days"));
  EXPECT_THAT(As(operator_, {"project", "list"}).err, Not(HasSubstr("expires")));
  EXPECT_THAT(host_.Log(), AllOf(HasSubstr("certificate_expires"), HasSubstr("\"days_left\":5")));
}

TEST_F(TwoPersonsTest, TheDenyListIsEditedByCommand) {
  const std::string file = host_.dir().File("deny");
  const ProgramResult added =
      RunProgram({IEUMCTL_PROGRAM, "deny", "add", "--file", file, "--certificate",
                  admin_.certificate_file, "--note", "key lost"});
  EXPECT_EQ(added.exit_status, 0) << added.err;
  EXPECT_THAT(RunProgram({IEUMCTL_PROGRAM, "deny", "list", "--file", file}).out,
              HasSubstr("key lost"));
  EXPECT_EQ(RunProgram({IEUMCTL_PROGRAM, "deny", "remove", "--file", file, "--certificate",
                        admin_.certificate_file})
                .exit_status,
            0);
  EXPECT_EQ(
      RunProgram({IEUMCTL_PROGRAM, "deny", "remove", "--file", file, "--serial", "12"}).exit_status,
      4);
  EXPECT_EQ(RunProgram({IEUMCTL_PROGRAM, "deny", "add", "--file", file}).exit_status, 2);
}

}  // namespace
}  // namespace ieum::testing
