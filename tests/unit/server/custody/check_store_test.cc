#include "ieum/server/custody/check_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "ieum/server/audit/log_columns.h"
#include "ieum/server/custody/audit_retention.h"
#include "ieum/server/custody/store_anchors.h"
#include "ieum/server/storage/keys.h"
#include "unit/server/custody/custody_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

class CheckStoreTest : public CustodyFixture {
 protected:
  std::vector<server::StoreCheck> Check() {
    StopServer();
    OpenKeystore();
    return server::CheckStore(dir_.File("data"), *keystore_, dir_.File("audit-key"), clock_,
                              random_);
  }
  void Fill() {
    StartAudit();
    CreateMatched();
    core::AuditEntry entry;
    entry.act = "Server/Start";
    ASSERT_OK(audit_->Append(entry));
  }
  void Delete(server::Column column, const std::string& key) {
    server::SealedBatch batch;
    batch.Delete(store_->database(), column, key);
    ASSERT_OK(store_->database().Write(std::move(batch), server::Durability::kSynced));
  }
};

TEST_F(CheckStoreTest, AWholeStoreIsWhole) {
  Fill();
  const auto checks = Check();
  EXPECT_OK(server::FirstProblem(checks));
  const auto count = [&](std::string_view name) {
    for (const server::StoreCheck& check : checks) {
      if (check.name == name) return check.count;
    }
    return uint64_t{0};
  };
  EXPECT_EQ(count("store"), 1U);
  EXPECT_EQ(count("submissions"), 120U);
  EXPECT_EQ(count("results"), 120U);
  EXPECT_EQ(count("audit log"), 1U);
  EXPECT_GT(count("values"), 12U);
  EXPECT_GT(count("digests"), 8U);
}

TEST_F(CheckStoreTest, ADestroyedProjectIsWholeToo) {
  Fill();
  StartQueue();
  ASSERT_OK(destroyer_->Destroy(TestProjectId(), {}, CancelRuns()));
  EXPECT_OK(server::FirstProblem(Check()));
}

TEST_F(CheckStoreTest, AMissingChunkResultAndRecordAreNamed) {
  Fill();
  Delete(server::Column::kResults, server::MakeKey({1, 1, 0, 1}));
  EXPECT_THAT(server::FirstProblem(Check()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("results: results of project")));
  Open();
  Delete(server::Column::kChunkRecords, server::MakeKey({1, 1, 2}));
  EXPECT_THAT(server::FirstProblem(Check()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("submissions: ")));
}

// The log has forgotten what was over, as a server does by itself.
class CheckForgetfulStoreTest : public CheckStoreTest {
 protected:
  void FillAndForget(bool destroy) {
    Fill();
    server::StoreAnchors anchors(*store_, *audit_);
    ASSERT_OK(anchors.Check());
    ASSERT_OK(anchors.AnchorChanged());
    for (int i = 0; i < 5; ++i) {
      core::AuditEntry entry;
      entry.act = "ProjectService/GetProject";
      entry.project = TestProjectId();
      entry.retention = i < 2 ? core::AuditRetention::kThreeYearsAfterDestruction
                              : core::AuditRetention::kTwoYears;
      ASSERT_OK(audit_->Append(entry));
    }
    if (destroy) {
      StartQueue();
      ASSERT_OK(destroyer_->Destroy(TestProjectId(), {}, CancelRuns()));
    }
    clock_.Advance(absl::Hours(24 * 366 * 4));
    const auto recorded = server::EraseOutlivedEntries(*store_, *audit_, clock_.Now());
    ASSERT_OK(recorded);
    clock_.Advance(server::kErasureNotice);
    const auto erased = server::EraseOutlivedEntries(*store_, *audit_, clock_.Now());
    ASSERT_OK(erased);
    EXPECT_EQ(erased->erased, recorded->recorded);
    EXPECT_GE(erased->erased, 3U);
  }
  void Change(server::Column column, const std::string& key,
              const std::optional<std::string>& value) {
    Open();
    server::RocksDatabase& database = store_->unsealed_database();
    server::Batch batch;
    if (value.has_value()) {
      batch.Put(database, column, key, core::AsBytes(*value));
    } else {
      batch.Delete(database, column, key);
    }
    ASSERT_OK(database.Write(std::move(batch), server::Durability::kSynced));
  }
};

TEST_F(CheckForgetfulStoreTest, IsWhole) {
  FillAndForget(/*destroy=*/false);
  const auto checks = Check();
  EXPECT_OK(server::FirstProblem(checks));
  EXPECT_EQ(checks.back().name, "closing");
  EXPECT_EQ(checks[checks.size() - 2].name, "anchors");
  EXPECT_EQ(checks[checks.size() - 2].count, 1U) << "the last anchor is kept";
}

TEST_F(CheckForgetfulStoreTest, IsWholeWithADestroyedProject) {
  FillAndForget(/*destroy=*/true);
  EXPECT_OK(server::FirstProblem(Check()));
}

TEST_F(CheckForgetfulStoreTest, IsNotWholeIfMoreIsGoneOrWhatStayedWasChanged) {
  FillAndForget(/*destroy=*/false);
  std::map<std::string, std::string> entries;
  ASSERT_OK(store_->unsealed_database().Scan(server::Column::kAuditEntries, "",
                                             [&](std::string_view key, core::ByteView value) {
                                               entries.emplace(key, core::AsText(value));
                                               return absl::OkStatus();
                                             }));
  ASSERT_GE(entries.size(), 3U);
  StopServer();
  for (const auto& [key, good] : entries) {
    Change(server::Column::kAuditEntries, key, std::nullopt);
    EXPECT_THAT(server::FirstProblem(Check()),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("audit log: ")));
    std::string bad = good;
    bad[bad.size() / 2] ^= 1;
    Change(server::Column::kAuditEntries, key, bad);
    EXPECT_THAT(server::FirstProblem(Check()),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("audit log: ")));
    Change(server::Column::kAuditEntries, key, good);
  }
  EXPECT_OK(server::FirstProblem(Check())) << "all is as it was";
}

TEST_F(CheckStoreTest, AStoreThatDoesNotOpenIsSaidFirst) {
  Fill();
  StopServer();
  std::filesystem::remove(dir_.File("data/store/CURRENT"));
  const auto checks = Check();
  EXPECT_FALSE(server::FirstProblem(checks).ok());
}

// How many bytes of the store are flipped, each in an attempt of its own.
size_t FlipCount() {
  constexpr size_t kDefaultFlips = 48;
  const char* const wanted = std::getenv("IEUM_STORE_FLIPS");
  return wanted == nullptr ? kDefaultFlips : std::strtoull(wanted, nullptr, 10);
}

// Flips bytes all over the files of a small data folder: each is found, or changes nothing.
TEST_F(CheckStoreTest, AFlippedByteIsFoundOrHarmless) {
  const size_t flips = FlipCount();
  Fill();
  const std::string results = Results();
  // Twice, so that there are table files and a log.
  StopServer();
  Open();
  Close();
  keystore_.reset();
  const std::string whole = dir_.File("whole");
  std::filesystem::copy(dir_.File("data"), whole, std::filesystem::copy_options::recursive);
  std::vector<std::pair<std::string, uint64_t>> files;
  uint64_t all = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(whole)) {
    const std::string name = file.path().filename().string();
    // The database's own diary, and empty files.
    if (!file.is_regular_file() || file.file_size() == 0 || name.starts_with("LOG")) continue;
    files.emplace_back(file.path().lexically_relative(whole).string(), file.file_size());
    all += file.file_size();
  }
  std::sort(files.begin(), files.end());
  ASSERT_TRUE(flips > 0 && flips <= all);
  size_t found = 0;
  size_t harmless = 0;
  for (size_t flip = 0; flip < flips; ++flip) {
    uint64_t at =
        all / flips * flip + core::LoadLittleEndian<uint64_t>(random_.Next128()) % (all / flips);
    size_t index = 0;
    while (at >= files[index].second) at -= files[index++].second;
    SCOPED_TRACE(absl::StrFormat("byte %d of %s", at, files[index].first));
    std::filesystem::remove_all(dir_.File("data"));
    std::filesystem::copy(whole, dir_.File("data"), std::filesystem::copy_options::recursive);
    {
      std::fstream file(dir_.File("data/" + files[index].first),
                        std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(static_cast<std::streamoff>(at));
      const auto byte = static_cast<char>(file.get() ^ (1 << (flip % 8)));
      file.seekp(static_cast<std::streamoff>(at));
      file.put(byte);
    }
    if (!server::FirstProblem(Check()).ok()) {
      ++found;
      continue;
    }
    Open();
    EXPECT_EQ(Results(), results);
    ++harmless;
  }
  std::cout << "bytes flipped: " << flips << " of " << all << "; found: " << found
            << ", harmless: " << harmless << "\n";
  // Most bytes of a small store are of files that were written ahead and are done with.
  EXPECT_GT(found, 0U);
}

}  // namespace
}  // namespace ieum::testing
