// Random draws that repeat on every machine, in integers, because the standard leaves its
// distributions to the library. For synthetic persons; never for keys.
#ifndef IEUM_CLIENT_SYNTH_PORTABLE_RANDOM_H_
#define IEUM_CLIENT_SYNTH_PORTABLE_RANDOM_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ieum::client {

// The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
// generators", 2014): a bijection of 64 bits in which every input bit moves every output bit.
constexpr uint64_t MixBits(uint64_t x) {
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
  x = (x ^ x >> 27) * 0x94D049BB133111EB;
  return x ^ x >> 31;
}

// SplitMix64. Eight bytes, made in nanoseconds: every person has a generator of its own, so that
// any of millions can be drawn again without the others. One thread at a time.
class PortableRandom final {
 public:
  explicit PortableRandom(uint64_t seed) : state_(seed) {}
  // Draws of different streams and places of one seed are independent.
  PortableRandom(uint64_t seed, uint64_t stream, uint64_t place = 0)
      : state_(MixBits(MixBits(MixBits(seed + kStep) + stream * kStep) + place * kStep)) {}

  uint64_t Next() { return MixBits(state_ += kStep); }

  // Uniform in [0, count). REQUIRES: count > 0.
  uint64_t Below(uint64_t count) {
    // The lowest 2^64 mod count values are drawn again, so that every rest has equally many.
    uint64_t draw = Next();
    if (draw < count) {
      const uint64_t unfair = (uint64_t{0} - count) % count;
      while (draw < unfair) draw = Next();
    }
    return draw % count;
  }

  // True in `basis_points` of 10'000 cases.
  bool Chance(int basis_points) { return Below(10'000) < static_cast<uint64_t>(basis_points); }

  // REQUIRES: `choices` is not empty.
  template <typename Choices>
  decltype(auto) Pick(const Choices& choices) {
    return choices[static_cast<size_t>(Below(std::size(choices)))];
  }

 private:
  static constexpr uint64_t kStep = 0x9E3779B97F4A7C15;

  uint64_t state_;
};

// Indices drawn with given weights. Immutable, share freely.
class WeightedIndex final {
 public:
  // REQUIRES: a weight, none negative, not all 0.
  explicit WeightedIndex(std::span<const int> weights) {
    uint64_t sum = 0;
    for (const int weight : weights) sums_.push_back(sum += static_cast<uint64_t>(weight));
  }

  size_t Draw(PortableRandom& random) const {
    const uint64_t draw = random.Below(sums_.back());
    return static_cast<size_t>(std::upper_bound(sums_.begin(), sums_.end(), draw) - sums_.begin());
  }
  // Of all indices together.
  uint64_t total_weight() const { return sums_.back(); }

 private:
  std::vector<uint64_t> sums_;  // [weight_count], running
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_PORTABLE_RANDOM_H_
