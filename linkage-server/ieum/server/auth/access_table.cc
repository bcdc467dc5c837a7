#include "ieum/server/auth/access_table.h"

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr unsigned Bit(Role role) { return 1U << static_cast<unsigned>(role); }
constexpr unsigned kHolder = Bit(Role::kHolder);
constexpr unsigned kOperator = Bit(Role::kOperator);
constexpr unsigned kAuditor = Bit(Role::kAuditor);
constexpr unsigned kEveryone = kHolder | kOperator | kAuditor | Bit(Role::kMatcher);

constexpr AccessRule kTable[] = {
    {"AuditService/Export", kAuditor, Recording::kRead},
    {"AuditService/GetCheckpoint", kAuditor, Recording::kRead},
    {"AuditService/Prove", kAuditor, Recording::kRead},
    {"AuditService/ReadEntries", kAuditor, Recording::kRead},
    {"HealthService/GetHealth", kEveryone, Recording::kNever},
    {"MatchingService/CancelRun", kOperator, Recording::kAct},
    {"MatchingService/GetMatchReport", kOperator, Recording::kRead},
    {"MatchingService/GetRun", kOperator, Recording::kRead},
    {"MatchingService/ListRuns", kOperator, Recording::kRead},
    {"MatchingService/StartRun", kOperator, Recording::kAct},
    {"MatchingService/WatchRun", kOperator, Recording::kRead},
    {"PrecheckService/AskMatchRate", kHolder | kOperator, Recording::kAct},
    {"ProjectService/CreateProject", kOperator, Recording::kAct},
    {"ProjectService/GetProject", kHolder | kOperator, Recording::kRead},
    {"ProjectService/ListProjects", kHolder | kOperator, Recording::kRead},
    {"ProjectService/ReopenProject", kOperator, Recording::kAct},
    {"ProjectService/SealProject", kOperator, Recording::kAct},
    {"ResultService/ReadJointKeys", kHolder, Recording::kRead},
    {"SubmissionService/GetSubmission", kHolder, Recording::kRead},
    {"SubmissionService/ListSubmissions", kOperator, Recording::kRead},
    {"SubmissionService/SealSubmission", kHolder, Recording::kAct},
    {"SubmissionService/SubmitChunks", kHolder, Recording::kAct},
    {"SubmissionService/WithdrawSubmission", kHolder, Recording::kAct},
};

}  // namespace

std::span<const AccessRule> AccessTable() { return kTable; }

Recording RecordingOf(Constant method) {
  for (const AccessRule& rule : kTable) {
    if (rule.method.text() == method.text()) return rule.recording;
  }
  return Recording::kAct;
}

absl::Status CheckAccess(Constant method, Role role) {
  for (const AccessRule& rule : kTable) {
    if (rule.method.text() == method.text() && (rule.roles & Bit(role)) != 0) {
      return absl::OkStatus();
    }
  }
  return core::PermissionDenied("the role '%s' may not call %s; use a certificate with another one",
                                RoleName(role).text(), method.text());
}

}  // namespace ieum::server
