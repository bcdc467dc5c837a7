#ifndef IEUM_SERVER_APP_SERVER_ENVIRONMENT_H_
#define IEUM_SERVER_APP_SERVER_ENVIRONMENT_H_

#include "ieum/core/base/clock.h"
#include "ieum/core/base/random.h"
#include "ieum/server/observe/log.h"

namespace ieum::server {

// Everything that a process has one of; outlives the server.
struct ServerEnvironment {
  const core::Clock& clock;
  core::Random& random;
  const Log& log;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_SERVER_ENVIRONMENT_H_
