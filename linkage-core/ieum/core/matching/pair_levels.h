// Candidate pairs, looked at closely: the comparison level of every segment.
#ifndef IEUM_CORE_MATCHING_PAIR_LEVELS_H_
#define IEUM_CORE_MATCHING_PAIR_LEVELS_H_

#include <span>
#include <stop_token>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/model/chance_agreement.h"
#include "ieum/core/model/compared_pairs.h"
#include "ieum/core/model/value_index.h"
#include "ieum/core/similarity/candidate_pair.h"
#include "ieum/core/similarity/kernel.h"

namespace ieum::core {

// candidates: ascending by (left, right), left rows of party `a`, right rows of party `b` > a.
// chances: [segment_count]. values: of these parties.
// window_rows: so many right rows are looked at together (JoinOptions); 0: all.
// CANCELLED: `stop` was requested. RESOURCE_EXHAUSTED: no memory.
absl::StatusOr<ComparedPairs> LevelsOf(std::span<const BitMatrix* const> parties, uint32_t a,
                                       uint32_t b, std::span<const CandidatePair> candidates,
                                       std::span<const SegmentChance> chances,
                                       const ValueIndex& values, const SimilarityKernel& kernel,
                                       int thread_count, const std::stop_token& stop,
                                       int64_t window_rows = 0);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_PAIR_LEVELS_H_
