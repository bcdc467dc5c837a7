#include "cli/stop_signals.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <future>
#include <stop_token>

namespace ieum::client {
namespace {

// Blocks until `token` is stopped.
void WaitForStop(const std::stop_token& token) {
  std::promise<void> stopped;
  const std::stop_callback callback(token, [&stopped] { stopped.set_value(); });
  stopped.get_future().wait();
}

TEST(StopSignalsTest, WithoutSignalNothingStopsAndTheListenerEnds) {
  const StopSignals signals;
  EXPECT_FALSE(signals.token().stop_requested());
}

TEST(StopSignalsTest, TheFirstSignalRequestsAStop) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const StopSignals signals;
    ASSERT_EQ(::kill(::getpid(), signal), 0);
    WaitForStop(signals.token());
    EXPECT_TRUE(signals.token().stop_requested());
  }
}

TEST(StopSignalsDeathTest, TheSecondSignalEndsTheProcess) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        const StopSignals signals;
        ::kill(::getpid(), SIGTERM);
        WaitForStop(signals.token());
        ::kill(::getpid(), SIGTERM);
        while (true) ::pause();
      },
      ::testing::ExitedWithCode(8), "");
}

}  // namespace
}  // namespace ieum::client
