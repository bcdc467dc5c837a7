// Records and accepted pairs of records, as the solvers see them.
#ifndef IEUM_CORE_CLUSTER_SCORED_PAIR_H_
#define IEUM_CORE_CLUSTER_SCORED_PAIR_H_

#include <compare>
#include <cstdint>

namespace ieum::core {

// Row `row` of party `party`, both counted from 0 in the order of the run's parties.
struct RecordRef {
  uint32_t party;
  uint32_t row;
  friend auto operator<=>(const RecordRef&, const RecordRef&) = default;
};

// A pair that was accepted. left.party < right.party.
struct ScoredPair {
  RecordRef left;
  RecordRef right;
  int32_t score;  // similarity in basis points or match weight in millinats, of all pairs alike
};

// The order in which greedy solving takes pairs: higher score first, ties by left then right.
inline bool TakenBefore(const ScoredPair& a, const ScoredPair& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.left != b.left) return a.left < b.left;
  return a.right < b.right;
}

}  // namespace ieum::core

#endif  // IEUM_CORE_CLUSTER_SCORED_PAIR_H_
