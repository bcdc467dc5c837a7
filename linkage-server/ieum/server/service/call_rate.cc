#include "ieum/server/service/call_rate.h"

#include <iterator>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"

namespace ieum::server {

absl::Status CallRate::Admit(const core::Sha256Digest& certificate) {
  const absl::Duration now = now_();
  const core::MutexLock lock(mutex_);
  std::string name(core::AsText(certificate));
  if (!callers_.contains(name) && callers_.size() >= kMaxRatedCallers) {
    for (auto caller = callers_.begin(); caller != callers_.end();) {
      caller = caller->second.full(now) ? callers_.erase(caller) : std::next(caller);
    }
    if (callers_.size() >= kMaxRatedCallers) name.clear();
  }
  TokenBucket& bucket =
      callers_.try_emplace(std::move(name), kCallBurst, kCallRefill, now).first->second;
  if (bucket.Take(now)) return absl::OkStatus();
  return core::ResourceExhausted(
      "the calls of this certificate come faster than one each %d ms, and it has used the %d that "
      "may come at once; try again later",
      absl::ToInt64Milliseconds(kCallRefill), kCallBurst);
}

}  // namespace ieum::server
