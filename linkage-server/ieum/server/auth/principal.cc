#include "ieum/server/auth/principal.h"

#include <optional>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr std::string_view kScheme = "ieum://";

std::optional<Role> ParseRole(std::string_view text) {
  for (const Role role : {Role::kHolder, Role::kOperator, Role::kMatcher, Role::kAuditor}) {
    if (text == RoleName(role).text()) return role;
  }
  return std::nullopt;
}

absl::Status BadForm() {
  return core::Unauthenticated(
      "the certificate's ieum:// name does not have the form ieum://<institution>/<role>/<name> "
      "with role holder, operator, matcher or auditor; ask its issuer for a new one");
}

}  // namespace

Constant RoleName(Role role) {
  switch (role) {
    case Role::kHolder:
      return "holder";
    case Role::kOperator:
      return "operator";
    case Role::kMatcher:
      return "matcher";
    case Role::kAuditor:
      return "auditor";
  }
  return "none";
}

absl::StatusOr<Principal> ParsePrincipal(std::span<const std::string_view> uris) {
  std::string_view rest;
  int count = 0;
  for (const std::string_view uri : uris) {
    if (!uri.starts_with(kScheme)) continue;
    rest = uri.substr(kScheme.size());
    ++count;
  }
  if (count != 1) {
    return core::Unauthenticated(
        "the certificate has %d names that begin with ieum://; exactly one says who the caller is",
        count);
  }
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
