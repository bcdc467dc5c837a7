// What exchanges as files stand on; what is referred to outlives them.
#ifndef IEUM_SERVER_EXCHANGE_EXCHANGE_CONTEXT_H_
#define IEUM_SERVER_EXCHANGE_EXCHANGE_CONTEXT_H_

#include <atomic>

#include "absl/time/time.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/random.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/auth/deny_list_file.h"
#include "ieum/server/auth/tls.h"
#include "ieum/server/storage/server_store.h"

namespace ieum::server {

struct ExchangeContext {
  ServerStore& store;
  AuditLog& audit;
  DenyListFile& deny_list;
  const ServerIdentity& identity;
  const core::Clock& clock;
  core::Random& random;
  absl::Duration max_certificate_life;
  const std::atomic<bool>& stopping;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_EXCHANGE_CONTEXT_H_
