// How probable it is that a compared pair is one person.
#ifndef IEUM_CORE_MODEL_MATCH_PROBABILITY_H_
#define IEUM_CORE_MODEL_MATCH_PROBABILITY_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/model/compared_pairs.h"

namespace ieum::core {

// [n] probabilities of the pairs, with the competition of FitModel (competition.h): the other
// candidates of a row take from a pair's probability, those beyond the first few where the row can
// have several partners.
// weights: [n] PairWeights. several_left, several_right: the party may hold several rows of one
// person.
std::vector<double> MatchProbabilities(const ComparedPairs& pairs, std::span<const int32_t> weights,
                                       bool several_left, bool several_right);

// Whether competition makes a pair of this weight less than half as probable as it is alone.
bool IsCrowdedOut(int32_t weight, double probability);

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_MATCH_PROBABILITY_H_
