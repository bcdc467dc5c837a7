// What the services share; everything outlives them.
#ifndef IEUM_SERVER_MATCHER_SERVICE_CONTEXT_H_
#define IEUM_SERVER_MATCHER_SERVICE_CONTEXT_H_

#include <atomic>

#include "ieum/core/base/clock.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/jobs/run_queue.h"
#include "ieum/server/matcher/call_guard.h"
#include "ieum/server/storage/matcher_store.h"

namespace ieum::server {

struct ServiceContext {
  MatcherStore& store;
  RunQueue& queue;
  CallGuard& guard;
  AuditLog& audit;
  const core::Clock& clock;
  const std::atomic<bool>& stopping;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_SERVICE_CONTEXT_H_
