// Exclusive claims on keys, so that changes of one submission or project follow each other while
// others go on. Used instead of a mutex held across I/O.
#ifndef IEUM_SERVER_STORAGE_CLAIMS_H_
#define IEUM_SERVER_STORAGE_CLAIMS_H_

#include <cstdint>
#include <set>

#include "ieum/core/base/mutex.h"

namespace ieum::server {

// Thread-safe. Whoever takes several claims takes them in ascending order of key.
class Claims final {
 public:
  // Ends with the object. Move-only.
  class Claim final {
   public:
    Claim(Claims& claims, uint64_t key) : claims_(&claims), key_(key) {}
    ~Claim();
    Claim(Claim&& other) noexcept;
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    Claim& operator=(Claim&&) = delete;

   private:
    Claims* claims_;  // null after a move
    uint64_t key_;
  };

  // Waits until nobody else has the key. This object outlives the claim.
  Claim Take(uint64_t key);

 private:
  void Release(uint64_t key);

  core::Mutex mutex_;
  core::ConditionVariable released_;
  std::set<uint64_t> taken_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_CLAIMS_H_
