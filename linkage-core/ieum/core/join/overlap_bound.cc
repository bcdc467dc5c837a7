#include "ieum/core/join/overlap_bound.h"

#include <span>

#include "ieum/core/base/status.h"

namespace ieum::core {

OverlapBound::OverlapBound(const ScoringRule& rule) : by_dice_(rule.hamming_table(0).empty()) {
  IEUM_CHECK(rule.weights().size() == 1);
  if (by_dice_) return;
  const std::span<const int32_t> table = rule.hamming_table(0);
  distances_.assign(10'001, 0);
  // The table descends from 10'000: each similarity in turn reaches at least as far as the next
  // greater one.
  size_t distance = 0;
  for (size_t s = 10'000; s >= 1; --s) {
    while (distance + 1 < table.size() && table[distance + 1] >= static_cast<int32_t>(s)) {
      ++distance;
    }
    distances_[s] = static_cast<int32_t>(distance);
  }
}

int32_t OverlapBound::LargestPartner(int32_t similarity, int32_t popcount, int32_t most) const {
  // The smaller record cannot share more bits than it has.
  int32_t reachable = popcount;
  int32_t beyond = std::max(popcount, most) + 1;
  while (beyond - reachable > 1) {
    const int32_t middle = reachable + (beyond - reachable) / 2;
    (Least(similarity, popcount + middle) <= popcount ? reachable : beyond) = middle;
  }
  return reachable;
}

}  // namespace ieum::core
