// From accepted pairs of rows of one party to entities of any size.
#ifndef IEUM_CORE_CLUSTER_DUPLICATE_SOLVER_H_
#define IEUM_CORE_CLUSTER_DUPLICATE_SOLVER_H_

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

#include "absl/status/statusor.h"
#include "ieum/core/cluster/greedy_solver.h"
#include "ieum/core/cluster/scored_pair.h"

namespace ieum::core {

// Takes the pairs in the order of TakenBefore and joins the entities of their rows if at least half
// of the pairs between the two entities were accepted. A row may have any number of duplicates, but
// a chain of near misses, a-b, b-c, c-d, does not make strangers one person.
//
// row_count: 0 to 2^32 - 1. partner_limit: of a row no more partners than this were looked for, so
// between entities of p and q >= p rows p min(q, partner_limit) pairs count as all; at least 1.
// pairs: party 0 on both sides, left.row < right.row, strictly ascending by (left, right), score
// -kMaxScore to kMaxScore. Clustering::linked_entity_count: entities of two or more rows. progress:
// called with the number of pairs taken so far, now and then; may be empty. INVALID_ARGUMENT if one
// of these does not hold. CANCELLED if `stop` was requested. Time: a pair moves from entity to
// entity at most log2(pairs) times, for of two entities the one with fewer neighbours is moved.
// Memory: about 60 bytes for each row, 80 for each pair.
absl::StatusOr<Clustering> SolveDuplicates(int64_t row_count, int64_t partner_limit,
                                           std::span<const ScoredPair> pairs,
                                           const std::function<void(int64_t taken)>& progress,
                                           std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_CLUSTER_DUPLICATE_SOLVER_H_
