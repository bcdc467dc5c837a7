#include "ieum/core/matching/progress_reporter.h"

#include "ieum/core/base/clock.h"

namespace ieum::core {
namespace {

constexpr absl::Duration kInterval = absl::Milliseconds(100);

}  // namespace

ProgressReporter::ProgressReporter(MatchingStage stage, int64_t total_pairs,
                                   const std::function<void(const MatchingProgress&)>& listener)
    : stage_(stage),
      total_pairs_(total_pairs),
      listener_(listener),
      next_report_(MonotonicNow() + kInterval) {}

void ProgressReporter::Add(int64_t pairs) {
  done_pairs_.fetch_add(pairs, std::memory_order_relaxed);
  if (!listener_ || reporting_.exchange(true, std::memory_order_acquire)) return;
  if (const absl::Duration now = MonotonicNow(); now >= next_report_) {
    next_report_ = now + kInterval;
    listener_({stage_, done_pairs_.load(std::memory_order_relaxed), total_pairs_});
  }
  reporting_.store(false, std::memory_order_release);
}

void ProgressReporter::Finish() {
  if (listener_) listener_({stage_, total_pairs_, total_pairs_});
}

}  // namespace ieum::core
