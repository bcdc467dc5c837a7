// The recall certificate: what share of the pairs that a comparison of everything would find is
// among the candidates, measured on a sample.
#ifndef IEUM_CORE_BLOCKING_COMPLETENESS_H_
#define IEUM_CORE_BLOCKING_COMPLETENESS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/random.h"
#include "ieum/core/blocking/candidate_join.h"
#include "ieum/core/blocking/candidate_plan.h"
#include "ieum/core/similarity/kernel.h"
#include "ieum/core/similarity/pair_judge.h"

namespace ieum::core {

// Finds, of chosen left rows, all pairs of at least `min_score` with any right row: `pairs_per_row`
// of each row at most, by rows. Nothing: it would cost too much, compare row by row.
using PairFinder = std::function<absl::StatusOr<std::optional<std::vector<CandidatePair>>>(
    std::span<const uint32_t> rows, int32_t min_score, int pairs_per_row)>;

struct SampleOptions {
  // Rows are drawn until they make about so many pairs with all rows of the other party, but no
  // fewer than `min_rows` (all, if there are fewer).
  int64_t pair_budget = 200'000'000;
  int64_t min_rows = 200;
  int32_t min_score = 0;  // pairs that count: those of at least this score
  // Of the pairs that count, each row's best, so that a low score costs bounded memory. One row's
  // pairs beyond are not looked at.
  int pairs_per_row = 100;
  int thread_count = 1;
  const SimilarityKernel* kernel = nullptr;  // null means BestKernel(); borrowed
  // Quicker than row by row; may be empty. If it finds nothing out, of the rows drawn only so many
  // are compared, evenly spread, as make `most_pairs_by_row`.
  PairFinder find_pairs = {};
  int64_t most_pairs_by_row = 300'000'000;
};

// Pairs of a random sample of left rows with any row on the right.
struct ReferenceSample {
  int64_t row_count = 0;             // left rows drawn
  std::vector<CandidatePair> pairs;  // ascending by left, then right
};

// Draws left rows without replacement and compares each with all right rows (within a party: with
// all other rows; `left` of a pair is then the row drawn and may be the larger). The result depends
// on what `random` gives, not on threads. progress: pairs compared so far and in all, about ten
// times a second; may be empty. INVALID_ARGUMENT: an option is out of range. CANCELLED.
absl::StatusOr<ReferenceSample> DrawReferenceSample(
    const BitMatrix& left, const BitMatrix& right, const PairJudge& judge,
    const SampleOptions& options, Random& random,
    const std::function<void(int64_t done, int64_t total)>& progress, std::stop_token stop);

struct CompletenessEstimate {
  int64_t row_count = 0;        // of the sample
  int64_t reference_pairs = 0;  // found by comparing the sample with everything
  int64_t held_pairs = 0;       // of these, among the candidates
  double completeness = 0;      // held / reference; 0 if there are no reference pairs
  // Independent pairs that say as much as the reference pairs do. Pairs of one row are one cluster:
  // with m_i pairs of row i it is (sum m_i)^2 / sum m_i^2 (Kish), which takes the pairs of a row to
  // be found or lost together, the worst case.
  double effective_pairs = 0;
  // The bound of Clopper and Pearson for so many pairs (Korn and Graubard), both numbers rounded
  // down. The true completeness is lower with probability `error` at most, up to the approximation
  // that clusters differ in size.
  double lower_bound = 0;
  double error = 0.05;
};

// Counts the pairs of the sample that are among the candidates. REQUIRES: 0 < error < 1.
CompletenessEstimate EstimateCompleteness(
    const ReferenceSample& sample,
    const std::function<bool(uint32_t left, uint32_t right)>& is_candidate, double error = 0.05);
// Those that `plan` holds.
CompletenessEstimate EstimateCompleteness(const CandidatePlan& plan, const ReferenceSample& sample,
                                          double error = 0.05);

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_COMPLETENESS_H_
