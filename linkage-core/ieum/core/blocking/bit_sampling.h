// Columns of sampled bits (Indyk and Motwani's locality-sensitive hashing for Hamming distance):
// similar rows agree in them more often than strangers.
#ifndef IEUM_CORE_BLOCKING_BIT_SAMPLING_H_
#define IEUM_CORE_BLOCKING_BIT_SAMPLING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/base/random.h"
#include "ieum/core/blocking/key_column.h"

namespace ieum::core {

inline constexpr int kMaxSampledBits = 64;

// Bits of the rows in an order that tells nothing: sampling more of them makes smaller blocks.
class BitSample final {
 public:
  // Draws kMaxSampledBits different bits of the given segments, fewer if they have not so many.
  // REQUIRES: segments is not empty.
  BitSample(const EncodingLayout& layout, std::span<const int> segments, Random& random);

  // The first `count` bits, ascending, as a column has them. REQUIRES: 1 <= count <= size().
  std::vector<int> FirstBits(int count) const;
  int size() const { return static_cast<int>(bits_.size()); }

  // The least number of bits in which at most `share` of all pairs of rows agree, as estimated from
  // some thousand rows of each party that are spread evenly, without those that lack one of the
  // segments; size() if all are too few.
  int BitsForShare(const BitMatrix& left, const BitMatrix& right, double share) const;

 private:
  // The bits of rows spread evenly, bit i in place i.
  std::vector<uint64_t> SampleRows(const BitMatrix& rows) const;

  std::vector<int> segments_;
  std::vector<int> bits_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_BIT_SAMPLING_H_
