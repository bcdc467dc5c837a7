// What the matcher's services share; everything outlives them.
#ifndef IEUM_SERVER_MATCHER_MATCHER_CONTEXT_H_
#define IEUM_SERVER_MATCHER_MATCHER_CONTEXT_H_

#include "ieum/server/jobs/run_queue.h"
#include "ieum/server/service/service_context.h"
#include "ieum/server/storage/matcher_store.h"

namespace ieum::server {

struct MatcherContext {
  MatcherStore& store;
  RunQueue& queue;
  CallGuard& guard;
  AuditLog& audit;
  const core::Clock& clock;
  const std::atomic<bool>& stopping;

  // What the services of both roles know of it.
  ServiceContext shared() const {
    return {.store = store, .guard = guard, .audit = audit, .clock = clock, .stopping = stopping};
  }
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_MATCHER_CONTEXT_H_
