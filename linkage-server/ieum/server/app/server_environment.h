#ifndef IEUM_SERVER_APP_SERVER_ENVIRONMENT_H_
#define IEUM_SERVER_APP_SERVER_ENVIRONMENT_H_

#include "absl/time/time.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/random.h"
#include "ieum/server/app/limits.h"
#include "ieum/server/observe/log.h"

namespace ieum::server {

// How long the server waits for the other side of a connection, and how often it looks after
// itself. No option shortens them; tests do, in their own process, to see what a server does then.
struct ServerTimes {
  absl::Duration handshake = kHandshakeTimeout;
  absl::Duration keepalive = kKeepaliveTime;
  absl::Duration keepalive_timeout = kKeepaliveTimeout;
  absl::Duration idle = kMaxIdleTime;
  absl::Duration connection_age = kMaxConnectionAge;
  absl::Duration connection_age_grace = kMaxConnectionAgeGrace;
  absl::Duration retention = kRetentionInterval;
  absl::Duration anchor = kAnchorInterval;
  absl::Duration audit_erasure = kAuditErasureInterval;
  absl::Duration log_check = kLogCheckInterval;
};

// Everything that a process has one of; outlives the server.
struct ServerEnvironment {
  const core::Clock& clock;
  core::Random& random;
  const Log& log;
  ServerTimes times = {};
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_SERVER_ENVIRONMENT_H_
