#include "ieum/server/auth/access_table.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "ieum/v1/audit_service.pb.h"
#include "ieum/v1/health_service.pb.h"
#include "ieum/v1/matching_service.pb.h"
#include "ieum/v1/precheck_service.pb.h"
#include "ieum/v1/project_service.pb.h"
#include "ieum/v1/result_service.pb.h"
#include "ieum/v1/submission_service.pb.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using server::Role;

// Every method of every .proto file. A new file must be linked in here, or the lookup fails.
std::set<std::string> MethodsOfTheApi() {
  // Keeps the linker from dropping the generated files.
  const void* linked[] = {
      v1::GetHealthRequest::descriptor(),     v1::StartRunRequest::descriptor(),
      v1::CreateProjectRequest::descriptor(), v1::ReadJointKeysRequest::descriptor(),
      v1::SubmitChunksRequest::descriptor(),  v1::ExportRequest::descriptor(),
      v1::AskMatchRateRequest::descriptor()};
  EXPECT_EQ(std::size(linked), 7U);
  std::set<std::string> methods;
  for (const auto& entry : std::filesystem::directory_iterator(IEUM_PROTO_DIR "/ieum/v1")) {
    if (entry.path().extension() != ".proto") continue;
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(
        "ieum/v1/" + entry.path().filename().string());
    if (file == nullptr) {
      ADD_FAILURE() << entry.path() << " is not linked into this test";
      continue;
    }
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.insert(file->service(s)->name() + "/" + file->service(s)->method(m)->name());
      }
    }
  }
  return methods;
}

TEST(AccessTableTest, HasExactlyTheMethodsOfTheApi) {
  std::set<std::string> listed;
  for (const server::AccessRule& rule : server::AccessTable()) {
    EXPECT_TRUE(listed.insert(std::string(rule.method.text())).second)
        << rule.method.text() << " is listed twice";
    EXPECT_NE(rule.roles, 0U) << rule.method.text();
  }
  EXPECT_EQ(listed, MethodsOfTheApi());
}

TEST(AccessTableTest, DeniesMethodsThatAreNotListed) {
  for (const Role role : {Role::kHolder, Role::kOperator, Role::kMatcher, Role::kAuditor}) {
    EXPECT_THAT(server::CheckAccess("ProjectService/DropEverything", role),
                StatusIs(absl::StatusCode::kPermissionDenied, ::testing::_));
  }
}

struct Cell {
  server::Constant method;
  Role role;
  bool allowed;
};

TEST(AccessTableTest, KeepsOperatorsFromEncodingsAndHoldersFromRuns) {
  const Cell cells[] = {
      {"SubmissionService/SubmitChunks", Role::kHolder, true},
      {"SubmissionService/SubmitChunks", Role::kOperator, false},
      {"ResultService/ReadJointKeys", Role::kHolder, true},
      {"ResultService/ReadJointKeys", Role::kOperator, false},
      {"ProjectService/CreateProject", Role::kHolder, false},
      {"ProjectService/SealProject", Role::kHolder, false},
      {"ProjectService/ReopenProject", Role::kHolder, false},
      {"ProjectService/ReopenProject", Role::kOperator, true},
      {"SubmissionService/ListSubmissions", Role::kHolder, false},
      {"MatchingService/StartRun", Role::kOperator, true},
      {"MatchingService/StartRun", Role::kHolder, false},
      {"MatchingService/WatchRun", Role::kHolder, false},
      {"HealthService/GetHealth", Role::kMatcher, true},
      {"ProjectService/ListProjects", Role::kMatcher, false},
      {"ProjectService/ListProjects", Role::kAuditor, false},
      {"AuditService/Export", Role::kAuditor, true},
      {"AuditService/Export", Role::kOperator, false},
      {"AuditService/ReadEntries", Role::kHolder, false},
  };
  for (const Cell& cell : cells) {
    EXPECT_EQ(server::CheckAccess(cell.method, cell.role).ok(), cell.allowed)
        << cell.method.text() << " " << server::RoleName(cell.role).text();
  }
}

TEST(AccessTableTest, EverythingButHealthIsRecorded) {
  for (const server::AccessRule& rule : server::AccessTable()) {
    EXPECT_EQ(rule.recording == server::Recording::kNever,
              rule.method.text() == "HealthService/GetHealth")
        << rule.method.text();
  }
  EXPECT_EQ(server::RecordingOf("ProjectService/SealProject"), server::Recording::kAct);
  EXPECT_EQ(server::RecordingOf("ProjectService/DropEverything"), server::Recording::kAct);
}

}  // namespace
}  // namespace ieum::testing
