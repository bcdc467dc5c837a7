// Keeps a caller with a certificate in order from taking the server for itself: every call that is
// handled costs a synced write of the audit log.
#ifndef IEUM_SERVER_SERVICE_CALL_RATE_H_
#define IEUM_SERVER_SERVICE_CALL_RATE_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/string_map.h"
#include "ieum/server/service/token_bucket.h"

namespace ieum::server {

// Calls of one certificate: so many at once, and then one more each kCallRefill. A stream is one
// call, however long.
inline constexpr int kCallBurst = 1'000;
inline constexpr absl::Duration kCallRefill = absl::Milliseconds(20);
// Certificates that are told apart; more of them share one place.
inline constexpr size_t kMaxRatedCallers = 4'096;

// Thread-safe.
class CallRate final {
 public:
  using Now = std::function<absl::Duration()>;
  // now: time that never goes back.
  explicit CallRate(Now now = core::MonotonicNow) : now_(std::move(now)) {}
  CallRate(const CallRate&) = delete;
  CallRate& operator=(const CallRate&) = delete;

  // RESOURCE_EXHAUSTED: this certificate's calls come too fast.
  absl::Status Admit(const core::Sha256Digest& certificate);

 private:
  const Now now_;
  core::Mutex mutex_;
  core::StringMap<TokenBucket> callers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_CALL_RATE_H_
