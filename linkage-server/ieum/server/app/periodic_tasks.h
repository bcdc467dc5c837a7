// Work that is done again and again while a server runs, in one thread.
#ifndef IEUM_SERVER_APP_PERIODIC_TASKS_H_
#define IEUM_SERVER_APP_PERIODIC_TASKS_H_

#include <functional>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "ieum/core/base/mutex.h"

namespace ieum::server {

struct PeriodicTask {
  absl::Duration interval;  // from the end of one time to the beginning of the next
  std::function<void()> run;
};

// Start and Stop from one thread.
class PeriodicTasks final {
 public:
  // Each task is run for the first time after its interval.
  explicit PeriodicTasks(std::vector<PeriodicTask> tasks);
  // As Stop().
  ~PeriodicTasks();
  PeriodicTasks(const PeriodicTasks&) = delete;
  PeriodicTasks& operator=(const PeriodicTasks&) = delete;

  // Waits for the task under way; none is begun any more. Repeating is harmless.
  void Stop();

 private:
  void Work();

  const std::vector<PeriodicTask> tasks_;
  core::Mutex mutex_;
  core::ConditionVariable stopped_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_PERIODIC_TASKS_H_
