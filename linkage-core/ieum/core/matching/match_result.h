// What a run by the model found, in the shape that its callers want.
#ifndef IEUM_CORE_MATCHING_MATCH_RESULT_H_
#define IEUM_CORE_MATCHING_MATCH_RESULT_H_

#include <cstdint>
#include <span>

#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/matching/match_state.h"
#include "ieum/core/matching/model_matching.h"
#include "ieum/core/model/linkage_model.h"

namespace ieum::core {

// Summarises the pairs, which is a stage of its own, and moves the rest out of `found`.
// candidate_limit: a row with so many candidates may have lost some.
ModelMatching ResultOf(std::span<const BitMatrix* const> parties, uint32_t duplicate_parties,
                       const LinkageModel& model, const ModelMatchingOptions& options,
                       int candidate_limit, MatchState found);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_MATCH_RESULT_H_
