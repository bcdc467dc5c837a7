// One of the two passes of the sliced join: the pairs whose query is on one side.
#ifndef IEUM_CORE_JOIN_JOIN_PASS_H_
#define IEUM_CORE_JOIN_JOIN_PASS_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/join/overlap_bound.h"
#include "ieum/core/join/partner_lists.h"
#include "ieum/core/join/plane_kernel.h"
#include "ieum/core/join/query_block.h"
#include "ieum/core/join/sliced_side.h"
#include "ieum/core/similarity/kernel.h"
#include "ieum/core/similarity/scoring_rule.h"

namespace ieum::core {

class JoinPass final {
 public:
  // What the left records are. As queries they meet right records with at least as many bits, as
  // targets they are met by right records with fewer: no pair twice.
  enum class Role { kQueries, kTargets };

  // All borrowed, none null.
  struct Run {
    const ScoringRule* rule;
    const PlaneKernel* kernel;
    PartnerLists* lists;  // by position on the left side
    int thread_count;
    const std::function<void(int64_t)>* add_progress;  // may hold no function
    std::stop_token stop;
  };

  // Borrows everything.
  JoinPass(const SlicedSide& left, const SlicedSide& right, Role left_role, const Run& run);

  // Offers every accepted pair of this pass that a list may want. CANCELLED if stop was requested.
  absl::Status Compare();

 private:
  // The unit of work: one block of queries against a stretch of tiles.
  struct Unit {
    int64_t first_query, last_query;
    int64_t first_tile, last_tile;
    int64_t pair_count;  // of this pass, for the progress
  };
  struct Worker {
    QueryBlock block;
    std::vector<Survivors> survivors;
    int64_t loaded_query = -1;  // first query of the block that is loaded
    // Eighths of a block that queries took beyond their budgets, on average of the last unit: where
    // the next queries start to guess.
    int32_t beyond_budget = 0;
  };

  // Fewest bits of a target of a query with `popcount`.
  int32_t LeastTarget(int32_t popcount) const {
    return left_role_ == Role::kQueries ? popcount : popcount + 1;
  }
  void PlanBlocks();
  Unit UnitOf(int64_t number) const;
  absl::Status CompareUnit(const Unit& unit, Worker& worker);
  void SetBudgets(const Unit& unit, int64_t tile, Worker& worker) const;
  static void LearnFrom(std::span<const PlaneQuery> queries, int32_t& beyond_budget);
  void DecideSurvivors(const Unit& unit, int64_t tile, std::span<const Survivors> survivors) const;
  void Decide(int64_t query, int64_t target) const;
  PartnerKey TileBar(int64_t tile) const;
  // Least similarity that a pair with right row `row` or a later one must have.
  int32_t LeastSimilarity(PartnerKey bar, uint32_t row) const;

  const SlicedSide& queries_;
  const SlicedSide& targets_;
  const Role left_role_;
  const Run run_;
  const SimilarityKernel& row_kernel_;
  const OverlapBound bound_;
  int64_t rows_per_block_;
  int64_t tiles_per_unit_;
  struct Block {
    int64_t first_unit;
    int64_t first_tile, last_tile;
    int64_t pair_count;
  };
  std::vector<Block> blocks_;
  int64_t unit_count_ = 0;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_JOIN_JOIN_PASS_H_
