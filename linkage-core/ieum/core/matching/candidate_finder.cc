#include "ieum/core/matching/candidate_finder.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/blocking/candidate_join.h"
#include "ieum/core/blocking/column_choice.h"
#include "ieum/core/matching/exhaustive_candidates.h"
#include "ieum/core/matching/repeatable_random.h"
#include "ieum/core/model/model_fit.h"

namespace ieum::core {
namespace {

constexpr int32_t kLeastOdds = -10'000;  // 1 in 22'000, in millinats
constexpr double kUsualShare = 0.3;      // of the smaller party's rows that have a partner
constexpr uint64_t kPlanSeed = 1;
constexpr uint64_t kWideningSeed = 2;

std::vector<CandidateColumn> ColumnsOf(const CandidatePlan& plan) {
  std::vector<CandidateColumn> columns;
  for (const PlannedColumn& planned : plan.columns()) {
    if (planned.pair_count == 0) continue;
    BlockSize largest = {0, 0};
    for (const BlockSize size : planned.blocks.sizes) {
      largest.left = std::max(largest.left, size.left);
      largest.right = std::max(largest.right, size.right);
    }
    columns.push_back({.column = planned.column, .largest = largest});
  }
  return columns;
}

}  // namespace

int32_t MinCandidateScore(int64_t left_row_count, int64_t right_row_count) {
  const auto smaller = static_cast<double>(std::min(left_row_count, right_row_count));
  if (smaller == 0) return 1;
  return std::max(1,
                  kLeastOdds - PriorWeight(kUsualShare * smaller, left_row_count, right_row_count));
}

absl::StatusOr<FoundCandidates> CandidateFinder::Find(uint32_t a, uint32_t b,
                                                      const PairJudge& judge, int32_t min_score,
                                                      const SimilarityKernel& kernel,
                                                      ProgressReporter& progress,
                                                      const std::stop_token& stop) {
  const BitMatrix& left = *parties_[a].encodings;
  const BitMatrix& right = *parties_[b].encodings;
  const int64_t all = left.row_count() * right.row_count();
  if (search_.exhaustive || all <= search_.most_exhaustive_pairs) {
    FoundCandidates found;
    found.compared_pair_count = all;
    IEUM_ASSIGN_OR_RETURN(found.pairs,
                          BestOfAllPairs(left, right, judge, min_score, search_.exhaustive_limit,
                                         search_.thread_count, kernel, progress, stop));
    return found;
  }
  IEUM_ASSIGN_OR_RETURN(const CandidatePlan* const plan, PlanOf(a, b, stop));
  return Join(*plan, judge, min_score, kernel, progress, stop);
}

absl::StatusOr<FoundCandidates> CandidateFinder::FindMore(
    uint32_t a, uint32_t b, const PairJudge& fitted, const WideningOptions& widening,
    const PairJudge& judge, int32_t min_score, const SimilarityKernel& kernel,
    ProgressReporter& progress, const std::stop_token& stop) {
  IEUM_ASSIGN_OR_RETURN(CandidatePlan* const plan, PlanOf(a, b, stop));
  RepeatableRandom random(kWideningSeed);
  IEUM_RETURN_IF_ERROR(WidenPlan(fitted, widening, random, {}, stop, *plan).status());
  return Join(*plan, judge, min_score, kernel, progress, stop);
}

absl::StatusOr<CandidatePlan*> CandidateFinder::PlanOf(uint32_t a, uint32_t b,
                                                       const std::stop_token& stop) {
  for (const PairPlan& made : plans_) {
    if (made.a == a && made.b == b) return made.plan.get();
  }
  while (makers_.size() < parties_.size()) {
    IEUM_ASSIGN_OR_RETURN(KeyMaker maker,
                          KeyMaker::Create(parties_[makers_.size()], search_.thread_count, stop));
    makers_.push_back(std::make_unique<KeyMaker>(std::move(maker)));
  }
  RepeatableRandom random(kPlanSeed);
  IEUM_ASSIGN_OR_RETURN(CandidatePlan plan, PlanCandidates(*makers_[a], makers_[b].get(), {},
                                                           random, search_.thread_count, stop));
  plans_.push_back({a, b, std::make_unique<CandidatePlan>(std::move(plan))});
  return plans_.back().plan.get();
}

absl::StatusOr<FoundCandidates> CandidateFinder::Join(const CandidatePlan& plan,
                                                      const PairJudge& judge, int32_t min_score,
                                                      const SimilarityKernel& kernel,
                                                      ProgressReporter& progress,
                                                      const std::stop_token& stop) const {
  const int64_t all = plan.CountAllPairs();
  int64_t reported = 0;
  // A plan's pairs stand for all: progress counts those.
  const auto report = [&](int64_t done, int64_t total) {
    const auto part = static_cast<int64_t>(static_cast<double>(all) * static_cast<double>(done) /
                                           static_cast<double>(std::max<int64_t>(1, total)));
    progress.Add(part - std::exchange(reported, part));
  };
  IEUM_ASSIGN_OR_RETURN(CandidateJoin joined,
                        JoinCandidates(plan, judge,
                                       {.min_score = min_score,
                                        .partner_limit = search_.planned_limit,
                                        .thread_count = search_.thread_count,
                                        .kernel = &kernel,
                                        .window_rows = search_.window_rows},
                                       report, stop));
  return FoundCandidates{
      .pairs = std::move(joined.pairs),
      .compared_pair_count = joined.compared_pair_count,
      .exhaustive = false,
      .columns = ColumnsOf(plan),
      .repeated_row_count = plan.left().repeated_row_count() + plan.right().repeated_row_count()};
}

}  // namespace ieum::core
