#include "ieum/core/base/thread_pool.h"

#include <atomic>
#include <new>
#include <vector>

#include "ieum/core/base/status.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;

TEST(ThreadPoolTest, RunsEveryUnitOnceWhateverTheNumberOfThreads) {
  for (const int thread_count : {1, 2, 7}) {
    std::vector<std::atomic<int>> runs(1000);
    ASSERT_OK(ParallelFor(1000, thread_count, {}, [&](int64_t unit, int worker) {
      EXPECT_GE(worker, 0);
      EXPECT_LT(worker, thread_count);
      ++runs[static_cast<size_t>(unit)];
      return absl::OkStatus();
    }));
    for (const std::atomic<int>& count : runs) ASSERT_EQ(count, 1);
  }
}

TEST(ThreadPoolTest, AWorkerNumberBelongsToOneThreadAtATime) {
  std::vector<std::atomic<int>> busy(3);
  ASSERT_OK(ParallelFor(3000, 3, {}, [&](int64_t, int worker) {
    EXPECT_EQ(busy[static_cast<size_t>(worker)].fetch_add(1), 0);
    busy[static_cast<size_t>(worker)].fetch_sub(1);
    return absl::OkStatus();
  }));
}

TEST(ThreadPoolTest, NoUnitsAndMoreThreadsThanUnitsAreFine) {
  std::atomic<int> runs = 0;
  const auto count = [&](int64_t, int) {
    ++runs;
    return absl::OkStatus();
  };
  EXPECT_OK(ParallelFor(0, 4, {}, count));
  EXPECT_EQ(runs, 0);
  EXPECT_OK(ParallelFor(2, 50, {}, count));
  EXPECT_EQ(runs, 2);
}

TEST(ThreadPoolTest, ReportsTheErrorOfTheSmallestUnitThatFailed) {
  for (const int thread_count : {1, 4}) {
    const absl::Status status =
        ParallelFor(100, thread_count, {}, [](int64_t unit, int) -> absl::Status {
          // Units are handed out in order, so unit 10 is always among those that run.
          if (unit >= 10) return InvalidArgument("unit %d", unit);
          return absl::OkStatus();
        });
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "unit 10")) << thread_count;
  }
}

TEST(ThreadPoolTest, OutOfMemoryIsAnErrorOfTheWorkAndNotTheEndOfTheProcess) {
  for (const int thread_count : {1, 4}) {
    const absl::Status status = ParallelFor(
        1000, thread_count, {}, [](int64_t, int) -> absl::Status { throw std::bad_alloc(); });
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted,
                                 ::testing::HasSubstr("not enough memory")));
  }
}

TEST(ThreadPoolTest, StopsBetweenUnitsWhenAsked) {
  std::stop_source stop;
  std::atomic<int> runs = 0;
  const absl::Status status = ParallelFor(1'000'000, 2, stop.get_token(), [&](int64_t, int) {
    if (++runs == 5) stop.request_stop();
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  // Each of the two threads may have been inside one more unit.
  EXPECT_LE(runs, 7);
}

TEST(ThreadPoolTest, ThereIsAlwaysAtLeastOneThread) { EXPECT_GE(DefaultThreadCount(), 1); }

}  // namespace
}  // namespace ieum::core
