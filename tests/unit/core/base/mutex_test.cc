#include "ieum/core/base/mutex.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

namespace ieum::core {
namespace {

class Counter {
 public:
  void Increment() {
    const MutexLock lock(mutex_);
    ++count_;
    changed_.NotifyAll();
  }
  void WaitFor(int count) {
    const MutexLock lock(mutex_);
    while (count_ < count) changed_.Wait(mutex_);
  }
  int count() {
    const MutexLock lock(mutex_);
    return count_;
  }
  void WaitInVain() {
    const MutexLock lock(mutex_);
    changed_.WaitFor(mutex_, std::chrono::milliseconds(1));
  }

 private:
  Mutex mutex_;
  ConditionVariable changed_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST(MutexTest, LocksOneThreadAtATimeAndWakesWaiters) {
  Counter counter;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) counter.Increment();
    });
  }
  counter.WaitFor(4000);
  EXPECT_EQ(counter.count(), 4000);
}

TEST(MutexTest, WaitForEndsWithoutANotice) {
  Counter counter;
  counter.WaitInVain();
  EXPECT_EQ(counter.count(), 0);
}

}  // namespace
}  // namespace ieum::core
