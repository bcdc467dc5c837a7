#include "ieum/core/blocking/block_rows.h"

#include <algorithm>

namespace ieum::core {
namespace {

// Some milliseconds of work: enough that handing it out costs nothing, little enough that the
// threads end together and stop when asked.
constexpr int64_t kPairsPerUnit = 65'536;
constexpr int64_t kRowsPerUnit = 4'096;

}  // namespace

BlockRows::BlockRows(std::span<const uint32_t> blocks, int64_t block_count, int64_t first_row)
    : begins_(static_cast<size_t>(block_count) + 2, 0) {
  const auto is_block = [](uint32_t block) { return block != 0 && block != KeyBlocks::kTooLarge; };
  for (const uint32_t block : blocks) {
    if (is_block(block)) ++begins_[size_t{block} + 1];
  }
  for (size_t b = 1; b < begins_.size(); ++b) begins_[b] += begins_[b - 1];
  rows_.resize(begins_.back());
  std::vector<uint32_t> next = begins_;
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (is_block(blocks[i]))
      rows_[next[blocks[i]]++] = static_cast<uint32_t>(first_row) + static_cast<uint32_t>(i);
  }
}

std::vector<BlockUnit> CutIntoUnits(const KeyBlocks& blocks) {
  std::vector<BlockUnit> units;
  int64_t begin = 1;
  int64_t pairs = 0;
  int64_t rows = 0;
  const auto end_unit = [&](int64_t end) {
    if (end > begin) units.push_back({begin, end, 0, UINT32_MAX, false});
    begin = end;
    pairs = 0;
    rows = 0;
  };
  for (int64_t b = 1; b <= blocks.block_count(); ++b) {
    const BlockSize size = blocks.sizes[static_cast<size_t>(b)];
    const int64_t block_pairs = blocks.PairsOf(size);
    if (block_pairs > kPairsPerUnit) {
      end_unit(b);
      const auto part = static_cast<uint32_t>(std::max<int64_t>(1, kPairsPerUnit / size.right));
      for (uint32_t left = 0; left < size.left; left += part) {
        units.push_back({b, b + 1, left, std::min(left + part, size.left), true});
      }
      begin = b + 1;
      continue;
    }
    pairs += block_pairs;
    rows += int64_t{size.left} + size.right;
    if (pairs >= kPairsPerUnit || rows >= kRowsPerUnit) end_unit(b + 1);
  }
  end_unit(blocks.block_count() + 1);
  return units;
}

}  // namespace ieum::core
