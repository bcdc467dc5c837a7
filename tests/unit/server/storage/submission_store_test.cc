#include "ieum/server/storage/submission_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "ieum/server/storage/keys.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing::submission_store_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

class SubmissionStoreTest : public StoreFixture {
 protected:
  SubmissionStoreTest() { Create(); }
  const core::SubmissionId id_ = TestSubmissionId(7);
};

TEST_F(SubmissionStoreTest, CountsChunksAndKeepsThemOverARestart) {
  EXPECT_FALSE(store_->submissions().Find(Project(), 0).value().has_value());
  const core::Bytes first = TestChunk(id_, 0, 3, 0);
  const core::Bytes second = TestChunk(id_, 1, 2, 0);
  ASSERT_OK(Add(0, first));
  ASSERT_OK(Add(0, second));
  Open();
  const server::SubmissionView view = View(0);
  EXPECT_EQ(view.record.id, id_);
  EXPECT_EQ(view.record.state, server::SubmissionState::kOpen);
  EXPECT_EQ(view.record.next_sequence, 2U);
  EXPECT_EQ(view.record.row_count, 5U);
  core::SubmissionDigest digest;
  digest.AddChunk(core::Sha256(first));
  digest.AddChunk(core::Sha256(second));
  EXPECT_EQ(view.digest, digest.Finish());
  EXPECT_FALSE(store_->submissions().Find(Project(), 1).value().has_value());
}

TEST_F(SubmissionStoreTest, ReadsBackWhatWasStored) {
  ASSERT_OK(Add(1, TestChunk(id_, 0, 3, 0)));
  ASSERT_OK(Add(1, TestChunk(id_, 1, 2, 0)));
  std::vector<uint32_t> rows;
  EXPECT_OK(store_->submissions().ReadChunks(Project(), 1, {}, [&](const core::ChunkView& chunk) {
    EXPECT_EQ(chunk.sequence, rows.size());
    rows.push_back(chunk.row_count);
    return absl::OkStatus();
  }));
  EXPECT_EQ(rows, (std::vector<uint32_t>{3, 2}));
  rows.clear();
  EXPECT_OK(store_->submissions().ReadChunks(Project(), 1, {.first = 0, .end = 1},
                                             [&](const core::ChunkView& chunk) {
                                               rows.push_back(chunk.row_count);
                                               return absl::OkStatus();
                                             }));
  EXPECT_EQ(rows, std::vector<uint32_t>{3});
  ASSERT_OK_AND_ASSIGN(const auto serials, store_->submissions().ReadSerials(Project(), 1, 1));
  ASSERT_TRUE(serials.has_value());
  ASSERT_EQ(serials->size(), 2U);
  EXPECT_EQ((*serials)[1][1], std::byte{1});
  ASSERT_OK_AND_ASSIGN(const auto after, store_->submissions().ReadSerials(Project(), 1, 2));
  EXPECT_FALSE(after.has_value());
}

TEST_F(SubmissionStoreTest, TheSameChunkAgainHasNoEffect) {
  const core::Bytes chunk = TestChunk(id_, 0, 3, 0);
  ASSERT_OK(Add(0, chunk));
  EXPECT_OK(Add(0, chunk));
  EXPECT_EQ(View(0).record.next_sequence, 1U);
  EXPECT_EQ(View(0).record.row_count, 3U);
}

TEST_F(SubmissionStoreTest, RefusesOtherContentUnderAStoredNumber) {
  ASSERT_OK(Add(0, TestChunk(id_, 0, 3, 0)));
  EXPECT_THAT(Add(0, TestChunk(id_, 0, 3, 1)),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("chunk 0")));
}

TEST_F(SubmissionStoreTest, RefusesAGapAndNamesTheNumberItWants) {
  ASSERT_OK(Add(0, TestChunk(id_, 0, 3, 0)));
  EXPECT_THAT(Add(0, TestChunk(id_, 2, 3, 0)),
              StatusIs(kPrecondition, HasSubstr("next one expected is 1")));
  EXPECT_THAT(Add(1, TestChunk(id_, 1, 3, 0)),
              StatusIs(kPrecondition, HasSubstr("next one expected is 0")));
  EXPECT_FALSE(store_->submissions().Find(Project(), 1).value().has_value());
}

TEST_F(SubmissionStoreTest, RefusesASecondSubmissionUntilTheFirstIsWithdrawn) {
  ASSERT_OK(Add(0, TestChunk(id_, 0, 3, 0)));
  const core::Bytes other = TestChunk(TestSubmissionId(8), 0, 2, 0);
  EXPECT_THAT(Add(0, other), StatusIs(kPrecondition, HasSubstr("withdraw it first")));
  EXPECT_THAT(store_->submissions().Withdraw(TestProjectId(), 0, TestSubmissionId(8)),
              StatusIs(kPrecondition, HasSubstr("another one")));
  EXPECT_OK(store_->submissions().Withdraw(TestProjectId(), 0, id_));
  EXPECT_OK(store_->submissions().Withdraw(TestProjectId(), 0, id_));
  EXPECT_OK(Add(0, other));
  EXPECT_EQ(View(0).record.row_count, 2U);
}

TEST_F(SubmissionStoreTest, RefusesAnotherProfileOrShape) {
  EXPECT_THAT(Add(0, TestChunk(id_, 0, 3, 0, TestProfile("other"))),
              StatusIs(kPrecondition, HasSubstr("another profile")));
  const std::vector<core::Serial> serials(2);
  const core::Bytes wide(2 * 2 * kTestRowBytes);
  EXPECT_THAT(Add(0, core::SerializeChunk(id_, 0, TestProfile().digest, serials, wide, {})),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("32 bytes per encoding")));
  const core::Bytes narrow(2 * kTestRowBytes);
  const std::vector<uint64_t> keys(2 * 3);
  EXPECT_THAT(Add(0, core::SerializeChunk(id_, 0, TestProfile().digest, serials, narrow, keys)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("3 blocking keys for each row; the project's profile has 0")));
}

TEST_F(SubmissionStoreTest, KeepsTheBlockingKeysOfAProfileThatHasThem) {
  server::ProjectTerms terms = TestTerms();
  terms.id = TestProjectId("with-keys");
  terms.profile = TestProfileWithKeys();
  const server::ProjectRecord project = Create(terms);
  const core::Bytes chunk = TestChunk(id_, 0, 3, 0, terms.profile);
  ASSERT_OK(store_->submissions().AddChunk(terms.id, 0, chunk, std::nullopt));
  ASSERT_OK(store_->submissions().ReadChunks(project, 0, {}, [](const core::ChunkView& stored) {
    EXPECT_EQ(stored.blocking_keys_per_row, 2U);
    EXPECT_EQ(stored.blocking_keys.size(), 3U * 2 * 8);
    EXPECT_EQ(core::LoadLittleEndian<uint64_t>(stored.blocking_keys, 40), 7U);
    return absl::OkStatus();
  }));
  const std::vector<core::Serial> serials(2);
  const core::Bytes encodings(2 * kTestRowBytes);
  EXPECT_THAT(
      store_->submissions().AddChunk(
          terms.id, 0, core::SerializeChunk(id_, 1, terms.profile.digest, serials, encodings, {}),
          std::nullopt),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("profile has 2")));
}

TEST_F(SubmissionStoreTest, RefusesADamagedChunk) {
  core::Bytes chunk = TestChunk(id_, 0, 3, 0);
  chunk[100] ^= std::byte{1};
  EXPECT_THAT(Add(0, chunk), StatusIs(absl::StatusCode::kDataLoss, ::testing::_));
  chunk.pop_back();
  EXPECT_THAT(Add(0, chunk), StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_));
}

TEST_F(SubmissionStoreTest, RefusesAChunkWhenTheDiskIsNearlyFull) {
  ASSERT_OK(Add(0, TestChunk(id_, 0, 3, 0)));
  min_free_disk_bytes_ = int64_t{1} << 60;
  Open();
  EXPECT_OK(Add(0, TestChunk(id_, 0, 3, 0)));  // is there already
  EXPECT_THAT(Add(0, TestChunk(id_, 1, 3, 0)),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("MiB free")));
  EXPECT_EQ(View(0).record.next_sequence, 1U);
}

TEST_F(SubmissionStoreTest, RefusesMoreThanAHolderMayTake) {
  holder_limits_ = {.rows = 7, .chunks = 100};
  Open();
  ASSERT_OK(Add(0, TestChunk(id_, 0, 3, 0)));
  ASSERT_OK(Add(0, TestChunk(id_, 1, 3, 0)));
  EXPECT_THAT(Add(0, TestChunk(id_, 2, 3, 0)),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("at most 7 rows")));
  EXPECT_OK(Add(0, TestChunk(id_, 2, 1, 0)));
  holder_limits_ = {.rows = 100, .chunks = 3};
  Open();
  EXPECT_THAT(Add(0, TestChunk(id_, 3, 1, 0)),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("at most 3 chunks")));
  EXPECT_EQ(View(0).record.row_count, 7U);
}

TEST_F(SubmissionStoreTest, SealsWhatTheHolderCounted) {
  EXPECT_THAT(store_->submissions().Seal(TestProjectId(), 0, {}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("submit first")));
  ASSERT_OK(Add(0, TestChunk(id_, 0, 3, 0)));
  const server::SubmissionView view = View(0);
  server::SubmissionClaim claim{.id = id_, .row_count = 4, .digest = view.digest};
  EXPECT_THAT(store_->submissions().Seal(TestProjectId(), 0, claim),
              StatusIs(kPrecondition, AllOf(HasSubstr("4 rows"), HasSubstr("3 are stored"))));
  claim.row_count = 3;
  claim.digest[0] ^= std::byte{1};
  EXPECT_THAT(store_->submissions().Seal(TestProjectId(), 0, claim),
              StatusIs(kPrecondition, HasSubstr("digest")));
  claim.digest = view.digest;
  EXPECT_OK(store_->submissions().Seal(TestProjectId(), 0, claim));
  Open();
  EXPECT_OK(store_->submissions().Seal(TestProjectId(), 0, claim));
  EXPECT_EQ(View(0).record.state, server::SubmissionState::kSealed);
  EXPECT_THAT(Add(0, TestChunk(id_, 1, 3, 0)), StatusIs(kPrecondition, HasSubstr("sealed")));
  EXPECT_OK(store_->submissions().Withdraw(TestProjectId(), 0, id_));
}

TEST_F(SubmissionStoreTest, RefusesToSealRepeatedSerials) {
  const std::vector<core::Serial> serials(3);  // all zero
  const core::Bytes encodings(3 * kTestRowBytes);
  ASSERT_OK(Add(0, core::SerializeChunk(id_, 0, TestProfile().digest, serials, encodings, {})));
  EXPECT_THAT(Seal(0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2 of 3 serials repeat")));
}

TEST_F(SubmissionStoreTest, SealsTheProjectOnlyWhenEveryHolderHasSealed) {
  ASSERT_OK(Add(0, TestChunk(id_, 0, 3, 0)));
  EXPECT_THAT(store_->submissions().SealProject(TestProjectId()),
              StatusIs(kPrecondition, AllOf(HasSubstr("hospital-a (not sealed)"),
                                            HasSubstr("insurer-b (no submission)"))));
  ASSERT_OK(Add(1, TestChunk(id_, 0, 3, 1)));
  ASSERT_OK(Seal(0));
  ASSERT_OK(Seal(1));
  ASSERT_OK_AND_ASSIGN(const server::ProjectRecord sealed,
                       store_->submissions().SealProject(TestProjectId()));
  EXPECT_EQ(sealed.state, server::ProjectState::kSealed);
  EXPECT_OK(store_->submissions().SealProject(TestProjectId()));
  Open();
  EXPECT_EQ(Project().state, server::ProjectState::kSealed);
  EXPECT_OK(Seal(0));  // a repeated answer
  EXPECT_THAT(store_->submissions().Withdraw(TestProjectId(), 0, id_),
              StatusIs(kPrecondition, HasSubstr("the project is sealed")));
}

TEST_F(SubmissionStoreTest, StreamsOfTwoThreadsStoreEachChunkOnce) {
  const auto send = [this] {
    for (uint32_t c = 0; c < 20; ++c) {
      // Behind, the other thread has stored it; ahead, it will.
      absl::Status added;
      do {
        added = Add(0, TestChunk(id_, c, 5, 0));
      } while (absl::IsFailedPrecondition(added));
      EXPECT_OK(added);
    }
  };
  std::thread other(send);
  send();
  other.join();
  EXPECT_EQ(View(0).record.next_sequence, 20U);
  EXPECT_EQ(View(0).record.row_count, 100U);
}

// Damage below us: one bit of one stored chunk flips on the disk, under a valid block.
TEST_F(SubmissionStoreTest, NamesAStoredChunkThatIsDamaged) {
  ASSERT_OK(Add(0, TestChunk(id_, 0, 3, 0)));
  ASSERT_OK(Add(0, TestChunk(id_, 1, 3, 0)));
  const std::string key =
      std::string(core::AsText(keystore_->Entries()[0].project)) + server::MakeKey({0, 1});
  server::RocksDatabase& database = store_->database().unsealed();
  ASSERT_OK_AND_ASSIGN(std::optional<std::string> sealed,
                       database.Get(server::Column::kChunks, key));
  ASSERT_TRUE(sealed.has_value());
  (*sealed)[90] = static_cast<char>((*sealed)[90] ^ 4);
  server::Batch batch;
  batch.Put(database, server::Column::kChunks, key, core::AsBytes(*sealed));
  ASSERT_OK(database.Write(std::move(batch), server::Durability::kSynced));
  EXPECT_THAT(Seal(0), StatusIs(absl::StatusCode::kDataLoss,
                                AllOf(HasSubstr("chunk 1"), HasSubstr("hospital-a"))));
  EXPECT_THAT(store_->submissions().ReadSerials(Project(), 0, 1),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("chunk 1")));
}

// Damage above: what was sealed was damaged already.
TEST_F(SubmissionStoreTest, NamesAChunkThatWasDamagedBeforeItWasSealed) {
  ASSERT_OK(Add(0, TestChunk(id_, 0, 3, 0)));
  core::Bytes chunk = TestChunk(id_, 0, 3, 0);
  chunk[90] ^= std::byte{4};
  server::SealedBatch batch;
  batch.Put(store_->database(), server::Column::kChunks, server::MakeKey({1, 0, 0}), chunk);
  ASSERT_OK(store_->database().Write(std::move(batch), server::Durability::kSynced));
  EXPECT_THAT(Seal(0), StatusIs(absl::StatusCode::kDataLoss,
                                AllOf(HasSubstr("chunk 0"), HasSubstr("hospital-a"))));
}

}  // namespace
}  // namespace ieum::testing::submission_store_test
