// Keeps callers who are refused again and again from filling the audit log: after some entries of
// their own, their refusals are counted and recorded together.
#ifndef IEUM_SERVER_SERVICE_REFUSAL_LIMIT_H_
#define IEUM_SERVER_SERVICE_REFUSAL_LIMIT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/string_map.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/service/token_bucket.h"

namespace ieum::server {

// Refusals of one caller that get entries of their own: so many at once, and then one more each
// kRefusalRefill.
inline constexpr int kRefusalBurst = 200;
inline constexpr absl::Duration kRefusalRefill = absl::Seconds(10);
// Callers that are told apart; more of them share the last place.
inline constexpr size_t kMaxRefusedCallers = 4'096;

// Thread-safe.
class RefusalLimit final {
 public:
  using Now = std::function<absl::Duration()>;
  // The log outlives the object. now: time that never goes back.
  explicit RefusalLimit(AuditLog& log, Now now = core::MonotonicNow)
      : log_(log), now_(std::move(now)) {}
  RefusalLimit(const RefusalLimit&) = delete;
  RefusalLimit& operator=(const RefusalLimit&) = delete;

  // True if the refusal, complete but for sequence and time, is to have an entry of its own; if
  // not, it was counted. A caller is a principal, else a certificate, else an address.
  bool Admit(const core::AuditEntry& refusal);
  // Writes for each caller one entry, as its last refusal but with act kMoreRefused, about what was
  // counted since the last call. Errors as AuditLog::Append; what was not written stays counted.
  absl::Status Flush();

 private:
  struct Caller {
    TokenBucket entries;
    uint32_t counted = 0;  // without entry
    core::AuditEntry last = {};
  };

  AuditLog& log_;
  const Now now_;
  core::Mutex mutex_;
  core::StringMap<Caller> callers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_REFUSAL_LIMIT_H_
