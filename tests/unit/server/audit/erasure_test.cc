// Entries whose erasure is on record may be missing, and no others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ieum/server/audit/audit_log.h"
#include "ieum/server/audit/log_columns.h"
#include "ieum/server/audit/self_check.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"
#include "unit/core/auditlog/audit_samples.h"

namespace ieum::testing::erasure_test {
namespace {

using server::AuditLog;
using server::Column;
using ::testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

class ErasureTest : public ::testing::Test {
 protected:
  ErasureTest() {
    OpenDatabase();
    EXPECT_OK(Open());
  }

  void OpenDatabase() {
    log_.reset();
    database_.reset();
    database_ =
        server::RocksDatabase::Open(dir_.File("store"), server::StoreRole::kMatcher).value();
  }
  absl::Status Open() {
    log_.reset();
    auto opened = AuditLog::Open(
        *database_, {.key_file = dir_.File("key"), .name = kLogName, .store_has_content = false},
        clock_, random_);
    if (opened.ok()) log_ = *std::move(opened);
    return opened.status();
  }
  void Append(uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) ASSERT_OK(log_->Append(SampleEntry(log_->head().size)));
  }
  // Returns the number of the record.
  uint64_t Record(const std::vector<std::pair<uint64_t, uint64_t>>& ranges) {
    return log_->Append(EraseEntry(1'000'000, ranges)).value();
  }
  void Change(Column column, const std::string& key, const std::optional<std::string>& value) {
    server::Batch batch;
    if (value.has_value()) {
      batch.Put(*database_, column, key, core::AsBytes(*value));
    } else {
      batch.Delete(*database_, column, key);
    }
    ASSERT_OK(database_->Write(std::move(batch), server::Durability::kBuffered));
  }
  std::map<std::string, std::string> All(Column column) {
    std::map<std::string, std::string> all;
    EXPECT_OK(database_->Scan(column, "", [&](std::string_view key, core::ByteView value) {
      all.emplace(key, core::AsText(value));
      return absl::OkStatus();
    }));
    return all;
  }
  absl::StatusOr<core::LogSummary> ExportAndVerify(const AuditLog::Head& head) {
    const std::string folder = dir_.File(absl::StrFormat("export-%d", ++exports_));
    IEUM_RETURN_IF_ERROR(core::MakeLogFolder(folder));
    IEUM_RETURN_IF_ERROR(
        core::ForEachLogFile(head.size, [&](const core::LogFile& file) -> absl::Status {
          IEUM_ASSIGN_OR_RETURN(const core::Bytes content, log_->ReadFile(file, head.size));
          return core::WriteLogFile(folder, file.Path(), core::AsText(content));
        }));
    IEUM_RETURN_IF_ERROR(core::WriteLogFile(folder, core::kCheckpointFile, head.checkpoint));
    return core::VerifyLogFolder(
        {.folder = folder, .log = log_->verifier(), .witnesses = {}, .older_checkpoint = {}});
  }

  const TempDir dir_;
  FakeClock clock_;
  SeededRandom random_{1};
  std::unique_ptr<server::RocksDatabase> database_;
  std::unique_ptr<AuditLog> log_;
  int exports_ = 0;
};

TEST_F(ErasureTest, TakesTheBytesAndLeavesTheTree) {
  Append(9);
  const std::string before = log_->head().checkpoint;
  const core::Sha256Digest hash = log_->LeafHash(3).value();
  const uint64_t record = Record({{0, 2}, {3, 6}});
  ASSERT_OK(log_->Erase(std::vector<uint64_t>{0, 1, 3, 4}));
  EXPECT_EQ(All(Column::kAuditEntries).size(), 6U);
  // What is not erased yet is read like any other entry.
  std::vector<uint64_t> there;
  std::vector<uint64_t> gone;
  ASSERT_OK(log_->Read(
      0, 100,
      [&](const core::AuditEntry& entry) {
        there.push_back(entry.sequence);
        return absl::OkStatus();
      },
      [&](uint64_t sequence) {
        gone.push_back(sequence);
        return absl::OkStatus();
      }));
  EXPECT_EQ(there, (std::vector<uint64_t>{2, 5, 6, 7, 8, 9}));
  EXPECT_EQ(gone, (std::vector<uint64_t>{0, 1, 3, 4}));
  EXPECT_OK(log_->Read(3, 2, [](const core::AuditEntry&) { return core::Internal("none"); }));
  EXPECT_EQ(log_->ErasureRecordOf(3), record);
  EXPECT_EQ(log_->ErasureRecordOf(2), std::nullopt);
  EXPECT_THAT(log_->LeafHash(3), IsOkAndHolds(hash));

  ASSERT_OK(log_->Close());
  OpenDatabase();
  ASSERT_OK(Open());
  EXPECT_EQ(log_->ErasureRecordOf(3), record);
  EXPECT_THAT(server::CheckLog(*log_), IsOkAndHolds(10U));
  EXPECT_OK(log_->ProveInclusion(3, 10));
  Append(300);
  ASSERT_OK_AND_ASSIGN(const core::LogSummary summary, ExportAndVerify(log_->head()));
  EXPECT_EQ(summary.erased, 4U);
  // At the size of before nothing said yet that they would go.
  EXPECT_THAT(ExportAndVerify({.size = 9, .checkpoint = before}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("entry 0 was erased")));
}

TEST_F(ErasureTest, LeavesNoBytesInTheFiles) {
  core::AuditEntry marked = SampleEntry(0);
  marked.principal = "ieum://hospital-a/holder/to-be-forgotten";
  ASSERT_OK(log_->Append(marked));
  Append(2);
  (void)Record({{0, 1}});
  ASSERT_OK(log_->Erase(std::vector<uint64_t>{0}));
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir_.File("store"))) {
    if (!entry.is_regular_file()) continue;
    ++files;
    EXPECT_THAT(ReadTestFile(entry.path().string()), ::testing::Not(HasSubstr("to-be-forgotten")))
        << entry.path();
  }
  EXPECT_GT(files, 3);
}

TEST_F(ErasureTest, IsRefusedWithoutARecord) {
  Append(6);
  EXPECT_THAT(log_->Erase(std::vector<uint64_t>{2}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("entry 2")));
  (void)Record({{0, 2}});
  EXPECT_FALSE(log_->Erase(std::vector<uint64_t>{1, 2}).ok());
  EXPECT_EQ(All(Column::kAuditEntries).size(), 7U) << "nothing is done";
  EXPECT_OK(log_->Erase({}));
  ASSERT_OK(log_->Erase(std::vector<uint64_t>{0, 1}));
  ASSERT_OK(log_->Erase(std::vector<uint64_t>{0, 1})) << "repeating is harmless";
}

TEST_F(ErasureTest, ARewriteThatACrashStoppedIsDoneTheNextTime) {
  Append(3);
  Change(Column::kAuditCheckpoints, server::MakeKey({server::kErasedInFiles}), "");
  ASSERT_OK(Open());
  ASSERT_OK(log_->Erase({}));
  EXPECT_EQ(All(Column::kAuditCheckpoints).size(), 1U);
}

// Every byte of every entry and node, every one of them missing: at the start and while it runs.
TEST_F(ErasureTest, EveryChangeOfALogWithErasedEntriesIsFound) {
  Append(5);
  (void)Record({{0, 2}, {3, 4}});
  Append(2);
  ASSERT_OK(log_->Erase(std::vector<uint64_t>{0, 1, 3}));
  ASSERT_OK(log_->Close());
  int changes = 0;
  for (const Column column : {Column::kAuditEntries, Column::kAuditNodes}) {
    const std::map<std::string, std::string> all = All(column);
    EXPECT_EQ(all.size(), column == Column::kAuditEntries ? 5U : 8U);
    for (const auto& [key, good] : all) {
      for (size_t i = 0; i < good.size(); ++i, ++changes) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ (1 << (i % 8)));
        Change(column, key, bad);
        ASSERT_FALSE(server::CheckLog(*log_).ok()) << i;
        if (i % 5 != 0) continue;
        std::unique_ptr<AuditLog> running = std::move(log_);
        EXPECT_THAT(Open(), StatusIs(kDataLoss, HasSubstr("audit log"))) << i;
        log_ = std::move(running);
      }
      Change(column, key, std::nullopt);
      EXPECT_FALSE(server::CheckLog(*log_).ok());
      Change(column, key, good);
    }
    ASSERT_OK(server::CheckLog(*log_));
  }
  EXPECT_GT(changes, 700);
  ASSERT_OK(Open());
  // One more is gone than is on record.
  Change(Column::kAuditEntries, server::AuditEntryKey(2), std::nullopt);
  EXPECT_THAT(server::CheckLog(*log_), StatusIs(kDataLoss, HasSubstr("entry 2 is missing")));
  EXPECT_THAT(Open(), StatusIs(kDataLoss, HasSubstr("entry 2 is missing, and no later entry")));
}

}  // namespace
}  // namespace ieum::testing::erasure_test
