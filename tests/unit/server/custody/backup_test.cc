// A backup made while the store is in use, and what comes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "ieum/server/custody/make_backup.h"
#include "ieum/server/custody/restore_backup.h"
#include "unit/server/custody/custody_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class BackupTest : public CustodyFixture {
 protected:
  BackupTest() { std::filesystem::create_directory(dir_.File("backups")); }

  server::Backup Save() {
    return server::MakeBackup(dir_.File("backups"), *store_, *keystore_, *audit_, clock_).value();
  }
  absl::StatusOr<server::BackupStatement> Restore(const std::string& name, const std::string& to,
                                                  bool accept_loss = false) {
    return server::RestoreBackup({.backup = dir_.File("backups/" + name),
                                  .data_dir = dir_.File(to),
                                  .log = verifier_.value(),
                                  .newest_checkpoint = dir_.File("audit-key.checkpoint"),
                                  .accept_loss = accept_loss});
  }
  void RememberKey() { verifier_.emplace(audit_->verifier()); }

  std::optional<core::NoteVerifier> verifier_;
};

TEST_F(BackupTest, RestoredItGivesTheSameResults) {
  StartAudit();
  CreateMatched();
  RememberKey();
  const std::string results = Results();
  EXPECT_EQ(results.size(), 2U * 3 * 20 * 16);
  const server::Backup backup = Save();
  EXPECT_THAT(backup.name, StartsWith("backup-2025"));
  EXPECT_GT(backup.statement.file_count, 3U);
  StopServer();
  const auto restored = Restore(backup.name, "restored");
  ASSERT_OK(restored);
  EXPECT_EQ(*restored, backup.statement);
  std::filesystem::remove_all(dir_.File("data"));
  std::filesystem::rename(dir_.File("restored"), dir_.File("data"));
  OpenKeystore();
  Open();
  StartAudit();
  EXPECT_EQ(Results(), results);
}

TEST_F(BackupTest, NothingIsOverwritten) {
  StartAudit();
  Create();
  RememberKey();
  const server::Backup backup = Save();
  EXPECT_THAT(Restore(backup.name, "data"),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("not overwritten")));
  EXPECT_NE(Save().name, backup.name);
}

TEST_F(BackupTest, OneThatIsOlderThanTheLogNeedsConsent) {
  StartAudit();
  Create();
  RememberKey();
  const server::Backup backup = Save();
  core::AuditEntry entry;
  entry.act = "Server/Start";
  ASSERT_OK(audit_->Append(entry));
  StopServer();
  EXPECT_THAT(Restore(backup.name, "restored"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--accept-loss")));
  ASSERT_OK(Restore(backup.name, "restored", /*accept_loss=*/true));
  EXPECT_TRUE(std::filesystem::exists(dir_.File("audit-key.checkpoint.before-restore")));
  std::filesystem::remove_all(dir_.File("data"));
  std::filesystem::rename(dir_.File("restored"), dir_.File("data"));
  OpenKeystore();
  Open();
  StartAudit();
  EXPECT_EQ(Project().terms.holders, TestTerms().holders);
}

TEST_F(BackupTest, AnyChangedMissingOrForeignFileIsFoundBeforeAnythingIsWritten) {
  StartAudit();
  Create();
  RememberKey();
  const server::Backup backup = Save();
  StopServer();
  const std::string folder = dir_.File("backups/" + backup.name);
  std::vector<std::string> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.is_regular_file()) files.push_back(file.path().string());
  }
  for (const std::string& file : files) {
    SCOPED_TRACE(file);
    const std::string content = ReadTestFile(file);
    std::filesystem::remove(file);
    EXPECT_FALSE(Restore(backup.name, "restored").ok());
    std::string changed = content + "x";
    if (!content.empty()) changed.pop_back(), changed[changed.size() / 2] ^= 1;
    std::ofstream(file, std::ios::binary) << changed;
    EXPECT_FALSE(Restore(backup.name, "restored").ok());
    std::ofstream(file, std::ios::binary) << content;
  }
  std::ofstream(folder + "/store/more.sst") << "x";
  EXPECT_THAT(Restore(backup.name, "restored"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("does not belong")));
  EXPECT_FALSE(std::filesystem::exists(dir_.File("restored")));
  std::filesystem::remove(folder + "/store/more.sst");
  EXPECT_OK(Restore(backup.name, "restored"));
}

}  // namespace
}  // namespace ieum::testing
