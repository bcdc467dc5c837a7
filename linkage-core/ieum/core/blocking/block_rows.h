// The rows of the blocks of a column, block by block, and their division into units of work.
#ifndef IEUM_CORE_BLOCKING_BLOCK_ROWS_H_
#define IEUM_CORE_BLOCKING_BLOCK_ROWS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/blocking/key_blocks.h"

namespace ieum::core {

// Immutable, share freely.
class BlockRows final {
 public:
  // `blocks` of [rows] in [0, block_count], or KeyBlocks::kTooLarge; of the rows from `first_row`
  // on.
  BlockRows(std::span<const uint32_t> blocks, int64_t block_count, int64_t first_row = 0);

  // Rows of a block, ascending; 1 <= block <= block_count.
  std::span<const uint32_t> rows(int64_t block) const {
    return std::span(rows_).subspan(
        begins_[static_cast<size_t>(block)],
        begins_[static_cast<size_t>(block) + 1] - begins_[static_cast<size_t>(block)]);
  }
  // Rows of all blocks behind `block`: what is wanted next.
  std::span<const uint32_t> rows_behind(int64_t block) const {
    return std::span(rows_).subspan(begins_[static_cast<size_t>(block) + 1]);
  }

 private:
  std::vector<uint32_t> begins_;  // [block_count + 2]
  std::vector<uint32_t> rows_;
};

// Neighbouring blocks, or a part of the left rows of one block.
struct BlockUnit {
  int64_t begin;  // blocks [begin, end)
  int64_t end;
  // Of the left rows of the block, if it is one; else all rows of all blocks.
  uint32_t left_begin;
  uint32_t left_end;
  bool shares_block;  // another unit has the same block: rows on its right side meet both
};

// Units of about the same work, in the order of the blocks.
std::vector<BlockUnit> CutIntoUnits(const KeyBlocks& blocks);

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_BLOCK_ROWS_H_
