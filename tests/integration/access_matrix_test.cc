// The access table as a caller finds it: each role calls each method of a real matcher, and of a
// real joiner.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/rpc/channel.h"
#include "ieum/server/auth/access_table.h"
#include "support/server_process.h"
#include "support/test_ca.h"

namespace ieum::testing {
namespace {

using server::Persons;
using server::Role;
using server::StoreRole;
using server::StoreRoleName;
using ::testing::HasSubstr;

// An empty request, which is one of every method; streams take it, too.
grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel, const std::string& method) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  const grpc::Slice slice("", 0);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, "/ieum.v1." + method, request, &queue);
  call->StartCall();
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  EXPECT_TRUE(queue.Next(&tag, &ok));
  return status;
}

// A server of either role, which has nothing yet.
class Host final {
 public:
  Host(StoreRole role, std::vector<std::string> more) : role_(role) {
    LeafOptions leaf = ServerLeaf(std::string(StoreRoleName(role)));
    if (role == StoreRole::kJoiner) leaf.uris = {"ieum://join-center/joiner/server"};
    server_ = ServerProcess::Start({.data_dir = dir_.File("data"),
                                    .tls = ca_.IssueTo(dir_, "server", leaf),
                                    .more = std::move(more),
                                    .role = std::string(StoreRoleName(role))})
                  .value();
  }
  StoreRole role() const { return role_; }
  std::string Log() const { return server_->Log(); }
  std::shared_ptr<grpc::Channel> Open(const std::string& role) {
    core::ChannelOptions options = ca_.IssueTo(dir_, role, ClientLeaf(role, InstitutionOf(role)));
    options.server = server_->address();
    return core::OpenChannel(options).value();
  }

 private:
  std::string InstitutionOf(const std::string& role) const {
    const bool joiners =
        role_ == StoreRole::kJoiner ? role != "operator" : role == "joiner-operator";
    return joiners ? "join-center" : "linkage-center";
  }
  TempDir dir_;
  TestCa ca_;
  StoreRole role_;
  std::unique_ptr<ServerProcess> server_;
};

void CheckEveryCell(Host& host, Persons persons) {
  int served = 0;
  for (const Role role : server::kAllRoles) {
    const std::string name(server::RoleName(role).text());
    const auto channel = host.Open(name);
    for (const server::AccessRule& rule : server::AccessTable()) {
      const std::string method(rule.method.text());
      const grpc::Status status = Call(channel, method);
      if (!rule.IsAt(host.role())) {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << name << " " << method;
        continue;
      }
      ++served;
      EXPECT_NE(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << name << " " << method;
      const bool by_role = status.error_code() == grpc::StatusCode::PERMISSION_DENIED &&
                           status.error_message().find("the role '" + name) != std::string::npos;
      EXPECT_EQ(by_role, !rule.Allows(role, persons, host.role()))
          << name << " " << method << ": " << status.error_message();
      if (rule.Allows(role, persons, host.role()) &&
          server::NeedsSecondPerson(rule.method, persons)) {
        EXPECT_THAT(status.error_message(), HasSubstr("two persons")) << method;
      }
    }
  }
  EXPECT_GT(served, 0);
}

class AccessMatrixTest : public ::testing::TestWithParam<StoreRole> {};

TEST_P(AccessMatrixTest, HoldsForEveryRoleAndMethodWithTwoPersons) {
  Host host(GetParam(), {});
  CheckEveryCell(host, Persons::kTwo);
}

TEST_P(AccessMatrixTest, HoldsForEveryRoleAndMethodWithOnePerson) {
  Host host(GetParam(), {"--one-person"});
  CheckEveryCell(host, Persons::kOne);
  EXPECT_THAT(host.Log(), HasSubstr("one_person_may_do_what_takes_two"));
}

INSTANTIATE_TEST_SUITE_P(Servers, AccessMatrixTest,
                         ::testing::Values(StoreRole::kMatcher, StoreRole::kJoiner),
                         [](const auto& server) {
                           return std::string(StoreRoleName(server.param));
                         });

}  // namespace
}  // namespace ieum::testing
