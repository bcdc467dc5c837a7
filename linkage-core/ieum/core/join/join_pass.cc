#include "ieum/core/join/join_pass.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::core {
namespace {

// Reading a block costs about as much as two of its tiles: enough tiles to forget it, few enough
// that all threads have work to the end.
constexpr int64_t kMaxTilesPerUnit = 128;
constexpr int64_t kMinTilesPerUnit = 8;
constexpr int64_t kUnitsPerThread = 16;
constexpr int32_t kIdentical = 10'000;

}  // namespace

JoinPass::JoinPass(const SlicedSide& left, const SlicedSide& right, Role left_role, const Run& run)
    : queries_(left_role == Role::kQueries ? left : right),
      targets_(left_role == Role::kQueries ? right : left),
      left_role_(left_role),
      run_(run),
      row_kernel_(BestKernel()),
      bound_(*run.rule),
      rows_per_block_(QueryBlock::RowsPerBlock(left.bit_count())) {
  const int64_t block_count = queries_.size() / rows_per_block_ + 1;
  tiles_per_unit_ = std::clamp(
      block_count * targets_.tile_count() / (int64_t{run.thread_count} * kUnitsPerThread),
      kMinTilesPerUnit, kMaxTilesPerUnit);
  PlanBlocks();
}

void JoinPass::PlanBlocks() {
  for (int64_t begin = 0; begin < queries_.size(); begin += rows_per_block_) {
    const int64_t end = std::min(begin + rows_per_block_, queries_.size());
    Block block{.first_unit = unit_count_, .first_tile = 0, .last_tile = 0, .pair_count = 0};
    for (int64_t q = begin; q < end; ++q) {
      block.pair_count += targets_.size() - targets_.FirstWith(LeastTarget(queries_.popcount(q)));
    }
    const int64_t first = targets_.FirstWith(LeastTarget(queries_.popcount(begin)));
    const int32_t most = bound_.LargestPartner(run_.rule->threshold_basis_points(),
                                               queries_.popcount(end - 1), targets_.bit_count());
    const int64_t last = targets_.FirstWith(most + 1);
    if (first < last) {
      block.first_tile = first / targets_.tile_rows();
      block.last_tile = (last - 1) / targets_.tile_rows() + 1;
    }
    // A block without tiles is a unit too: its pairs are done.
    unit_count_ += std::max<int64_t>(
        1, (block.last_tile - block.first_tile + tiles_per_unit_ - 1) / tiles_per_unit_);
    blocks_.push_back(block);
  }
}

JoinPass::Unit JoinPass::UnitOf(int64_t number) const {
  const auto next =
      std::partition_point(blocks_.begin(), blocks_.end(),
                           [number](const Block& block) { return block.first_unit <= number; });
  const Block& block = *(next - 1);
  const int64_t last_unit = next == blocks_.end() ? unit_count_ : next->first_unit;
  const int64_t part = number - block.first_unit;
  const int64_t parts = last_unit - block.first_unit;
  const int64_t first_query = (next - 1 - blocks_.begin()) * rows_per_block_;
  const int64_t first_tile = block.first_tile + part * tiles_per_unit_;
  return {.first_query = first_query,
          .last_query = std::min(first_query + rows_per_block_, queries_.size()),
          .first_tile = first_tile,
          .last_tile = std::min(first_tile + tiles_per_unit_, block.last_tile),
          // Any division will do that adds up.
          .pair_count = block.pair_count / parts + (part < block.pair_count % parts ? 1 : 0)};
}

absl::Status JoinPass::Compare() {
  std::vector<Worker> workers(static_cast<size_t>(run_.thread_count));
  return ParallelFor(unit_count_, run_.thread_count, run_.stop, [&](int64_t number, int w) {
    const Unit unit = UnitOf(number);
    IEUM_RETURN_IF_ERROR(CompareUnit(unit, workers[static_cast<size_t>(w)]));
    if (*run_.add_progress) (*run_.add_progress)(unit.pair_count);
    return absl::OkStatus();
  });
}

absl::Status JoinPass::CompareUnit(const Unit& unit, Worker& worker) {
  if (unit.first_tile >= unit.last_tile) return absl::OkStatus();
  if (worker.loaded_query != unit.first_query) {
    worker.block.Load(queries_, unit.first_query, unit.last_query);
    worker.loaded_query = unit.first_query;
  }
  for (int64_t tile = unit.first_tile; tile < unit.last_tile; ++tile) {
    if (run_.stop.stop_requested()) return Cancelled("stopped on request");
    SetBudgets(unit, tile, worker);
    worker.survivors.clear();
    run_.kernel->FindSurvivors(targets_.tile(tile), worker.block.queries(), worker.survivors);
    DecideSurvivors(unit, tile, worker.survivors);
  }
  LearnFrom(worker.block.queries(), worker.beyond_budget);
  return absl::OkStatus();
}

// What a query may lack depends on the target with the fewest bits that it is to meet here.
void JoinPass::SetBudgets(const Unit& unit, int64_t tile, Worker& worker) const {
  const std::span<PlaneQuery> queries = worker.block.queries();
  const int64_t first = tile * targets_.tile_rows();
  const int32_t fewest = targets_.popcount(first);
  const int32_t most =
      targets_.popcount(std::min(first + targets_.tile_rows(), targets_.size()) - 1);
  const bool by_query = left_role_ == Role::kQueries;
  const PartnerKey tile_bar = by_query ? 0 : TileBar(tile);
  for (size_t q = 0; q < queries.size(); ++q) {
    PlaneQuery& query = queries[q];
    const int32_t earlier_budget = std::exchange(query.miss_budget, -1);
    const int64_t position = unit.first_query + static_cast<int64_t>(q);
    const int32_t bits = queries_.popcount(position);
    const int32_t partner = std::max(fewest, LeastTarget(bits));
    if (partner > most) continue;
    const int32_t similarity = by_query
                                   ? LeastSimilarity(run_.lists->bar(static_cast<size_t>(position)),
                                                     targets_.smallest_row(tile))
                                   : LeastSimilarity(tile_bar, queries_.row(position));
    if (similarity > kIdentical) continue;
    // With all bits set on both sides nothing is lacking, whatever the budget.
    query.miss_budget = std::min(bits - bound_.Least(similarity, bits + partner), kMaxMissBudget);
    // About every second plane is a miss, so a budget greater by one takes an eighth of a block.
    const int32_t guess = earlier_budget < 0
                              ? query.miss_budget + worker.beyond_budget
                              : query.expected_eighths + query.miss_budget - earlier_budget;
    query.expected_eighths = std::max(guess, 0);
  }
}

void JoinPass::LearnFrom(std::span<const PlaneQuery> queries, int32_t& beyond_budget) {
  int64_t sum = 0;
  int64_t count = 0;
  for (const PlaneQuery& query : queries) {
    if (query.miss_budget < 0) continue;
    sum += query.expected_eighths - query.miss_budget;
    ++count;
  }
  if (count > 0) beyond_budget = static_cast<int32_t>(sum / count);
}

// The smallest bar of the targets of a tile: who does not pass it is wanted by none of them.
PartnerKey JoinPass::TileBar(int64_t tile) const {
  const int64_t first = tile * targets_.tile_rows();
  const int64_t last = std::min(first + targets_.tile_rows(), targets_.size());
  PartnerKey least = run_.lists->bar(static_cast<size_t>(first));
  for (int64_t i = first + 1; i < last && least > 0; ++i) {
    least = std::min(least, run_.lists->bar(static_cast<size_t>(i)));
  }
  return least;
}

int32_t JoinPass::LeastSimilarity(PartnerKey bar, uint32_t row) const {
  if (bar == 0) return run_.rule->threshold_basis_points();
  const auto similarity = static_cast<int32_t>(bar >> 32);
  return KeyOfPartner(similarity, row) > bar ? similarity : similarity + 1;
}

void JoinPass::DecideSurvivors(const Unit& unit, int64_t tile,
                               std::span<const Survivors> survivors) const {
  for (const Survivors& found : survivors) {
    const int64_t query = unit.first_query + found.query;
    const int32_t least = LeastTarget(queries_.popcount(query));
    for (uint64_t rest = found.targets; rest != 0; rest &= rest - 1) {
      const int64_t target =
          tile * targets_.tile_rows() + found.first_target + std::countr_zero(rest);
      if (target >= targets_.size()) break;
      if (targets_.popcount(target) >= least) Decide(query, target);
    }
  }
}

// Accepted pairs are few, or soon not wanted any more: they go to the lists at once, so that these
// say at once what they still want.
void JoinPass::Decide(int64_t query, int64_t target) const {
  const bool by_query = left_role_ == Role::kQueries;
  const uint32_t query_row = queries_.row(query);
  const uint32_t target_row = targets_.row(target);
  const auto list = static_cast<uint32_t>(by_query ? query : target);
  const uint32_t right_row = by_query ? target_row : query_row;
  const int32_t least = LeastSimilarity(run_.lists->bar(list), right_row);
  if (least > kIdentical) return;
  std::array<int32_t, 1> shared;
  row_kernel_.CommonBits(queries_.rows().row(query_row), targets_.rows(),
                         {target_row, int64_t{target_row} + 1}, shared);
  const int32_t similarity = run_.rule->Similarity(shared, queries_.rows().popcounts(query_row),
                                                   targets_.rows().popcounts(target_row));
  if (similarity >= least) run_.lists->Offer({list, right_row, similarity});
}

}  // namespace ieum::core
