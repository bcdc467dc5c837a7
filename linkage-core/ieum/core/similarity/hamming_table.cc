#include "ieum/core/similarity/hamming_table.h"

#include <array>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr int kMaxBits = 8192;
constexpr int32_t kOne = 10'000;

// An integer below 2^256, more than 8192 * 10'000^16 needs; least significant limb first.
class WideInteger final {
 public:
  explicit WideInteger(uint64_t value) : limbs_{value, 0, 0, 0} {}

  WideInteger& operator*=(uint64_t factor) {
    unsigned __int128 carry = 0;
    for (uint64_t& limb : limbs_) {
      carry += static_cast<unsigned __int128>(limb) * factor;
      limb = static_cast<uint64_t>(carry);
      carry >>= 64;
    }
    return *this;
  }

  friend bool operator<=(const WideInteger& a, const WideInteger& b) {
    for (size_t i = a.limbs_.size(); i-- > 0;) {
      if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] < b.limbs_[i];
    }
    return true;
  }

 private:
  std::array<uint64_t, 4> limbs_;
};

// factor * base^exponent
WideInteger TimesPower(int factor, int32_t base, int exponent) {
  WideInteger product(static_cast<uint64_t>(factor));
  for (int i = 0; i < exponent; ++i) product *= static_cast<uint64_t>(base);
  return product;
}

}  // namespace

std::vector<int32_t> HammingTable(int bit_count, int xor_count) {
  IEUM_CHECK(bit_count >= 1 && bit_count <= kMaxBits);
  IEUM_CHECK(xor_count >= 1 && xor_count <= kMaxXorCount);
  std::vector<int32_t> table(static_cast<size_t>(bit_count) + 1, 0);
  // The largest s with (s / 10'000)^t <= (n - 2h) / n, that is n * s^t <= (n - 2h) * 10'000^t; it
  // only descends as h grows.
  int32_t similarity = kOne;
  for (int h = 0; 2 * h < bit_count; ++h) {
    const WideInteger limit = TimesPower(bit_count - 2 * h, kOne, xor_count);
    while (!(TimesPower(bit_count, similarity, xor_count) <= limit)) --similarity;
    table[static_cast<size_t>(h)] = similarity;
  }
  return table;
}

}  // namespace ieum::core
