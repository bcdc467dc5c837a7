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

enum class Role {
  kHolder,           // submits, and reads what is its own
  kOperator,         // of a matcher: closes submissions, runs matches
  kJoinerOperator,   // of a joiner
  kProjectAdmin,     // makes projects and opens their rounds
  kReviewer,         // decides about releases
  kResearcher,       // receives them
  kAuditor,          // reads the log, never data
  kKeyIssuer,        // issues holder secrets
  kSecurityOfficer,  // stops projects, shuts people out
  kMatcher,          // a server
  kJoiner,           // a server
};
inline constexpr Role kAllRoles[] = {Role::kHolder,       Role::kOperator,  Role::kJoinerOperator,
                                     Role::kProjectAdmin, Role::kReviewer,  Role::kResearcher,
                                     Role::kAuditor,      Role::kKeyIssuer, Role::kSecurityOfficer,
                                     Role::kMatcher,      Role::kJoiner};

// As in certificates: "holder", "operator", "joiner-operator", "project-admin" …
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

// The principal of a certificate with these URI names: exactly one, of the form
// ieum://<institution>/<role>/<name>, byte by byte; nothing is decoded. UNAUTHENTICATED otherwise.
absl::StatusOr<Principal> ParsePrincipal(std::span<const std::string_view> uris);

// ieum://<institution>/<role>/<name>.
std::string UriOf(const Principal& principal);

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUTH_PRINCIPAL_H_
