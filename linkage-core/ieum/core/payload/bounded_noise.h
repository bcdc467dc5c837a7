// Random integers with a declared distribution, drawn from a keyed stream: exact, by integers only,
// so that every machine draws the same. Method: Canonne, Kamath, Steinke, "The Discrete Gaussian
// for Differential Privacy" (2020), algorithms 1 to 3.
#ifndef IEUM_CORE_PAYLOAD_BOUNDED_NOISE_H_
#define IEUM_CORE_PAYLOAD_BOUNDED_NOISE_H_

#include <cstdint>

#include "absl/numeric/int128.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/hmac.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/payload/transform_spec.h"

namespace ieum::core {

// HMAC-SHA-256(key, serial ‖ u64 0, 1, 2, …) as 64-bit numbers. Borrows the key. One thread at a
// time.
class KeyedNumbers final {
 public:
  KeyedNumbers(const HmacSha256& key, const Serial& serial) : key_(key), serial_(serial) {}

  uint64_t Next();
  // Uniform in [0, bound). REQUIRES: bound > 0.
  absl::uint128 Below(absl::uint128 bound);

 private:
  const HmacSha256& key_;
  const Serial serial_;
  Sha256Digest block_{};
  uint64_t blocks_ = 0;
  size_t used_ = sizeof(Sha256Digest);
};

// A number of the distribution over the integers, under the condition that it is at most `bound` in
// size. REQUIRES: 1 <= scale <= TransformSpec::kMaxNoiseScale, scale <= bound.
int64_t DrawNoise(NoiseDistribution distribution, int64_t scale, int64_t bound,
                  KeyedNumbers& numbers);

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_BOUNDED_NOISE_H_
