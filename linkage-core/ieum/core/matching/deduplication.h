// One party's rows compared with each other by the fitted model: which are the same person.
#ifndef IEUM_CORE_MATCHING_DEDUPLICATION_H_
#define IEUM_CORE_MATCHING_DEDUPLICATION_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>

#include "absl/status/statusor.h"
#include "ieum/core/blocking/key_column.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/core/matching/model_matching.h"
#include "ieum/core/model/segment_similarity.h"

namespace ieum::core {

struct DeduplicationOptions {
  int thread_count = 1;
  // Compare all pairs however many there are. Else parties of more rows than
  // kMostExhaustiveRows are compared where a CandidatePlan says so.
  bool exhaustive = false;
  static constexpr int64_t kMostExhaustiveRows = 10'000;
  // Up to so many rows everything is compared after all if it is not certain that the plan found
  // nineteen of twenty pairs.
  static constexpr int64_t kMostRowsComparedAnyway = 50'000;
  // Rows compared with everything to measure what the plan missed, in pairs.
  int64_t sample_pairs = 50'000'000;
  // Of one row, the best so many other rows are looked at closely.
  int candidate_limit = 32;
  // As ModelMatchingOptions.
  std::optional<int32_t> threshold;
  std::optional<double> precision;
};

// METHOD. As RunModelMatching but for what it takes from there being one row of a person in a
// party:
// - u is measured inside the party, where the duplicates themselves are among the pairs. Of random
//   pairs they are few, of identical rare filters most: after a fit, the expected duplicates are
//   taken out of what was counted (WithoutMatches), and the model is fitted anew.
// - Candidates of a row do not compete: a person may have any number of rows.
// - The runner-up null has no meaning. The threshold is the one of the largest F1 by the model's
//   own probabilities.
// - Entities: SolveDuplicates, after rows that hang together were compared with each other where
//   the plan did not.
//
// Returns what RunModelMatching does, with one party: matching.entities[0], linked_entity_count the
// persons of two or more rows; of the model no statistics and no duplicate_counts. Pairs are of
// party 0 twice, left row < right row.
// INVALID_ARGUMENT: an option is out of range.
// CANCELLED: `stop` was requested.
absl::StatusOr<ModelMatching> RunDeduplication(
    const PartyRows& party, std::span<const SegmentEncoding> encodings,
    const DeduplicationOptions& options,
    const std::function<void(const MatchingProgress&)>& progress, std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_DEDUPLICATION_H_
