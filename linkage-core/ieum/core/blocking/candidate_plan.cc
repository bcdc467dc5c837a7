#include "ieum/core/blocking/candidate_plan.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::core {
namespace {

constexpr int64_t kRowsPerUnit = 16'384;

}  // namespace

absl::StatusOr<std::vector<uint64_t>> CandidatePlan::KeysOf(
    const KeyMaker& maker, const KeyColumn& column,
    const std::vector<std::span<const uint32_t>>& coarser, int thread_count,
    const std::stop_token& stop) const {
  const int64_t row_count = maker.row_count();
  std::vector<uint64_t> keys(static_cast<size_t>(row_count));
  const int64_t unit_count = (row_count + kRowsPerUnit - 1) / kRowsPerUnit;
  IEUM_RETURN_IF_ERROR(ParallelFor(unit_count, thread_count, stop, [&](int64_t unit, int) {
    const RowRange range{unit * kRowsPerUnit, std::min(row_count, (unit + 1) * kRowsPerUnit)};
    maker.MakeKeys(column, range,
                   std::span(keys).subspan(static_cast<size_t>(range.begin),
                                           static_cast<size_t>(range.size())));
    for (const std::span<const uint32_t> blocks : coarser) {
      for (auto i = static_cast<size_t>(range.begin); i < static_cast<size_t>(range.end); ++i) {
        if (blocks[i] != KeyBlocks::kTooLarge) keys[i] = 0;
      }
    }
    return absl::OkStatus();
  }));
  return keys;
}

absl::StatusOr<KeyBlocks> CandidatePlan::BlocksOf(const KeyColumn& column, int thread_count,
                                                  const std::stop_token& stop) const {
  KeyBlocks none;
  none.within = within();
  none.sizes = {{0, 0}};
  // What shares a key here shares one of every coarser column, so only rows of its blocks that are
  // too large can have pairs here.
  std::vector<std::span<const uint32_t>> coarser_left;
  std::vector<std::span<const uint32_t>> coarser_right;
  for (const PlannedColumn& tried : columns_) {
    if (!Implies(column, tried.column, left_->encodings().layout())) continue;
    if (tried.left_over.block_count == 0) return none;
    coarser_left.push_back(tried.blocks.left_blocks);
    coarser_right.push_back(tried.blocks.blocks_of_right());
  }
  IEUM_ASSIGN_OR_RETURN(const std::vector<uint64_t> left_keys,
                        KeysOf(*left_, column, coarser_left, thread_count, stop));
  if (within()) return BuildBlocksWithin(left_keys, thread_count, stop);
  IEUM_ASSIGN_OR_RETURN(const std::vector<uint64_t> right_keys,
                        KeysOf(*right_, column, coarser_right, thread_count, stop));
  return BuildBlocks(left_keys, right_keys, thread_count, stop);
}

absl::StatusOr<int64_t> CandidatePlan::AddColumn(KeyColumn column, int64_t pair_budget,
                                                 int thread_count, std::stop_token stop) {
  if (CountUsedColumns() >= options_.max_columns) return 0;
  IEUM_ASSIGN_OR_RETURN(KeyBlocks blocks, BlocksOf(column, thread_count, stop));
  const RemovedBlocks left_over = KeepSmallBlocks(pair_budget, options_.block_limit, blocks);
  if (blocks.block_count() == 0 && left_over.block_count == 0) {
    blocks.left_blocks = {};
    blocks.right_blocks = {};
  }
  const int64_t pairs = blocks.CountPairs();
  columns_.push_back({std::move(column), std::move(blocks), pairs, left_over});
  return pairs;
}

absl::StatusOr<int64_t> CandidatePlan::CountOpenPairs(const KeyColumn& column, int thread_count,
                                                      std::stop_token stop) const {
  for (const PlannedColumn& tried : columns_) {
    // Its own largest blocks are what is open of a column that was tried.
    if (tried.column == column) return tried.left_over.pair_count;
  }
  IEUM_ASSIGN_OR_RETURN(const KeyBlocks blocks, BlocksOf(column, thread_count, stop));
  return blocks.CountPairs();
}

int64_t CandidatePlan::larger_row_count() const {
  return std::max(left_->row_count(), right().row_count());
}

int64_t CandidatePlan::CountAllPairs() const {
  const int64_t left_rows = left_->row_count();
  return within() ? left_rows * (left_rows - 1) / 2 : left_rows * right_->row_count();
}

int64_t CandidatePlan::CountPairs() const {
  int64_t pairs = 0;
  for (const PlannedColumn& column : columns_) pairs += column.pair_count;
  return pairs;
}

int CandidatePlan::CountUsedColumns() const {
  return static_cast<int>(std::count_if(columns_.begin(), columns_.end(),
                                        [](const auto& column) { return column.pair_count > 0; }));
}

bool CandidatePlan::Holds(int64_t left_row, int64_t right_row, size_t column_count) const {
  for (size_t c = 0; c < column_count; ++c) {
    const KeyBlocks& blocks = columns_[c].blocks;
    if (blocks.block_count() == 0) continue;
    const uint32_t block = blocks.left_blocks[static_cast<size_t>(left_row)];
    if (block != 0 && block != KeyBlocks::kTooLarge &&
        block == blocks.blocks_of_right()[static_cast<size_t>(right_row)]) {
      return true;
    }
  }
  return false;
}

std::string CandidatePlan::ToText() const {
  std::string text = absl::StrFormat("%-40s %14s %11s %11s %22s\n", "column", "pairs", "blocks",
                                     "largest", "left over (blocks)");
  const EncodingLayout& layout = left_->encodings().layout();
  for (const PlannedColumn& column : columns_) {
    if (column.pair_count == 0 && column.left_over.block_count == 0) continue;
    text += absl::StrFormat("%-40s %14d %11d %11d %14d (%d)\n", Describe(column.column, layout),
                            column.pair_count, column.blocks.block_count(),
                            column.left_over.largest_kept, column.left_over.pair_count,
                            column.left_over.block_count);
  }
  return text + absl::StrFormat("%-40s %14d of %d\n", "all columns", CountPairs(), CountAllPairs());
}

}  // namespace ieum::core
