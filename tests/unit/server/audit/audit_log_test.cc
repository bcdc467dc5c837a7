#include "ieum/server/audit/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "ieum/server/storage/keys.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"
#include "unit/core/auditlog/audit_samples.h"

namespace ieum::testing {
namespace {

using server::AuditLog;
using server::Batch;
using server::Column;
using server::MakeKey;
using server::RocksDatabase;
using server::StoreRole;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

class AuditLogTest : public ::testing::Test {
 protected:
  AuditLogTest() { OpenDatabase(); }

  void OpenDatabase() {
    log_.reset();
    database_.reset();
    auto opened = RocksDatabase::Open(dir_.File("store"), StoreRole::kMatcher);
    ASSERT_OK(opened);
    database_ = *std::move(opened);
  }
  absl::Status Open() {
    log_.reset();
    auto opened = AuditLog::Open(
        *database_,
        {.key_file = key_file_, .name = kLogName, .store_has_content = store_has_content_}, clock_,
        random_);
    if (opened.ok()) log_ = *std::move(opened);
    return opened.status();
  }
  absl::Status Append(uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t sequence = log_->head().size;
      IEUM_ASSIGN_OR_RETURN(const uint64_t given, log_->Append(SampleEntry(sequence)));
      EXPECT_EQ(given, sequence);
    }
    return absl::OkStatus();
  }
  // By many threads at a time, which share the waiting for the disk; in any order.
  void AppendTogether(int count) {
    constexpr int kThreads = 32;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([this, mine = count / kThreads + (t < count % kThreads ? 1 : 0)] {
        for (int i = 0; i < mine; ++i) EXPECT_OK(log_->Append(SampleEntry(0)));
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  void Put(Column column, std::string_view key, core::ByteView value) {
    Batch batch;
    batch.Put(*database_, column, key, value);
    ASSERT_OK(database_->Write(std::move(batch), server::Durability::kSynced));
  }
  // A folder with the whole log as it is now.
  std::string Export(const std::string& name) {
    const std::string folder = dir_.File(name);
    const AuditLog::Head head = log_->head();
    EXPECT_OK(core::MakeLogFolder(folder));
    EXPECT_OK(core::ForEachLogFile(head.size, [&](const core::LogFile& file) -> absl::Status {
      IEUM_ASSIGN_OR_RETURN(const core::Bytes content, log_->ReadFile(file, head.size));
      return core::WriteLogFile(folder, file.Path(), core::AsText(content));
    }));
    EXPECT_OK(core::WriteLogFile(folder, core::kCheckpointFile, head.checkpoint));
    return folder;
  }

  const TempDir dir_;
  FakeClock clock_;
  SeededRandom random_{1};
  bool store_has_content_ = false;
  const std::string key_file_ = dir_.File("audit.key");
  std::unique_ptr<RocksDatabase> database_;
  std::unique_ptr<AuditLog> log_;
};

TEST_F(AuditLogTest, KeepsEntriesOverARestart) {
  ASSERT_OK(Open());
  ASSERT_OK(Append(12));
  const AuditLog::Head head = log_->head();
  EXPECT_EQ(head.size, 12U);
  ASSERT_OK(log_->Close());
  OpenDatabase();
  ASSERT_OK(Open());
  EXPECT_EQ(log_->head().checkpoint, head.checkpoint);
  ASSERT_OK(Append(1));
  uint64_t next = 5;
  ASSERT_OK(log_->Read(5, 1'000, [&](const core::AuditEntry& entry) {
    core::AuditEntry expected = SampleEntry(next);
    expected.time = clock_.Now();
    EXPECT_EQ(entry, expected);
    ++next;
    return absl::OkStatus();
  }));
  EXPECT_EQ(next, 13U);
  EXPECT_OK(log_->Read(13, 5, [](const core::AuditEntry&) { return core::Internal("none"); }));
  EXPECT_OK(log_->Read(0, 0, [](const core::AuditEntry&) { return core::Internal("none"); }));
}

TEST_F(AuditLogTest, AnExportVerifiesAloneAndContinuesAnEarlierOne) {
  ASSERT_OK(Open());
  const std::string empty = log_->head().checkpoint;
  AppendTogether(257);
  const std::string first = log_->head().checkpoint;
  const std::string folder = Export("first");
  core::LogCheck check{
      .folder = folder, .log = log_->verifier(), .witnesses = {}, .older_checkpoint = empty};
  EXPECT_OK(core::VerifyLogFolder(check));
  ASSERT_OK(Append(3));
  check.folder = Export("second");
  check.older_checkpoint = first;
  ASSERT_OK_AND_ASSIGN(const core::LogSummary summary, core::VerifyLogFolder(check));
  EXPECT_EQ(summary.checkpoint.size, 260U);
  EXPECT_EQ(summary.older->size, 257U);
}

TEST_F(AuditLogTest, ProvesEntriesAndGrowth) {
  ASSERT_OK(Open());
  ASSERT_OK(Append(11));
  const auto head = core::VerifyCheckpoint(log_->head().checkpoint, log_->verifier(), {});
  ASSERT_OK(head);
  core::AuditEntry entry = SampleEntry(10);
  entry.time = clock_.Now();
  ASSERT_OK_AND_ASSIGN(const core::MerkleProof proof, log_->ProveInclusion(10, 11));
  EXPECT_OK(core::VerifyInclusion(core::MerkleLeafHash(core::SerializeAuditEntry(entry)), 10, 11,
                                  proof, head->root));
  ASSERT_OK(log_->ProveConsistency(7, 11));
  EXPECT_THAT(log_->ProveInclusion(3, 12),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has 11 entries")));
  EXPECT_FALSE(log_->ProveConsistency(7, 12).ok());
}

TEST_F(AuditLogTest, MakesItsKeyOnceForItsOwnerOnly) {
  ASSERT_OK(Open());
  struct stat info {};
  ASSERT_EQ(::stat(key_file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(ReadTestFile(key_file_ + ".pub"), log_->verifier().ToString() + "\n");
  const std::string key = ReadTestFile(key_file_);
  ASSERT_OK(Open());
  EXPECT_EQ(ReadTestFile(key_file_), key);
  ASSERT_EQ(::chmod(key_file_.c_str(), 0644), 0);
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("chmod 600")));
  ASSERT_EQ(::chmod(key_file_.c_str(), 0600), 0);
  std::filesystem::remove(key_file_);
  EXPECT_THAT(Open(), StatusIs(kDataLoss, HasSubstr("--audit-key")));
  (void)dir_.Write("audit.key", TestSigner(kLogName, 77).PrivateText());
  ASSERT_EQ(::chmod(key_file_.c_str(), 0600), 0);
  EXPECT_THAT(Open(), StatusIs(kDataLoss, HasSubstr("not signed by")));
}

TEST_F(AuditLogTest, RefusesToOpenWhenEntriesTreeAndCheckpointsDisagree) {
  ASSERT_OK(Open());
  ASSERT_OK(Append(3));
  const std::string before = log_->head().checkpoint;
  ASSERT_OK(Append(2));
  ASSERT_OK(log_->Close());
  const auto get = [&](Column column, const std::string& key) {
    return database_->Get(column, key).value().value();
  };
  const std::string entry = get(Column::kAuditEntries, MakeKey({0, 4}));
  // Every byte of an entry, a node and the checkpoint.
  for (const auto& [column, key] : {std::pair(Column::kAuditEntries, MakeKey({0, 4})),
                                    std::pair(Column::kAuditNodes, MakeKey({0, 0, 4})),
                                    std::pair(Column::kAuditCheckpoints, MakeKey({0}))}) {
    const std::string good = get(column, key);
    for (size_t i = 0; i < good.size(); i += 3) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 1);
      Put(column, key, core::AsBytes(bad));
      EXPECT_THAT(Open(), StatusIs(kDataLoss, HasSubstr("audit log"))) << i;
    }
    Put(column, key, core::AsBytes(good));
  }
  ASSERT_OK(Open());
  const auto remove = [&](Column column, const std::string& key) {
    Batch batch;
    batch.Delete(*database_, column, key);
    ASSERT_OK(database_->Write(std::move(batch), server::Durability::kSynced));
  };
  remove(Column::kAuditEntries, MakeKey({0, 1}));
  EXPECT_THAT(Open(), StatusIs(kDataLoss, HasSubstr("entry 1 is missing")));
  Put(Column::kAuditEntries, MakeKey({0, 1}), core::SerializeAuditEntry([&] {
        core::AuditEntry again = SampleEntry(1);
        again.time = clock_.Now();
        return again;
      }()));
  ASSERT_OK(Open());
  remove(Column::kAuditCheckpoints, MakeKey({0}));
  EXPECT_THAT(Open(), StatusIs(kDataLoss, HasSubstr("entries but no checkpoint")));
  // The store as it was two entries ago: whole in itself, but older than what was signed.
  Put(Column::kAuditCheckpoints, MakeKey({0}), core::AsBytes(before));
  remove(Column::kAuditEntries, MakeKey({0, 4}));
  remove(Column::kAuditEntries, MakeKey({0, 3}));
  EXPECT_THAT(Open(), StatusIs(kDataLoss, AllOf(HasSubstr("has 3 entries"), HasSubstr("had 5"))));
}

TEST_F(AuditLogTest, ALogThatWasTakenAwayIsMissed) {
  store_has_content_ = true;
  EXPECT_THAT(Open(), StatusIs(kDataLoss, HasSubstr("projects but no audit log")));
  store_has_content_ = false;
  ASSERT_OK(Open());
  ASSERT_OK(Append(1));
  ASSERT_OK(log_->Close());
  log_.reset();
  database_.reset();
  std::filesystem::remove_all(dir_.File("store"));
  OpenDatabase();
  EXPECT_THAT(Open(), StatusIs(kDataLoss, HasSubstr("outside the database, which has none")));
}

TEST_F(AuditLogTest, AWitnessKeepsItFromBecomingShorterOrAnother) {
  const core::NoteSigner witness =
      TestSigner("witness.example.org/w1", 5, core::NoteKeyType::kCosignature);
  const auto cosign = [&](const std::string& checkpoint) {
    core::SignedNote note = core::SignedNote::Parse(checkpoint).value();
    note.signatures.push_back(witness.Sign(note.text, clock_.Now()));
    return note.ToString();
  };
  ASSERT_OK(Open());
  ASSERT_OK(Append(5));
  const std::string five = log_->head().checkpoint;
  constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;
  const auto accept = [&](const std::string& note) {
    return log_->AcceptCosigned(note, std::span(&witness.verifier(), 1)).status();
  };
  EXPECT_THAT(accept(five), StatusIs(kPrecondition, HasSubstr("--witness")));
  EXPECT_THAT(log_->AcceptCosigned(cosign(five), {}),
              StatusIs(kPrecondition, HasSubstr("no witness that this server knows")));
  std::string bad = cosign(five);
  bad[bad.size() - 8] = bad[bad.size() - 8] == 'A' ? 'B' : 'A';
  EXPECT_THAT(accept(bad), StatusIs(kDataLoss, HasSubstr("witness.example.org/w1")));
  EXPECT_THAT(accept("five entries"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("")));
  EXPECT_THAT(log_->CosignedCheckpoint(), IsOkAndHolds(""));
  ASSERT_OK(Append(2));
  ASSERT_OK(accept(cosign(log_->head().checkpoint)));
  EXPECT_THAT(accept(cosign(five)), StatusIs(kPrecondition, HasSubstr("more than the 5")));
  EXPECT_THAT(log_->CosignedCheckpoint(), IsOkAndHolds(cosign(log_->head().checkpoint)));
  ASSERT_OK(Open());
  // Signed with the log's own key, of the same size, but of other entries.
  const core::NoteSigner thief = core::NoteSigner::Parse(ReadTestFile(key_file_)).value();
  const std::string fork = LogFiles(6, thief).at(core::kCheckpointFile);
  EXPECT_THAT(accept(cosign(fork)), StatusIs(kDataLoss, HasSubstr("forked")));
  EXPECT_THAT(accept(cosign(LogFiles(8, thief).at(core::kCheckpointFile))),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has 7 entries")));
  const std::string another = LogFiles(3, TestSigner("elsewhere", 4)).at(core::kCheckpointFile);
  EXPECT_THAT(accept(cosign(another)), StatusIs(kDataLoss, HasSubstr("not signed by")));
}

TEST_F(AuditLogTest, SignaturesOfWitnessesAddUpAndOthersAreDropped) {
  const core::NoteSigner one = TestSigner("w.example.org/1", 5, core::NoteKeyType::kCosignature);
  const core::NoteSigner two = TestSigner("w.example.org/2", 6, core::NoteKeyType::kCosignature);
  const core::NoteSigner stranger =
      TestSigner("w.example.org/3", 7, core::NoteKeyType::kCosignature);
  const std::vector<core::NoteVerifier> known = {one.verifier(), two.verifier()};
  ASSERT_OK(Open());
  ASSERT_OK(Append(4));
  const auto cosign = [&](std::vector<const core::NoteSigner*> witnesses) {
    core::SignedNote note = core::SignedNote::Parse(log_->head().checkpoint).value();
    for (const core::NoteSigner* witness : witnesses) {
      note.signatures.push_back(witness->Sign(note.text, clock_.Now()));
    }
    return note.ToString();
  };
  ASSERT_OK_AND_ASSIGN(const AuditLog::Cosigned first,
                       log_->AcceptCosigned(cosign({&stranger, &one}), known));
  EXPECT_EQ(first.size, 4U);
  EXPECT_EQ(first.witnesses, std::vector<std::string>{"w.example.org/1"});
  EXPECT_THAT(log_->CosignedCheckpoint(), IsOkAndHolds(cosign({&one})));
  ASSERT_OK(log_->AcceptCosigned(cosign({&two}), known));
  EXPECT_THAT(log_->CosignedCheckpoint(), IsOkAndHolds(cosign({&two, &one})));
  ASSERT_OK(log_->AcceptCosigned(cosign({&two, &one}), known));
  EXPECT_THAT(log_->CosignedCheckpoint(), IsOkAndHolds(cosign({&two, &one})));
}

TEST_F(AuditLogTest, EntriesOfManyThreadsGetNumbersOfTheirOwn) {
  ASSERT_OK(Open());
  constexpr int kThreads = 8;
  constexpr int kEach = 10;
  std::vector<std::vector<uint64_t>> given(kThreads);
  std::vector<std::thread> threads;
  for (std::vector<uint64_t>& numbers : given) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        const absl::StatusOr<uint64_t> sequence = log_->Append(SampleEntry(0));
        EXPECT_OK(sequence);
        EXPECT_LT(*sequence, log_->head().size) << "in the signed tree when it is told";
        numbers.push_back(*sequence);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<uint64_t> all;
  for (const auto& numbers : given) {
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
    all.insert(all.end(), numbers.begin(), numbers.end());
  }
  std::sort(all.begin(), all.end());
  for (uint64_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);
  EXPECT_EQ(log_->head().size, uint64_t{kThreads * kEach});
  ASSERT_OK(Open());
}

TEST_F(AuditLogTest, WhatCannotBeRecordedIsRefused) {
  ASSERT_OK(Open());
  ASSERT_OK(Append(1));
  // The checkpoint outside cannot be kept: its folder is gone, though the database is well.
  const std::string folder = dir_.File("keys");
  ASSERT_TRUE(std::filesystem::create_directory(folder));
  for (const char* name : {"audit.key", "audit.key.checkpoint"}) {
    std::filesystem::copy(dir_.File(name), folder + "/" + name);
  }
  auto moved = AuditLog::Open(
      *database_, {.key_file = folder + "/audit.key", .name = kLogName, .store_has_content = false},
      clock_, random_);
  ASSERT_OK(moved);
  std::filesystem::remove_all(folder);
  std::this_thread::sleep_for(std::chrono::milliseconds(1'100));
  EXPECT_THAT((*moved)->Append(SampleEntry(0)),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("the audit log cannot be written")));
  EXPECT_EQ((*moved)->head().size, 1U);
}

// kill -9 while it appends: what was told to be appended is there, and the log opens.
TEST_F(AuditLogTest, NothingToldIsLostWhenTheProcessIsKilled) {
  log_.reset();
  database_.reset();
  for (int cycle = 0; cycle < 5; ++cycle) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto database = RocksDatabase::Open(dir_.File("store"), StoreRole::kMatcher);
      if (!database.ok()) ::_exit(1);
      auto log = AuditLog::Open(
          **database, {.key_file = key_file_, .name = kLogName, .store_has_content = false}, clock_,
          random_);
      if (!log.ok()) ::_exit(2);
      while (true) {
        const absl::StatusOr<uint64_t> sequence = (*log)->Append(SampleEntry(0));
        if (!sequence.ok()) ::_exit(3);
        if (::write(pipe_ends[1], &*sequence, sizeof(*sequence)) < 0) ::_exit(4);
      }
    }
    ::close(pipe_ends[1]);
    uint64_t told = 0;
    const int enough = 20 + 17 * cycle;
    int heard = 0;
    while (heard < enough && ::read(pipe_ends[0], &told, sizeof(told)) == sizeof(told)) ++heard;
    EXPECT_EQ(heard, enough) << "the child has ended by itself";
    ::kill(child, SIGKILL);
    while (::read(pipe_ends[0], &told, sizeof(told)) == sizeof(told)) {
    }
    ::waitpid(child, nullptr, 0);
    ::close(pipe_ends[0]);
    OpenDatabase();
    ASSERT_OK(Open());
    EXPECT_GT(log_->head().size, told);
    ASSERT_OK(log_->Close());
    log_.reset();
    database_.reset();
  }
}

}  // namespace
}  // namespace ieum::testing
