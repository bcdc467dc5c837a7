// The similarities of one segment, all computed beforehand: what the inner loop of a comparison of
// everything looks up in place of two logarithms and a division.
#ifndef IEUM_CORE_MODEL_PERCENT_TABLE_H_
#define IEUM_CORE_MODEL_PERCENT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/model/chance_agreement.h"
#include "ieum/core/model/segment_similarity.h"

namespace ieum::core {

// Immutable, share freely.
class PercentTable final {
 public:
  // Larger tables would be slower to make than they save, and live in memory.
  static constexpr size_t kMaxBytes = size_t{32} << 20;

  // For population counts from `least` to `most`; beside them only 0 is asked for. Empty if it
  // would be larger than kMaxBytes. REQUIRES: 1 <= least <= most.
  PercentTable(const SegmentSimilarity& similarity, int32_t least, int32_t most);

  bool empty() const { return percents_.empty(); }
  // As SegmentSimilarity::Percent. REQUIRES: not empty; counts as promised; common <= left, right.
  int Percent(int32_t common, int32_t left, int32_t right) const {
    if (left == 0 || right == 0) return kMissingPercent;
    const auto row =
        static_cast<size_t>(left - least_) * counts_ + static_cast<size_t>(right - least_);
    return percents_[row * commons_ + static_cast<size_t>(common)];
  }

 private:
  int32_t least_;
  size_t counts_;                  // different population counts
  size_t commons_;                 // different numbers of common bits
  std::vector<uint8_t> percents_;  // [counts_, counts_, commons_]
};

// [segment_count] tables for the rows of these parties; empty ones where they would not pay.
std::vector<PercentTable> MakePercentTables(std::span<const SegmentChance> chances,
                                            std::span<const BitMatrix* const> parties);

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_PERCENT_TABLE_H_
