#include "ieum/server/app/periodic_tasks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "ieum/core/base/clock.h"

namespace ieum::testing {
namespace {

TEST(PeriodicTasksTest, RunsEachAgainAndAgainUntilItIsStopped) {
  std::atomic<int> often = 0;
  std::atomic<int> never = 0;
  server::PeriodicTasks tasks({{.interval = absl::Milliseconds(1), .run = [&often] { ++often; }},
                               {.interval = absl::Hours(1), .run = [&never] { ++never; }}});
  const absl::Duration deadline = core::MonotonicNow() + absl::Seconds(30);
  while (often < 5 && core::MonotonicNow() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_GE(often, 5);
  tasks.Stop();
  const int stopped = often;
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(often, stopped);
  EXPECT_EQ(never, 0);
  tasks.Stop();
}

}  // namespace
}  // namespace ieum::testing
