// Time as a dependency, so that tests decide what time it is.
#ifndef IEUM_CORE_BASE_CLOCK_H_
#define IEUM_CORE_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace ieum::core {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time, for records and reports.
  virtual absl::Time Now() const = 0;
};

// The machine's clock; one shared instance that outlives everything. Thread-safe.
const Clock& SystemClock();

// Time since an arbitrary start that never goes back; for durations and rates, not for records.
absl::Duration MonotonicNow();

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_CLOCK_H_
