#include "ieum/server/storage/sealed_database.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "ieum/core/base/file_io.h"
#include "ieum/server/storage/keys.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using server::Column;
using server::MakeKey;
using ::testing::_;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SealedDatabaseTest : public StoreFixture {
 protected:
  server::SealedDatabase& database() { return store_->database(); }
  std::string RawKey(uint32_t project, std::string_view rest) {
    return std::string(core::AsText(keystore_->Entries()[project - 1].project)) + std::string(rest);
  }
  std::string RawGet(Column column, const std::string& key) {
    return database().unsealed().Get(column, key).value().value();
  }
  void RawPut(Column column, const std::string& key, const std::string& value) {
    server::Batch batch;
    batch.Put(database().unsealed(), column, key, core::AsBytes(value));
    ASSERT_OK(database().unsealed().Write(std::move(batch), server::Durability::kSynced));
  }
  server::ProjectTerms Terms(std::string_view id) {
    server::ProjectTerms terms = TestTerms();
    terms.id = TestProjectId(id);
    return terms;
  }
  // A copy of a folder or file of the fixture, put back over what is there.
  void Save(const std::string& name, const std::string& as) {
    std::filesystem::copy(dir_.File(name), dir_.File(as), std::filesystem::copy_options::recursive);
  }
  void Restore(const std::string& name, const std::string& from) {
    std::filesystem::remove_all(dir_.File(name));
    Save(from, name);
  }
  void CloseAll() {
    Close();
    keystore_.reset();
  }
};

// The soak test showed two files more for each project that was destroyed.
TEST_F(SealedDatabaseTest, FilesOfAnAuditLogThatIsFlushedOftenAreMerged) {
  constexpr uint32_t kFlushes = 200;
  const auto files = [&] {
    const std::filesystem::directory_iterator entries(dir_.File("data/store"));
    return std::count_if(begin(entries), end(entries),
                         [](const auto& entry) { return entry.path().extension() == ".sst"; });
  };
  for (uint32_t i = 0; i < kFlushes; ++i) {
    RawPut(Column::kAuditEntries, MakeKey({0, i}), "an entry");
    ASSERT_OK(database().unsealed().Compact({}));
  }
  // Compactions go on for a moment.
  const absl::Time end = absl::Now() + absl::Seconds(20);
  while (files() > 20 && absl::Now() < end) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_LE(files(), 20);
}

TEST_F(SealedDatabaseTest, ValuesSwappedBetweenKeysColumnsAndProjectsDoNotOpen) {
  Create();
  Create(Terms("study-2"));
  const std::string key = MakeKey({0, 0, 0});
  for (const uint32_t project : {1U, 2U}) {
    server::SealedBatch batch;
    for (const Column column : {Column::kChunks, Column::kResults}) {
      for (const uint32_t part : {0U, 1U}) {
        batch.Put(database(), column, MakeKey({project, part}), core::AsBytes("value"));
      }
    }
    ASSERT_OK(database().Write(std::move(batch), server::Durability::kSynced));
  }
  EXPECT_THAT(database().Get(Column::kChunks, MakeKey({1, 0})),
              IsOkAndHolds(std::optional<std::string>("value")));
  const std::string own = RawGet(Column::kChunks, RawKey(1, MakeKey({0})));
  struct Source {
    Column column;
    uint32_t project;
    uint32_t part;
  };
  for (const Source& source : {Source{Column::kChunks, 1, 1}, Source{Column::kResults, 1, 0},
                               Source{Column::kChunks, 2, 0}}) {
    RawPut(Column::kChunks, RawKey(1, MakeKey({0})),
           RawGet(source.column, RawKey(source.project, MakeKey({source.part}))));
    EXPECT_FALSE(database().Get(Column::kChunks, MakeKey({1, 0})).ok());
    EXPECT_FALSE(database()
                     .Scan(Column::kChunks, MakeKey({1}),
                           [](std::string_view, core::ByteView) { return absl::OkStatus(); })
                     .ok());
  }
  RawPut(Column::kChunks, RawKey(1, MakeKey({0})), own);
  EXPECT_OK(database().Get(Column::kChunks, MakeKey({1, 0})));
}

TEST_F(SealedDatabaseTest, ProjectsAreSeenByNumberWhateverTheirIds) {
  for (int i = 1; i <= 5; ++i) Create(Terms(absl::StrFormat("study-%d", i)));
  std::vector<uint32_t> numbers;
  ASSERT_OK(database().Scan(Column::kProjects, "", [&](std::string_view key, core::ByteView) {
    numbers.push_back(server::KeyPart(key, 0));
    return absl::OkStatus();
  }));
  EXPECT_THAT(numbers, ::testing::ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(SealedDatabaseTest, BothCiphersAreReadWhicheverIsConfigured) {
  Create();
  cipher_ = core::GcmCipher::kAria256;
  Open();
  Create(Terms("study-2"));
  EXPECT_EQ(RawGet(Column::kProjects, RawKey(1, ""))[1], 1);
  EXPECT_EQ(RawGet(Column::kProjects, RawKey(2, ""))[1], 2);
  cipher_ = core::GcmCipher::kAes256;
  Open();
  EXPECT_EQ(store_->projects().List().size(), 2U);
}

TEST_F(SealedDatabaseTest, AKeystoreOfAnotherServerIsRefused) {
  Create();
  CloseAll();
  std::filesystem::remove(dir_.File("keystore"));
  MakeKeystore();
  EXPECT_THAT(TryOpen(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another server")));
}

TEST_F(SealedDatabaseTest, AKeystoreInUseIsNotForANewDataFolder) {
  Create();
  CloseAll();
  std::filesystem::remove_all(dir_.File("data"));
  OpenKeystore();
  EXPECT_THAT(TryOpen(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("holds none")));
}

TEST_F(SealedDatabaseTest, AnotherStoreOfTheSameKeystoreIsRefused) {
  // Two data folders begin with copies of one new keystore.
  CloseAll();
  std::filesystem::remove_all(dir_.File("data"));
  std::filesystem::remove(dir_.File("keystore"));
  MakeKeystore();
  Save("keystore", "new keystore");
  Open();
  CloseAll();
  Save("data", "other data");
  std::filesystem::remove_all(dir_.File("data"));
  Restore("keystore", "new keystore");
  OpenKeystore();
  Open();
  Create();
  CloseAll();
  Restore("data", "other data");
  OpenKeystore();
  EXPECT_THAT(TryOpen(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another one than")));
}

TEST_F(SealedDatabaseTest, AnOlderKeystoreAndAnOlderStoreAreRefused) {
  Create();
  CloseAll();
  Save("keystore", "older keystore");
  Save("data", "older data");
  OpenKeystore();
  Open();
  Create(Terms("study-2"));
  CloseAll();
  Save("keystore", "newer keystore");
  Restore("keystore", "older keystore");
  OpenKeystore();
  EXPECT_THAT(TryOpen(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("older copy")));
  keystore_.reset();
  Restore("keystore", "newer keystore");
  Restore("data", "older data");
  OpenKeystore();
  EXPECT_THAT(TryOpen(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                  HasSubstr("does not have project number 2")));
  // Both from one backup fit.
  keystore_.reset();
  Restore("keystore", "older keystore");
  OpenKeystore();
  EXPECT_OK(TryOpen());
}

TEST_F(SealedDatabaseTest, AnotherKeyForAProjectIsRefused) {
  Create();
  const std::string link = MakeKey({2}) + RawKey(1, "");
  std::string value = RawGet(Column::kMeta, link);
  value[7] = static_cast<char>(value[7] ^ 1);
  value.resize(value.size() - 4);
  core::Bytes bytes(core::AsBytes(value).begin(), core::AsBytes(value).end());
  core::AppendLittleEndian(bytes, core::Crc32c(bytes));
  RawPut(Column::kMeta, link, std::string(core::AsText(bytes)));
  Close();
  EXPECT_THAT(TryOpen(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                  HasSubstr("different keys for project number 1")));
}

TEST_F(SealedDatabaseTest, ACreationThatACrashCutsOffHappensWhollyOrNotAtAll) {
  // The key is made, and the process dies before the database has the project.
  ASSERT_OK_AND_ASSIGN(const uint32_t lost, database().AddProject());
  Open();
  EXPECT_EQ(keystore_->Entries()[lost - 1].state, server::ProjectKeyState::kErased);
  // The database has it, and the process dies before the keystore says so.
  ASSERT_OK_AND_ASSIGN(const uint32_t kept, database().AddProject());
  EXPECT_EQ(kept, lost + 1);
  server::SealedBatch batch;
  batch.LinkProject(database(), kept);
  batch.Put(database(), Column::kSecrets, MakeKey({kept}), core::AsBytes("secret"));
  ASSERT_OK(database().Write(std::move(batch), server::Durability::kSynced));
  Open();
  EXPECT_EQ(keystore_->Entries()[kept - 1].state, server::ProjectKeyState::kLive);
  EXPECT_THAT(database().Get(Column::kSecrets, MakeKey({kept})),
              IsOkAndHolds(std::optional<std::string>("secret")));
}

TEST_F(SealedDatabaseTest, AnErasedKeyLeavesNothingToReadHereOrInABackup) {
  CreateSealed(2, 5);
  Create(Terms("study-2"));
  CloseAll();
  Save("data", "backup");
  OpenKeystore();
  Open();
  ASSERT_OK(database().EraseProjectKey(1));
  Open();
  EXPECT_THAT(store_->projects().Find(TestProjectId()), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_OK(store_->projects().Find(TestProjectId("study-2")));
  CloseAll();
  Restore("data", "backup");
  OpenKeystore();
  Open();
  EXPECT_THAT(store_->projects().Find(TestProjectId()), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_THAT(database().Get(Column::kChunks, MakeKey({1, 0, 0})),
              IsOkAndHolds(std::optional<std::string>()));
  server::SealedBatch batch;
  batch.Put(database(), Column::kChunks, MakeKey({1, 0, 0}), core::AsBytes("late"));
  EXPECT_THAT(database().Write(std::move(batch), server::Durability::kSynced),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("destroyed")));
}

TEST_F(SealedDatabaseTest, AnAnchorTellsWhetherTheStoreWasPutBack) {
  Create();
  const core::SubmissionId id = TestSubmissionId(1);
  ASSERT_OK(Add(0, TestChunk(id, 0, 3, 0)));
  CloseAll();
  Save("data", "older data");
  Save("keystore", "older keystore");
  OpenKeystore();
  Open();
  ASSERT_OK_AND_ASSIGN(const server::ProjectAnchor before, database().Anchor(1));
  EXPECT_EQ(before.counter, 2U);  // the project and a chunk
  ASSERT_OK(Add(0, TestChunk(id, 1, 3, 0)));
  ASSERT_OK_AND_ASSIGN(const server::ProjectAnchor after, database().Anchor(1));
  EXPECT_EQ(after.counter, 3U);
  EXPECT_NE(after.digest, before.digest);
  EXPECT_OK(database().CheckAgainst(before));
  EXPECT_OK(database().CheckAgainst(after));
  Open();
  EXPECT_EQ(database().Anchor(1).value(), after);
  EXPECT_OK(database().CheckAgainst(before));
  EXPECT_OK(database().CheckAgainst(after));

  CloseAll();
  Restore("data", "older data");
  Restore("keystore", "older keystore");
  OpenKeystore();
  Open();
  EXPECT_OK(database().CheckAgainst(before));
  EXPECT_THAT(database().CheckAgainst(after),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("has 2 writes, the anchor knows 3")));
  // Going on from the older state does not hide it.
  ASSERT_OK(Add(0, TestChunk(id, 1, 3, 0)));
  ASSERT_OK(Add(0, TestChunk(id, 2, 3, 0)));
  EXPECT_THAT(database().CheckAgainst(after),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("write 3 of project number 1")));
  server::ProjectAnchor foreign = after;
  foreign.project[0] ^= std::byte{1};
  EXPECT_THAT(database().CheckAgainst(foreign), StatusIs(absl::StatusCode::kDataLoss, _));
}

TEST_F(SealedDatabaseTest, BufferedWritesCountWithTheNextAcknowledgedOne) {
  Create();
  ASSERT_OK_AND_ASSIGN(const server::ProjectAnchor before, database().Anchor(1));
  const auto write = [&](server::Durability durability) {
    server::SealedBatch batch;
    batch.Put(database(), Column::kResults, MakeKey({1, 7}), core::AsBytes("value"));
    EXPECT_OK(database().Write(std::move(batch), durability));
  };
  write(server::Durability::kBuffered);
  EXPECT_EQ(database().Anchor(1).value(), before);
  write(server::Durability::kSynced);
  EXPECT_EQ(database().Anchor(1)->counter, before.counter + 1);
}

TEST(ProjectDigestsTest, AnAnchorWaitsForTheWritesBeforeIt) {
  server::ProjectDigests digests;
  const server::OpaqueId project{std::byte{1}};
  const core::Sha256Digest batch{};
  const server::ProjectAnchor first = digests.Advance(project, batch);
  const server::ProjectAnchor second = digests.Advance(project, batch);
  EXPECT_NE(first.digest, second.digest);
  digests.Complete(second);
  EXPECT_EQ(digests.Last(project).counter, 0U);
  digests.Complete(first);
  EXPECT_EQ(digests.Last(project), second);
}

}  // namespace
}  // namespace ieum::testing
