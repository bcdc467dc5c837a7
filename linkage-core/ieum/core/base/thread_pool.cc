#include "ieum/core/base/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#include "ieum/core/base/mutex.h"
#include "ieum/core/base/status.h"

namespace ieum::core {

namespace {

// An exception that left a thread would end the process; out of memory is an ordinary failure of
// the work.
absl::Status Contained(const std::function<absl::Status(int64_t, int)>& work, int64_t unit,
                       int worker) {
  try {
    return work(unit, worker);
  } catch (const std::bad_alloc&) {
    return ResourceExhausted("not enough memory; use a machine with more, or fewer rows");
  }
}

}  // namespace

int DefaultThreadCount() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return 1;
  return std::max(1, CPU_COUNT(&allowed));
}

absl::Status ParallelFor(int64_t unit_count, int thread_count, std::stop_token stop,
                         const std::function<absl::Status(int64_t unit, int worker)>& work) {
  IEUM_CHECK(thread_count >= 1);
  struct Failure {
    Mutex mutex;
    int64_t unit ABSL_GUARDED_BY(mutex) = -1;
    absl::Status status ABSL_GUARDED_BY(mutex);
  } failure;
  std::atomic<int64_t> next = 0;
  std::atomic<bool> failed = false;

  const auto run = [&](int worker) {
    while (!failed.load(std::memory_order_relaxed) && !stop.stop_requested()) {
      const int64_t unit = next.fetch_add(1, std::memory_order_relaxed);
      if (unit >= unit_count) return;
      absl::Status status = Contained(work, unit, worker);
      if (status.ok()) continue;
      failed.store(true, std::memory_order_relaxed);
      const MutexLock lock(failure.mutex);
      if (failure.unit < 0 || unit < failure.unit) {
        failure.unit = unit;
        failure.status = std::move(status);
      }
    }
  };
  const auto extra = static_cast<int>(std::min<int64_t>(thread_count, unit_count)) - 1;
  {
    std::vector<std::jthread> threads;
    try {
      for (int worker = 1; worker <= extra; ++worker) threads.emplace_back(run, worker);
    } catch (const std::system_error&) {
      // The system gives no more threads; the work is done by those there are.
    }
    run(0);
  }
  const MutexLock lock(failure.mutex);
  if (failure.unit >= 0) return failure.status;
  if (stop.stop_requested()) return Cancelled("stopped on request");
  return absl::OkStatus();
}

}  // namespace ieum::core
