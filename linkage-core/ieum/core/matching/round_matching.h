// A later round of a linkage: the rows that came since are compared with all others by the model of
// an earlier run; what that run accepted stays accepted.
#ifndef IEUM_CORE_MATCHING_ROUND_MATCHING_H_
#define IEUM_CORE_MATCHING_ROUND_MATCHING_H_

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/cluster/scored_pair.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/core/matching/model_matching.h"
#include "ieum/core/matching/round_candidates.h"
#include "ieum/core/matching/row_index.h"

namespace ieum::core {

// What a run decided of two parties, for later rounds.
struct KnownPartyPair {
  uint32_t left_party = 0;
  uint32_t right_party = 0;          // > left_party
  int32_t prior_weight = 0;          // millinats that every pair starts with
  std::vector<KnownColumn> columns;  // empty: new rows are compared with all rows
  friend bool operator==(const KnownPartyPair&, const KnownPartyPair&) = default;
};

// Everything that decides about a pair beside its rows and how many rows share their filters.
struct RoundModel {
  FixedModel model;
  int32_t threshold = 0;           // least weight of a match, millinats
  uint32_t duplicate_parties = 0;  // bit p: party p may hold several rows of one person
  // Rows of each party that the model was fitted to, which come first: the value lists of the index
  // count these, and no later ones, so that the weight of a pair does not depend on when it came.
  std::vector<int64_t> counted_row_counts;
  RowIndexShape shape;
  std::vector<KnownPartyPair> party_pairs;  // by left party, then right
};

// Of a run over parties of so many rows. REQUIRES: matching.model has its segments and chances.
RoundModel RoundModelOf(const ModelMatching& matching, std::span<const int64_t> row_counts,
                        uint32_t duplicate_parties);

struct RoundParty {
  PartyRows rows;               // of all rounds, the earliest first
  int64_t known_row_count = 0;  // of earlier rounds; the others are new
};

struct RoundOptions {
  int thread_count = 1;
  // Of a new row, so many best partners of each other party are kept.
  int candidate_limit = 16;
};

struct RoundMatching {
  MatchingOutcome matching;          // of all rows
  std::vector<ScoredPair> accepted;  // old and new, strictly ascending by (left, right)
  int64_t new_row_count = 0;
  int64_t new_pair_count = 0;  // of the accepted ones
  std::vector<StageCost> stages;
};

// Pairs of two parties that new rows would be compared with where there are no columns: what a
// round of this size costs at least. 0 where all have columns.
int64_t CountExhaustivePairs(std::span<const RoundParty> parties, const RoundModel& model);

// Compares new rows of every party with the rows of the others: all of them where the earlier run
// compared all, else those that share a key in the index. The weight of a pair is that of the
// model; where filters are identical, by how many of the counted rows besides the two have the same
// one. Pairs at or above the threshold and those accepted before are solved together, so the
// outcome is that of one round over all rows with this model, unless a row has more than
// candidate_limit partners that would be accepted, or a block grew out of the bound of
// FindCandidates. Does not depend on thread_count.
// parties: one layout; known_pairs: strictly ascending by (left, right), of known rows only.
// INVALID_ARGUMENT: these do not fit one another. CANCELLED. Errors of `index`.
absl::StatusOr<RoundMatching> MatchRound(
    std::span<const RoundParty> parties, std::span<const SegmentEncoding> encodings,
    const RoundModel& model, const RowIndex& index, std::span<const ScoredPair> known_pairs,
    const RoundOptions& options, const std::function<void(const MatchingProgress&)>& progress,
    std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_ROUND_MATCHING_H_
