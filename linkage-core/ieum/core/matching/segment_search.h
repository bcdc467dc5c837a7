// All pairs of some rows whose model score is high, found segment by segment with the sliced join.
#ifndef IEUM_CORE_MATCHING_SEGMENT_SEARCH_H_
#define IEUM_CORE_MATCHING_SEGMENT_SEARCH_H_

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/model/chance_agreement.h"
#include "ieum/core/model/linkage_model.h"
#include "ieum/core/similarity/candidate_pair.h"

namespace ieum::core {

// The parties and the model that scores their pairs, all borrowed.
struct ScoredParties {
  const BitMatrix& left;
  const BitMatrix& right;
  const LinkageModel& model;
  std::span<const SegmentChance> chances;  // [segment_count]
};

// Where a segment is searched: pairs of at least `percent`, which this share of unrelated pairs
// reaches; the others weigh `most_below` at most.
struct SegmentCut {
  int percent = kIdenticalPercent;
  double share = 0;
  int32_t most_below = 0;  // millinats
};

// [segment_count] cuts with which a pair of at least `min_score` reaches the cut of one segment or
// more, because what it weighs below all of them adds up to less; chosen so that few unrelated
// pairs reach one. Nothing if min_score is so low that there are no such cuts.
std::optional<std::vector<SegmentCut>> ChooseCuts(const LinkageModel& model, int32_t min_score);

// Pairs of the left rows `rows` (ascending) with any right row whose score by ModelJudge is at
// least `min_score`: of each row the best `pairs_per_row`, of equal ones the first; ascending by
// (left, right). The same as comparing row by row. Nothing if that is quicker: if too many
// unrelated pairs reach a cut.
// Memory: twice a segment of 262,144 rows, and the pairs that reach a cut. Errors: those of
// JoinSliced.
absl::StatusOr<std::optional<std::vector<CandidatePair>>> SearchBySegments(
    const ScoredParties& parties, std::span<const uint32_t> rows, int32_t min_score,
    int pairs_per_row, int thread_count, const std::stop_token& stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_SEGMENT_SEARCH_H_
