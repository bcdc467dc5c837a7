// Progress of comparisons that many threads make, told to one listener at a readable pace.
#ifndef IEUM_CORE_BLOCKING_JOIN_PROGRESS_H_
#define IEUM_CORE_BLOCKING_JOIN_PROGRESS_H_

#include <atomic>
#include <cstdint>
#include <functional>

#include "absl/time/time.h"
#include "ieum/core/base/clock.h"

namespace ieum::core {

// Thread-safe, except Finish. The listener is called by one thread at a time, with counts that
// rise, at most ten times a second; threads that come while it runs do not wait. It is borrowed and
// may be empty.
class JoinProgress final {
 public:
  JoinProgress(int64_t total, const std::function<void(int64_t, int64_t)>& listener)
      : total_(total), listener_(listener), next_report_(MonotonicNow()) {}

  void Add(int64_t pairs) {
    const int64_t done = done_.fetch_add(pairs, std::memory_order_relaxed) + pairs;
    if (!listener_ || reporting_.exchange(true, std::memory_order_acquire)) return;
    if (const absl::Duration now = MonotonicNow(); now >= next_report_ && done > reported_) {
      next_report_ = now + absl::Milliseconds(100);
      reported_ = done;
      listener_(done, total_);
    }
    reporting_.store(false, std::memory_order_release);
  }
  void Finish() {
    if (listener_) listener_(total_, total_);
  }

 private:
  const int64_t total_;
  const std::function<void(int64_t, int64_t)>& listener_;
  std::atomic<int64_t> done_ = 0;
  std::atomic<bool> reporting_ = false;
  absl::Duration next_report_;  // this and the next belong to the thread that set reporting_
  int64_t reported_ = 0;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_JOIN_PROGRESS_H_
