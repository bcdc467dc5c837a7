// Who may call what. Deny by default: a method that is not in the table, nobody may call. Whether a
// caller may see a certain project is decided by matcher/project_access.h.
#ifndef IEUM_SERVER_AUTH_ACCESS_TABLE_H_
#define IEUM_SERVER_AUTH_ACCESS_TABLE_H_

#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "ieum/server/auth/principal.h"
#include "ieum/server/observe/log.h"

namespace ieum::server {

// What the audit log gets of a call that is allowed; one that is refused is always recorded, but
// for those of kNever.
enum class Recording {
  kNever,  // tells nothing about anybody
  kRead,   // an entry before; one after if it fails, or tells how much was read
  kAct,    // an entry before and one after
};

struct AccessRule {
  Constant method;  // "ProjectService/CreateProject", in package ieum.v1
  unsigned roles;   // bits 1 << Role
  Recording recording;
};

// By method.
std::span<const AccessRule> AccessTable();

// kAct for a method that is not in the table.
Recording RecordingOf(Constant method);

// OK, or PERMISSION_DENIED naming role and method.
absl::Status CheckAccess(Constant method, Role role);

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUTH_ACCESS_TABLE_H_
