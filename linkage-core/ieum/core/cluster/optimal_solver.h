// From accepted pairs of two parties to entities: the one-to-one assignment of the largest total
// worth.
#ifndef IEUM_CORE_CLUSTER_OPTIMAL_SOLVER_H_
#define IEUM_CORE_CLUSTER_OPTIMAL_SOLVER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

#include "absl/status/statusor.h"
#include "ieum/core/cluster/greedy_solver.h"
#include "ieum/core/cluster/scored_pair.h"

namespace ieum::core {

// Which of the accepted pairs become entities.
enum class Solver : uint8_t {
  kGreedy,   // SolveGreedily
  kOptimal,  // SolveOptimally
};

// Steps are pairs looked at by MaximumMatching, some ten nanoseconds each. They are counted, not
// timed, so that a run repeats.
struct OptimalLimits {
  int64_t component_pairs = 2'000'000;    // of rows that hang together by pairs
  int64_t component_steps = 200'000'000;  // of the same
  int64_t steps = 4'000'000'000;          // of all
};

// INVALID_ARGUMENT if there are not two parties or one holds duplicates (bit p: party p): one row,
// several partners is no assignment.
absl::Status CheckIsAssignment(size_t party_count, uint32_t duplicate_parties);

// Makes one entity of the rows of a pair so that every row has at most one partner and the sum of
//   score - threshold + 1
// over the pairs taken is the largest possible: evidence beyond what a pair needs to be accepted,
// and every pair is worth taking. Solved for each group of rows that hang together by pairs. Groups
// that would take more than `limits` are left to greedy solving and counted
// (Clustering::greedy_component_count); in the order of their first rows, once `steps` are used up.
//
// row_counts, pairs, progress: as SolveGreedily. No score may be below `threshold`.
// INVALID_ARGUMENT as SolveGreedily and CheckIsAssignment. CANCELLED if `stop` was requested.
// Memory: 24 bytes for each row, 12 for each pair, and what the largest group takes.
absl::StatusOr<Clustering> SolveOptimally(std::span<const int64_t> row_counts,
                                          uint32_t duplicate_parties,
                                          std::span<const ScoredPair> pairs, int32_t threshold,
                                          const std::function<void(int64_t taken)>& progress,
                                          std::stop_token stop, const OptimalLimits& limits = {});

}  // namespace ieum::core

#endif  // IEUM_CORE_CLUSTER_OPTIMAL_SOLVER_H_
