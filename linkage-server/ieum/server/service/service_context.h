// What the services of both roles share; everything outlives them.
#ifndef IEUM_SERVER_SERVICE_SERVICE_CONTEXT_H_
#define IEUM_SERVER_SERVICE_SERVICE_CONTEXT_H_

#include <atomic>

#include "ieum/core/base/clock.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/service/call_guard.h"
#include "ieum/server/storage/server_store.h"

namespace ieum::server {

struct ServiceContext {
  ServerStore& store;
  CallGuard& guard;
  AuditLog& audit;
  const core::Clock& clock;
  const std::atomic<bool>& stopping;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_SERVICE_CONTEXT_H_
