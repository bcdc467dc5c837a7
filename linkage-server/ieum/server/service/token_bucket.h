// So many at once, and then one more each so often.
#ifndef IEUM_SERVER_SERVICE_TOKEN_BUCKET_H_
#define IEUM_SERVER_SERVICE_TOKEN_BUCKET_H_

#include <algorithm>

#include "absl/time/time.h"

namespace ieum::server {

// One thread at a time.
class TokenBucket final {
 public:
  // Full at `now`, which is of a clock that never goes back.
  TokenBucket(int burst, absl::Duration refill, absl::Duration now)
      : burst_(burst), refill_(refill), tokens_(burst), filled_(now) {}

  // Takes one if there is one.
  bool Take(absl::Duration now) {
    tokens_ = std::min(burst_, tokens_ + absl::FDivDuration(now - filled_, refill_));
    filled_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }
  // Whether it is as if nobody had ever taken one.
  bool full(absl::Duration now) const {
    return tokens_ + absl::FDivDuration(now - filled_, refill_) >= burst_;
  }

 private:
  double burst_;
  absl::Duration refill_;
  double tokens_;
  absl::Duration filled_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_TOKEN_BUCKET_H_
