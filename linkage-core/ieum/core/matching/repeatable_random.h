// Numbers that repeat from run to run: for choices that any numbers would do for.
#ifndef IEUM_CORE_MATCHING_REPEATABLE_RANDOM_H_
#define IEUM_CORE_MATCHING_REPEATABLE_RANDOM_H_

#include <cstdint>
#include <random>

#include "absl/base/thread_annotations.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/random.h"

namespace ieum::core {

// The 64-bit Mersenne Twister, byte by byte from the lowest. Never for secrets, serials or keys.
class RepeatableRandom final : public Random {
 public:
  explicit RepeatableRandom(uint64_t seed) : engine_(seed) {}

  void Fill(std::span<std::byte> out) override {
    const MutexLock lock(mutex_);
    for (std::byte& byte : out) byte = static_cast<std::byte>(engine_() & 0xFFU);
  }

 private:
  Mutex mutex_;
  std::mt19937_64 engine_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_REPEATABLE_RANDOM_H_
