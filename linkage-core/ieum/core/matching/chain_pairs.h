// Accepted pairs of parties that hold duplicates, without what would join strangers.
#ifndef IEUM_CORE_MATCHING_CHAIN_PAIRS_H_
#define IEUM_CORE_MATCHING_CHAIN_PAIRS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/cluster/scored_pair.h"

namespace ieum::core {

// Crowds: a row has as many partners in a party with duplicates as a person may have rows; pairs
// that such partners crowd out (model/match_probability.h) are left out.
// Chains: where both parties hold duplicates no party bounds an entity, and chains of near misses
// would join strangers: there a pair stays only if it is the best of one of its rows.
// Other pairs stay. row_counts: [party]. duplicate_parties: bit p: party p may hold several rows of
// one person. pairs: ascending by (left, right), and so is the result.
std::vector<ScoredPair> WithoutChainsAndCrowds(std::vector<ScoredPair> pairs,
                                               std::span<const int64_t> row_counts,
                                               uint32_t duplicate_parties);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_CHAIN_PAIRS_H_
