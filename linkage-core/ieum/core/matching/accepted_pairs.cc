#include "ieum/core/matching/accepted_pairs.h"

#include <algorithm>
#include <utility>

#include "ieum/core/matching/chain_pairs.h"

namespace ieum::core {
namespace {

int64_t CountFull(std::span<const uint32_t> rows, std::span<const int32_t> weights,
                  int32_t threshold, int limit, int64_t row_count) {
  std::vector<int> counts(static_cast<size_t>(row_count), 0);
  for (size_t i = 0; i < rows.size(); ++i) {
    if (weights[i] >= threshold) ++counts[rows[i]];
  }
  return std::count_if(counts.begin(), counts.end(), [limit](int count) { return count >= limit; });
}

}  // namespace

std::vector<ScoredPair> AcceptedPairs(std::span<const ComparedPairs> sets,
                                      std::span<const std::vector<int32_t>> weights,
                                      int32_t threshold, std::span<const int64_t> row_counts,
                                      uint32_t duplicate_parties) {
  std::vector<ScoredPair> accepted;
  for (size_t p = 0; p < sets.size(); ++p) {
    const ComparedPairs& set = sets[p];
    for (size_t i = 0; i < set.size(); ++i) {
      if (weights[p][i] < threshold) continue;
      accepted.push_back({.left = {set.left_party, set.left[i]},
                          .right = {set.right_party, set.right[i]},
                          .score = weights[p][i]});
    }
  }
  if (sets.size() > 1) {
    std::sort(accepted.begin(), accepted.end(), [](const ScoredPair& a, const ScoredPair& b) {
      return std::pair(a.left, a.right) < std::pair(b.left, b.right);
    });
  }
  return WithoutChainsAndCrowds(std::move(accepted), row_counts, duplicate_parties);
}

int64_t CountCrowdedRows(std::span<const ComparedPairs> sets,
                         std::span<const std::vector<int32_t>> weights, int32_t threshold,
                         int limit) {
  int64_t count = 0;
  for (size_t p = 0; p < sets.size(); ++p) {
    const ComparedPairs& set = sets[p];
    count += CountFull(set.left, weights[p], threshold, limit, set.left_row_count);
    count += CountFull(set.right, weights[p], threshold, limit, set.right_row_count);
  }
  return count;
}

}  // namespace ieum::core
