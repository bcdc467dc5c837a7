#include "ieum/client/submit/submitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <optional>

#include "ieum/core/base/mutex.h"
#include "ieum/v1/project_service.grpc.pb.h"
#include "ieum/v1/submission_service.grpc.pb.h"
#include "support/status_matchers.h"
#include "support/synthetic_party.h"
#include "support/tls_test_server.h"

namespace ieum::testing {
namespace {

using client::SubmissionProgress;
using client::SubmissionReport;
using client::Submitter;
using client::SubmitterOptions;
using ::testing::AllOf;
using ::testing::HasSubstr;

// A stream that fails once it has stored some chunks.
struct Failure {
  int after_chunks;
  grpc::Status status;
};

// Keeps one project and one submission, and fails as told. Set it up before the calls.
class FakeMatcher final : public v1::SubmissionService::Service,
                          public v1::ProjectService::Service {
 public:
  v1::Project project;
  v1::Submission stored;  // empty id: none
  std::deque<Failure> failures;
  std::deque<grpc::Status> seal_failures;
  std::vector<core::Bytes> chunks;
  int streams = 0;
  int chunks_received = 0;
  int withdrawals = 0;
  bool wrong_digest = false;
  std::function<void()> on_stream;

  grpc::Status GetProject(grpc::ServerContext*, const v1::GetProjectRequest* request,
                          v1::GetProjectResponse* response) override {
    if (request->project_id() != project.project_id()) {
      return {grpc::StatusCode::NOT_FOUND, "no such project"};
    }
    *response->mutable_project() = project;
    return grpc::Status::OK;
  }

  grpc::Status GetSubmission(grpc::ServerContext*, const v1::GetSubmissionRequest*,
                             v1::GetSubmissionResponse* response) override {
    if (stored.submission_id().empty()) return {grpc::StatusCode::NOT_FOUND, "no submission"};
    *response->mutable_submission() = stored;
    return grpc::Status::OK;
  }

  grpc::Status SubmitChunks(grpc::ServerContext*,
                            grpc::ServerReader<v1::SubmitChunksRequest>* reader,
                            v1::SubmitChunksResponse* response) override {
    ++streams;
    if (on_stream) on_stream();
    std::optional<Failure> failure;
    if (!failures.empty()) {
      failure = failures.front();
      failures.pop_front();
    }
    v1::SubmitChunksRequest request;
    for (int received = 0; reader->Read(&request); ++received) {
      if (failure && received == failure->after_chunks) return failure->status;
      ++chunks_received;
      Store(request.chunk());
    }
    if (failure) return failure->status;
    *response->mutable_submission() = stored;
    return grpc::Status::OK;
  }

  grpc::Status SealSubmission(grpc::ServerContext*, const v1::SealSubmissionRequest* request,
                              v1::SealSubmissionResponse* response) override {
    if (!seal_failures.empty()) {
      const grpc::Status status = seal_failures.front();
      seal_failures.pop_front();
      return status;
    }
    EXPECT_EQ(request->row_count(), stored.row_count());
    EXPECT_EQ(request->submission_digest(), stored.submission_digest());
    stored.set_state(v1::SUBMISSION_STATE_SEALED);
    *response->mutable_submission() = stored;
    if (wrong_digest) response->mutable_submission()->set_submission_digest("other");
    return grpc::Status::OK;
  }

  grpc::Status WithdrawSubmission(grpc::ServerContext*,
                                  const v1::WithdrawSubmissionRequest* request,
                                  v1::WithdrawSubmissionResponse*) override {
    EXPECT_EQ(request->submission_id(), stored.submission_id());
    ++withdrawals;
    stored.Clear();
    chunks.clear();
    return grpc::Status::OK;
  }

  void Store(const std::string& bytes) {
    const auto chunk = core::ParseChunk(core::AsBytes(bytes));
    ASSERT_OK(chunk);
    ASSERT_EQ(chunk->sequence, chunks.size()) << "a gap, or a chunk sent twice";
    const auto view = core::AsBytes(bytes);
    chunks.emplace_back(view.begin(), view.end());
    stored.set_submission_id(chunk->submission_id.data(), chunk->submission_id.size());
    stored.set_state(v1::SUBMISSION_STATE_OPEN);
    stored.set_next_sequence(static_cast<uint32_t>(chunks.size()));
    stored.set_row_count(stored.row_count() + chunk->row_count);
    const core::Sha256Digest digest = DigestOf(chunks, chunks.size());
    stored.set_submission_digest(digest.data(), digest.size());
  }
};

class SubmitterTest : public ::testing::Test {
 protected:
  static constexpr size_t kRows = 95;
  static constexpr size_t kRowsPerChunk = 10;  // 10 chunks

  SubmitterTest()
      : profile_(SyntheticProfile()),
        party_(MakeParty(profile_, Persons(0, kRows), 1)),
        file_(WriteSubmissionFile(dir_, "a.ieum", "flu", party_, kRowsPerChunk)),
        server_({static_cast<v1::SubmissionService::Service*>(&matcher_),
                 static_cast<v1::ProjectService::Service*>(&matcher_)}) {
    matcher_.project.set_project_id("flu");
    matcher_.project.set_state(v1::PROJECT_STATE_OPEN);
    matcher_.project.set_profile_digest(profile_.digest.data(), profile_.digest.size());
    options_ = {.channel = server_.HolderChannel(),
                .retry = {.wait = [this](absl::Duration, std::stop_token) { ++waits_; }},
                .window_chunks = 4};
  }

  absl::StatusOr<SubmissionReport> Submit(bool replace = false, std::stop_token stop = {}) {
    IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<Submitter> submitter, Submitter::Create(options_));
    return submitter->Submit(
        file_, replace, [this](const SubmissionProgress& now) { progress_.push_back(now); },
        std::move(stop));
  }
  void StoreFirst(size_t count) {
    const std::vector<core::Bytes> chunks = ChunksOf(party_, kRowsPerChunk);
    for (size_t i = 0; i < count; ++i) matcher_.Store(std::string(core::AsText(chunks[i])));
  }

  TempDir dir_;
  core::ProfileHeader profile_;
  SyntheticParty party_;
  std::string file_;
  FakeMatcher matcher_;
  TlsTestServer server_;
  SubmitterOptions options_;
  std::vector<SubmissionProgress> progress_;
  int waits_ = 0;
};

TEST_F(SubmitterTest, SendsWindowsOfChunksAndSeals) {
  const auto report = Submit();
  ASSERT_OK(report);
  EXPECT_EQ(report->row_count, kRows);
  EXPECT_EQ(report->chunk_count, 10U);
  EXPECT_EQ(report->chunks_sent, 10U);
  EXPECT_EQ(report->chunks_skipped, 0U);
  EXPECT_EQ(report->retries, 0);
  EXPECT_EQ(report->submission_digest, DigestOf(ChunksOf(party_, kRowsPerChunk), 10));
  EXPECT_EQ(matcher_.streams, 3);
  EXPECT_EQ(matcher_.stored.state(), v1::SUBMISSION_STATE_SEALED);
  EXPECT_EQ(matcher_.chunks, ChunksOf(party_, kRowsPerChunk));
  ASSERT_FALSE(progress_.empty());
  EXPECT_EQ(progress_.back().acknowledged_rows, kRows);
  EXPECT_EQ(progress_.back().total_rows, kRows);
}

TEST_F(SubmitterTest, GoesOnWhereTheServerStands) {
  StoreFirst(3);
  const auto report = Submit();
  ASSERT_OK(report);
  EXPECT_EQ(report->chunks_skipped, 3U);
  EXPECT_EQ(report->chunks_sent, 7U);
  EXPECT_EQ(matcher_.chunks_received, 7);
}

TEST_F(SubmitterTest, OnlyVerifiesWhatIsSealedAlready) {
  ASSERT_OK(Submit());
  matcher_.project.set_state(v1::PROJECT_STATE_MATCHED);
  const auto again = Submit();
  ASSERT_OK(again);
  EXPECT_EQ(again->chunks_sent, 0U);
  EXPECT_EQ(again->chunks_skipped, 10U);
  EXPECT_EQ(matcher_.chunks_received, 10);
}

TEST_F(SubmitterTest, SendsAgainFromTheFirstChunkThatIsMissingAfterAFailure) {
  matcher_.failures = {{2, {grpc::StatusCode::UNAVAILABLE, "stopping"}},
                       {1, {grpc::StatusCode::RESOURCE_EXHAUSTED, "disk nearly full"}},
                       {0, {grpc::StatusCode::DATA_LOSS, "checksum"}}};
  const auto report = Submit();
  ASSERT_OK(report);
  EXPECT_EQ(report->retries, 3);
  EXPECT_EQ(waits_, 3);
  EXPECT_EQ(matcher_.chunks_received, 10);
  EXPECT_EQ(progress_.back().retries, 3);
}

TEST_F(SubmitterTest, SealsAgainAfterAFailure) {
  matcher_.seal_failures = {{grpc::StatusCode::UNAVAILABLE, "stopping"}};
  const auto report = Submit();
  ASSERT_OK(report);
  EXPECT_EQ(report->retries, 1);
  EXPECT_EQ(matcher_.chunks_received, 10);
}

TEST_F(SubmitterTest, GivesUpWhenTheTimeIsOver) {
  options_.retry.give_up_after = absl::ZeroDuration();
  matcher_.failures = {{0, {grpc::StatusCode::UNAVAILABLE, "stopping"}}};
  EXPECT_THAT(Submit(), StatusIs(absl::StatusCode::kUnavailable,
                                 AllOf(HasSubstr("gave up"), HasSubstr("stopping"))));
}

TEST_F(SubmitterTest, ReturnsAnErrorThatTryingAgainDoesNotMend) {
  matcher_.failures = {{3, {grpc::StatusCode::ALREADY_EXISTS, "chunk 3 has other content"}}};
  EXPECT_THAT(Submit(), StatusIs(absl::StatusCode::kAlreadyExists, "chunk 3 has other content"));
  EXPECT_EQ(waits_, 0);
}

TEST_F(SubmitterTest, SendsNothingToAProjectWithAnotherProfile) {
  matcher_.project.set_profile_digest(std::string(32, 'x'));
  EXPECT_THAT(Submit(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                 AllOf(HasSubstr("profile"), HasSubstr("nothing was sent"))));
  EXPECT_EQ(matcher_.streams, 0);
}

TEST_F(SubmitterTest, SendsNothingToASealedProject) {
  matcher_.project.set_state(v1::PROJECT_STATE_SEALED);
  EXPECT_THAT(Submit(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                 AllOf(HasSubstr("flu is sealed"), HasSubstr("nothing was sent"))));
  EXPECT_EQ(matcher_.streams, 0);
}

TEST_F(SubmitterTest, ReplacesAnotherSubmissionOnlyWhenTold) {
  const SyntheticParty other = MakeParty(profile_, Persons(0, 20), 2);
  for (const core::Bytes& chunk : ChunksOf(other, 10)) {
    matcher_.Store(std::string(core::AsText(chunk)));
  }
  EXPECT_THAT(Submit(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                 AllOf(HasSubstr("20 rows"), HasSubstr("--replace"))));
  EXPECT_EQ(matcher_.withdrawals, 0);
  EXPECT_EQ(matcher_.streams, 0);
  ASSERT_OK(Submit(/*replace=*/true));
  EXPECT_EQ(matcher_.withdrawals, 1);
  EXPECT_EQ(matcher_.chunks, ChunksOf(party_, kRowsPerChunk));
}

TEST_F(SubmitterTest, DoesNotWithdrawItsOwnSubmissionToReplaceIt) {
  StoreFirst(3);
  ASSERT_OK(Submit(/*replace=*/true));
  EXPECT_EQ(matcher_.withdrawals, 0);
}

TEST_F(SubmitterTest, FindsOutThatTheServerHasSomethingElse) {
  matcher_.wrong_digest = true;
  EXPECT_THAT(Submit(), StatusIs(absl::StatusCode::kInternal, HasSubstr("call the operator")));
}

TEST_F(SubmitterTest, StopsWhenAsked) {
  std::stop_source stop;
  matcher_.on_stream = [&] {
    if (matcher_.streams == 2) stop.request_stop();
  };
  EXPECT_THAT(Submit(false, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped by the user")));
  EXPECT_NE(matcher_.stored.state(), v1::SUBMISSION_STATE_SEALED);
}

TEST_F(SubmitterTest, RefusesAFileThatIsNotWhole) {
  const std::string whole = ReadTestFile(file_);
  file_ = dir_.Write("cut.ieum", whole.substr(0, whole.size() - 40));
  EXPECT_FALSE(Submit().ok());
  EXPECT_EQ(matcher_.streams, 0);
  file_ = dir_.Write("other.csv", "a,b\n1,2\n");
  EXPECT_THAT(Submit(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("other.csv")));
  std::string flipped = whole;
  flipped[whole.size() / 2] ^= 1;
  file_ = dir_.Write("flipped.ieum", flipped);
  EXPECT_THAT(Submit(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("Encode the file again")));
  EXPECT_EQ(waits_, 0) << "sending again does not mend the file";
}

TEST_F(SubmitterTest, RefusesAnEmptyWindow) {
  options_.window_chunks = 0;
  EXPECT_THAT(Submit(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("window")));
}

}  // namespace
}  // namespace ieum::testing
