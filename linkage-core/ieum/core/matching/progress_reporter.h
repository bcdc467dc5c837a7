// Progress of work that many threads do, told to one listener at a readable pace.
#ifndef IEUM_CORE_MATCHING_PROGRESS_REPORTER_H_
#define IEUM_CORE_MATCHING_PROGRESS_REPORTER_H_

#include <atomic>
#include <cstdint>
#include <functional>

#include "absl/time/time.h"
#include "ieum/core/matching/matching_run.h"

namespace ieum::core {

// Thread-safe, except Finish. The listener is called by one thread at a time, with counts that
// never fall, at most ten times a second; threads that come while it runs do not wait.
class ProgressReporter final {
 public:
  // `listener` is borrowed and may be empty.
  ProgressReporter(MatchingStage stage, int64_t total_pairs,
                   const std::function<void(const MatchingProgress&)>& listener);

  void Add(int64_t pairs);
  // The last report, of all pairs. Call once, when all threads have ended.
  void Finish();

 private:
  const MatchingStage stage_;
  const int64_t total_pairs_;
  const std::function<void(const MatchingProgress&)>& listener_;
  std::atomic<int64_t> done_pairs_ = 0;
  std::atomic<bool> reporting_ = false;
  absl::Duration next_report_;  // monotonic time; belongs to the thread that set reporting_
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_PROGRESS_REPORTER_H_
