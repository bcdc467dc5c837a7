#include "ieum/client/result/joint_key_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/base/mutex.h"
#include "ieum/v1/result_service.grpc.pb.h"
#include "support/status_matchers.h"
#include "support/tls_test_server.h"

namespace ieum::testing {
namespace {

using client::JointKeyBatch;
using client::JointKeyReader;
using client::JointKeyReport;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

v1::ReadJointKeysResponse Chunk(uint32_t sequence, uint64_t run_number, int rows = 2) {
  v1::ReadJointKeysResponse response;
  response.set_sequence(sequence);
  response.set_run_number(run_number);
  for (int row = 0; row < rows; ++row) {
    *response.mutable_serials() += std::string(16, static_cast<char>('a' + sequence));
    *response.mutable_joint_keys() += std::string(16, static_cast<char>(run_number));
  }
  return response;
}

// Answers each call with the next of its scripts.
class FakeResults final : public v1::ResultService::Service {
 public:
  struct Script {
    std::vector<v1::ReadJointKeysResponse> responses;
    grpc::Status status;
  };
  void Play(std::deque<Script> scripts) {
    const core::MutexLock lock(mutex_);
    scripts_ = std::move(scripts);
  }
  std::vector<uint32_t> first_sequences() {
    const core::MutexLock lock(mutex_);
    return first_sequences_;
  }

  grpc::Status ReadJointKeys(grpc::ServerContext*, const v1::ReadJointKeysRequest* request,
                             grpc::ServerWriter<v1::ReadJointKeysResponse>* writer) override {
    Script script = {{}, {grpc::StatusCode::INTERNAL, "asked once too often"}};
    {
      const core::MutexLock lock(mutex_);
      first_sequences_.push_back(request->first_sequence());
      if (!scripts_.empty()) {
        script = std::move(scripts_.front());
        scripts_.pop_front();
      }
    }
    for (const v1::ReadJointKeysResponse& response : script.responses) writer->Write(response);
    return script.status;
  }

 private:
  core::Mutex mutex_;
  std::deque<Script> scripts_ ABSL_GUARDED_BY(mutex_);
  std::vector<uint32_t> first_sequences_ ABSL_GUARDED_BY(mutex_);
};

const grpc::Status kAway(grpc::StatusCode::UNAVAILABLE, "stopping");

class JointKeyReaderTest : public ::testing::Test {
 protected:
  JointKeyReaderTest() : server_({&results_}) {}

  absl::StatusOr<JointKeyReport> Read() {
    IEUM_ASSIGN_OR_RETURN(
        const std::unique_ptr<JointKeyReader> reader,
        JointKeyReader::Create({.channel = server_.HolderChannel(),
                                .retry = {.wait = [](absl::Duration, std::stop_token) {}}}));
    return reader->Read(
        core::ProjectId::Parse("flu").value(),
        [this](const JointKeyBatch& batch) {
          seen_.push_back(absl::StrFormat("%d/%d", batch.run_number, batch.sequence));
          for (const client::JointKeyRow& row : batch.rows) {
            EXPECT_EQ(row.serial[0], static_cast<std::byte>('a' + batch.sequence));
            EXPECT_EQ(row.joint_key.bytes()[15], static_cast<std::byte>(batch.run_number));
          }
          return visit_status_;
        },
        {});
  }

  FakeResults results_;
  TlsTestServer server_;
  absl::Status visit_status_;
  std::vector<std::string> seen_;  // "run/sequence"
};

TEST_F(JointKeyReaderTest, VisitsEveryChunkInOrder) {
  results_.Play({{{Chunk(0, 1), Chunk(1, 1), Chunk(2, 1, 1)}, grpc::Status::OK}});
  const auto report = Read();
  ASSERT_OK(report);
  EXPECT_EQ(report->row_count, 5U);
  EXPECT_EQ(report->run_number, 1U);
  EXPECT_EQ(report->retries, 0);
  EXPECT_THAT(seen_, ElementsAre("1/0", "1/1", "1/2"));
}

TEST_F(JointKeyReaderTest, GoesOnAfterABrokenConnection) {
  results_.Play(
      {{{Chunk(0, 1)}, kAway}, {{}, kAway}, {{Chunk(1, 1), Chunk(2, 1)}, grpc::Status::OK}});
  const auto report = Read();
  ASSERT_OK(report);
  EXPECT_EQ(report->retries, 2);
  EXPECT_EQ(report->row_count, 6U);
  EXPECT_THAT(results_.first_sequences(), ElementsAre(0, 1, 1));
  EXPECT_THAT(seen_, ElementsAre("1/0", "1/1", "1/2"));
}

TEST_F(JointKeyReaderTest, StartsAgainWhenAnotherRunHasReplacedTheResults) {
  results_.Play({{{Chunk(0, 1)}, kAway},
                 {{Chunk(1, 2)}, grpc::Status::OK},
                 {{Chunk(0, 2), Chunk(1, 2)}, grpc::Status::OK}});
  const auto report = Read();
  ASSERT_OK(report);
  EXPECT_EQ(report->run_number, 2U);
  EXPECT_EQ(report->row_count, 4U);
  EXPECT_THAT(results_.first_sequences(), ElementsAre(0, 1, 0));
  EXPECT_THAT(seen_, ElementsAre("1/0", "2/0", "2/1"));
}

TEST_F(JointKeyReaderTest, RefusesAnswersThatDoNotFitTogether) {
  const FakeResults::Script gap = {{Chunk(0, 1), Chunk(2, 1)}, grpc::Status::OK};
  const FakeResults::Script gap_later = {{Chunk(2, 1)}, grpc::Status::OK};
  results_.Play({gap, gap_later, gap_later});
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("chunk 1 was due")));
  v1::ReadJointKeysResponse uneven = Chunk(0, 1);
  uneven.mutable_joint_keys()->pop_back();
  results_.Play(std::deque<FakeResults::Script>(3, {{uneven}, grpc::Status::OK}));
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("bytes of serials")));
}

TEST_F(JointKeyReaderTest, ReturnsTheVisitorsErrorWithoutTryingAgain) {
  results_.Play({{{Chunk(0, 1), Chunk(1, 1)}, grpc::Status::OK}});
  visit_status_ = core::Unavailable("disk full");
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kUnavailable, "disk full"));
  EXPECT_THAT(seen_, ElementsAre("1/0"));
  EXPECT_THAT(results_.first_sequences(), ElementsAre(0));
}

TEST_F(JointKeyReaderTest, PassesOnWhyThereAreNoKeys) {
  results_.Play({{{}, {grpc::StatusCode::FAILED_PRECONDITION, "not matched yet"}}});
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kFailedPrecondition, "not matched yet"));
  results_.Play({{{}, {grpc::StatusCode::PERMISSION_DENIED, "not delivered"}}});
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kPermissionDenied, "not delivered"));
}

}  // namespace
}  // namespace ieum::testing
