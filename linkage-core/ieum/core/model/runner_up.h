// A threshold and the quality to expect at it, without labels: the runner-up null.
#ifndef IEUM_CORE_MODEL_RUNNER_UP_H_
#define IEUM_CORE_MODEL_RUNNER_UP_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "ieum/core/model/compared_pairs.h"

namespace ieum::core {

// What is known of the parties of a linkage besides their pairs.
struct PartyKnowledge {
  // [party] the party may have several rows of one person, and was declared so. Missing: it has
  // not.
  std::vector<bool> holds_duplicates;
  // Whether two rows of one party look like one person to the model; empty: never asked.
  std::function<bool(uint32_t party, uint32_t row, uint32_t other_row)> same_person;

  bool HoldsDuplicates(uint32_t party) const {
    return party < holds_duplicates.size() && holds_duplicates[party];
  }
};

// Greedy: pairs by falling weight, ties by (left, right); a row is taken once, unless the other
// party holds duplicates. [n], true for a taken pair.
std::vector<bool> AssignGreedily(const ComparedPairs& pairs, std::span<const int32_t> weights,
                                 const PartyKnowledge& parties);

// What a threshold is expected to give. Counts may be fractions.
struct ThresholdEstimate {
  int32_t threshold = 0;      // millinats, inclusive
  int64_t accepted = 0;       // pairs at or above it after one-to-one assignment
  double false_accepted = 0;  // of them, expected to be of two persons
  double matches = 0;         // detectable matches: those that have a pair among the candidates
  double precision() const {
    return accepted > 0 ? 1 - false_accepted / static_cast<double>(accepted) : 1;
  }
  // Of detectable matches; matches whose rows share too little to be candidates are not seen.
  double recall() const;
  double f1() const;
};

struct ThresholdEstimates {
  // At every weight of an accepted pair, thresholds ascending; empty without pairs.
  std::vector<ThresholdEstimate> thresholds;
  // [party] rows whose next best partner looks like a second row of their partner's person: a party
  // with many holds duplicates.
  std::vector<int64_t> duplicate_counts;
};

// METHOD. Two estimates of the pairs accepted by mistake, of which the mean is taken, for one errs
// where the other holds:
// - The runner-up null: take from every row that has a pair of weight >= 0 its partner away; the
// best
//   pair it would win then is one of two persons, if each person has one row in a party. Partners
//   that look like a second row of the same person (same_person) are passed over. F0(t) is the
//   share of these runner-ups at or above t: the chance that a row without partner is given one.
//   With N rows in the smaller party and Obs(t) pairs accepted,
//     M(t) = (Obs - N F0) / (1 - F0),  M = max M(t) where F0 < 5 %,  false(t) = (N - M) F0(t).
// - The model's own doubt: the sum of 1 - p over the accepted pairs, p as in FitModel. Not asked of
//   pairs of one segment, whose model rests on how rare likeness is among more pairs than are seen.
// Where two parties both hold duplicates the doubt alone counts, and M is the sum of all p: a row's
// next best partner is as likely a second row of the person. Pairs that are crowded out
// (match_probability.h) of parties with duplicates are not accepted.
//
// sets, weights: [sets] pairs of parties and the weights of their pairs, pooled.
ThresholdEstimates EstimateThresholds(std::span<const ComparedPairs> sets,
                                      std::span<const std::vector<int32_t>> weights,
                                      const PartyKnowledge& parties);

// The estimate of the largest F1, of equals the highest threshold; unless another one has an F1
// lower by 0.001 at most and a precision higher by more than 0.005: then the best of those that
// come near that precision. REQUIRES: not empty.
const ThresholdEstimate& BestThreshold(std::span<const ThresholdEstimate> estimates);

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_RUNNER_UP_H_
