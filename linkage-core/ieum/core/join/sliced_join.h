// All pairs of two sets of one-segment encodings that reach the threshold, without comparing them
// all one by one, and without losing one.
//
// Both sides are sorted by number of set bits and turned into planes (sliced_side.h). Of two
// records the one with fewer bits is the query, since it may lack the fewest: the left records are
// queries for right ones with at least as many bits, then the right ones for left ones with more.
// Popcounts that cannot reach the threshold together are passed over; within the rest a plane
// kernel (plane_kernel.h) rules out 64 or 256 targets at a time; the few survivors are decided by
// the ScoringRule. So the result is that of PairScorer on all pairs, bit for bit, for every kernel,
// thread count and order of work.
//
// Inputs that are alike beyond reason (all the same, or hubs that are similar to everybody) cost
// bounded memory and no more time than ruling out does: once a left record has lost a partner to
// the limit, only pairs that would displace one it keeps are looked at.
#ifndef IEUM_CORE_JOIN_SLICED_JOIN_H_
#define IEUM_CORE_JOIN_SLICED_JOIN_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/join/partner_lists.h"
#include "ieum/core/join/plane_kernel.h"
#include "ieum/core/join/sliced_side.h"
#include "ieum/core/similarity/scoring_rule.h"

namespace ieum::core {

struct SlicedJoinOptions {
  int thread_count = 1;
  // Only the `partner_limit` best partners of a left row are kept: by similarity, of equal ones the
  // first rows.
  int partner_limit = 32;
  // Null means BestPlaneKernel(). Borrowed.
  const PlaneKernel* kernel = nullptr;
};

// The partners of every left row.
class JoinedPartners final {
 public:
  // list_of_choice: [number of left rows] list of each, or kNoList for rows without a bit.
  static constexpr uint32_t kNoList = UINT32_MAX;
  JoinedPartners(PartnerLists lists, std::vector<uint32_t> list_of_choice)
      : lists_(std::move(lists)), list_of_choice_(std::move(list_of_choice)) {}

  // The best partners of left row `i` (of the i-th chosen row, if rows were chosen), by row. Frees
  // them: the second call for a row finds none.
  std::vector<AcceptedRow> Take(int64_t i);
  // Whether row `i` had more partners than the limit.
  bool lost_some(int64_t i) const;

 private:
  PartnerLists lists_;
  std::vector<uint32_t> list_of_choice_;
};

// Whether the sliced join is quicker than comparing row by row, its preparation included.
bool SlicedJoinPays(int64_t left_row_count, int64_t right_row_count);

// left, right: of one layout, one segment. chosen_left: if given, only these left rows are joined,
// against all right rows: exactly the partners that the whole join would find for them.
// add_progress: called with numbers of pairs of the cross product that are done, which add up to
// all of them; from many threads at once, often; may be empty.
// Memory: a copy of the encodings of both sides, and the partners kept.
// INVALID_ARGUMENT: layouts, rule, choice or options do not fit. RESOURCE_EXHAUSTED: no memory.
// CANCELLED: `stop` was requested; the call returns within a fraction of a second.
absl::StatusOr<JoinedPartners> JoinSliced(const BitMatrix& left, const ChosenRows& chosen_left,
                                          const BitMatrix& right, const ScoringRule& rule,
                                          const SlicedJoinOptions& options,
                                          const std::function<void(int64_t)>& add_progress,
                                          std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_JOIN_SLICED_JOIN_H_
