#include "ieum/core/matching/chain_pairs.h"

#include <algorithm>
#include <bit>

namespace ieum::core {

std::vector<ScoredPair> WithoutChains(std::vector<ScoredPair> pairs,
                                      std::span<const int64_t> row_counts,
                                      uint32_t duplicate_parties) {
  if (std::popcount(duplicate_parties) < 2) return pairs;
  for (uint32_t a = 0; a < row_counts.size(); ++a) {
    for (uint32_t b = a + 1; b < row_counts.size(); ++b) {
      if ((duplicate_parties >> a & duplicate_parties >> b & 1U) == 0) continue;
      const auto of_parties = [&](const ScoredPair& pair) {
        return pair.left.party == a && pair.right.party == b;
      };
      std::vector<int32_t> left(static_cast<size_t>(row_counts[a]), INT32_MIN);
      std::vector<int32_t> right(static_cast<size_t>(row_counts[b]), INT32_MIN);
      for (const ScoredPair& pair : pairs) {
        if (!of_parties(pair)) continue;
        left[pair.left.row] = std::max(left[pair.left.row], pair.score);
        right[pair.right.row] = std::max(right[pair.right.row], pair.score);
      }
      std::erase_if(pairs, [&](const ScoredPair& pair) {
        return of_parties(pair) && pair.score < left[pair.left.row] &&
               pair.score < right[pair.right.row];
      });
    }
  }
  return pairs;
}

}  // namespace ieum::core
