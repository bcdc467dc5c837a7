// What solvers are given, checked in one place.
#ifndef IEUM_CORE_CLUSTER_SOLVER_INPUT_H_
#define IEUM_CORE_CLUSTER_SOLVER_INPUT_H_

#include <cstdint>
#include <span>
#include <stop_token>

#include "absl/status/status.h"
#include "ieum/core/cluster/scored_pair.h"

namespace ieum::core {

inline constexpr int kMaxParties = 31;
inline constexpr int32_t kMaxScore = 2'000'000;

// row_counts: rows of each party, 2 to kMaxParties of them, at most 2^32 - 1 rows together. pairs:
// strictly ascending by (left, right), left.party < right.party, score -kMaxScore to kMaxScore.
// INVALID_ARGUMENT if one of these does not hold. CANCELLED if `stop` was requested.
absl::Status CheckSolverInput(std::span<const int64_t> row_counts,
                              std::span<const ScoredPair> pairs, const std::stop_token& stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_CLUSTER_SOLVER_INPUT_H_
