// Connections that idle, grow old or have nobody at their other end, at a real server whose times
// are short enough to be waited for (docs/operations/README.md#limits has the real ones).
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "ieum/client/submit/submitter.h"
#include "ieum/core/base/status.h"
#include "ieum/core/rpc/call.h"
#include "ieum/core/rpc/channel.h"
#include "support/app_host.h"
#include "support/status_matchers.h"
#include "support/synthetic_party.h"
#include "support/tcp_relay.h"

namespace ieum::testing {
namespace {

constexpr char kConnections[] = "ieum_connections_total";

v1::Project Terms(const std::string& project) {
  v1::Project terms;
  terms.set_project_id(project);
  terms.add_holders("hospital-a");
  terms.add_holders("insurer-b");
  terms.set_profile_json(SyntheticProfileJson());
  terms.set_test(true);
  return terms;
}

absl::Status List(const std::shared_ptr<grpc::Channel>& channel) {
  core::Call call(absl::Seconds(30), {});
  v1::ListProjectsResponse response;
  return core::FromGrpc(
      v1::ProjectService::NewStub(channel)->ListProjects(call.context(), {}, &response), "server");
}

// Waits for it at most half a minute.
template <typename Condition>
bool Comes(const Condition& condition) {
  const absl::Time end = absl::Now() + absl::Seconds(30);
  while (!condition()) {
    if (absl::Now() > end) return false;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return true;
}

// A call that has begun and says nothing.
class OpenCall final {
 public:
  explicit OpenCall(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::SubmissionService::NewStub(channel)),
        writer_(stub_->SubmitChunks(call_.context(), &response_)) {}
  void Cancel() { call_.context()->TryCancel(); }
  grpc::Status Finish() { return writer_->Finish(); }

 private:
  core::Call call_{absl::Minutes(1), {}};
  v1::SubmitChunksResponse response_;
  std::unique_ptr<v1::SubmissionService::Stub> stub_;
  std::unique_ptr<grpc::ClientWriter<v1::SubmitChunksRequest>> writer_;
};

TEST(ConnectionTimesTest, AnIdleConnectionIsEndedAndTheNextCallMakesAnother) {
  AppHost host({.idle = absl::Milliseconds(1'500)});
  const auto channel = core::OpenChannel(host.Channel("holder", "hospital-a")).value();
  ASSERT_OK(List(channel));
  EXPECT_EQ(channel->GetState(false), GRPC_CHANNEL_READY);
  EXPECT_TRUE(Comes([&] { return channel->GetState(false) != GRPC_CHANNEL_READY; }))
      << "the server ends it; a client would after half an hour";
  EXPECT_OK(List(channel));
  // One that is used stays, however long.
  const double before = host.Metric(kConnections);
  for (int i = 0; i < 35; ++i) {
    ASSERT_OK(List(channel));
    absl::SleepFor(absl::Milliseconds(60));
  }
  EXPECT_EQ(host.Metric(kConnections), before + 1) << "that which asks for the metric";
}

TEST(ConnectionTimesTest, AnOldConnectionIsReplacedWithoutACallThatFails) {
  AppHost host({.connection_age = absl::Milliseconds(250)});
  const auto channel = core::OpenChannel(host.Channel("holder", "hospital-a")).value();
  ASSERT_OK(List(channel));
  const double before = host.Metric(kConnections);
  const absl::Time end = absl::Now() + absl::Seconds(4);
  int calls = 0;
  for (; absl::Now() < end; ++calls) {
    ASSERT_OK(List(channel)) << "call " << calls;
    absl::SleepFor(absl::Milliseconds(5));
  }
  EXPECT_GT(calls, 10);
  EXPECT_GE(host.Metric(kConnections), before + 3);
}

TEST(ConnectionTimesTest, ACallUnderWayEndsByItselfOnAnOldConnection) {
  AppHost host({.connection_age = absl::Milliseconds(200)});
  ASSERT_OK(host.Client("operator", "linkage-center").CreateProject(Terms("flu")));
  const auto channel = core::OpenChannel(host.Channel("holder", "hospital-a")).value();
  OpenCall call(channel);
  absl::SleepFor(absl::Seconds(2));
  ASSERT_OK(List(channel)) << "over another connection";
  call.Cancel();
  EXPECT_EQ(call.Finish().error_code(), grpc::StatusCode::CANCELLED) << "it was there until then";
}

TEST(ConnectionTimesTest, ACallThatOutlastsTheGraceIsCutOff) {
  AppHost host(
      {.connection_age = absl::Milliseconds(200), .connection_age_grace = absl::Milliseconds(300)});
  const auto channel = core::OpenChannel(host.Channel("holder", "hospital-a")).value();
  const absl::Time start = absl::Now();
  OpenCall call(channel);
  EXPECT_EQ(call.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_LT(absl::Now() - start, absl::Seconds(30)) << "before its deadline";
  EXPECT_OK(List(channel));
}

TEST(ConnectionTimesTest, ASubmissionLosesNothingOverConnectionsThatEndUnderIt) {
  AppHost host(
      {.connection_age = absl::Milliseconds(300), .connection_age_grace = absl::Milliseconds(200)});
  const auto created = host.Client("operator", "linkage-center").CreateProject(Terms("flu"));
  ASSERT_OK(created);
  constexpr size_t kRowsPerChunk = 5;
  const SyntheticParty party = MakeParty(SyntheticProfile(), Persons(0, 4'000), 1);
  core::ChannelOptions channel = host.Channel("holder", "hospital-a");
  const core::ByteView digest = core::AsBytes(created->manifest_digest());
  std::copy(digest.begin(), digest.end(), channel.manifest.emplace().begin());
  const double before = host.Metric(kConnections);
  const auto submitter = client::Submitter::Create({.channel = channel,
                                                    .retry = {.first_wait = absl::Milliseconds(5),
                                                              .last_wait = absl::Milliseconds(20)},
                                                    .window_chunks = 8})
                             .value();
  const auto report =
      submitter->Submit(WriteSubmissionFile(host.dir(), "a.ieum", "flu", party, kRowsPerChunk),
                        false, [](const client::SubmissionProgress&) {}, {});
  ASSERT_OK(report);
  EXPECT_GE(host.Metric(kConnections), before + 2);
  const std::vector<core::Bytes> chunks = ChunksOf(party, kRowsPerChunk);
  const auto stored = host.Client("holder", "hospital-a").GetSubmission("flu");
  ASSERT_OK(stored);
  EXPECT_EQ(stored->row_count(), party.row_count());
  EXPECT_EQ(stored->submission_digest(),
            std::string(core::AsText(DigestOf(chunks, chunks.size()))));
  EXPECT_EQ(stored->state(), v1::SUBMISSION_STATE_SEALED);
}

// Sixteen calls of an institution may be under way; when their peer is gone they must not stay so.
void ExpectCallsOfAPeerThatIsGoneEnd(absl::Duration quiet) {
  constexpr int kMostCalls = 16;
  AppHost host({.keepalive = absl::Milliseconds(300), .keepalive_timeout = absl::Seconds(2)});
  TcpRelay relay;
  relay.SetTarget(host.port());
  core::ChannelOptions gone = host.Channel("holder", "hospital-a");
  gone.server = relay.address();
  const auto channel = core::OpenChannel(gone).value();
  std::vector<std::unique_ptr<OpenCall>> calls;
  for (int i = 0; i < kMostCalls; ++i) calls.push_back(std::make_unique<OpenCall>(channel));
  const auto same = core::OpenChannel(host.Channel("holder", "hospital-a")).value();
  EXPECT_TRUE(Comes([&] { return absl::IsResourceExhausted(List(same)); }));
  absl::SleepFor(quiet);
  EXPECT_TRUE(absl::IsResourceExhausted(List(same))) << "the peer answers pings: it is there";
  relay.Stall();
  EXPECT_TRUE(Comes([&] { return List(same).ok(); })) << "the peer is gone, its calls are not";
  for (const auto& call : calls) {
    call->Cancel();
    EXPECT_FALSE(call->Finish().ok());
  }
}

TEST(ConnectionTimesTest, CallsOfAPeerThatIsGoneEnd) {
  ExpectCallsOfAPeerThatIsGoneEnd(absl::ZeroDuration());
}

TEST(ConnectionTimesTest, CallsOfAPeerThatGoesAfterALongQuietTimeEnd) {
  ExpectCallsOfAPeerThatIsGoneEnd(absl::Seconds(3));
}

}  // namespace
}  // namespace ieum::testing
