// The pairs that entities are made of.
#ifndef IEUM_CORE_MATCHING_ACCEPTED_PAIRS_H_
#define IEUM_CORE_MATCHING_ACCEPTED_PAIRS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/cluster/scored_pair.h"
#include "ieum/core/model/compared_pairs.h"

namespace ieum::core {

// Pairs of weight >= threshold, strictly ascending by (left, right), without chains and crowds
// (chain_pairs.h). sets, weights: one for each two parties in their order, and the weights of their
// pairs. row_counts: [party]. duplicate_parties: bit p: party p may hold several rows of a person.
std::vector<ScoredPair> AcceptedPairs(std::span<const ComparedPairs> sets,
                                      std::span<const std::vector<int32_t>> weights,
                                      int32_t threshold, std::span<const int64_t> row_counts,
                                      uint32_t duplicate_parties);

// Rows that have `limit` pairs or more of weight >= threshold with one other party, so that more
// may have been left out.
int64_t CountCrowdedRows(std::span<const ComparedPairs> sets,
                         std::span<const std::vector<int32_t>> weights, int32_t threshold,
                         int limit);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_ACCEPTED_PAIRS_H_
