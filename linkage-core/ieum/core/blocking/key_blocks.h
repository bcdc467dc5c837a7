// Rows of two parties that share a key, numbered.
#ifndef IEUM_CORE_BLOCKING_KEY_BLOCKS_H_
#define IEUM_CORE_BLOCKING_KEY_BLOCKS_H_

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"

namespace ieum::core {

struct BlockSize {
  uint32_t left;
  uint32_t right;
  friend bool operator==(const BlockSize&, const BlockSize&) = default;
};

// Blocks of one column: a key that both parties have makes one, numbered from 1 in an order that
// the keys determine. A value, 4 bytes for each row and 8 for each block.
struct KeyBlocks {
  // The number of all blocks that were taken out because they are too large.
  static constexpr uint32_t kTooLarge = UINT32_MAX;

  // Within one party: pairs of its own rows, each once; `right_blocks` is then empty.
  bool within = false;
  std::vector<uint32_t> left_blocks;   // [left rows], block of the row; 0: none, or kTooLarge
  std::vector<uint32_t> right_blocks;  // [right rows]
  std::vector<BlockSize> sizes;        // [block_count + 1]; sizes[0] is {0, 0}

  std::span<const uint32_t> blocks_of_right() const { return within ? left_blocks : right_blocks; }
  int64_t block_count() const { return static_cast<int64_t>(sizes.size()) - 1; }
  // Pairs of rows of a block.
  int64_t PairsOf(BlockSize size) const {
    return within ? int64_t{size.left} * (int64_t{size.left} - 1) / 2
                  : int64_t{size.left} * size.right;
  }
  int64_t CountPairs() const;
};

// left_keys, right_keys: [rows of the party], 0 where a row has none. Keys should be hashes: time
// is n log n in the size of the largest set of keys with the same upper bits. CANCELLED: `stop`.
absl::StatusOr<KeyBlocks> BuildBlocks(std::span<const uint64_t> left_keys,
                                      std::span<const uint64_t> right_keys, int thread_count,
                                      std::stop_token stop);
// Blocks of two rows and more of one party.
absl::StatusOr<KeyBlocks> BuildBlocksWithin(std::span<const uint64_t> keys, int thread_count,
                                            std::stop_token stop);

// What KeepSmallBlocks took out.
struct RemovedBlocks {
  int64_t block_count = 0;
  int64_t left_row_count = 0;
  int64_t right_row_count = 0;  // 0 within a party
  int64_t pair_count = 0;
  int64_t largest_kept = 0;  // pairs of the largest block that stayed
};

// Takes out blocks until at most `pair_budget` pairs are left, the largest first, and all of more
// than `block_limit` pairs. Blocks of about the same size (within an eighth) stay or go together.
// The rows of blocks taken out are marked kTooLarge.
RemovedBlocks KeepSmallBlocks(int64_t pair_budget, int64_t block_limit, KeyBlocks& blocks);

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_KEY_BLOCKS_H_
