// The best partners of every row, found by comparing all pairs.
#ifndef IEUM_CORE_MATCHING_EXHAUSTIVE_CANDIDATES_H_
#define IEUM_CORE_MATCHING_EXHAUSTIVE_CANDIDATES_H_

#include <cstdint>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/matching/progress_reporter.h"
#include "ieum/core/similarity/candidate_pair.h"
#include "ieum/core/similarity/kernel.h"
#include "ieum/core/similarity/pair_judge.h"

namespace ieum::core {

// Of every row of `left` the `limit` rows of `right` of the highest score, of equal ones the
// smaller row number; only scores >= min_score. Ascending by (left, right). Does not depend on
// thread_count or kernel. progress: gets every pair once. CANCELLED: `stop` was requested.
absl::StatusOr<std::vector<CandidatePair>> BestOfAllPairs(
    const BitMatrix& left, const BitMatrix& right, const PairJudge& judge, int32_t min_score,
    int limit, int thread_count, const SimilarityKernel& kernel, ProgressReporter& progress,
    const std::stop_token& stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_EXHAUSTIVE_CANDIDATES_H_
