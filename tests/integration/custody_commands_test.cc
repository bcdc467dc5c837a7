// Stopping, destroying and saving with the operator's program against the real server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/matcher_host.h"
#include "support/server_process.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class CustodyCommandsTest : public ::testing::Test {
 protected:
  CustodyCommandsTest()
      : host_(2, {"--one-person", "--backup-dir", backups_.path()}),
        operator_(host_.Channel("operator", "linkage-center")) {
    host_.CreateProject("flu");
  }

  // Without a connection.
  static ProgramResult Offline(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), IEUMCTL_PROGRAM);
    return RunProgram(arguments);
  }
  ProgramResult Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(),
                     {"--server", operator_.server, "--ca", operator_.ca_file, "--cert",
                      operator_.certificate_file, "--key", operator_.key_file});
    return Offline(std::move(arguments));
  }
  std::string LogKey() const { return host_.dir().File("data.keystore.audit-key.pub"); }

  TempDir backups_;
  MatcherHost host_;
  core::ChannelOptions operator_;
};

TEST_F(CustodyCommandsTest, AStoppedProjectGoesOnWhereItStood) {
  EXPECT_EQ(Run({"project", "resume", "--id", "flu"}).exit_status, 3) << "not stopped";
  const ProgramResult stopped = Run({"project", "stop", "--id", "flu", "--reason", "incident"});
  EXPECT_EQ(stopped.exit_status, 0) << stopped.err;
  EXPECT_THAT(stopped.out, HasSubstr("'flu' is stopped"));
  EXPECT_THAT(Run({"project", "list"}).out, ContainsRegex("flu +stopped"));
  EXPECT_EQ(Run({"project", "seal", "--id", "flu"}).exit_status, 3);
  const ProgramResult resumed = Run({"project", "resume", "--id", "flu"});
  EXPECT_EQ(resumed.exit_status, 0) << resumed.err;
  EXPECT_THAT(resumed.out, HasSubstr("state: open"));
}

// A legal emergency: what is asked for after the stop gets nothing, within a second and for good.
TEST_F(CustodyCommandsTest, AStoppedProjectGivesNothingOutFromThatMomentOn) {
  host_.Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 50), 1));
  host_.Submit("flu", "insurer-b", MakeParty(SyntheticProfile(), Persons(20, 50), 2));
  host_.Match("flu");
  ASSERT_EQ(host_.ReadKeys("flu", "hospital-a").size(), 50U);
  ApiClient holder = host_.Holder("hospital-a");
  ApiClient staff = host_.Operator();
  ASSERT_EQ(Run({"project", "stop", "--id", "flu", "--reason", "order"}).exit_status, 0);
  const absl::Time answered = absl::Now();
  EXPECT_EQ(holder.ReadJointKeys("flu", 0).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_LT(absl::Now() - answered, absl::Seconds(1));
  for (const absl::Status& read :
       {holder.GetSubmission("flu").status(), staff.ListSubmissions("flu").status(),
        staff.ListRuns("flu").status(), staff.GetRun("flu", 1).status(),
        staff.StartRun("flu").status(),
        holder.AskMatchRate("flu", "hospital-a", "insurer-b").status()}) {
    EXPECT_EQ(read.code(), absl::StatusCode::kFailedPrecondition) << read;
    EXPECT_THAT(std::string(core::Message(read)), HasSubstr("stopped"));
  }
  ASSERT_EQ(Run({"project", "resume", "--id", "flu"}).exit_status, 0);
  EXPECT_EQ(host_.ReadKeys("flu", "hospital-a").size(), 50U);
}

TEST_F(CustodyCommandsTest, ADestructionIsCertifiedAndTheCertificateVerifiedWithoutTheServer) {
  EXPECT_EQ(Run({"certificate", "show", "--project", "flu"}).exit_status, 4);
  EXPECT_EQ(Run({"project", "destroy", "--id", "flu", "--finish"}).exit_status, 3);
  const std::string file = host_.dir().File("certificate");
  const ProgramResult destroyed = Run({"project", "destroy", "--id", "flu", "--out", file});
  ASSERT_EQ(destroyed.exit_status, 0) << destroyed.err;
  EXPECT_THAT(destroyed.out, HasSubstr("wrote the certificate"));
  const ProgramResult shown = Run({"certificate", "show", "--project", "flu"});
  EXPECT_EQ(shown.exit_status, 0) << shown.err;
  EXPECT_EQ(shown.out, ReadTestFile(file));
  EXPECT_EQ(Run({"project", "destroy", "--id", "flu", "--finish"}).exit_status, 0);

  host_.Stop();
  const std::vector<std::string> verify = {"certificate",        "verify", "--in", file,
                                           "--audit-public-key", LogKey()};
  const ProgramResult verified = Offline(verify);
  EXPECT_EQ(verified.exit_status, 0) << verified.err;
  EXPECT_THAT(verified.out, AllOf(HasSubstr("The certificate holds"), ContainsRegex("project +flu"),
                                  ContainsRegex("reason +request")));
  std::vector<std::string> as_json = verify;
  as_json.insert(as_json.end(), {"--output", "json"});
  EXPECT_THAT(Offline(as_json).out,
              AllOf(HasSubstr("\"format\": \"ieum destruction 1\""), HasSubstr("\"checkpoint\"")));

  std::string other = ReadTestFile(file);
  const size_t at = other.find("\"runs\":0");
  ASSERT_NE(at, std::string::npos) << other;
  other[at + 7] = '1';
  const std::string changed = host_.dir().Write("changed", other);
  const ProgramResult refused =
      Offline({"certificate", "verify", "--in", changed, "--audit-public-key", LogKey()});
  EXPECT_EQ(refused.exit_status, 9) << refused.err;
  EXPECT_THAT(refused.out, Not(HasSubstr("holds")));
}

TEST_F(CustodyCommandsTest, SaysWhatDoesNotGoTogether) {
  const ProgramResult finish =
      Run({"project", "destroy", "--id", "flu", "--finish", "--propose", "why"});
  EXPECT_EQ(finish.exit_status, 2);
  EXPECT_THAT(finish.err, HasSubstr("leave out --propose"));
  EXPECT_THAT(Run({"project", "list"}).out, ContainsRegex("flu +open"));
}

TEST_F(CustodyCommandsTest, TheServerMakesABackupInItsOwnFolder) {
  const ProgramResult made = Run({"backup"});
  ASSERT_EQ(made.exit_status, 0) << made.err;
  EXPECT_THAT(made.out, AllOf(ContainsRegex("backup +backup-"), HasSubstr("keystore is not in")));
  EXPECT_FALSE(std::filesystem::is_empty(backups_.path()));
}

}  // namespace
}  // namespace ieum::testing
