#include "ieum/core/rpc/channel.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "ieum/core/rpc/call.h"
#include "ieum/v1/health_service.grpc.pb.h"
#include "support/raw_tls.h"
#include "support/status_matchers.h"
#include "support/tls_test_server.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class FakeHealth final : public v1::HealthService::Service {
  grpc::Status GetHealth(grpc::ServerContext*, const v1::GetHealthRequest*,
                         v1::GetHealthResponse* response) override {
    response->set_role("matcher");
    return grpc::Status::OK;
  }
};

absl::Status AskHealth(const core::ChannelOptions& options, std::stop_token stop = {}) {
  IEUM_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, core::OpenChannel(options));
  const auto health = v1::HealthService::NewStub(channel);
  v1::GetHealthResponse response;
  core::Call call(absl::Seconds(20), std::move(stop));
  return call.Outcome(health->GetHealth(call.context(), {}, &response), options.server);
}

TEST(OpenChannel, ReachesAServerWithCertificatesOnBothSides) {
  FakeHealth health;
  const TlsTestServer server({&health});
  EXPECT_OK(AskHealth(server.HolderChannel()));
}

TEST(OpenChannel, NamesTheFileThatIsMissingOrReadableByOthers) {
  const TempDir dir;
  const TestCa ca;
  core::ChannelOptions options = ca.IssueTo(dir, "me", ClientLeaf("holder", "a"));
  options.server = "127.0.0.1:1";
  EXPECT_OK(core::OpenChannel(options));
  ASSERT_EQ(::chmod(options.key_file.c_str(), 0640), 0);
  EXPECT_THAT(core::OpenChannel(options),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr(options.key_file)));
  ASSERT_EQ(::chmod(options.key_file.c_str(), 0600), 0);
  options.ca_file = dir.Write("empty.pem", "");
  EXPECT_THAT(core::OpenChannel(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("empty.pem")));
  options.ca_file = dir.File("nowhere.pem");
  EXPECT_THAT(core::OpenChannel(options),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("nowhere.pem")));
  options.server = "matcher.example.org";
  EXPECT_THAT(core::OpenChannel(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("host:port")));
}

TEST(OpenChannel, SaysThatNobodyListens) {
  const TempDir dir;
  const TestCa ca;
  core::ChannelOptions options = ca.IssueTo(dir, "me", ClientLeaf("holder", "a"));
  options.server = "127.0.0.1:1";
  EXPECT_THAT(AskHealth(options),
              StatusIs(absl::StatusCode::kUnavailable,
                       AllOf(HasSubstr("127.0.0.1:1"), HasSubstr("connection refused"))));
}

TEST(OpenChannel, RefusesAServerOfAnotherCa) {
  const TempDir dir;
  const TestCa ca;
  const TestCa other;
  const RawTlsServer server(other.Issue(ServerLeaf()), TlsVersion::k13);
  core::ChannelOptions options = ca.IssueTo(dir, "me", ClientLeaf("holder", "a"));
  options.server = server.address();
  EXPECT_THAT(AskHealth(options), StatusIs(absl::StatusCode::kUnauthenticated,
                                           HasSubstr("does not prove that it is the server")));
  EXPECT_EQ(server.handshakes(), 0);
}

TEST(OpenChannel, RefusesAServerThatDoesNotNameThisHost) {
  const TempDir dir;
  const TestCa ca;
  LeafOptions leaf = ServerLeaf();
  leaf.local_host_names = false;
  const RawTlsServer server(ca.Issue(leaf), TlsVersion::k13);
  core::ChannelOptions options = ca.IssueTo(dir, "me", ClientLeaf("holder", "a"));
  options.server = server.address();
  EXPECT_THAT(AskHealth(options), StatusIs(absl::StatusCode::kUnauthenticated,
                                           HasSubstr("does not prove that it is the server")));
}

TEST(OpenChannel, NeverAgreesOnTls12) {
  const TempDir dir;
  const TestCa ca;
  const RawTlsServer server(ca.Issue(ServerLeaf()), TlsVersion::k12);
  core::ChannelOptions options = ca.IssueTo(dir, "me", ClientLeaf("holder", "a"));
  options.server = server.address();
  EXPECT_THAT(AskHealth(options),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("TLS 1.3")));
  EXPECT_EQ(server.handshakes(), 0);
}

TEST(Call, EndsAtOnceWhenAStopIsRequested) {
  const TempDir dir;
  const TestCa ca;
  // Shakes hands and never answers.
  const RawTlsServer server(ca.Issue(ServerLeaf()), TlsVersion::k13);
  core::ChannelOptions options = ca.IssueTo(dir, "me", ClientLeaf("holder", "a"));
  options.server = server.address();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(AskHealth(options, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped by the user")));
}

TEST(FromGrpc, KeepsTheServersWordsAndCode) {
  const grpc::Status refused(grpc::StatusCode::FAILED_PRECONDITION, "project p is sealed");
  EXPECT_THAT(core::FromGrpc(refused, "host:1"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "project p is sealed"));
  const grpc::Status busy(grpc::StatusCode::UNAVAILABLE, "the server is stopping");
  EXPECT_THAT(core::FromGrpc(busy, "host:1"),
              StatusIs(absl::StatusCode::kUnavailable, "the server is stopping"));
  EXPECT_OK(core::FromGrpc(grpc::Status::OK, "host:1"));
}

TEST(FromGrpc, ExplainsWhatHappenedToAConnection) {
  struct Case {
    const char* words;
    absl::StatusCode code;
    const char* explained;
  };
  for (const Case& c : {
           Case{"Socket closed", absl::StatusCode::kUnavailable, "closed the connection"},
           Case{"recvmsg:Connection reset by peer", absl::StatusCode::kUnavailable,
                "closed the connection"},
           Case{"DNS resolution failed for host:1", absl::StatusCode::kUnavailable,
                "check the address"},
           Case{"last error: Ssl handshake failed: SSL_ERROR_SSL: unsupported protocol",
                absl::StatusCode::kUnauthenticated, "TLS 1.3"},
       }) {
    EXPECT_THAT(core::FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, c.words), "host:1"),
                StatusIs(c.code, AllOf(HasSubstr("host:1"), HasSubstr(c.explained))))
        << c.words;
  }
  EXPECT_THAT(core::FromGrpc(
                  grpc::Status(grpc::StatusCode::INTERNAL, "Received RST_STREAM with error code 2"),
                  "host:1"),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("cut off the call")));
}

}  // namespace
}  // namespace ieum::testing
