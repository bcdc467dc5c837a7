// Random draws that repeat on every machine: the standard fixes std::mt19937_64 to the bit but not
// its distributions, so these are our own, in integers. For synthetic persons; never for keys.
#ifndef IEUM_CLIENT_SYNTH_PORTABLE_RANDOM_H_
#define IEUM_CLIENT_SYNTH_PORTABLE_RANDOM_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace ieum::client {

// One thread at a time.
class PortableRandom final {
 public:
  // Draws of different streams of one seed are independent: more draws in one stream leave the
  // others as they are.
  PortableRandom(uint64_t seed, uint64_t stream)
      : engine_(seed + uint64_t{0x9E3779B97F4A7C15} * stream) {}

  // Uniform in [0, count). REQUIRES: count > 0.
  uint64_t Below(uint64_t count) {
    // The lowest 2^64 mod count values are drawn again, so that every rest has equally many.
    const uint64_t unfair = (uint64_t{0} - count) % count;
    uint64_t draw = engine_();
    while (draw < unfair) draw = engine_();
    return draw % count;
  }

  // True in `basis_points` of 10'000 cases.
  bool Chance(int basis_points) { return Below(10'000) < static_cast<uint64_t>(basis_points); }

  // A uniform order (Fisher-Yates).
  template <typename T>
  void Shuffle(std::span<T> values) {
    for (size_t left = values.size(); left > 1; --left) {
      std::swap(values[left - 1], values[static_cast<size_t>(Below(left))]);
    }
  }

 private:
  std::mt19937_64 engine_;
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
