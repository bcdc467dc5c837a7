#include "ieum/server/auth/principal.h"

#include <optional>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr std::string_view kScheme = "ieum://";

std::optional<Role> ParseRole(std::string_view text) {
  for (const Role role : kAllRoles) {
    if (text == RoleName(role).text()) return role;
  }
  return std::nullopt;
}

absl::Status BadForm() {
  std::string roles;
  for (const Role role : kAllRoles) {
    roles += (roles.empty() ? "" : ", ") + std::string(RoleName(role).text());
  }
  return core::Unauthenticated(
      "the certificate's URI name does not have the form ieum://<institution>/<role>/<name> "
      "with one of the roles %s; ask its issuer for a new one",
      roles);
}

}  // namespace

Constant RoleName(Role role) {
  switch (role) {
    case Role::kHolder:
      return "holder";
    case Role::kOperator:
      return "operator";
    case Role::kJoinerOperator:
      return "joiner-operator";
    case Role::kProjectAdmin:
      return "project-admin";
    case Role::kReviewer:
      return "reviewer";
    case Role::kResearcher:
      return "researcher";
    case Role::kAuditor:
      return "auditor";
    case Role::kKeyIssuer:
      return "key-issuer";
    case Role::kSecurityOfficer:
      return "security-officer";
    case Role::kMatcher:
      return "matcher";
    case Role::kJoiner:
      return "joiner";
  }
  return "none";
}

absl::StatusOr<Principal> ParsePrincipal(std::span<const std::string_view> uris) {
  if (uris.size() != 1) {
    return core::Unauthenticated(
        "the certificate has %d URI names; exactly one, ieum://<institution>/<role>/<name>, says "
        "who the caller is",
        uris.size());
  }
  if (!uris.front().starts_with(kScheme)) return BadForm();
  const std::string_view rest = uris.front().substr(kScheme.size());
  const size_t first = rest.find('/');
  const size_t second = first == std::string_view::npos ? first : rest.find('/', first + 1);
  if (second == std::string_view::npos) return BadForm();
  const auto institution = core::InstitutionId::Parse(rest.substr(0, first));
  const std::optional<Role> role = ParseRole(rest.substr(first + 1, second - first - 1));
  // The name may not hold another '/', which its rule sees to.
  const auto name = PrincipalName::Parse(rest.substr(second + 1));
  if (!institution.ok() || !role.has_value() || !name.ok()) return BadForm();
  return Principal{.institution = *institution, .role = *role, .name = *name};
}

std::string UriOf(const Principal& principal) {
  return absl::StrFormat("%s%s/%s/%s", kScheme, principal.institution.value(),
                         RoleName(principal.role).text(), principal.name.value());
}

}  // namespace ieum::server
