// Who is calling: read from the certificate, never from what the caller says.
#ifndef IEUM_SERVER_AUTH_PRINCIPAL_H_
#define IEUM_SERVER_AUTH_PRINCIPAL_H_

#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/server/observe/log.h"

namespace ieum::server {

enum class Role { kHolder, kOperator, kMatcher, kAuditor };

// "holder", "operator", "matcher", "auditor".
Constant RoleName(Role role);

struct PrincipalNameTag {
  static constexpr char kWhat[] = "name of a person or machine";
};
using PrincipalName = core::StrongId<PrincipalNameTag>;

// A person or machine of an institution, in one role.
struct Principal {
  core::InstitutionId institution;
  Role role;
  PrincipalName name;
};

// The principal of a certificate with these URI names: exactly one must begin with "ieum://", and
// have the form ieum://<institution>/<role>/<name>. UNAUTHENTICATED otherwise.
absl::StatusOr<Principal> ParsePrincipal(std::span<const std::string_view> uris);

// ieum://<institution>/<role>/<name>.
std::string UriOf(const Principal& principal);

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUTH_PRINCIPAL_H_
