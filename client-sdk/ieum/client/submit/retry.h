// When to try a call again, and how long to wait before.
#ifndef IEUM_CLIENT_SUBMIT_RETRY_H_
#define IEUM_CLIENT_SUBMIT_RETRY_H_

#include <functional>
#include <stop_token>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ieum/core/base/clock.h"

namespace ieum::client {

// Waits for `time` or until `stop` is requested.
void WaitOrStop(absl::Duration time, std::stop_token stop);

struct RetryOptions {
  // Wait before the first retry; doubles with each until last_wait. No jitter: a project has few
  // holders, and a schedule that repeats is easier to reason about.
  absl::Duration first_wait = absl::Milliseconds(100);
  absl::Duration last_wait = absl::Seconds(10);
  // Gives up when this long has passed without progress.
  absl::Duration give_up_after = absl::Minutes(5);
  // Before the first progress: a server that has never answered is more likely a wrong address.
  absl::Duration reach_within = absl::Seconds(15);
  // Time and waiting as dependencies, so that tests need not wait.
  std::function<absl::Duration()> now = core::MonotonicNow;
  std::function<void(absl::Duration, std::stop_token)> wait = WaitOrStop;
};

// One piece of work that may be tried several times. One thread at a time.
class Retry final {
 public:
  // `options` outlives this object.
  explicit Retry(const RetryOptions& options);

  // Work was done: the next failure starts with the first wait and the full time.
  void Progressed();
  // After a failure: waits and returns OK if trying again makes sense, else `error` with how long
  // was tried. Retried are UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED (in the time allowed)
  // and DATA_LOSS, which a second sending mends if it was the connection's (twice). CANCELLED if
  // `stop` was requested.
  absl::Status WaitAfter(const absl::Status& error, std::stop_token stop);
  // Failures so far that were followed by another try.
  int retries() const { return retries_; }

 private:
  const RetryOptions& options_;
  absl::Duration last_progress_;
  absl::Duration allowed_;  // time without progress
  absl::Duration next_wait_;
  int damaged_ = 0;
  int retries_ = 0;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SUBMIT_RETRY_H_
