// How alike two filters of one segment are, on one scale for every hardening.
#ifndef IEUM_CORE_MODEL_SEGMENT_SIMILARITY_H_
#define IEUM_CORE_MODEL_SEGMENT_SIMILARITY_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ieum::core {

// What the similarity of a segment has to undo.
struct SegmentEncoding {
  int bit_count = 0;  // of the segment, a multiple of 64
  // > 0: filters of equal fill, compared by Hamming distance; each bit is the XOR of so many bits
  // of a Bloom filter (1: balanced, a bit of the filter or its complement).
  int xor_count = 0;
  // Probability that a bit of the Bloom filter was inverted, in basis points.
  int flip_basis_points = 0;

  friend bool operator==(const SegmentEncoding&, const SegmentEncoding&) = default;
};

// Similarities are whole percents from 0 to 99, or one of:
inline constexpr int kIdenticalPercent = 100;  // the same bits, and not none
inline constexpr int kMissingPercent = 101;    // one of the two has no bit set
inline constexpr int kPercentCount = 102;

// Immutable, share freely.
//
// Bloom filters are compared by the Dice coefficient of their estimated numbers of elements, so
// that bits shared by collision count for nothing (Swamidass and Baldi 2007, estimating the
// cardinality of a set from its filter):
//   n(x) = -ln(1 - x / L),   s = 2 max(0, n(l) + n(r) - n(l + r - c)) / (n(l) + n(r))
// for l, r set bits, c of them common, of L. Where bits were flipped with probability q, l, r and c
// are first replaced by their expectation before flipping. Filters of equal fill are compared by
// HammingTable. Of either result, what unrelated filters reach by chance, `chance`, is taken as 0:
//   percent = floor(100 * max(0, s - chance) / (1 - chance)), at most 99.
class SegmentSimilarity final {
 public:
  // REQUIRES: bit_count a multiple of 64 in [64, 8192], xor_count 0 to 16, flips 0 to 2000 and 0
  // with an XOR count; 0 <= chance < 1.
  SegmentSimilarity(const SegmentEncoding& encoding, double chance);

  // common, left, right: set bits. 0 <= common <= left, right <= bit_count.
  int Percent(int32_t common, int32_t left, int32_t right) const {
    if (left == 0 || right == 0) return kMissingPercent;
    const int32_t distance = left + right - 2 * common;
    if (distance == 0) return kIdenticalPercent;
    if (!percent_of_distance_.empty()) return percent_of_distance_[static_cast<size_t>(distance)];
    return PercentOfDice(common, left, right);
  }
  const SegmentEncoding& encoding() const { return encoding_; }
  // The similarity before `chance` is taken off, 0 to 1.
  double Raw(int32_t common, int32_t left, int32_t right) const;

 private:
  int PercentOfDice(int32_t common, int32_t left, int32_t right) const;
  double RawDice(int32_t common, int32_t left, int32_t right) const;
  int Scale(double raw) const;

  SegmentEncoding encoding_;
  double chance_;
  double flip_;
  std::vector<double> element_count_;         // [bit_count + 1] n(x), without flips
  std::vector<int32_t> raw_of_distance_;      // [bit_count + 1] basis points; empty: by Dice
  std::vector<uint8_t> percent_of_distance_;  // [2 * bit_count + 1]; empty: by Dice
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_SEGMENT_SIMILARITY_H_
