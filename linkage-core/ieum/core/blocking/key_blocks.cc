#include "ieum/core/blocking/key_blocks.h"

#include <algorithm>
#include <array>
#include <bit>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::core {
namespace {

// Of a partition: its keys and rows stay in a second-level cache while they are sorted.
constexpr size_t kRowsPerPartition = 4'096;
constexpr int kMaxPartitionBits = 12;

struct KeyedRow {
  uint64_t key;
  uint32_t row;
};

int PartitionBits(size_t row_count) {
  const auto bits = static_cast<int>(std::bit_width(row_count / kRowsPerPartition));
  return std::min(bits, kMaxPartitionBits);
}

size_t PartitionOf(uint64_t key, int bits) {
  return bits == 0 ? 0 : static_cast<size_t>(key >> (64 - bits));
}

// One party's rows with keys, partition by partition; sorted by key, then row, once SortPartition
// has seen them.
class PartitionedRows final {
 public:
  PartitionedRows(std::span<const uint64_t> keys, int bits) : begins_((size_t{1} << bits) + 1, 0) {
    for (const uint64_t key : keys) {
      if (key != 0) ++begins_[PartitionOf(key, bits) + 1];
    }
    for (size_t p = 1; p < begins_.size(); ++p) begins_[p] += begins_[p - 1];
    rows_.resize(begins_.back());
    std::vector<size_t> next(begins_.begin(), begins_.end() - 1);
    for (size_t i = 0; i < keys.size(); ++i) {
      if (keys[i] == 0) continue;
      rows_[next[PartitionOf(keys[i], bits)]++] = {keys[i], static_cast<uint32_t>(i)};
    }
  }

  void SortPartition(size_t p) {
    std::sort(rows_.begin() + static_cast<std::ptrdiff_t>(begins_[p]),
              rows_.begin() + static_cast<std::ptrdiff_t>(begins_[p + 1]),
              [](const KeyedRow& a, const KeyedRow& b) { return a.key < b.key; });
  }
  std::span<const KeyedRow> partition(size_t p) const {
    return std::span(rows_).subspan(begins_[p], begins_[p + 1] - begins_[p]);
  }

 private:
  std::vector<size_t> begins_;  // [partitions + 1]
  std::vector<KeyedRow> rows_;
};

// Rows from `begin` on with the same key.
size_t RunEnd(std::span<const KeyedRow> rows, size_t begin) {
  size_t end = begin + 1;
  while (end < rows.size() && rows[end].key == rows[begin].key) ++end;
  return end;
}

// Calls visit(left run, right run) for every key that both sides have, in key order.
template <typename Visit>
void ForEachShared(std::span<const KeyedRow> left, std::span<const KeyedRow> right, Visit visit) {
  for (size_t l = 0, r = 0; l < left.size() && r < right.size();) {
    if (left[l].key < right[r].key) {
      ++l;
    } else if (right[r].key < left[l].key) {
      ++r;
    } else {
      const size_t left_end = RunEnd(left, l);
      const size_t right_end = RunEnd(right, r);
      visit(left.subspan(l, left_end - l), right.subspan(r, right_end - r));
      l = left_end;
      r = right_end;
    }
  }
}

// Calls visit(run) for every key of two rows or more.
template <typename Visit>
void ForEachRepeated(std::span<const KeyedRow> rows, Visit visit) {
  for (size_t begin = 0; begin < rows.size();) {
    const size_t end = RunEnd(rows, begin);
    if (end - begin > 1) visit(rows.subspan(begin, end - begin));
    begin = end;
  }
}

// Block numbers of partition p are first_blocks[p] + 1 … first_blocks[p + 1].
std::vector<uint32_t> FirstBlocks(const std::vector<uint32_t>& block_counts) {
  std::vector<uint32_t> first(block_counts.size() + 1, 0);
  for (size_t p = 0; p < block_counts.size(); ++p) first[p + 1] = first[p] + block_counts[p];
  return first;
}

void Assign(std::span<const KeyedRow> run, uint32_t block, std::vector<uint32_t>& blocks) {
  for (const KeyedRow& row : run) blocks[row.row] = block;
}

// Classes of block sizes: 8 for each power of two of pairs, exact below 16.
constexpr size_t kSizeClassCount = 62 * 8;

size_t SizeClass(int64_t pairs) {
  const auto value = static_cast<uint64_t>(pairs);
  const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - 4);
  return static_cast<size_t>(shift) * 8 + static_cast<size_t>(value >> shift);
}

}  // namespace

int64_t KeyBlocks::CountPairs() const {
  int64_t pairs = 0;
  for (const BlockSize size : sizes) pairs += PairsOf(size);
  return pairs;
}

absl::StatusOr<KeyBlocks> BuildBlocks(std::span<const uint64_t> left_keys,
                                      std::span<const uint64_t> right_keys, int thread_count,
                                      std::stop_token stop) {
  const int bits = PartitionBits(std::max(left_keys.size(), right_keys.size()));
  std::array<std::vector<PartitionedRows>, 2> sides;
  IEUM_RETURN_IF_ERROR(ParallelFor(2, thread_count, stop, [&](int64_t side, int) {
    sides[static_cast<size_t>(side)].emplace_back(side == 0 ? left_keys : right_keys, bits);
    return absl::OkStatus();
  }));
  PartitionedRows& left = sides[0].front();
  PartitionedRows& right = sides[1].front();

  std::vector<uint32_t> block_counts(size_t{1} << bits, 0);
  const auto partition_count = static_cast<int64_t>(block_counts.size());
  IEUM_RETURN_IF_ERROR(ParallelFor(partition_count, thread_count, stop, [&](int64_t unit, int) {
    const auto p = static_cast<size_t>(unit);
    left.SortPartition(p);
    right.SortPartition(p);
    ForEachShared(left.partition(p), right.partition(p), [&](auto, auto) { ++block_counts[p]; });
    return absl::OkStatus();
  }));
  const std::vector<uint32_t> first_blocks = FirstBlocks(block_counts);

  KeyBlocks blocks;
  blocks.left_blocks.resize(left_keys.size());
  blocks.right_blocks.resize(right_keys.size());
  blocks.sizes.resize(size_t{first_blocks.back()} + 1, {0, 0});
  IEUM_RETURN_IF_ERROR(ParallelFor(partition_count, thread_count, stop, [&](int64_t unit, int) {
    const auto p = static_cast<size_t>(unit);
    uint32_t block = first_blocks[p];
    ForEachShared(left.partition(p), right.partition(p), [&](auto left_run, auto right_run) {
      ++block;
      blocks.sizes[block] = {static_cast<uint32_t>(left_run.size()),
                             static_cast<uint32_t>(right_run.size())};
      Assign(left_run, block, blocks.left_blocks);
      Assign(right_run, block, blocks.right_blocks);
    });
    return absl::OkStatus();
  }));
  return blocks;
}

absl::StatusOr<KeyBlocks> BuildBlocksWithin(std::span<const uint64_t> keys, int thread_count,
                                            std::stop_token stop) {
  const int bits = PartitionBits(keys.size());
  PartitionedRows rows(keys, bits);
  std::vector<uint32_t> block_counts(size_t{1} << bits, 0);
  const auto partition_count = static_cast<int64_t>(block_counts.size());
  IEUM_RETURN_IF_ERROR(ParallelFor(partition_count, thread_count, stop, [&](int64_t unit, int) {
    const auto p = static_cast<size_t>(unit);
    rows.SortPartition(p);
    ForEachRepeated(rows.partition(p), [&](auto) { ++block_counts[p]; });
    return absl::OkStatus();
  }));
  const std::vector<uint32_t> first_blocks = FirstBlocks(block_counts);

  KeyBlocks blocks;
  blocks.within = true;
  blocks.left_blocks.resize(keys.size());
  blocks.sizes.resize(size_t{first_blocks.back()} + 1, {0, 0});
  IEUM_RETURN_IF_ERROR(ParallelFor(partition_count, thread_count, stop, [&](int64_t unit, int) {
    const auto p = static_cast<size_t>(unit);
    uint32_t block = first_blocks[p];
    ForEachRepeated(rows.partition(p), [&](auto run) {
      ++block;
      const auto size = static_cast<uint32_t>(run.size());
      blocks.sizes[block] = {size, size};
      Assign(run, block, blocks.left_blocks);
    });
    return absl::OkStatus();
  }));
  return blocks;
}

RemovedBlocks KeepSmallBlocks(int64_t pair_budget, int64_t block_limit, KeyBlocks& blocks) {
  std::array<int64_t, kSizeClassCount> pairs_of_class{};
  for (const BlockSize size : blocks.sizes) {
    pairs_of_class[SizeClass(blocks.PairsOf(size))] += blocks.PairsOf(size);
  }
  size_t kept_classes = 0;
  for (int64_t pairs = 0; kept_classes < kSizeClassCount; ++kept_classes) {
    pairs += pairs_of_class[kept_classes];
    if (pairs > pair_budget) break;
  }

  RemovedBlocks removed;
  std::vector<uint32_t> new_numbers(blocks.sizes.size(), KeyBlocks::kTooLarge);
  new_numbers[0] = 0;
  uint32_t next = 1;
  for (size_t b = 1; b < blocks.sizes.size(); ++b) {
    const BlockSize size = blocks.sizes[b];
    const int64_t pairs = blocks.PairsOf(size);
    if (pairs <= block_limit && SizeClass(pairs) < kept_classes) {
      removed.largest_kept = std::max(removed.largest_kept, pairs);
      new_numbers[b] = next;
      blocks.sizes[next++] = size;
      continue;
    }
    ++removed.block_count;
    removed.left_row_count += size.left;
    removed.right_row_count += blocks.within ? 0 : size.right;
    removed.pair_count += pairs;
  }
  if (removed.block_count == 0) return removed;
  blocks.sizes.resize(next);
  for (std::vector<uint32_t>* rows : {&blocks.left_blocks, &blocks.right_blocks}) {
    for (uint32_t& block : *rows) {
      if (block != KeyBlocks::kTooLarge) block = new_numbers[block];
    }
  }
  return removed;
}

}  // namespace ieum::core
