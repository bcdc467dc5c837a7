// kill -9 instead of each write of a step, the oracle being this process.
#ifndef IEUM_TESTS_INTEGRATION_KILL_POINTS_H_
#define IEUM_TESTS_INTEGRATION_KILL_POINTS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "absl/status/status.h"
#include "support/kill_switch.h"

namespace ieum::testing {

// All but `act` end the test by themselves if they must.
struct KilledStep {
  const char* name;
  std::function<void()> prepare;      // something fresh on which the step is to be done
  std::function<absl::Status()> act;  // fails if the server dies meanwhile
  std::function<void()> restart;
  // After a restart; `acknowledged`: `act` succeeded. Does what is left to do.
  std::function<void(bool acknowledged)> check;
  int64_t stride = 3;  // unless IEUM_FAULT_STRIDE says otherwise; 1 tries all writes
};

// Kills at the first write of the step, a later one, and so on, until the step makes no more.
// Returns the number of kills.
inline int64_t KillAtWritesOf(const KilledStep& step, KillSwitch& kill_switch) {
  constexpr int64_t kMostWrites = 2'000;
  const char* const wanted = std::getenv("IEUM_FAULT_STRIDE");
  const int64_t stride = wanted == nullptr ? step.stride : std::max(1, std::atoi(wanted));
  int64_t kills = 0;
  for (int64_t n = 1; n < kMostWrites; n += stride) {
    SCOPED_TRACE(::testing::Message() << step.name << ", write " << n);
    step.prepare();
    if (::testing::Test::HasFailure()) return kills;
    kill_switch.Arm(n);
    const absl::Status done = step.act();
    if (!kill_switch.Disarm()) {
      EXPECT_TRUE(done.ok()) << done;
      std::printf("%-16s %lld kills, at most %lld writes\n", step.name,
                  static_cast<long long>(kills), static_cast<long long>(n - 1));
      return kills;
    }
    ++kills;
    step.restart();
    step.check(done.ok());
    if (::testing::Test::HasFailure()) return kills;
  }
  ADD_FAILURE() << step.name << " does not end";
  return kills;
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_INTEGRATION_KILL_POINTS_H_
