// A joiner's store backed up, restored, checked and destroyed by its own programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "integration/joiner_fixture.h"
#include "support/server_process.h"

namespace ieum::testing::joiner_custody {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class JoinerCustodyTest : public JoinerFixture {
 protected:
  JoinerCustodyTest() { server_options_ = {"--one-person", "--backup-dir", backups_.path()}; }

  ProgramResult Operator(std::vector<std::string> arguments) {
    return Ctl(std::move(arguments), JoinerChannel("joiner-operator", "join-center"));
  }
  void Deliver(const std::string& holder) {
    ASSERT_EQ(Import(Map(holder)).exit_status, 0);
    ASSERT_EQ(Import(Payload(holder)).exit_status, 0);
  }
  // The digest of what is joined for the researcher; "" if it cannot be.
  std::string Candidate() {
    const ProgramResult made = Operator({"candidate", "make", "--project", "flu", "--recipient",
                                         "university-c", "--output", "json"});
    if (made.exit_status != 0) return "";
    return nlohmann::json::parse(made.out).at("candidate").at("digest").get<std::string>();
  }
  std::string NewestBackup() const {
    std::string newest;
    for (const auto& found : std::filesystem::directory_iterator(backups_.path())) {
      newest = std::max(newest, found.path().string());
    }
    return newest;
  }
  ProgramResult Fsck(const std::string& folder) const {
    return RunProgram({IEUM_SERVER_PROGRAM, "fsck", "--data-dir", dir_.File(folder), "--keystore",
                       dir_.File("joiner-data.keystore"), "--keystore-passphrase-file",
                       dir_.File("joiner-data.passphrase")});
  }
  void PutInPlace(const std::string& backup) {
    const ProgramResult restored = RunProgram({IEUM_SERVER_PROGRAM, "restore", "--backup", backup,
                                               "--data-dir", dir_.File("restored"), "--keystore",
                                               dir_.File("joiner-data.keystore"), "--accept-loss"});
    ASSERT_EQ(restored.exit_status, 0) << restored.err;
    std::filesystem::remove_all(dir_.File("joiner-data"));
    std::filesystem::rename(dir_.File("restored"), dir_.File("joiner-data"));
  }

  TempDir backups_;
};

TEST_F(JoinerCustodyTest, ARestoredBackupJoinsAsTheStoreDid) {
  for (const char* holder : {"hospital-a", "insurer-b"}) Deliver(holder);
  const ProgramResult made = Operator({"backup"});
  ASSERT_EQ(made.exit_status, 0) << made.err;
  // The first candidate, which the backup does not have.
  const std::string before = Candidate();
  ASSERT_NE(before, "");
  server_->Kill();
  PutInPlace(NewestBackup());
  const ProgramResult checked = Fsck("joiner-data");
  EXPECT_EQ(checked.exit_status, 0) << checked.out << checked.err;
  EXPECT_THAT(checked.out, AllOf(ContainsRegex("deliveries +[1-9].* +whole"), HasSubstr("whole")));
  Start();
  EXPECT_EQ(Candidate(), before);
}

TEST_F(JoinerCustodyTest, WhatWasDestroyedStaysSoAfterABackupIsRestored) {
  for (const char* holder : {"hospital-a", "insurer-b"}) Deliver(holder);
  ASSERT_EQ(Operator({"backup"}).exit_status, 0);
  ASSERT_NE(Candidate(), "");
  const std::string certificate = dir_.File("flu.certificate");
  const ProgramResult destroyed =
      Operator({"project", "destroy", "--id", "flu", "--out", certificate});
  ASSERT_EQ(destroyed.exit_status, 0) << destroyed.err;
  EXPECT_EQ(Candidate(), "");
  EXPECT_NE(Import(Payload()).exit_status, 0);
  EXPECT_THAT(ReadTestFile(certificate), HasSubstr("payload"));
  EXPECT_EQ(server_->Terminate(), 0);
  EXPECT_EQ(Fsck("joiner-data").exit_status, 0);

  PutInPlace(NewestBackup());
  const ProgramResult checked = Fsck("joiner-data");
  EXPECT_EQ(checked.exit_status, 0) << checked.out << checked.err;
  Start();
  EXPECT_EQ(Candidate(), "") << "its key is gone, whatever the backup has";
  EXPECT_NE(Operator({"project", "show", "--id", "flu"}).exit_status, 0);
}

TEST_F(JoinerCustodyTest, AByteThatChangedOnDiskIsFound) {
  for (const char* holder : {"hospital-a", "insurer-b"}) Deliver(holder);
  EXPECT_EQ(server_->Terminate(), 0);
  EXPECT_EQ(Fsck("joiner-data").exit_status, 0);
  // Every table and log of the store's, one at a time.
  int changed = 0;
  int found = 0;
  std::vector<std::string> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(dir_.File("joiner-data"))) {
    const std::string extension = file.path().extension();
    if (extension == ".sst" || extension == ".blob") files.push_back(file.path());
  }
  for (const std::string& path : files) {
    std::string content = ReadTestFile(path);
    if (content.size() < 4096) continue;
    const size_t at = content.size() / 2;
    content[at] = static_cast<char>(content[at] ^ 1);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    ++changed;
    found += Fsck("joiner-data").exit_status == 0 ? 0 : 1;
    content[at] = static_cast<char>(content[at] ^ 1);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  }
  EXPECT_GT(changed, 0);
  EXPECT_EQ(found, changed);
  EXPECT_EQ(Fsck("joiner-data").exit_status, 0);
}

}  // namespace
}  // namespace ieum::testing::joiner_custody
