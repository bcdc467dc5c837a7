// What is measured of the parts of a server when somebody asks; what they count themselves is added
// by them.
#ifndef IEUM_SERVER_APP_SERVER_METRICS_H_
#define IEUM_SERVER_APP_SERVER_METRICS_H_

#include <atomic>
#include <cstdint>
#include <functional>

#include "ieum/core/base/clock.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/auth/tls.h"
#include "ieum/server/custody/root_rotation.h"
#include "ieum/server/observe/metrics.h"
#include "ieum/server/storage/server_store.h"

namespace ieum::server {

// What the periodic tasks have done. Thread-safe.
struct TaskCounts {
  Counter audit_writes_failed;  // of entries that the server writes of its own accord
  Counter audit_entries_erased;
  std::atomic<int64_t> log_checked = 0;  // when it was found whole last, Unix seconds
};

// Borrowed; outlives the metrics.
struct MeasuredParts {
  ServerStore& store;
  const AuditLog& audit;
  const ServerIdentity& identity;
  const RootRotation& rotation;
  const std::function<bool()> halted;
  const TaskCounts& tasks;
  const core::Clock& clock;
  int64_t min_free_disk_bytes;
};

void AddServerMetrics(const MeasuredParts& parts, Metrics& metrics);

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_SERVER_METRICS_H_
