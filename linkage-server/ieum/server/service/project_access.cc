#include "ieum/server/service/project_access.h"

#include <google/protobuf/message_lite.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/rpc/channel.h"
#include "ieum/server/auth/access_table.h"

namespace ieum::server {
namespace {

auto FindHolder(const ProjectRecord& project, const core::InstitutionId& institution) {
  return std::find(project.terms.holders.begin(), project.terms.holders.end(), institution);
}

// What people compare. A text that is no digest comes from outside and is not repeated.
std::string ShortDigest(const std::string& digits) {
  constexpr size_t kDigits = 64;
  constexpr size_t kShown = 12;
  const bool digest =
      digits.size() == kDigits && digits.find_first_not_of("0123456789abcdef") == std::string::npos;
  return digest ? digits.substr(0, kShown) : "(no digest)";
}

absl::Status NotVisible(const core::ProjectId& id) {
  return core::NotFound("there is no project '%s', or you are no party of it", id.value());
}

}  // namespace

bool MaySee(const Principal& caller, const ProjectRecord& project) {
  switch (caller.role) {
    case Role::kOperator:
    case Role::kJoinerOperator:
    case Role::kProjectAdmin:
    case Role::kSecurityOfficer:
      return true;
    case Role::kHolder:
      return FindHolder(project, caller.institution) != project.terms.holders.end();
    case Role::kReviewer:
    case Role::kResearcher:
    case Role::kAuditor:
    case Role::kKeyIssuer:
    case Role::kMatcher:
    case Role::kJoiner:
      return false;
  }
  return false;
}

CallScope ScopeOf(const ProjectStore& projects, std::string_view project_id, uint64_t run_number) {
  CallScope scope;
  const absl::StatusOr<core::ProjectId> id = core::ProjectId::Parse(project_id);
  if (!id.ok() || !projects.Find(*id).ok()) return scope;
  scope.project = *id;
  if (run_number <= std::numeric_limits<uint32_t>::max()) {
    scope.run = static_cast<uint32_t>(run_number);
  }
  return scope;
}

CallScope WithRequest(CallScope scope, const google::protobuf::MessageLite& request) {
  scope.request = core::Sha256(core::AsBytes(request.SerializeAsString()));
  return scope;
}

absl::StatusOr<ProjectRecord> VisibleProject(const ProjectStore& projects, const Principal& caller,
                                             std::string_view project_id) {
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId id, core::ProjectId::Parse(project_id));
  absl::StatusOr<ProjectRecord> project = projects.Find(id);
  if (!project.ok() || !MaySee(caller, *project)) return NotVisible(id);
  return project;
}

absl::Status CheckManifest(const grpc::ServerContext& context, Constant method,
                           const ProjectRecord& project) {
  if (!NamesManifest(method)) return absl::OkStatus();
  const std::string expected = core::ToHex(project.terms.manifest_digest);
  const auto [first, end] = context.client_metadata().equal_range(core::kManifestMetadata);
  if (first == end) {
    return core::FailedPrecondition(
        "the call names no manifest of project '%s', which is under %s; rule: every call about a "
        "project names what its parties have agreed on; use programs of this version",
        project.terms.id.value(), ShortDigest(expected));
  }
  for (auto named = first; named != end; ++named) {
    const std::string given(named->second.data(), named->second.size());
    if (given == expected) continue;
    return core::FailedPrecondition(
        "the call names manifest %s, and project '%s' is under %s here; rule: all parties work "
        "under the same manifest; compare yours with 'ieumctl project show'",
        ShortDigest(given), project.terms.id.value(), ShortDigest(expected));
  }
  return absl::OkStatus();
}

absl::StatusOr<OwnPlace> PlaceOf(const ProjectStore& projects, const Principal& caller,
                                 std::string_view project_id) {
  IEUM_ASSIGN_OR_RETURN(ProjectRecord project, VisibleProject(projects, caller, project_id));
  const auto found = FindHolder(project, caller.institution);
  if (found == project.terms.holders.end()) return NotVisible(project.terms.id);
  const auto holder = static_cast<uint32_t>(found - project.terms.holders.begin());
  return OwnPlace{.project = std::move(project), .holder = holder};
}

}  // namespace ieum::server
