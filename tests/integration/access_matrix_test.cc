// The access table as a caller finds it: each role calls each method of the real server.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "ieum/server/auth/access_table.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using server::Persons;
using server::Role;
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

void CheckEveryCell(MatcherHost& host, Persons persons) {
  for (const Role role : server::kAllRoles) {
    const std::string name(server::RoleName(role).text());
    const auto channel = core::OpenChannel(host.Channel(name, "linkage-center")).value();
    for (const server::AccessRule& rule : server::AccessTable()) {
      const std::string method(rule.method.text());
      const grpc::Status status = Call(channel, method);
      if (!rule.IsAt(server::StoreRole::kMatcher)) {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << method;
        continue;
      }
      const bool by_role = status.error_code() == grpc::StatusCode::PERMISSION_DENIED &&
                           status.error_message().find("the role '" + name) != std::string::npos;
      EXPECT_EQ(by_role, !rule.Allows(role, persons, server::StoreRole::kMatcher))
          << name << " " << method << ": " << status.error_message();
      if (rule.Allows(role, persons, server::StoreRole::kMatcher) &&
          server::NeedsSecondPerson(rule.method, persons)) {
        EXPECT_THAT(status.error_message(), HasSubstr("two persons")) << method;
      }
    }
  }
}

TEST(AccessMatrixTest, HoldsForEveryRoleAndMethodWithTwoPersons) {
  MatcherHost host(2, {});
  CheckEveryCell(host, Persons::kTwo);
}

TEST(AccessMatrixTest, HoldsForEveryRoleAndMethodWithOnePerson) {
  MatcherHost host(2, {"--one-person"});
  CheckEveryCell(host, Persons::kOne);
  EXPECT_THAT(host.Log(), HasSubstr("one_person_may_do_what_takes_two"));
}

}  // namespace
}  // namespace ieum::testing
