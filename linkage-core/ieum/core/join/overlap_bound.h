// How many bits two records must share to be similar enough: the ScoringRule of one segment, turned
// into a bound that can be counted.
#ifndef IEUM_CORE_JOIN_OVERLAP_BOUND_H_
#define IEUM_CORE_JOIN_OVERLAP_BOUND_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "ieum/core/similarity/scoring_rule.h"

namespace ieum::core {

// Exact, with integers. For two records that both have a set bit, l + r of them together:
//   Dice     floor(20'000 * c / (l + r)) >= s  <=>  c >= ceil(s * (l + r) / 20'000)
//   Hamming  table[l + r - 2c] >= s  <=>  l + r - 2c <= D(s)  <=>  c >= ceil((l + r - D(s)) / 2),
//            with D(s) the largest distance whose similarity is s or more.
// Both bounds rise with l + r. Immutable, share freely.
class OverlapBound final {
 public:
  // REQUIRES: the rule has one segment.
  explicit OverlapBound(const ScoringRule& rule);

  // Least number of common bits with which two records of `bit_sum` set bits together have a
  // similarity of at least `similarity`. REQUIRES: 1 <= similarity <= 10'000, bit_sum <= 16'384.
  int32_t Least(int32_t similarity, int32_t bit_sum) const {
    if (by_dice_) return (similarity * bit_sum + 19'999) / 20'000;
    return std::max(0, bit_sum - distances_[static_cast<size_t>(similarity)] + 1) / 2;
  }

  // Of the records with at least `popcount` set bits, the largest number of bits that one can have
  // and still reach the similarity with a record of `popcount`; at most `most`. `popcount` itself
  // if none can have more.
  int32_t LargestPartner(int32_t similarity, int32_t popcount, int32_t most) const;

 private:
  bool by_dice_;
  std::vector<int32_t> distances_;  // Hamming: [10'001], D(s); D(0) is not used
};

}  // namespace ieum::core

#endif  // IEUM_CORE_JOIN_OVERLAP_BOUND_H_
