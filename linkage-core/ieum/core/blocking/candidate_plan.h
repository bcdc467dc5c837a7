// Which pairs of rows are worth comparing: columns of keys, chosen by what they cost.
#ifndef IEUM_CORE_BLOCKING_CANDIDATE_PLAN_H_
#define IEUM_CORE_BLOCKING_CANDIDATE_PLAN_H_

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/blocking/key_blocks.h"
#include "ieum/core/blocking/key_column.h"

namespace ieum::core {

struct PlanOptions {
  // Pairs that a column may make for each row of the larger party; of a column that would make
  // more, the largest blocks are left to finer columns.
  int pairs_per_row = 30;
  // The same for columns of sampled bits alone. Their blocks are large, and a pair in a large block
  // costs a fraction of one in a small block.
  int sampling_pairs_per_row = 256;
  int64_t block_limit = 2'000'000;  // pairs; no larger block is compared
  int max_equal_segments = 4;       // of a conjunction
  int fuzzy_tables = 2;             // columns for each segment sampled and segment equal
  int sampling_tables = 16;         // columns of sampled bits of an encoding of one segment
  int max_columns = 64;             // with pairs
};

// A column that was tried. Its rows are those that no coarser column holds: two rows that share a
// key of this column and a block of a coarser one have no block here.
struct PlannedColumn {
  KeyColumn column;
  KeyBlocks blocks;         // to compare; the lists of rows are empty if there never was a block
  int64_t pair_count;       // of the blocks
  RemovedBlocks left_over;  // blocks too large, left to finer columns
};

// The pairs to compare: those that share a block of some column. About 8 bytes for each column and
// row. Share freely while no column is added.
class CandidatePlan final {
 public:
  // Of the rows of two parties or, if `right` is null, of one party's rows among themselves.
  // Borrowed, must outlive the plan.
  CandidatePlan(const KeyMaker& left, const KeyMaker* right, const PlanOptions& options)
      : left_(&left), right_(right), options_(options) {}

  // Adds a column without the rows that coarser columns deal with, and without its largest blocks
  // beyond `pair_budget` pairs in all. Returns the pairs it adds, those that other columns hold
  // too included; 0 if there is nothing to add, or if the plan is full. CANCELLED.
  absl::StatusOr<int64_t> AddColumn(KeyColumn column, int64_t pair_budget, int thread_count,
                                    std::stop_token stop);
  // Pairs that AddColumn would add if its budget and block limit had no end.
  absl::StatusOr<int64_t> CountOpenPairs(const KeyColumn& column, int thread_count,
                                         std::stop_token stop) const;

  const std::vector<PlannedColumn>& columns() const { return columns_; }
  const PlanOptions& options() const { return options_; }
  const KeyMaker& left() const { return *left_; }
  const KeyMaker& right() const { return right_ == nullptr ? *left_ : *right_; }
  bool within() const { return right_ == nullptr; }
  int64_t larger_row_count() const;
  // All pairs there are.
  int64_t CountAllPairs() const;
  // Pairs of all columns; one that several hold counts for each.
  int64_t CountPairs() const;
  // Columns that have pairs.
  int CountUsedColumns() const;
  // Whether a pair shares a block of one of the first `column_count` columns.
  bool Holds(int64_t left_row, int64_t right_row, size_t column_count) const;
  bool Holds(int64_t left_row, int64_t right_row) const {
    return Holds(left_row, right_row, columns_.size());
  }

  // A table for people: for each column its pairs, blocks, largest block, and what it left over.
  std::string ToText() const;

 private:
  absl::StatusOr<KeyBlocks> BlocksOf(const KeyColumn& column, int thread_count,
                                     const std::stop_token& stop) const;
  absl::StatusOr<std::vector<uint64_t>> KeysOf(
      const KeyMaker& maker, const KeyColumn& column,
      const std::vector<std::span<const uint32_t>>& coarser, int thread_count,
      const std::stop_token& stop) const;

  const KeyMaker* left_;
  const KeyMaker* right_;
  PlanOptions options_;
  std::vector<PlannedColumn> columns_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_CANDIDATE_PLAN_H_
