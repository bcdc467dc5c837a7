#include "ieum/client/submit/retry.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "ieum/core/base/mutex.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// A chunk damaged on the way is whole again when sent again; one damaged twice more is not the
// network's doing.
constexpr int kDamagedLimit = 2;

}  // namespace

void WaitOrStop(absl::Duration time, std::stop_token stop) {
  core::Mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, absl::ToChronoMilliseconds(time), [] { return false; });
}

Retry::Retry(const RetryOptions& options)
    : options_(options),
      last_progress_(options.now()),
      allowed_(std::min(options.reach_within, options.give_up_after)),
      next_wait_(options.first_wait) {}

void Retry::Progressed() {
  last_progress_ = options_.now();
  allowed_ = options_.give_up_after;
  next_wait_ = options_.first_wait;
  damaged_ = 0;
}

absl::Status Retry::WaitAfter(const absl::Status& error, std::stop_token stop) {
  if (stop.stop_requested()) return core::Cancelled("stopped by the user");
  const bool damaged = absl::IsDataLoss(error);
  const bool passing = absl::IsUnavailable(error) || absl::IsDeadlineExceeded(error) ||
                       absl::IsResourceExhausted(error);
  if (!passing && !(damaged && ++damaged_ <= kDamagedLimit)) return error;
  const absl::Duration left = allowed_ - (options_.now() - last_progress_);
  if (left <= absl::ZeroDuration()) {
    return core::WithContext(
        error, absl::StrFormat("gave up after trying for %s", absl::FormatDuration(allowed_)));
  }
  options_.wait(std::min(next_wait_, left), stop);
  if (stop.stop_requested()) return core::Cancelled("stopped by the user");
  next_wait_ = std::min(next_wait_ * 2, options_.last_wait);
  ++retries_;
  return absl::OkStatus();
}

}  // namespace ieum::client
