// Calls, counted by method, outcome and how long they took; refusals by the rule they broke.
#ifndef IEUM_SERVER_SERVICE_CALL_METRICS_H_
#define IEUM_SERVER_SERVICE_CALL_METRICS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/server/config/store_role.h"
#include "ieum/server/observe/metrics.h"

namespace ieum::server {

// Calls since the start.
struct CallCounts {
  int64_t ok = 0;
  int64_t refused = 0;  // UNAUTHENTICATED or PERMISSION_DENIED
  int64_t failed = 0;
};

// Thread-safe, without locks.
class CallMetrics final {
 public:
  CallMetrics();
  CallMetrics(const CallMetrics&) = delete;
  CallMetrics& operator=(const CallMetrics&) = delete;

  // A call has ended. REQUIRES: a method of auth/access_table.h.
  void Count(Constant method, absl::StatusCode code, absl::Duration elapsed);
  void CountRefusal(core::AuditRule rule);
  void Enter() { under_way_.fetch_add(1, std::memory_order_relaxed); }
  void Leave() { under_way_.fetch_sub(1, std::memory_order_relaxed); }

  CallCounts counts() const;
  // Methods of this server; this object outlives the metrics.
  void AddTo(StoreRole server, Metrics& metrics) const;

 private:
  static constexpr size_t kCodes = 17;  // of absl::StatusCode
  static constexpr size_t kRules = 8;   // of core::AuditRule
  struct Method {
    std::array<Counter, kCodes> by_code;
    DurationHistogram durations;
  };

  std::vector<Method> methods_;  // as the access table has them
  std::array<Counter, kRules> refusals_;
  std::atomic<int64_t> under_way_ = 0;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_CALL_METRICS_H_
