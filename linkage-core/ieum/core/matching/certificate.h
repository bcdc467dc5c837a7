// The recall certificate of a run: what it missed of the pairs at or above its threshold, measured.
#ifndef IEUM_CORE_MATCHING_CERTIFICATE_H_
#define IEUM_CORE_MATCHING_CERTIFICATE_H_

#include <cstdint>
#include <stop_token>

#include "absl/status/statusor.h"
#include "ieum/core/blocking/completeness.h"
#include "ieum/core/matching/segment_search.h"
#include "ieum/core/model/compared_pairs.h"

namespace ieum::core {

// So many left rows that their matches, were all of them candidates, would show a completeness of
// `bound` or more with an error of `error` at most; no fewer than 200, no more than make a bounded
// number of pairs with the right rows, nor than there are. match_count: expected between the two.
int64_t SampledRowCount(const ScoredParties& parties, double match_count, double bound,
                        double error);

// Draws a sample of so many rows, and finds its pairs in the quickest way. Refers to `parties`.
SampleOptions SampleOf(const ScoredParties& parties, int64_t row_count, int32_t min_score,
                       int thread_count, const std::stop_token& stop);

// The weights of pairs (ascending) with the frequency of their values looked at: [n] millinats.
using PairWeigher =
    std::function<absl::StatusOr<std::vector<int32_t>>(std::span<const CandidatePair> pairs)>;

// Compares a random sample of left rows with everything and counts which of the pairs at or above
// `threshold` (millinats) `candidates` has: what the plan, the candidates' least score and their
// limits have left of them. match_count: expected between the two. bound: the completeness that a
// sample which misses nothing is to show. error: 5 %. weigh: pairs are found without looking at
// frequencies, and those that are below the threshold after all do not count. CANCELLED.
absl::StatusOr<CompletenessEstimate> MeasureCompleteness(
    const ScoredParties& parties, const ComparedPairs& candidates, double match_count, double bound,
    int32_t threshold, const PairWeigher& weigh, int thread_count, const std::stop_token& stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_CERTIFICATE_H_
