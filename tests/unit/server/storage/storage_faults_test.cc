// The store over a file system that fails: at every write of one scenario the disk reports an
// error, is full, or loses power; at every read a bit is flipped. What was acknowledged is there
// afterwards, what was not can be done again, and the end is that of an undisturbed run.
//
// Each run is a process of its own, for RocksDB may end the process when a file fails it; this one
// never opens a store.
//
// IEUM_FAULT_STRIDE=1 tries every write and read; by default every ninth.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "support/faulty_file_system.h"
#include "support/forked_run.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

constexpr size_t kRows = 40;
constexpr uint32_t kChunks = 2;
constexpr size_t kStepsPerHolder = kChunks + 1;
constexpr size_t kStepCount = 1 + 2 * kStepsPerHolder + 1;

core::Bytes Chunk(uint32_t holder, uint32_t sequence) {
  return TestChunk(TestSubmissionId(static_cast<int>(holder) + 1), sequence, kRows,
                   static_cast<int>(holder));
}

// A store and its keystore in one folder, in the process that opens it.
class Scenario final {
 public:
  explicit Scenario(const std::string& folder) : folder_(folder) {}

  absl::Status MakeKeystore() {
    IEUM_ASSIGN_OR_RETURN(const auto root, server::NewPassphraseRootKey(
                                               Passphrase(), server::kMinScryptLog2N, random_));
    return server::Keystore::Create(folder_ + "/keystore", *root, random_);
  }
  absl::Status Open(rocksdb::Env* env) {
    IEUM_ASSIGN_OR_RETURN(keystore_, server::Keystore::Open(
                                         folder_ + "/keystore",
                                         [this](const server::RootKeyParameters& parameters) {
                                           return server::FindPassphraseRootKey(
                                               Passphrase(), parameters, random_);
                                         },
                                         clock_, random_));
    IEUM_ASSIGN_OR_RETURN(store_,
                          server::MatcherStore::Open(
                              {.data_dir = folder_ + "/data", .min_free_disk_bytes = 0, .env = env},
                              *keystore_, clock_, random_));
    return absl::OkStatus();
  }
  absl::Status Close() { return store_->Close(); }

  // Steps may be repeated.
  absl::Status Do(size_t step) {
    if (step == 0) {
      const absl::Status created = store_->projects().Create(TestTerms()).status();
      return absl::IsAlreadyExists(created) ? absl::OkStatus() : created;
    }
    if (step == kStepCount - 1) {
      return store_->submissions().SealProject(TestProjectId()).status();
    }
    const auto holder = static_cast<uint32_t>((step - 1) / kStepsPerHolder);
    const auto number = static_cast<uint32_t>((step - 1) % kStepsPerHolder);
    if (number == kChunks) return Seal(holder);
    return store_->submissions().AddChunk(TestProjectId(), holder, Chunk(holder, number),
                                          std::nullopt);
  }

  // OK if what the first `done` steps left is there, chunks as they were given.
  absl::Status Check(size_t done) {
    if (done == 0) return absl::OkStatus();
    IEUM_ASSIGN_OR_RETURN(const auto project, store_->projects().Find(TestProjectId()));
    for (const uint32_t holder : {0U, 1U}) {
      const size_t before = 1 + holder * kStepsPerHolder;
      const size_t own = std::min(kStepsPerHolder, done - std::min(done, before));
      IEUM_ASSIGN_OR_RETURN(const uint32_t chunks, CountEqualChunks(project, holder));
      if (chunks < std::min<size_t>(own, kChunks)) return core::DataLoss("a chunk is missing");
      if (own < kStepsPerHolder) continue;
      IEUM_ASSIGN_OR_RETURN(const auto view, store_->submissions().Find(project, holder));
      if (!view.has_value() || view->record.state != server::SubmissionState::kSealed) {
        return core::DataLoss("a submission is not sealed");
      }
    }
    if (done == kStepCount && project.state != server::ProjectState::kSealed) {
      return core::DataLoss("the project is not sealed");
    }
    return absl::OkStatus();
  }
  // INTERNAL: one is served that differs from what was sent.
  absl::StatusOr<uint32_t> CountEqualChunks(const server::ProjectRecord& project, uint32_t holder) {
    uint32_t sequence = 0;
    IEUM_RETURN_IF_ERROR(store_->submissions().ReadChunks(
        project, holder, {}, [&](const core::ChunkView& chunk) -> absl::Status {
          const core::Bytes sent = Chunk(holder, sequence++);
          const core::ChunkView expected = core::ParseChunk(sent).value();
          if (!std::equal(chunk.encodings.begin(), chunk.encodings.end(),
                          expected.encodings.begin(), expected.encodings.end())) {
            return absl::InternalError("a changed encoding was served");
          }
          return absl::OkStatus();
        }));
    return sequence;
  }

 private:
  static core::SecretBytes Passphrase() {
    return core::SecretBytes::CopyOf(core::AsBytes("scenario passphrase"));
  }
  absl::Status Seal(uint32_t holder) {
    IEUM_ASSIGN_OR_RETURN(const auto project, store_->projects().Find(TestProjectId()));
    IEUM_ASSIGN_OR_RETURN(const auto view, store_->submissions().Find(project, holder));
    if (!view.has_value()) return core::NotFound("no submission");
    return store_->submissions()
        .Seal(TestProjectId(), holder,
              {.id = view->record.id, .row_count = view->record.row_count, .digest = view->digest})
        .status();
  }

  const std::string folder_;
  FakeClock clock_;
  SeededRandom random_{1};
  std::unique_ptr<server::Keystore> keystore_;
  std::unique_ptr<server::MatcherStore> store_;
};

class StorageFaultsTest : public ::testing::Test {
 protected:
  void StartAnew() {
    std::filesystem::remove_all(folder());
    std::filesystem::create_directory(folder());
    ASSERT_OK(Scenario(folder()).MakeKeystore());
  }
  std::string folder() const { return dir_.File("server"); }

  // The whole scenario without faults; its writes and the reads of looking at its end.
  std::pair<int64_t, int64_t> CountUndisturbed() {
    StartAnew();
    const Ended ended = InProcess([this](int out) {
      FaultyFileSystem files;
      {
        Scenario scenario(folder());
        if (const absl::Status opened = scenario.Open(files.env()); !opened.ok()) return 1;
        for (size_t step = 0; step < kStepCount; ++step) {
          if (const absl::Status did = scenario.Do(step); !did.ok()) return TellError(out, did);
        }
        if (!scenario.Close().ok()) return 1;
      }
      const int64_t writes = files.faults().write_count();
      const int64_t reads = files.faults().read_count();
      Scenario scenario(folder());
      if (!scenario.Open(files.env()).ok() || !scenario.Check(kStepCount).ok()) return 1;
      Tell(out, std::to_string(writes) + " " + std::to_string(files.faults().read_count() - reads));
      return 0;
    });
    EXPECT_TRUE(ended.well) << ended.written;
    const size_t space = ended.written.find(' ');
    return {std::atoll(ended.written.c_str()), std::atoll(ended.written.c_str() + space + 1)};
  }

  // Steps acknowledged before the n-th write failed.
  size_t RunWithFault(int64_t n, Fault fault) {
    return InProcess([&](int out) {
             FaultyFileSystem files;
             files.faults().FailAt(n, fault);
             Scenario scenario(folder());
             if (scenario.Open(files.env()).ok()) {
               for (size_t step = 0; step < kStepCount && scenario.Do(step).ok(); ++step) {
                 Tell(out, ".");
               }
             }
             if (fault == Fault::kPowerOff) files.faults().LosePower(static_cast<uint64_t>(n));
             // As if killed: nobody closes anything.
             ::_exit(0);
             return 0;
           })
        .written.size();
  }

  void FailAtEveryWrite(Fault fault) {
    const int64_t writes = CountUndisturbed().first;
    ASSERT_GT(writes, 50);
    int64_t cut_short = 0;
    for (int64_t n = 1; n <= writes; n += FaultStride()) {
      SCOPED_TRACE(n);
      StartAnew();
      const size_t done = RunWithFault(n, fault);
      cut_short += done < kStepCount ? 1 : 0;
      const Ended after = InProcess([&](int out) {
        Scenario scenario(folder());
        if (const absl::Status opened = scenario.Open(nullptr); !opened.ok()) {
          return TellError(out, opened);
        }
        if (const absl::Status kept = scenario.Check(done); !kept.ok()) {
          return TellError(out, kept);
        }
        for (size_t step = done; step < kStepCount; ++step) {
          if (const absl::Status did = scenario.Do(step); !did.ok()) return TellError(out, did);
        }
        if (const absl::Status whole = scenario.Check(kStepCount); !whole.ok()) {
          return TellError(out, whole);
        }
        return scenario.Close().ok() ? 0 : 1;
      });
      ASSERT_TRUE(after.well) << after.written << ", after " << done << " steps";
    }
    EXPECT_GT(cut_short, 0);
    RecordProperty("writes", static_cast<int>(writes));
    RecordProperty("cut_short", static_cast<int>(cut_short));
  }

  const TempDir dir_;
};

TEST_F(StorageFaultsTest, AnErrorOfTheDiskLosesNothingAcknowledged) {
  FailAtEveryWrite(Fault::kInputOutput);
}

TEST_F(StorageFaultsTest, AFullDiskLosesNothingAcknowledged) { FailAtEveryWrite(Fault::kNoSpace); }

TEST_F(StorageFaultsTest, APowerFailureLosesNothingAcknowledged) {
  FailAtEveryWrite(Fault::kPowerOff);
}

TEST_F(StorageFaultsTest, AFlippedBitIsNoticedOrHarmless) {
  const int64_t reads = CountUndisturbed().second;
  ASSERT_GT(reads, 10);
  int64_t noticed = 0;
  for (int64_t n = 1; n <= reads; n += FaultStride()) {
    SCOPED_TRACE(n);
    const Ended ended = InProcess([&](int out) {
      FaultyFileSystem files;
      files.faults().FlipBitAt(n);
      Scenario scenario(folder());
      absl::Status seen = scenario.Open(files.env());
      if (seen.ok()) seen = scenario.Check(kStepCount);
      if (!seen.ok()) Tell(out, core::Message(seen));
      ::_exit(absl::IsInternal(seen) ? 1 : 0);
      return 0;
    });
    EXPECT_TRUE(ended.well) << ended.written;
    noticed += ended.written.empty() ? 0 : 1;
  }
  EXPECT_GT(noticed, 0);
  RecordProperty("reads", static_cast<int>(reads));
  RecordProperty("noticed", static_cast<int>(noticed));
}

}  // namespace
}  // namespace ieum::testing
