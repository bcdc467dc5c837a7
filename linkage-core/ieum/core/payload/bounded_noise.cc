#include "ieum/core/payload/bounded_noise.h"

#include <algorithm>
#include <cstdlib>

#include "ieum/core/base/bytes.h"

namespace ieum::core {
namespace {

using absl::uint128;

// True with probability a / b. REQUIRES: a <= b.
bool Bernoulli(uint128 a, uint128 b, KeyedNumbers& numbers) { return numbers.Below(b) < a; }

// True with probability exp(-a / b). REQUIRES: a <= b, b small enough for b * 40.
bool BernoulliExpOfFraction(uint128 a, uint128 b, KeyedNumbers& numbers) {
  // Lost with probability 1/k! at most, so k stays small.
  uint128 k = 1;
  while (Bernoulli(a, b * k, numbers)) ++k;
  return absl::Uint128Low64(k) % 2 == 1;
}

bool BernoulliExp(uint128 a, uint128 b, KeyedNumbers& numbers) {
  for (; a > b; a -= b) {
    if (!BernoulliExpOfFraction(1, 1, numbers)) return false;
  }
  return BernoulliExpOfFraction(a, b, numbers);
}

int64_t DrawLaplace(int64_t scale, KeyedNumbers& numbers) {
  const auto t = static_cast<uint64_t>(scale);
  while (true) {
    const uint64_t rest = absl::Uint128Low64(numbers.Below(t));
    if (!BernoulliExpOfFraction(rest, t, numbers)) continue;
    int64_t whole = 0;
    while (BernoulliExpOfFraction(1, 1, numbers)) ++whole;
    const int64_t size = static_cast<int64_t>(rest) + scale * whole;
    const bool negative = numbers.Next() % 2 == 1;
    // Zero would come twice as often as it should.
    if (negative && size == 0) continue;
    return negative ? -size : size;
  }
}

int64_t DrawNormal(int64_t scale, int64_t bound, KeyedNumbers& numbers) {
  const int64_t t = scale + 1;
  const auto square = [](uint128 x) { return x * x; };
  const uint128 variance = square(static_cast<uint64_t>(scale));
  const uint128 denominator = 2 * variance * square(static_cast<uint64_t>(t));
  while (true) {
    const int64_t candidate = DrawLaplace(t, numbers);
    const int64_t size = std::abs(candidate);
    if (size > bound) continue;
    // exp(-(|y| - variance / t)² / (2 variance)), over t².
    const uint128 scaled = uint128(static_cast<uint64_t>(size)) * static_cast<uint64_t>(t);
    const uint128 distance = scaled > variance ? scaled - variance : variance - scaled;
    if (BernoulliExp(square(distance), denominator, numbers)) return candidate;
  }
}

}  // namespace

uint64_t KeyedNumbers::Next() {
  if (used_ == block_.size()) {
    Bytes message(serial_.begin(), serial_.end());
    AppendLittleEndian(message, blocks_++);
    block_ = key_.Tag(message);
    used_ = 0;
  }
  const auto number = LoadLittleEndian<uint64_t>(block_, used_);
  used_ += sizeof(number);
  return number;
}

uint128 KeyedNumbers::Below(uint128 bound) {
  const uint128 most = bound - 1;
  uint128 mask = 0;
  while (mask < most) mask = mask << 1 | 1;
  // Of the same number of bits; at least half of them are below the bound.
  while (true) {
    const uint64_t low = Next();
    const uint64_t high = absl::Uint128High64(mask) == 0 ? 0 : Next();
    const uint128 number = absl::MakeUint128(high, low) & mask;
    if (number <= most) return number;
  }
}

int64_t DrawNoise(NoiseDistribution distribution, int64_t scale, int64_t bound,
                  KeyedNumbers& numbers) {
  while (true) {
    const int64_t noise = distribution == NoiseDistribution::kNormal
                              ? DrawNormal(scale, bound, numbers)
                              : DrawLaplace(scale, numbers);
    if (std::abs(noise) <= bound) return noise;
  }
}

}  // namespace ieum::core
