// Fits a linkage model to unlabelled pairs.
#ifndef IEUM_CORE_MODEL_MODEL_FIT_H_
#define IEUM_CORE_MODEL_MODEL_FIT_H_

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/model/chance_agreement.h"
#include "ieum/core/model/compared_pairs.h"
#include "ieum/core/model/linkage_model.h"

namespace ieum::core {

// The model before anything was seen: u as measured, m as in data of usual quality (70 % identical,
// the rest falling from level to level). Levels that unrelated pairs were not seen to reach get u
// from the next less alike one: a third of it, or, of an only segment, less by as much as u fell
// where it was last seen to fall. Good enough to choose candidates by.
LinkageModel PriorModel(std::span<const SegmentChance> chances);

struct ModelFit {
  LinkageModel model;
  // [pairs.size()] expected number of matches between the two parties, at least a hundredth.
  std::vector<double> match_counts;
  int rounds = 0;
};

struct FitOptions {
  int max_rounds = 60;
  // [party] true: rows of this party may be the same person, so a few matches of another party's
  // row do not exclude each other (competition.h). Missing: none.
  std::vector<bool> holds_duplicates;
  // m is known, from an earlier fit of such data, and stays as in the prior model: only the numbers
  // of matches are fitted.
  bool keeps_model = false;
};

// Expectation–maximisation (Dempster, Laird and Rubin 1977; Winkler 1988) with competition: a row
// has at most one partner in another party, so the probability of a pair is
//   p_ab = e_ab / (1 + sum_b' e_ab' + sum_a' e_a'b - e_ab),   e = M / (nA nB - M) * exp(weight).
// Without it the many near misses of each row pull the model apart. u stays as in `prior`; m of
// each segment gets a Dirichlet prior around prior's m, of 5 + 1 % of the rows of the smaller party
// pseudo-matches, and is kept from falling below a less alike level relative to u (pool adjacent
// violators). Deterministic. Stops when no probability (with
// keeps_model: no number of matches, as a share of the rows) moves by 10^-4.
// CANCELLED: `stop` was requested.
absl::StatusOr<ModelFit> FitModel(const LinkageModel& prior, std::span<const ComparedPairs> pairs,
                                  const FitOptions& options, const std::stop_token& stop);

// ln(M / (N - M)) in millinats: what each of N pairs weighs before it is looked at. Of two parties
// N is nA nB.
int32_t PriorWeight(double match_count, double pair_count);
int32_t PriorWeight(double match_count, int64_t left_row_count, int64_t right_row_count);

// [n] PriorWeight plus the weights of all segments.
std::vector<int32_t> PairWeights(const LinkageModel& model, const ComparedPairs& pairs,
                                 int32_t prior_weight);

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_MODEL_FIT_H_
