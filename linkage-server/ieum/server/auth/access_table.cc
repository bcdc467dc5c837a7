#include "ieum/server/auth/access_table.h"

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr unsigned Bit(Role role) { return 1U << static_cast<unsigned>(role); }
constexpr unsigned kHolder = Bit(Role::kHolder);
constexpr unsigned kOperator = Bit(Role::kOperator);
constexpr unsigned kEveryone = kHolder | kOperator | Bit(Role::kMatcher);

constexpr AccessRule kTable[] = {
    {"HealthService/GetHealth", kEveryone},
    {"MatchingService/CancelRun", kOperator},
    {"MatchingService/GetMatchReport", kOperator},
    {"MatchingService/GetRun", kOperator},
    {"MatchingService/ListRuns", kOperator},
    {"MatchingService/StartRun", kOperator},
    {"MatchingService/WatchRun", kOperator},
    {"ProjectService/CreateProject", kOperator},
    {"ProjectService/GetProject", kHolder | kOperator},
    {"ProjectService/ListProjects", kHolder | kOperator},
    {"ProjectService/ReopenProject", kOperator},
    {"ProjectService/SealProject", kOperator},
    {"ResultService/ReadJointKeys", kHolder},
    {"SubmissionService/GetSubmission", kHolder},
    {"SubmissionService/ListSubmissions", kOperator},
    {"SubmissionService/SealSubmission", kHolder},
    {"SubmissionService/SubmitChunks", kHolder},
    {"SubmissionService/WithdrawSubmission", kHolder},
};

}  // namespace

std::span<const AccessRule> AccessTable() { return kTable; }

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
