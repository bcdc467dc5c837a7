// From accepted pairs to entities: at most one row of a party in each.
#ifndef IEUM_CORE_CLUSTER_GREEDY_SOLVER_H_
#define IEUM_CORE_CLUSTER_GREEDY_SOLVER_H_

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/cluster/scored_pair.h"

namespace ieum::core {

// Entity number of every row.
struct Clustering {
  // [party][row]; dense in [0, entity_count), numbered in order of first appearance by party, then
  // row.
  std::vector<std::vector<uint32_t>> entities;
  int64_t entity_count = 0;
  int64_t linked_entity_count = 0;  // with rows of two or more parties
};

inline constexpr int kMaxParties = 31;
inline constexpr int32_t kMaxScore = 2'000'000;

// Takes the pairs in the order of TakenBefore and joins the entities of their rows unless a party
// occurs in both that does not hold duplicates. For two parties this is greedy one-to-one
// assignment: a row goes to the best partner that is still free.
//
// row_counts: rows of each party, 2 to kMaxParties of them, at most 2^32 - 1 rows together.
// duplicate_parties: bit p is set if party p may have several rows of one person.
// pairs: strictly ascending by (left, right), left.party < right.party, score -kMaxScore to
// kMaxScore. progress: called with the number of pairs taken so far, now and then; may be empty.
// INVALID_ARGUMENT if one of these does not hold. CANCELLED if `stop` was requested.
absl::StatusOr<Clustering> SolveGreedily(std::span<const int64_t> row_counts,
                                         uint32_t duplicate_parties,
                                         std::span<const ScoredPair> pairs,
                                         const std::function<void(int64_t taken)>& progress,
                                         std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_CLUSTER_GREEDY_SOLVER_H_
