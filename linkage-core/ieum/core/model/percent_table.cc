#include "ieum/core/model/percent_table.h"

#include <algorithm>

namespace ieum::core {

PercentTable::PercentTable(const SegmentSimilarity& similarity, int32_t least, int32_t most)
    : least_(least),
      counts_(static_cast<size_t>(most - least) + 1),
      commons_(static_cast<size_t>(most) + 1) {
  if (counts_ * counts_ * commons_ > kMaxBytes) return;
  percents_.resize(counts_ * counts_ * commons_);
  for (int32_t left = least; left <= most; ++left) {
    for (int32_t right = left; right <= most; ++right) {
      // Both orders at once: a similarity has no sides.
      const size_t one =
          static_cast<size_t>(left - least) * counts_ + static_cast<size_t>(right - least);
      const size_t other =
          static_cast<size_t>(right - least) * counts_ + static_cast<size_t>(left - least);
      for (int32_t common = 0; common <= left; ++common) {
        const auto percent = static_cast<uint8_t>(similarity.Percent(common, left, right));
        percents_[one * commons_ + static_cast<size_t>(common)] = percent;
        percents_[other * commons_ + static_cast<size_t>(common)] = percent;
      }
    }
  }
}

std::vector<PercentTable> MakePercentTables(std::span<const SegmentChance> chances,
                                            std::span<const BitMatrix* const> parties) {
  std::vector<PercentTable> tables;
  for (size_t s = 0; s < chances.size(); ++s) {
    uint16_t least = UINT16_MAX;
    uint16_t most = 0;
    for (const BitMatrix* party : parties) {
      for (int64_t row = 0; row < party->row_count(); ++row) {
        const uint16_t count = party->popcounts(row)[s];
        if (count == 0) continue;
        least = std::min(least, count);
        most = std::max(most, count);
      }
    }
    tables.emplace_back(chances[s].similarity, std::min(least, std::max<uint16_t>(1, most)),
                        std::max<uint16_t>(1, most));
  }
  return tables;
}

}  // namespace ieum::core
