// One whole match by the fitted model: no threshold, no weights and no labels are given.
#ifndef IEUM_CORE_MATCHING_MODEL_MATCHING_H_
#define IEUM_CORE_MATCHING_MODEL_MATCHING_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/blocking/completeness.h"
#include "ieum/core/blocking/key_column.h"
#include "ieum/core/format/profile_header.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/core/model/linkage_model.h"
#include "ieum/core/model/runner_up.h"
#include "ieum/core/model/segment_similarity.h"

namespace ieum::core {

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
};

// What the model found, for the report.
struct ModelOutcome {
  std::vector<SegmentParameters> segments;  // [segment_count], as fitted
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
};

// How each segment of a profile is to be compared.
std::vector<SegmentEncoding> SegmentEncodingsOf(const ProfileHeader& profile);

// As RunMatching. encodings: [segment_count].
struct ModelMatching {
  MatchingOutcome matching;
  ModelOutcome model;
};
absl::StatusOr<ModelMatching> RunModelMatching(
    std::span<const PartyRows> parties, std::span<const SegmentEncoding> encodings,
    const ModelMatchingOptions& options,
    const std::function<void(const MatchingProgress&)>& progress, std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_MODEL_MATCHING_H_
