// One whole match: the encodings of 2 to 31 parties in, an entity for every row out. The same code
// runs in the server's job and in the in-house linker. No I/O, no logging.
#ifndef IEUM_CORE_MATCHING_MATCHING_RUN_H_
#define IEUM_CORE_MATCHING_MATCHING_RUN_H_

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/join/plane_kernel.h"
#include "ieum/core/similarity/kernel.h"
#include "ieum/core/similarity/scoring_rule.h"

namespace ieum::core {

enum class MatchingStage { kCompare, kSolve };
std::string_view StageName(MatchingStage stage);  // "compare", "solve"

struct MatchingProgress {
  MatchingStage stage;
  int64_t done_pairs;  // pairs compared so far (kCompare) or solved so far (kSolve)
  int64_t total_pairs;
};

struct MatchingOptions {
  int thread_count = 1;
  // Of one row, only the `partner_limit` best partners in each other party are kept, so that a low
  // threshold costs bounded memory. Rows that lost partners to the limit are counted in the
  // outcome.
  int partner_limit = 32;
  // With neither kernel named, encodings of one segment are compared by the sliced join where that
  // is quicker, all others row by row with BestKernel(). Both borrowed.
  const SimilarityKernel* kernel = nullptr;   // named: compare row by row with it
  const PlaneKernel* plane_kernel = nullptr;  // named: compare one-segment encodings sliced with it
};

struct StageTime {
  MatchingStage stage;
  absl::Duration elapsed;
};

struct MatchingOutcome {
  // entities[party][row]: dense entity number in [0, entity_count), every row has one. Two rows are
  // declared the same person if their numbers are equal. At most one row of a party in an entity.
  // Numbered in order of first appearance by party, then row.
  std::vector<std::vector<uint32_t>> entities;
  int64_t entity_count = 0;
  int64_t linked_entity_count = 0;  // entities with rows of two or more parties
  int64_t compared_pair_count = 0;
  int64_t accepted_pair_count = 0;  // at or above the threshold, after the partner limit
  int64_t limited_row_count = 0;    // rows that lost partners to partner_limit
  std::string kernel_name;          // of the kernel that compared all pairs
  std::vector<StageTime> stage_times;
};

// INVALID_ARGUMENT unless there are 2 to 31 parties of one layout and at least one thread.
absl::Status CheckParties(std::span<const BitMatrix* const> parties, int thread_count);

// parties: borrowed, one layout for all, at least 2 and at most 31; rows may be 0.
// progress: called from one thread at a time, about ten times a second at most; may be empty.
// The outcome does not depend on thread_count or kernel.
// INVALID_ARGUMENT: number of parties, layouts or rule do not fit. CANCELLED: `stop` was requested;
// the call returns within a fraction of a second.
absl::StatusOr<MatchingOutcome> RunMatching(
    std::span<const BitMatrix* const> parties, const ScoringRule& rule,
    const MatchingOptions& options, const std::function<void(const MatchingProgress&)>& progress,
    std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_MATCHING_RUN_H_
