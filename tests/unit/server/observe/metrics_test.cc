#include "ieum/server/observe/metrics.h"

#include <gtest/gtest.h>

#include <thread>

#include "ieum/server/observe/process_metrics.h"

namespace ieum::testing {
namespace {

using server::DurationHistogram;
using server::Metric;
using server::MetricKind;
using server::Metrics;
using server::MetricSample;

TEST(DurationHistogramTest, CountsWhatIsAtMostAsLong) {
  DurationHistogram histogram;
  for (const absl::Duration elapsed :
       {absl::Microseconds(1), absl::Milliseconds(1), absl::Milliseconds(2), absl::Seconds(1),
        absl::Hours(2), -absl::Seconds(1)}) {
    histogram.Observe(elapsed);
  }
  const DurationHistogram::Counts counts = histogram.counts();
  EXPECT_EQ(counts.within[0], 3U)
      << "a bound is within itself, and time that went back counts as 0";
  EXPECT_EQ(counts.within[1], 4U);
  EXPECT_EQ(counts.within[4], 5U) << "one second";
  EXPECT_EQ(counts.within.back(), 5U);
  EXPECT_EQ(counts.count, 6U) << "longer than all bounds";
  EXPECT_NEAR(counts.seconds, 7201.003001, 1e-6);
}

TEST(MetricsTest, CollectsByNameAndLeavesOutWhatCannotBeRead) {
  Metrics metrics;
  server::Counter counter;
  metrics.AddGauge("ieum_z", "Last", [] { return 2.5; });
  metrics.AddCounter("ieum_a", "First", counter);
  metrics.AddGauge("ieum_m", "Not there", [] { return std::nullopt; });
  counter.Add(3);
  const std::vector<Metric> all = metrics.Collect();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name.text(), "ieum_a");
  EXPECT_EQ(all[0].kind, MetricKind::kCounter);
  EXPECT_EQ(all[0].samples.at(0).value, 3);
  EXPECT_TRUE(all[1].samples.empty());
  EXPECT_EQ(all[2].samples.at(0).value, 2.5);
  counter.Add();
  EXPECT_EQ(metrics.Collect()[0].samples.at(0).value, 4);
}

TEST(MetricsTest, LosesNothingThatThreadsCountAtOnce) {
  constexpr int kThreads = 4;
  constexpr int kTimes = 10'000;
  DurationHistogram histogram;
  server::Counter counter;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (int at = 0; at < kTimes; ++at) {
          counter.Add();
          histogram.Observe(absl::Milliseconds(at % 3));
        }
      });
    }
    const DurationHistogram::Counts meanwhile = histogram.counts();
    EXPECT_GE(meanwhile.count, meanwhile.within.back());
  }
  EXPECT_EQ(counter.value(), uint64_t{kThreads * kTimes});
  EXPECT_EQ(histogram.counts().count, uint64_t{kThreads * kTimes});
}

TEST(ProcessMetricsTest, AreOfThisProcess) {
  Metrics metrics;
  server::AddProcessMetrics(absl::FromUnixSeconds(1'750'000'000), metrics);
  for (const Metric& metric : metrics.Collect()) {
    ASSERT_EQ(metric.samples.size(), 1U) << metric.name.text();
    EXPECT_GT(metric.samples[0].value, 0) << metric.name.text();
    EXPECT_TRUE(metric.name.text().starts_with("ieum_")) << metric.name.text();
  }
}

}  // namespace
}  // namespace ieum::testing
