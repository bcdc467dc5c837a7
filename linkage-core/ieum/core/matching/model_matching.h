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
#include "ieum/core/matching/match_statistics.h"
#include "ieum/core/matching/matching_run.h"
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
  // Compare all pairs however many there are. Else parties of more than kMostExhaustivePairs pairs
  // are compared where a CandidatePlan says so.
  bool exhaustive = false;
  static constexpr int64_t kMostExhaustivePairs = 100'000'000;
  // Rows compared with everything to measure what the plans missed (ReferenceSample), in pairs.
  int64_t sample_pairs = 200'000'000;
  // Of one row, the best so many rows of each other party are looked at closely.
  int candidate_limit = 16;
  // [party] true: the party may hold several rows of one person, which all come into one entity.
  // Missing: none.
  std::vector<bool> holds_duplicates;
  // Fixed by the operator, in millinats; nothing: the one of the largest estimated F1.
  std::optional<int32_t> threshold;
  // Asked for by the operator, 0 to 1, instead of a threshold: the lowest threshold whose estimated
  // precision is at least this.
  std::optional<double> precision;
  // Nothing is fitted but the numbers of matches. Borrowed; null: fit.
  const FixedModel* model = nullptr;
};

// One line for each stage of a run.
struct StageCost {
  std::string_view name;
  int64_t pair_count = 0;  // looked at
  absl::Duration elapsed = absl::ZeroDuration();
  int64_t byte_count = 0;  // held for later stages; 0: next to nothing
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
  // At most kMostCurvePoints thresholds and what each is expected to give, ascending.
  static constexpr size_t kMostCurvePoints = 200;
  std::vector<ThresholdEstimate> curve;
  std::optional<double> asked_precision;  // ModelMatchingOptions::precision
  bool fixed_threshold = false;
  bool fixed_model = false;
  MatchStatistics statistics;
  std::vector<StageCost> stages;  // in the order of the run
};

struct ModelMatching {
  MatchingOutcome matching;
  ModelOutcome model;
};
// As RunMatching. encodings: [segment_count]. INVALID_ARGUMENT also if a given model has not
// segment_count segments, or the precision is not between 0 and 1.
absl::StatusOr<ModelMatching> RunModelMatching(
    std::span<const PartyRows> parties, std::span<const SegmentEncoding> encodings,
    const ModelMatchingOptions& options,
    const std::function<void(const MatchingProgress&)>& progress, std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_MODEL_MATCHING_H_
