// The pairs of two parties worth a close look: by comparing all, or by a plan where all are too
// many.
#ifndef IEUM_CORE_MATCHING_CANDIDATE_FINDER_H_
#define IEUM_CORE_MATCHING_CANDIDATE_FINDER_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/blocking/candidate_plan.h"
#include "ieum/core/blocking/key_column.h"
#include "ieum/core/blocking/widening.h"
#include "ieum/core/matching/progress_reporter.h"
#include "ieum/core/similarity/candidate_pair.h"
#include "ieum/core/similarity/kernel.h"
#include "ieum/core/similarity/pair_judge.h"

namespace ieum::core {

// A column of the plan of two parties, as a later round needs it to find partners for new rows.
struct CandidateColumn {
  KeyColumn column;
  // Rows of the largest block that was compared: larger ones were left to finer columns.
  BlockSize largest;
};

struct FoundCandidates {
  std::vector<CandidatePair> pairs;  // ascending by (left, right)
  int64_t compared_pair_count = 0;
  bool exhaustive = true;                // all pairs were compared
  std::vector<CandidateColumn> columns;  // of the plan; empty if all pairs were compared
  int64_t repeated_row_count = 0;        // KeyMaker::repeated_row_count of both parties
};

// Candidates say more for one person than against it, and are not less likely than this to be one
// before the model is fitted. Millinats, at least 1.
int32_t MinCandidateScore(int64_t left_row_count, int64_t right_row_count);

struct CandidateSearch {
  // Compare all pairs however many there are. Else parties of more than `most_exhaustive_pairs`
  // pairs are compared where a CandidatePlan says so.
  bool exhaustive = false;
  int64_t most_exhaustive_pairs = 100'000'000;
  // Of one row, the best so many partners in the other party are candidates: of all pairs, and of
  // those of a plan.
  int exhaustive_limit = 16;
  int planned_limit = 6;
  int thread_count = 1;
  int64_t window_rows = 0;  // JoinOptions::window_rows
};

// Holds the keys of the rows and the plans that it made, until it ends. One thread at a time.
class CandidateFinder final {
 public:
  // parties: borrowed.
  CandidateFinder(std::span<const PartyRows> parties, const CandidateSearch& search)
      : parties_(parties), search_(search) {}

  // Pairs of parties a < b whose score is at least `min_score`, of each row the best ones. The
  // positions of sampled bits are drawn by a fixed seed: the same parties have the same plan.
  // CANCELLED; errors of KeyMaker, PlanCandidates and JoinCandidates.
  absl::StatusOr<FoundCandidates> Find(uint32_t a, uint32_t b, const PairJudge& judge,
                                       int32_t min_score, const SimilarityKernel& kernel,
                                       ProgressReporter& progress, const std::stop_token& stop);

  // As Find, after widening the plan of Find by what `fitted` says of the pairs of its samples.
  // REQUIRES: Find was not exhaustive, or was not called. Errors also of WidenPlan.
  absl::StatusOr<FoundCandidates> FindMore(uint32_t a, uint32_t b, const PairJudge& fitted,
                                           const WideningOptions& widening, const PairJudge& judge,
                                           int32_t min_score, const SimilarityKernel& kernel,
                                           ProgressReporter& progress, const std::stop_token& stop);

  // Frees keys and plans, which are made again when they are needed.
  void Forget() {
    plans_.clear();
    makers_.clear();
  }
  // A row with so many candidates in one other party may have lost some.
  int64_t window_rows() const { return search_.window_rows; }
  int smallest_limit() const { return std::min(search_.exhaustive_limit, search_.planned_limit); }

 private:
  struct PairPlan {
    uint32_t a;
    uint32_t b;
    std::unique_ptr<CandidatePlan> plan;
  };
  absl::StatusOr<CandidatePlan*> PlanOf(uint32_t a, uint32_t b, const std::stop_token& stop);
  absl::StatusOr<FoundCandidates> Join(const CandidatePlan& plan, const PairJudge& judge,
                                       int32_t min_score, const SimilarityKernel& kernel,
                                       ProgressReporter& progress,
                                       const std::stop_token& stop) const;

  const std::span<const PartyRows> parties_;
  const CandidateSearch search_;
  std::vector<std::unique_ptr<KeyMaker>> makers_;  // [party], once a plan is made
  std::vector<PairPlan> plans_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_CANDIDATE_FINDER_H_
