// A backup of the real server, restored and checked by its own program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/matcher_host.h"
#include "support/server_process.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class RestoreTest : public ::testing::Test {
 protected:
  RestoreTest() : host_(2, {"--one-person", "--backup-dir", backups_.path()}) {
    for (const char* project : {"cold", "flu"}) host_.CreateProject(project);
    host_.Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 60), 1));
    host_.Submit("cold", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 40), 1));
  }

  ProgramResult Control(std::vector<std::string> arguments) {
    const core::ChannelOptions channel = host_.Channel("operator", "linkage-center");
    arguments.insert(arguments.begin(), IEUMCTL_PROGRAM);
    arguments.insert(arguments.end(),
                     {"--server", channel.server, "--ca", channel.ca_file, "--cert",
                      channel.certificate_file, "--key", channel.key_file});
    return RunProgram(arguments);
  }
  // Returns its folder.
  std::string Backup() {
    EXPECT_EQ(Control({"backup"}).exit_status, 0);
    for (const auto& found : std::filesystem::directory_iterator(backups_.path())) {
      return found.path().string();
    }
    return "";
  }
  std::string File(const std::string& name) const { return host_.dir().File(name); }
  ProgramResult Restore(const std::string& backup, const std::string& to,
                        std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {IEUM_SERVER_PROGRAM, "restore", "--backup", backup, "--data-dir",
                               File(to), "--keystore", File("data.keystore")});
    return RunProgram(more);
  }
  ProgramResult Fsck(std::vector<std::string> more = {}) const {
    more.insert(more.begin(),
                {IEUM_SERVER_PROGRAM, "fsck", "--data-dir", File("data"), "--keystore",
                 File("data.keystore"), "--keystore-passphrase-file", File("data.passphrase")});
    return RunProgram(more);
  }
  void Replace(const std::string& with) const {
    std::filesystem::remove_all(File("data"));
    std::filesystem::rename(File(with), File("data"));
  }

  TempDir backups_;
  MatcherHost host_;
};

TEST_F(RestoreTest, WhatWasDestroyedStaysUnreadableAfterAnOlderBackupIsRestored) {
  const std::string backup = Backup();
  ASSERT_EQ(Control({"project", "destroy", "--id", "flu"}).exit_status, 0);
  host_.Stop();
  const ProgramResult whole = Fsck();
  EXPECT_EQ(whole.exit_status, 0) << whole.out << whole.err;
  EXPECT_THAT(whole.out,
              AllOf(ContainsRegex("submissions +40 +whole"), ContainsRegex("destructions +1 +")));

  const ProgramResult older = Restore(backup, "restored");
  EXPECT_EQ(older.exit_status, 3) << "it would undo what is on record";
  EXPECT_THAT(older.err, AllOf(HasSubstr("--accept-loss"), HasSubstr("would be lost")));
  EXPECT_FALSE(std::filesystem::exists(File("restored")));
  const ProgramResult restored = Restore(backup, "restored", {"--accept-loss"});
  ASSERT_EQ(restored.exit_status, 0) << restored.err;
  EXPECT_THAT(restored.out, ContainsRegex("audit entries, at least +[1-9]"));
  Replace("restored");

  const ProgramResult checked = Fsck({"--output", "json"});
  EXPECT_EQ(checked.exit_status, 0) << checked.out << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("\"whole\": true"));
  host_.Start();
  EXPECT_THAT(Control({"project", "list"}).out, AllOf(HasSubstr("cold"), Not(HasSubstr("flu"))));
  EXPECT_EQ(Control({"project", "show", "--id", "flu"}).exit_status, 4);
  EXPECT_THAT(Control({"submission", "list", "--project", "cold"}).out, HasSubstr("40"));
}

TEST_F(RestoreTest, TheNewestBackupGivesBackEverythingAndOverwritesNothing) {
  const std::string backup = Backup();
  host_.Kill();
  EXPECT_EQ(Restore(backup, "data").exit_status, 3) << "the folder holds a store";
  // Killed right after it: only the entry that says how the backup ended is behind it.
  const ProgramResult restored = Restore(backup, "restored", {"--accept-loss", "--output", "json"});
  ASSERT_EQ(restored.exit_status, 0) << restored.err;
  EXPECT_THAT(restored.out, HasSubstr("\"keystore_revision\": "));
  Replace("restored");
  EXPECT_THAT(Fsck().out, ContainsRegex("submissions +100 +whole"));
  host_.Start();
  EXPECT_THAT(Control({"project", "list"}).out, AllOf(HasSubstr("cold"), HasSubstr("flu")));
}

TEST_F(RestoreTest, AFolderPutBackBesideTheToolsIsFound) {
  host_.Stop();
  std::filesystem::copy(File("data"), File("older"), std::filesystem::copy_options::recursive);
  EXPECT_EQ(Fsck().exit_status, 0);
  host_.Start();
  host_.Submit("flu", "insurer-b", MakeParty(SyntheticProfile(), Persons(0, 50), 2));
  host_.Stop();
  Replace("older");
  const ProgramResult found = Fsck();
  EXPECT_EQ(found.exit_status, 9) << found.out;
  EXPECT_THAT(found.out, ContainsRegex("audit log .* when a checkpoint was signed"));
  EXPECT_THAT(found.err, HasSubstr("audit log"));
}

TEST_F(RestoreTest, SaysWhatItCannotDo) {
  EXPECT_EQ(Fsck().exit_status, 3) << "the server has the folder";
  host_.Stop();
  std::filesystem::remove_all(File("data"));
  const ProgramResult nothing = Fsck();
  EXPECT_EQ(nothing.exit_status, 4) << nothing.err;
  EXPECT_FALSE(std::filesystem::exists(File("data"))) << "a check makes nothing";
  EXPECT_EQ(Restore(backups_.path(), "restored").exit_status, 4);
  const ProgramResult missing = RunProgram({IEUM_SERVER_PROGRAM, "restore"});
  EXPECT_EQ(missing.exit_status, 2);
  EXPECT_THAT(missing.err, AllOf(HasSubstr("--backup"), HasSubstr("--data-dir")));
  for (const char* command : {"fsck", "restore"}) {
    const ProgramResult help = RunProgram({IEUM_SERVER_PROGRAM, command, "--help"});
    EXPECT_EQ(help.exit_status, 0);
    EXPECT_THAT(help.out, AllOf(HasSubstr("Examples:"), HasSubstr("--output"),
                                Not(HasSubstr("--tls-key")), Not(HasSubstr("--listen"))));
  }
}

}  // namespace
}  // namespace ieum::testing
