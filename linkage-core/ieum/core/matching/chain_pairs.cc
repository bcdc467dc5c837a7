#include "ieum/core/matching/chain_pairs.h"

#include <algorithm>
#include <utility>

#include "ieum/core/model/compared_pairs.h"
#include "ieum/core/model/match_probability.h"

namespace ieum::core {
namespace {

// The pairs of two parties, in their order among all.
struct PartyPairs {
  ComparedPairs rows;            // no levels
  std::vector<int32_t> weights;  // [n]
};

PartyPairs PairsOf(std::span<const ScoredPair> pairs, std::span<const int64_t> row_counts,
                   uint32_t a, uint32_t b) {
  PartyPairs of_parties;
  of_parties.rows.left_party = a;
  of_parties.rows.right_party = b;
  of_parties.rows.left_row_count = row_counts[a];
  of_parties.rows.right_row_count = row_counts[b];
  for (const ScoredPair& pair : pairs) {
    if (pair.left.party != a || pair.right.party != b) continue;
    of_parties.rows.left.push_back(pair.left.row);
    of_parties.rows.right.push_back(pair.right.row);
    of_parties.weights.push_back(pair.score);
  }
  return of_parties;
}

// [n] whether a pair stays.
std::vector<bool> Staying(const PartyPairs& pairs, bool several_left, bool several_right) {
  const ComparedPairs& rows = pairs.rows;
  const std::vector<double> probabilities =
      MatchProbabilities(rows, pairs.weights, several_left, several_right);
  std::vector<bool> stays(rows.size());
  std::vector<int32_t> left(static_cast<size_t>(rows.left_row_count), INT32_MIN);
  std::vector<int32_t> right(static_cast<size_t>(rows.right_row_count), INT32_MIN);
  for (size_t i = 0; i < rows.size(); ++i) {
    stays[i] = !IsCrowdedOut(pairs.weights[i], probabilities[i]);
    left[rows.left[i]] = std::max(left[rows.left[i]], pairs.weights[i]);
    right[rows.right[i]] = std::max(right[rows.right[i]], pairs.weights[i]);
  }
  if (!several_left || !several_right) return stays;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (pairs.weights[i] < left[rows.left[i]] && pairs.weights[i] < right[rows.right[i]]) {
      stays[i] = false;
    }
  }
  return stays;
}

}  // namespace

std::vector<ScoredPair> WithoutChainsAndCrowds(std::vector<ScoredPair> pairs,
                                               std::span<const int64_t> row_counts,
                                               uint32_t duplicate_parties) {
  if (duplicate_parties == 0) return pairs;
  for (uint32_t a = 0; a < row_counts.size(); ++a) {
    for (uint32_t b = a + 1; b < row_counts.size(); ++b) {
      const bool several_left = (duplicate_parties >> a & 1U) != 0;
      const bool several_right = (duplicate_parties >> b & 1U) != 0;
      if (!several_left && !several_right) continue;
      const std::vector<bool> stays =
          Staying(PairsOf(pairs, row_counts, a, b), several_left, several_right);
      size_t next = 0;
      std::erase_if(pairs, [&](const ScoredPair& pair) {
        return pair.left.party == a && pair.right.party == b && !stays[next++];
      });
    }
  }
  return pairs;
}

}  // namespace ieum::core
