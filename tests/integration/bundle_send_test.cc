// Bundles that holders hand over to the joiner's real server themselves, over a wire that breaks:
// their own, and nobody else's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/base/status.h"
#include "ieum/core/handover/bundle_sender.h"
#include "ieum/core/rpc/call.h"
#include "integration/joiner_fixture.h"
#include "support/seeded_random.h"

namespace ieum::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class BundleSendTest : public JoinerFixture {
 protected:
  // As a holder's own program, which reaches the server over the wire.
  ProgramResult Send(const std::string& cover, const std::string& institution,
                     const std::vector<std::string>& more = {}) {
    wire_.SetTarget(server_->port());
    core::ChannelOptions who = JoinerChannel("holder", institution);
    std::vector<std::string> command = {
        IEUM_PROGRAM,         "bundle",        "send",      "--in",      cover,
        "--server",           wire_.address(), "--ca",      who.ca_file, "--cert",
        who.certificate_file, "--key",         who.key_file};
    command.insert(command.end(), more.begin(), more.end());
    return RunProgram(command);
  }
  // More rows than one message carries.
  std::string LargePayload() {
    constexpr size_t kManyRows = 60'000;
    SeededRandom random(5);
    std::vector<core::Serial> serials(kManyRows);
    for (core::Serial& serial : serials) random.Fill(serial);
    return SendToJoiner({.project = "flu",
                         .content = PayloadOf("flu", "hospital-a", serials),
                         .kind = core::BundleKind::kPayload});
  }
  // The calls of a holder's program, one by one.
  std::unique_ptr<v1::BundleService::Stub> Stub(const std::string& institution) {
    core::ChannelOptions who = JoinerChannel("holder", institution);
    who.manifest = manifest_;
    return v1::BundleService::NewStub(core::OpenChannel(who).value());
  }

  TcpRelay wire_;
};

TEST_F(BundleSendTest, APayloadOfItsOwnArrivesOverAWireThatBreaks) {
  const std::string cover = LargePayload();
  wire_.CutAfter(600'000);
  const ProgramResult sent = Send(cover, "hospital-a", {"--output", "json"});
  ASSERT_EQ(sent.exit_status, 0) << sent.err;
  EXPECT_EQ(wire_.cuts(), 1);
  EXPECT_THAT(sent.out, ContainsRegex("\"retries\": *1"));
  EXPECT_THAT(Imports(), ContainsRegex("payload +ieum://hospital-a/holder/test +done"));
  const ProgramResult again = Send(cover, "hospital-a");
  EXPECT_NE(again.exit_status, 0);
  EXPECT_THAT(again.err, HasSubstr("imported before"));
}

TEST_F(BundleSendTest, WhatAHolderSendsIsWhatAnOperatorWouldHaveBrought) {
  const std::string cover = Payload();
  const ProgramResult sent = Send(cover, "hospital-a");
  ASSERT_EQ(sent.exit_status, 0) << sent.err;
  const std::string imported = Imports();
  // Another joiner of the same name and key, to which the operator brings the same files.
  server_->Kill();
  const TempDir other;
  server_ = ServerProcess::Start(
                {.data_dir = other.File("joiner-data"), .tls = joiner_tls_, .role = "joiner"})
                .value();
  ApiClient api(JoinerChannel("joiner-operator", "join-center"));
  ASSERT_OK(api.CreateProject(ManifestText("flu", "join-center")));
  const ProgramResult brought = Import(cover);
  ASSERT_EQ(brought.exit_status, 0) << brought.err;
  const auto digest_of = [](const std::string& text) { return text.substr(0, text.find(" done")); };
  EXPECT_EQ(digest_of(Imports()), digest_of(imported));
  EXPECT_THAT(sent.out, HasSubstr("taken in by"));
}

TEST_F(BundleSendTest, NobodySendsAnothersBundle) {
  const std::string cover = Payload();
  const ProgramResult other = Send(cover, "insurer-b");
  EXPECT_NE(other.exit_status, 0);
  EXPECT_THAT(other.err, HasSubstr("rule: a holder brings its own bundles"));
  EXPECT_THAT(Imports(), Not(HasSubstr("payload")));

  // One that is under way is not there for others.
  const core::BundleFiles files = core::OpenBundleFiles(cover).value();
  v1::OpenImportRequest open;
  open.set_project_id("flu");
  open.set_cover(files.cover_file);
  v1::OpenImportResponse opened;
  core::Call owner(absl::Seconds(30), {});
  ASSERT_TRUE(Stub("hospital-a")->OpenImport(owner.context(), open, &opened).ok());
  const auto stub = Stub("insurer-b");
  {
    core::Call call(absl::Seconds(30), {});
    v1::FinishImportRequest request;
    request.set_project_id("flu");
    request.set_bundle_id(opened.bundle().bundle_id());
    v1::FinishImportResponse response;
    EXPECT_EQ(stub->FinishImport(call.context(), request, &response).error_code(),
              grpc::StatusCode::NOT_FOUND);
  }
  core::Call call(absl::Seconds(30), {});
  v1::SendPartsResponse response;
  const auto writer = stub->SendParts(call.context(), &response);
  v1::SendPartsRequest request;
  request.set_project_id("flu");
  request.set_bundle_id(opened.bundle().bundle_id());
  request.set_part(1);
  request.set_content("x");
  writer->Write(request);
  writer->WritesDone();
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(Imports(), HasSubstr("open, 0 of"));
}

TEST_F(BundleSendTest, AHolderCannotTakeAllRoomForBundlesThatWait) {
  const auto stub = Stub("hospital-a");
  const auto begin = [&](const std::string& cover) {
    v1::OpenImportRequest open;
    open.set_project_id("flu");
    open.set_cover(core::OpenBundleFiles(cover).value().cover_file);
    v1::OpenImportResponse opened;
    core::Call call(absl::Seconds(30), {});
    return stub->OpenImport(call.context(), open, &opened);
  };
  std::string first;
  for (int i = 0; i < 4; ++i) {
    const std::string cover = Payload();
    if (i == 0) first = cover;
    ASSERT_TRUE(begin(cover).ok()) << i;
  }
  const std::string fifth = Payload();
  const grpc::Status refused = begin(fifth);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(refused.error_message(), HasSubstr("ieumctl imports drop"));
  EXPECT_TRUE(begin(first).ok()) << "which is one of them";
  ASSERT_EQ(Import(fifth).exit_status, 0) << "the operator may";
  ASSERT_EQ(Send(first, "hospital-a").exit_status, 0);
  EXPECT_TRUE(begin(Payload()).ok()) << "there is room again";
}

}  // namespace
}  // namespace ieum::testing
