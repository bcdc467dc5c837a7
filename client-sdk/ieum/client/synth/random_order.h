// A random order of n things that needs no memory: the thing at any place is computed, so files of
// any size are written in an order that tells nothing.
#ifndef IEUM_CLIENT_SYNTH_RANDOM_ORDER_H_
#define IEUM_CLIENT_SYNTH_RANDOM_ORDER_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "ieum/client/synth/portable_random.h"

namespace ieum::client {

// A Feistel network over the smallest square power of two that holds n, walked until it falls below
// n: at most four steps on average (Black, Rogaway: "Ciphers with arbitrary finite domains", 2002).
// Not secret. Immutable, share freely.
class RandomOrder final {
 public:
  // REQUIRES: size > 0.
  RandomOrder(uint64_t seed, uint64_t stream, int64_t size) : size_(static_cast<uint64_t>(size)) {
    while (uint64_t{1} << 2 * half_bits_ < size_) ++half_bits_;
    PortableRandom random(seed, stream);
    for (uint64_t& key : keys_) key = random.Next();
  }

  // A bijection of [0, size). REQUIRES: place in that range.
  int64_t At(int64_t place) const {
    auto value = static_cast<uint64_t>(place);
    do {
      value = Encrypted(value);
    } while (value >= size_);
    return static_cast<int64_t>(value);
  }

 private:
  static constexpr size_t kRounds = 5;

  uint64_t Encrypted(uint64_t value) const {
    const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
    uint64_t left = value >> half_bits_;
    uint64_t right = value & mask;
    for (const uint64_t key : keys_) {
      const uint64_t next = left ^ (MixBits(right + key) & mask);
      left = right;
      right = next;
    }
    return left << half_bits_ | right;
  }

  uint64_t size_;
  int half_bits_ = 1;
  std::array<uint64_t, kRounds> keys_{};
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_RANDOM_ORDER_H_
