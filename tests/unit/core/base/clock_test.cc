#include "ieum/core/base/clock.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace ieum::core {
namespace {

TEST(ClockTest, SystemClockIsTheTimeOfTheMachine) {
  const absl::Time before = absl::Now();
  const absl::Time now = SystemClock().Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

TEST(ClockTest, MonotonicTimeNeverGoesBack) {
  absl::Duration last = MonotonicNow();
  for (int i = 0; i < 1000; ++i) {
    const absl::Duration now = MonotonicNow();
    ASSERT_LE(last, now);
    last = now;
  }
}

}  // namespace
}  // namespace ieum::core
