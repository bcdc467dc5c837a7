// All pairs of all parties by the sliced join, in the shape that a match wants them.
#ifndef IEUM_CORE_MATCHING_SLICED_COMPARISON_H_
#define IEUM_CORE_MATCHING_SLICED_COMPARISON_H_

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/cluster/scored_pair.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/core/matching/progress_reporter.h"
#include "ieum/core/similarity/scoring_rule.h"

namespace ieum::core {

// What some rows of one party found in all later parties.
struct ComparedRows {
  std::vector<ScoredPair> accepted;  // ascending by (left, right)
  int64_t limited_row_count = 0;     // rows that lost partners to the limit
};

// Whether CompareSliced can compare these parties (one segment), and is the quicker way to do so
// or the one that was asked for.
bool ChoosesSlicedComparison(std::span<const BitMatrix* const> parties,
                             const MatchingOptions& options);

// The accepted pairs of all parties, rows of earlier parties on the left; the parts one behind the
// other ascend by (left, right). The same as comparing row by row, for every thread count and
// kernel. progress: gets every pair once. Errors: those of JoinSliced.
absl::StatusOr<std::vector<ComparedRows>> CompareSliced(std::span<const BitMatrix* const> parties,
                                                        const ScoringRule& rule,
                                                        const MatchingOptions& options,
                                                        ProgressReporter& progress,
                                                        const std::stop_token& stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_SLICED_COMPARISON_H_
