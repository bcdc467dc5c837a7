// Randomness that repeats: for tests only, never for keys.
#ifndef IEUM_TESTS_SUPPORT_SEEDED_RANDOM_H_
#define IEUM_TESTS_SUPPORT_SEEDED_RANDOM_H_

#include <cstdint>
#include <random>

#include "ieum/core/base/mutex.h"
#include "ieum/core/base/random.h"

namespace ieum::testing {

class SeededRandom final : public core::Random {
 public:
  explicit SeededRandom(uint64_t seed) : engine_(seed) {}
  void Fill(std::span<std::byte> out) override;

 private:
  core::Mutex mutex_;
  std::mt19937_64 engine_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_SEEDED_RANDOM_H_
