// Compares the pairs that a plan holds and keeps the best of every row.
#ifndef IEUM_CORE_BLOCKING_CANDIDATE_JOIN_H_
#define IEUM_CORE_BLOCKING_CANDIDATE_JOIN_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/blocking/candidate_plan.h"
#include "ieum/core/similarity/candidate_pair.h"
#include "ieum/core/similarity/kernel.h"
#include "ieum/core/similarity/pair_judge.h"

namespace ieum::core {

struct JoinOptions {
  int32_t min_score = 0;  // pairs below are forgotten
  // Of one row, of either party, so many best partners are kept.
  int partner_limit = 32;
  int thread_count = 1;
  const SimilarityKernel* kernel = nullptr;  // null means BestKernel(); borrowed
  // Of each side so many rows are looked at together, window by window, so that encodings that may
  // leave memory (MemoryLimit) come back a few times only. 0: all rows are one window.
  int64_t window_rows = 0;
};

struct CandidateJoin {
  // Strictly ascending by (left, right). A pair is here if it is among the best partners of its
  // left row or of its right row, by score, then by smaller partner. Within a party left < right.
  std::vector<CandidatePair> pairs;
  int64_t compared_pair_count = 0;  // by all columns; one that several hold counts for each
  int64_t limited_row_count = 0;    // rows that lost partners to the limit
};

// The result does not depend on threads, kernel or windows. Memory beside the plan: 8 bytes for
// each of the partner_limit partners of each row that has one, 5 for each row, 4 for each row of
// the column at work, and the pairs of the result. progress: pairs compared so far and to compare
// in all; called by one thread at a time, about ten times a second at most; may be empty.
// INVALID_ARGUMENT: an option is out of range. CANCELLED: `stop` was requested.
absl::StatusOr<CandidateJoin> JoinCandidates(
    const CandidatePlan& plan, const PairJudge& judge, const JoinOptions& options,
    const std::function<void(int64_t done, int64_t total)>& progress, std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_CANDIDATE_JOIN_H_
