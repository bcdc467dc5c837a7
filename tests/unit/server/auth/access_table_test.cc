#include "ieum/server/auth/access_table.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "ieum/v1/audit_service.pb.h"
#include "ieum/v1/bundle_service.pb.h"
#include "ieum/v1/custody_service.pb.h"
#include "ieum/v1/health_service.pb.h"
#include "ieum/v1/intent_service.pb.h"
#include "ieum/v1/matching_service.pb.h"
#include "ieum/v1/precheck_service.pb.h"
#include "ieum/v1/project_service.pb.h"
#include "ieum/v1/relay_service.pb.h"
#include "ieum/v1/release_service.pb.h"
#include "ieum/v1/result_service.pb.h"
#include "ieum/v1/submission_service.pb.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using server::Persons;
using server::ProjectState;
using server::Role;
using server::StoreRole;

// Every method of every .proto file. A new file must be linked in here, or the lookup fails.
std::set<std::string> MethodsOfTheApi() {
  // Keeps the linker from dropping the generated files.
  const void* linked[] = {
      v1::GetHealthRequest::descriptor(),     v1::StartRunRequest::descriptor(),
      v1::CreateProjectRequest::descriptor(), v1::ReadJointKeysRequest::descriptor(),
      v1::SubmitChunksRequest::descriptor(),  v1::ExportRequest::descriptor(),
      v1::GetIntentRequest::descriptor(),     v1::AskMatchRateRequest::descriptor(),
      v1::LeaveParcelRequest::descriptor(),   v1::StopProjectRequest::descriptor(),
      v1::OpenImportRequest::descriptor(),    v1::MakeCandidateRequest::descriptor()};
  EXPECT_GE(std::size(linked), 7U);
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
  for (const Role role : server::kAllRoles) {
    for (const Persons persons : {Persons::kTwo, Persons::kOne}) {
      for (const StoreRole server : server::kAllStoreRoles) {
        EXPECT_THAT(server::CheckAccess("ProjectService/DropEverything", role, persons, server),
                    StatusIs(absl::StatusCode::kPermissionDenied, ::testing::_));
      }
    }
  }
  EXPECT_FALSE(server::CheckState("ProjectService/DropEverything", ProjectState::kOpen).ok());
  EXPECT_TRUE(server::NeedsSecondPerson("ProjectService/DropEverything", Persons::kTwo));
  EXPECT_TRUE(server::NamesManifest("ProjectService/DropEverything"));
}

// Every cell, role by method by state, as text: what may be done with two persons, and what besides
// where one is enough. Changed on purpose, the file is written anew from this text.
std::string TableText() {
  std::string text = "# method server role two-persons one-person states second-person manifest\n";
  for (const server::AccessRule& rule : server::AccessTable()) {
    std::string states;
    for (const ProjectState state : server::kAllProjectStates) {
      if (!rule.Allows(state)) continue;
      states += (states.empty() ? "" : ",") + std::string(server::StateName(state).text());
    }
    const bool needed = rule.second_person == server::SecondPerson::kNeeded;
    for (const StoreRole server : server::kAllStoreRoles) {
      if (!rule.IsAt(server)) continue;
      for (const Role role : server::kAllRoles) {
        text += absl::StrFormat(
            "%s %s %s %s %s %s %s %s\n", rule.method.text(), server::StoreRoleName(server),
            server::RoleName(role).text(), rule.Allows(role, Persons::kTwo, server) ? "yes" : "no",
            rule.Allows(role, Persons::kOne, server) ? "yes" : "no", states,
            needed ? "needed" : "-", rule.manifest == server::Manifest::kNamed ? "named" : "-");
      }
    }
  }
  return text;
}

TEST(AccessTableTest, IsByteForByteTheExpectedOne) {
  std::ifstream file(IEUM_ACCESS_GOLDEN, std::ios::binary);
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(TableText(), golden.str())
      << "a cell has changed; if it was meant, " IEUM_ACCESS_GOLDEN " must say so too";
}

TEST(AccessTableTest, EveryCellIsWhatTheChecksSay) {
  for (const server::AccessRule& rule : server::AccessTable()) {
    for (const Role role : server::kAllRoles) {
      for (const Persons persons : {Persons::kTwo, Persons::kOne}) {
        for (const StoreRole server : server::kAllStoreRoles) {
          EXPECT_EQ(server::CheckAccess(rule.method, role, persons, server).ok(),
                    rule.Allows(role, persons, server))
              << rule.method.text() << " " << server::RoleName(role).text();
        }
      }
    }
    for (const ProjectState state : server::kAllProjectStates) {
      EXPECT_EQ(server::CheckState(rule.method, state).ok(), rule.Allows(state))
          << rule.method.text() << " " << server::StateName(state).text();
    }
    EXPECT_FALSE(server::NeedsSecondPerson(rule.method, Persons::kOne)) << rule.method.text();
  }
}

// What must hold however the table grows.
TEST(AccessTableTest, NobodyHoldsDataAndPower) {
  for (const server::AccessRule& rule : server::AccessTable()) {
    const std::string_view method = rule.method.text();
    const bool health = method == "HealthService/GetHealth";
    for (const StoreRole server : server::kAllStoreRoles) {
      for (const Role role : {Role::kMatcher, Role::kJoiner, Role::kResearcher, Role::kReviewer}) {
        EXPECT_EQ(rule.Allows(role, Persons::kOne, server), health) << method;
      }
      if (rule.second_person == server::SecondPerson::kNeeded) {
        EXPECT_FALSE(rule.Allows(Role::kHolder, Persons::kOne, server)) << method;
        EXPECT_FALSE(rule.Allows(Role::kAuditor, Persons::kOne, server)) << method;
        EXPECT_EQ(rule.recording, server::Recording::kAct) << method;
      }
      if (rule.Allows(Role::kAuditor, Persons::kOne, server)) {
        EXPECT_NE(rule.recording, server::Recording::kAct) << method;
      }
    }
  }
}

TEST(AccessTableTest, OperatorsOfOneServerAreNobodyAtTheOther) {
  for (const server::AccessRule& rule : server::AccessTable()) {
    const std::string_view method = rule.method.text();
    const bool health = method == "HealthService/GetHealth";
    EXPECT_EQ(rule.Allows(Role::kJoinerOperator, Persons::kOne, StoreRole::kMatcher), health)
        << method;
    EXPECT_EQ(rule.Allows(Role::kOperator, Persons::kOne, StoreRole::kJoiner), health) << method;
  }
}

// No method brings an encoding, or what came of one, to the joiner.
TEST(AccessTableTest, TheJoinerServesNothingOfEncodings) {
  for (const server::AccessRule& rule : server::AccessTable()) {
    const std::string method(rule.method.text());
    const std::string service = method.substr(0, method.find('/'));
    const std::set<std::string> of_encodings = {
        "MatchingService", "PrecheckService", "RelayService", "ResultService", "SubmissionService"};
    EXPECT_EQ(rule.IsAt(StoreRole::kJoiner), !of_encodings.contains(service) &&
                                                 method != "BundleService/ExportJointKeys" &&
                                                 method != "BundleService/ExportJoinableSerials" &&
                                                 method != "ProjectService/SealProject" &&
                                                 method != "ProjectService/ReopenProject")
        << method;
  }
}

TEST(AccessTableTest, EverythingButHealthIsRecorded) {
  for (const server::AccessRule& rule : server::AccessTable()) {
    EXPECT_EQ(rule.recording == server::Recording::kNever,
              rule.method.text() == "HealthService/GetHealth" ||
                  rule.method.text() == "HealthService/GetMetrics")
        << rule.method.text();
  }
  EXPECT_EQ(server::RecordingOf("ProjectService/SealProject"), server::Recording::kAct);
  EXPECT_EQ(server::RecordingOf("ProjectService/DropEverything"), server::Recording::kAct);
}

}  // namespace
}  // namespace ieum::testing
