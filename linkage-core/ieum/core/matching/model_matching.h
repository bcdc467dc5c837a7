// One whole match by the fitted model: no threshold, no weights and no labels are given.
#ifndef IEUM_CORE_MATCHING_MODEL_MATCHING_H_
#define IEUM_CORE_MATCHING_MODEL_MATCHING_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/blocking/completeness.h"
#include "ieum/core/blocking/key_column.h"
#include "ieum/core/cluster/optimal_solver.h"
#include "ieum/core/cluster/scored_pair.h"
#include "ieum/core/matching/candidate_finder.h"
#include "ieum/core/matching/match_statistics.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/core/matching/stage_store.h"
#include "ieum/core/model/linkage_model.h"
#include "ieum/core/model/runner_up.h"
#include "ieum/core/model/segment_similarity.h"

namespace ieum::core {

// A model fitted before, to be used as it is.
struct FixedModel {
  std::vector<SegmentParameters> segments;  // [segment_count]
  std::vector<double> chances;              // [segment_count], SegmentChance::chance
};

struct ModelMatchingOptions {
  int thread_count = 1;
  // Compare all pairs however many there are. Else parties of many pairs (CandidateSearch) are
  // compared where a CandidatePlan says so.
  bool exhaustive = false;
  // Widen plans until it is certain (95 %) that at least this share of the pairs at or above the
  // threshold is among the candidates, if it can be had at all: ModelOutcome::completeness tells.
  // In (0, 1).
  std::optional<double> min_completeness;
  // Memory to get along with, in bytes, the encodings not counted: with little, fewer candidates
  // are looked at. 0: as much as it takes.
  int64_t memory_bytes = 0;
  // [party] true: the party may hold several rows of one person, which all come into one entity.
  // Missing: none.
  std::vector<bool> holds_duplicates;
  // kOptimal: two parties, none of which holds duplicates.
  Solver solver = Solver::kGreedy;
  // Fixed by the operator, in millinats; nothing: the one of the largest estimated F1.
  std::optional<int32_t> threshold;
  // Asked for by the operator, 0 to 1, instead of a threshold: the lowest threshold whose estimated
  // precision is at least this.
  std::optional<double> precision;
  // Nothing is fitted but the numbers of matches. Borrowed; null: fit.
  const FixedModel* model = nullptr;
  // Keeps what finished stages found; what it holds already is not found again. Borrowed; null: a
  // run that is killed starts anew.
  StageStore* stage_store = nullptr;
};

// One line for each stage of a run.
struct StageCost {
  std::string_view name;
  int64_t pair_count = 0;  // looked at
  absl::Duration elapsed = absl::ZeroDuration();
  int64_t byte_count = 0;  // held for later stages; 0: next to nothing
  bool resumed = false;    // found in the stage store
};

// What the model found, for the report. No row is in it.
struct ModelOutcome {
  std::vector<SegmentParameters> segments;  // [segment_count], as fitted or given
  std::vector<double> chances;              // [segment_count], SegmentChance::chance
  int rounds = 0;                           // of the fit
  double expected_match_count = 0;          // by the fit, over all party pairs
  int64_t candidate_count = 0;
  // What share of the pairs at or above the threshold a comparison of everything would have found
  // is among the candidates: 1 where everything was compared, else measured, the worst of the party
  // pairs that were measured.
  CompletenessEstimate completeness;
  bool exhaustive = true;
  // [party] rows that look like a second row of a person of the party.
  std::vector<int64_t> duplicate_counts;
  ThresholdEstimate estimate;  // at the threshold used
  bool by_runner_up = false;   // else too little was seen: the threshold is probability 1/2
  std::vector<ThresholdEstimate> curve;      // ThresholdChoice::curve
  std::optional<double> asked_precision;     // ModelMatchingOptions::precision
  std::optional<double> asked_completeness;  // ModelMatchingOptions::min_completeness
  bool fixed_threshold = false;
  bool fixed_model = false;
  Solver solver = Solver::kGreedy;
  int64_t greedy_component_count = 0;  // Clustering::greedy_component_count
  MatchStatistics statistics;
  std::vector<StageCost> stages;  // in the order of the run
};

// What is known of two parties after a run.
struct PartyPair {
  uint32_t left_party = 0;
  uint32_t right_party = 0;              // > left_party
  double match_count = 0;                // expected by the fit
  std::vector<CandidateColumn> columns;  // empty if all pairs were compared
};

struct ModelMatching {
  MatchingOutcome matching;
  ModelOutcome model;
  std::vector<PartyPair> party_pairs;  // by left party, then right
  // Pairs that entities were made of: at or above the threshold, strictly ascending by (left,
  // right).
  std::vector<ScoredPair> accepted;
};

// As RunMatching. encodings: [segment_count]. INVALID_ARGUMENT also if a given model has not
// segment_count segments, the parties cannot be solved as asked, or the precision is not between 0
// and 1.
absl::StatusOr<ModelMatching> RunModelMatching(
    std::span<const PartyRows> parties, std::span<const SegmentEncoding> encodings,
    const ModelMatchingOptions& options,
    const std::function<void(const MatchingProgress&)>& progress, std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_MODEL_MATCHING_H_
