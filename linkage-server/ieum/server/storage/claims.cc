#include "ieum/server/storage/claims.h"

#include <utility>

namespace ieum::server {

Claims::Claim::~Claim() {
  if (claims_ != nullptr) claims_->Release(key_);
}

Claims::Claim::Claim(Claim&& other) noexcept
    : claims_(std::exchange(other.claims_, nullptr)), key_(other.key_) {}

Claims::Claim Claims::Take(uint64_t key) {
  const core::MutexLock lock(mutex_);
  while (!taken_.insert(key).second) released_.Wait(mutex_);
  return Claim(*this, key);
}

void Claims::Release(uint64_t key) {
  {
    const core::MutexLock lock(mutex_);
    taken_.erase(key);
  }
  released_.NotifyAll();
}

}  // namespace ieum::server
