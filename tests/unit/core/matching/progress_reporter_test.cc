#include "ieum/core/matching/progress_reporter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "ieum/core/base/clock.h"

namespace ieum::core {
namespace {

TEST(ProgressReporterTest, TellsOneThreadAtATimeAtAReadablePaceAndAlwaysTheEnd) {
  std::atomic<int> inside = 0;
  std::vector<MatchingProgress> reports;
  const std::function<void(const MatchingProgress&)> listener = [&](const MatchingProgress& now) {
    EXPECT_EQ(inside.fetch_add(1), 0);
    reports.push_back(now);
    inside.fetch_sub(1);
  };
  const absl::Duration start = MonotonicNow();
  constexpr int64_t kTotal = 1 << 30;
  ProgressReporter reporter(MatchingStage::kCompare, kTotal, listener);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 3; ++t) {
      threads.emplace_back([&] {
        while (MonotonicNow() - start < absl::Milliseconds(350)) reporter.Add(1);
      });
    }
  }
  const auto elapsed_tenths =
      static_cast<size_t>((MonotonicNow() - start) / absl::Milliseconds(100));
  reporter.Finish();
  ASSERT_GE(reports.size(), 2U);
  EXPECT_LE(reports.size(), elapsed_tenths + 1);
  for (size_t i = 1; i < reports.size(); ++i) {
    EXPECT_LE(reports[i - 1].done_pairs, reports[i].done_pairs);
  }
  EXPECT_EQ(reports.back().done_pairs, kTotal);
  EXPECT_EQ(reports.back().total_pairs, kTotal);
  EXPECT_EQ(reports.back().stage, MatchingStage::kCompare);
}

TEST(ProgressReporterTest, NeedsNoListener) {
  const std::function<void(const MatchingProgress&)> nobody;
  ProgressReporter reporter(MatchingStage::kSolve, 10, nobody);
  reporter.Add(10);
  reporter.Finish();
}

}  // namespace
}  // namespace ieum::core
