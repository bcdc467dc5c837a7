// Who may call what, and in which states of the project. Deny by default: a method that is not in
// the table, nobody may call. Whether a caller may see a certain project is decided by
// matcher/project_access.h; which move a project may make, by storage/states.h.
#ifndef IEUM_SERVER_AUTH_ACCESS_TABLE_H_
#define IEUM_SERVER_AUTH_ACCESS_TABLE_H_

#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "ieum/server/auth/principal.h"
#include "ieum/server/config/store_role.h"
#include "ieum/server/observe/log.h"
#include "ieum/server/storage/states.h"

namespace ieum::server {

inline constexpr ProjectState kAllProjectStates[] = {ProjectState::kOpen, ProjectState::kSealed,
                                                     ProjectState::kMatched, ProjectState::kStopped,
                                                     ProjectState::kDestroyed};

// What the audit log gets of a call that is allowed; one that is refused is always recorded, but
// for those of kNever.
enum class Recording {
  kNever,  // tells nothing about anybody
  kRead,   // an entry before; one after if it fails, or tells how much was read
  kAct,    // an entry before and one after
};

// Whether another person must have agreed (auth/intent_book.h).
enum class SecondPerson { kNotNeeded, kNeeded };

// Whether a call names the manifest of its project (core/rpc/channel.h). Without: calls about no
// project, those that bring or fetch the manifest, the emergency stop, which nothing may hold up,
// and what is done when a project and its manifest are gone.
enum class Manifest { kNotNamed, kNamed };

// How the server was started.
enum class Persons {
  kTwo,  // the rule holds
  kOne,  // --one-person: it does not, and operators do the work of project admins too
};

struct AccessRule {
  Constant method;    // "ProjectService/CreateProject", in package ieum.v1
  unsigned servers;   // bits 1 << StoreRole: where it is served
  unsigned roles;     // bits 1 << Role; kOperator: of the server that is called
  unsigned one_more;  // roles that may also, where one person is enough
  unsigned states;    // bits 1 << ProjectState: those of the project that the call names
  Recording recording;
  SecondPerson second_person;
  Manifest manifest;

  bool IsAt(StoreRole server) const;
  bool Allows(Role role, Persons persons, StoreRole server) const;
  bool Allows(ProjectState state) const;
};

// By method.
std::span<const AccessRule> AccessTable();
// Null if the method is not in the table.
const AccessRule* FindRule(std::string_view method);

// kAct for a method that is not in the table.
Recording RecordingOf(Constant method);

// OK, or PERMISSION_DENIED naming role and method. server: which one is called.
absl::Status CheckAccess(Constant method, Role role, Persons persons, StoreRole server);
// OK, or FAILED_PRECONDITION naming state and method.
absl::Status CheckState(Constant method, ProjectState state);
// True if the call has to name the manifest; also for a method that is not in the table.
bool NamesManifest(Constant method);
// True where two persons are needed and this server wants them.
bool NeedsSecondPerson(Constant method, Persons persons);

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUTH_ACCESS_TABLE_H_
