// Chooses the columns of a plan by what they cost.
#ifndef IEUM_CORE_BLOCKING_COLUMN_CHOICE_H_
#define IEUM_CORE_BLOCKING_COLUMN_CHOICE_H_

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/random.h"
#include "ieum/core/blocking/candidate_plan.h"

namespace ieum::core {

// A plan for two parties or, if `right` is null, for one party within itself, with
//   - each key of the holders;
//   - conjunctions of segments, smallest first: each within its budget, its largest blocks left to
//     larger conjunctions;
//   - of several segments: sampled bits of one and equality of another, where equality alone left
//     blocks over; of one segment: sampled bits alone.
// `random` draws the positions of bits: the plan repeats with the same numbers. Both makers must
// outlive the plan. INVALID_ARGUMENT: layouts or numbers of holder keys differ, or an option is out
// of range. CANCELLED.
absl::StatusOr<CandidatePlan> PlanCandidates(const KeyMaker& left, const KeyMaker* right,
                                             const PlanOptions& options, Random& random,
                                             int thread_count, std::stop_token stop);

// Sampled bits of some segments, and equality of others.
struct SampledKind {
  std::vector<int> equal_segments;    // ascending, may be empty
  std::vector<int> sampled_segments;  // ascending, not empty, none of the others
};

// Adds one table: a column with as few bits as its budget allows and, for blocks that are too large
// all the same, columns with more of the same bits. Returns the pairs added. CANCELLED.
absl::StatusOr<int64_t> AddSampledTable(const SampledKind& kind, Random& random, int thread_count,
                                        std::stop_token stop, CandidatePlan& plan);

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_COLUMN_CHOICE_H_
