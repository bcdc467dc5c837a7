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
#include "ieum/core/cluster/solver_input.h"

namespace ieum::core {

// Entity number of every row.
struct Clustering {
  // [party][row]; dense in [0, entity_count), numbered in order of first appearance by party, then
  // row.
  std::vector<std::vector<uint32_t>> entities;
  int64_t entity_count = 0;
  int64_t linked_entity_count = 0;  // with rows of two or more parties
  // Of an optimal solution: groups of rows that hang together by pairs and were too entangled for
  // it, so that greedy solving took them.
  int64_t greedy_component_count = 0;
};

// Takes the pairs in the order of TakenBefore and joins the entities of their rows unless a party
// occurs in both that does not hold duplicates. For two parties this is greedy one-to-one
// assignment: a row goes to the best partner that is still free.
//
// row_counts, pairs: as CheckSolverInput wants them. duplicate_parties: bit p is set if party p may
// have several rows of one person. progress: called with the number of pairs taken so far, now and
// then; may be empty. INVALID_ARGUMENT, CANCELLED as CheckSolverInput.
absl::StatusOr<Clustering> SolveGreedily(std::span<const int64_t> row_counts,
                                         uint32_t duplicate_parties,
                                         std::span<const ScoredPair> pairs,
                                         const std::function<void(int64_t taken)>& progress,
                                         std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_CLUSTER_GREEDY_SOLVER_H_
