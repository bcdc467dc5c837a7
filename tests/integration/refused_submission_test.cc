// What a server does not take from a holder: each a clear error, and nothing stored is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/base/bytes.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr size_t kRows = 100;
constexpr size_t kRowsPerChunk = 10;

// Ten chunks, four of them stored before each test.
class RefusedSubmissionTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { host_ = new MatcherHost(); }
  static void TearDownTestSuite() {
    delete host_;
    host_ = nullptr;
  }

  RefusedSubmissionTest()
      : profile_(SyntheticProfile()),
        party_(MakeParty(profile_, Persons(0, kRows), 1)),
        chunks_(ChunksOf(party_, kRowsPerChunk)),
        project_(NextProject()),
        holder_(host_->Holder("hospital-a")) {
    host_->CreateProject(project_);
    EXPECT_OK(Send({chunks_[0], chunks_[1], chunks_[2], chunks_[3]}));
    before_ = Stored();
  }

  static std::string NextProject() {
    static int count = 0;
    return absl::StrFormat("project-%d", ++count);
  }
  absl::Status Send(const std::vector<core::Bytes>& chunks) {
    return holder_.SubmitChunks(project_, chunks).status();
  }
  std::string Stored() { return holder_.GetSubmission(project_).value().SerializeAsString(); }
  // What was stored is as it was, and the submission can be finished.
  void ExpectNothingLost() {
    EXPECT_EQ(Stored(), before_);
    EXPECT_OK(Send(chunks_));
    EXPECT_OK(Seal(kRows));
  }
  absl::Status Seal(uint64_t row_count) {
    return holder_
        .SealSubmission(project_, party_.submission_id, row_count,
                        DigestOf(chunks_, chunks_.size()))
        .status();
  }
  core::Bytes ChunkOf(const core::ProfileHeader& profile, uint32_t sequence,
                      const core::Sha256Digest& digest) {
    const SyntheticParty other = MakeParty(profile, Persons(0, 10), 7);
    return core::SerializeChunk(party_.submission_id, sequence, digest, other.serials,
                                other.encodings, {});
  }

  static MatcherHost* host_;
  core::ProfileHeader profile_;
  SyntheticParty party_;
  std::vector<core::Bytes> chunks_;
  std::string project_;
  ApiClient holder_;
  std::string before_;
};
MatcherHost* RefusedSubmissionTest::host_ = nullptr;

TEST_F(RefusedSubmissionTest, RepeatedChunksAreHarmless) {
  EXPECT_OK(Send({chunks_[2], chunks_[0], chunks_[3], chunks_[3]}));
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, ASequenceThatSkipsAhead) {
  EXPECT_THAT(Send({chunks_[5]}), StatusIs(absl::StatusCode::kFailedPrecondition,
                                           AllOf(HasSubstr("chunk 5"), HasSubstr("is 4"))));
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, ChunksBeforeTheOffendingOneStayStored) {
  EXPECT_THAT(Send({chunks_[4], chunks_[5], chunks_[7]}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chunk 7")));
  EXPECT_EQ(holder_.GetSubmission(project_)->next_sequence(), 6U);
  before_ = Stored();
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, OtherContentUnderAStoredSequence) {
  EXPECT_THAT(Send({ChunkOf(profile_, 2, profile_.digest)}),
              StatusIs(absl::StatusCode::kAlreadyExists,
                       AllOf(HasSubstr("chunk 2"), HasSubstr("withdraw"))));
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, AnotherProfile) {
  const core::ProfileHeader other = SyntheticProfile(512, 7'000);
  EXPECT_THAT(Send({ChunkOf(other, 4, other.digest)}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("another profile"), HasSubstr("encode again"))));
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, EncodingsOfAnotherShape) {
  EXPECT_THAT(Send({ChunkOf(SyntheticProfile(1'024), 4, profile_.digest)}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("128 bytes per encoding"), HasSubstr("has 64"))));
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, ATruncatedChunk) {
  core::Bytes cut = chunks_[4];
  cut.resize(cut.size() - 5);
  EXPECT_THAT(Send({cut}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bytes")));
  EXPECT_THAT(Send({core::Bytes(20)}), StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_));
  EXPECT_THAT(Send({core::Bytes()}), StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_));
  core::Bytes longer = chunks_[4];
  longer.push_back(std::byte{0});
  EXPECT_THAT(Send({longer}), StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_));
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, ADamagedChunk) {
  // A byte of the serials, of the encodings, and of the checksum itself.
  for (const size_t place : {size_t{80}, chunks_[4].size() - 10, chunks_[4].size() - 1}) {
    core::Bytes damaged = chunks_[4];
    damaged[place] ^= std::byte{0x10};
    EXPECT_THAT(Send({damaged}), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checksum")))
        << "byte " << place;
  }
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, AChunkAboveTheLimits) {
  // Above the limit of chunks but below that of messages, then above that too.
  EXPECT_THAT(Send({core::Bytes(size_t{core::kMaxChunkBytes} + 1)}),
              StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_));
  EXPECT_THAT(Send({core::Bytes(size_t{5} << 20)}),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("larger than max")));
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, AnEmptyStream) {
  EXPECT_THAT(Send({}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no chunk")));
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, AnotherSubmissionOfTheSameHolder) {
  const SyntheticParty other = MakeParty(profile_, Persons(0, 30), 9);
  EXPECT_THAT(Send(ChunksOf(other, kRowsPerChunk)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("another submission"), HasSubstr("40 rows"))));
  EXPECT_THAT(holder_.WithdrawSubmission(project_, other.submission_id),
              StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_));
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, ASealWithWrongRowsOrDigest) {
  EXPECT_THAT(Seal(kRows), StatusIs(absl::StatusCode::kFailedPrecondition,
                                    AllOf(HasSubstr("100 rows"), HasSubstr("40"))));
  EXPECT_THAT(holder_.SealSubmission(project_, party_.submission_id, 40, DigestOf(chunks_, 3)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("digest")));
  ExpectNothingLost();
}

TEST_F(RefusedSubmissionTest, MoreChunksAfterTheSeal) {
  ASSERT_OK(Send(chunks_));
  ASSERT_OK(Seal(kRows));
  EXPECT_OK(Seal(kRows)) << "repeating is harmless";
  const std::string sealed = Stored();
  SyntheticParty longer = MakeParty(profile_, Persons(0, kRows + 10), 1);
  EXPECT_THAT(Send({ChunksOf(longer, kRowsPerChunk)[10]}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("sealed")));
  EXPECT_EQ(Stored(), sealed);
}

TEST_F(RefusedSubmissionTest, AWithdrawnSubmissionCanBeSentAgain) {
  ASSERT_OK(holder_.WithdrawSubmission(project_, party_.submission_id));
  EXPECT_THAT(holder_.GetSubmission(project_), StatusIs(absl::StatusCode::kNotFound, ::testing::_));
  ASSERT_OK(holder_.WithdrawSubmission(project_, party_.submission_id)) << "repeating is harmless";
  const SyntheticParty other = MakeParty(profile_, Persons(500, 30), 9);
  ASSERT_OK(Send(ChunksOf(other, kRowsPerChunk)));
  EXPECT_EQ(holder_.GetSubmission(project_)->row_count(), 30U);
}

TEST_F(RefusedSubmissionTest, StepsInTheWrongOrder) {
  ApiClient api = host_->Operator();
  EXPECT_THAT(api.SealProject(project_),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("hospital-a (not sealed)"), HasSubstr("insurer-b (no"))));
  EXPECT_THAT(api.StartRun(project_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("seal")));
  EXPECT_THAT(holder_.ReadJointKeys(project_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no results")));
  ExpectNothingLost();
  const SyntheticParty b = MakeParty(profile_, Persons(0, 10), 2);
  host_->Submit(project_, "insurer-b", b);
  ASSERT_OK(api.SealProject(project_));
  EXPECT_OK(api.SealProject(project_)) << "repeating is harmless";
  const std::string sealed = Stored();
  EXPECT_THAT(Send({chunks_[0]}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("sealed")));
  EXPECT_THAT(holder_.WithdrawSubmission(project_, party_.submission_id),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("sealed")));
  EXPECT_THAT(holder_.ReadJointKeys(project_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no matching run")));
  EXPECT_EQ(Stored(), sealed);
  EXPECT_THAT(api.GetRun(project_, 1), StatusIs(absl::StatusCode::kNotFound, ::testing::_));
}

}  // namespace
}  // namespace ieum::testing
