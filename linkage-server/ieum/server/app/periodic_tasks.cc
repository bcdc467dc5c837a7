#include "ieum/server/app/periodic_tasks.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/clock.h"

namespace ieum::server {

PeriodicTasks::PeriodicTasks(std::vector<PeriodicTask> tasks)
    : tasks_(std::move(tasks)), thread_([this] { Work(); }) {}

PeriodicTasks::~PeriodicTasks() { Stop(); }

void PeriodicTasks::Stop() {
  {
    const core::MutexLock lock(mutex_);
    stop_ = true;
  }
  stopped_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

void PeriodicTasks::Work() {
  std::vector<absl::Duration> due;
  for (const PeriodicTask& task : tasks_) due.push_back(core::MonotonicNow() + task.interval);
  while (!due.empty()) {
    const auto next = std::min_element(due.begin(), due.end());
    {
      const core::MutexLock lock(mutex_);
      while (!stop_ && core::MonotonicNow() < *next) {
        stopped_.WaitFor(mutex_, absl::ToChronoMilliseconds(*next - core::MonotonicNow()) +
                                     std::chrono::milliseconds(1));
      }
      if (stop_) return;
    }
    const PeriodicTask& task = tasks_[static_cast<size_t>(next - due.begin())];
    task.run();
    *next = core::MonotonicNow() + task.interval;
  }
}

}  // namespace ieum::server
