#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/server/service/grpc_status.h"
#include "ieum/server/service/project_access.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

server::Principal Caller(const char* institution, server::Role role) {
  return {.institution = TestInstitution(institution),
          .role = role,
          .name = server::PrincipalName::Parse("kim").value()};
}

class ProjectAccessTest : public StoreFixture {
 protected:
  ProjectAccessTest() { Create(); }
  absl::Status Look(const char* institution, server::Role role, const char* project = "study-1") {
    return server::VisibleProject(store_->projects(), Caller(institution, role), project).status();
  }
};

TEST_F(ProjectAccessTest, PartiesAndOperatorsSeeAProject) {
  EXPECT_OK(Look("hospital-a", server::Role::kHolder));
  EXPECT_OK(Look("institute", server::Role::kOperator));
  ASSERT_OK_AND_ASSIGN(
      const server::OwnPlace place,
      server::PlaceOf(store_->projects(), Caller("insurer-b", server::Role::kHolder), "study-1"));
  EXPECT_EQ(place.holder, 1U);
}

TEST_F(ProjectAccessTest, ToOthersItLooksAsIfItDidNotExist) {
  const absl::Status stranger = Look("insurer-c", server::Role::kHolder);
  EXPECT_THAT(stranger, StatusIs(absl::StatusCode::kNotFound, HasSubstr("study-1")));
  const absl::Status absent = Look("insurer-c", server::Role::kHolder, "study-2");
  EXPECT_THAT(absent, StatusIs(absl::StatusCode::kNotFound, HasSubstr("study-2")));
  std::string same(core::Message(stranger));
  same.replace(same.find("study-1"), 7, "study-2");
  EXPECT_EQ(same, core::Message(absent));
  EXPECT_FALSE(Look("hospital-a", server::Role::kMatcher).ok());
  EXPECT_THAT(Look("hospital-a", server::Role::kHolder, "No Name"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("project id")));
}

TEST(GrpcStatusTest, KeepsCodeAndMessageAndCutsWhatWouldNotFit) {
  EXPECT_TRUE(server::ToGrpc(absl::OkStatus()).ok());
  const grpc::Status lost = server::ToGrpc(core::DataLoss("chunk %d", 3));
  EXPECT_EQ(lost.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(lost.error_message(), "chunk 3");
  const grpc::Status cut = server::ToGrpc(core::NotFound("%s", std::string(9'000, 'x')));
  EXPECT_EQ(cut.error_message().size(), 2'400U);
}

}  // namespace
}  // namespace ieum::testing
