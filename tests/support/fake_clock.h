// A clock that the test sets.
#ifndef IEUM_TESTS_SUPPORT_FAKE_CLOCK_H_
#define IEUM_TESTS_SUPPORT_FAKE_CLOCK_H_

#include "ieum/core/base/clock.h"
#include "ieum/core/base/mutex.h"

namespace ieum::testing {

class FakeClock final : public core::Clock {
 public:
  FakeClock() = default;
  explicit FakeClock(absl::Time now) : now_(now) {}
  absl::Time Now() const override {
    const core::MutexLock lock(mutex_);
    return now_;
  }
  void Advance(absl::Duration by) {
    const core::MutexLock lock(mutex_);
    now_ += by;
  }

 private:
  mutable core::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_) = absl::FromUnixSeconds(1'750'000'000);
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_FAKE_CLOCK_H_
