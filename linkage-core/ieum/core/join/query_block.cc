#include "ieum/core/join/query_block.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace ieum::core {
namespace {

constexpr int64_t kMaxRows = 256;
constexpr int64_t kMaxListedBits = int64_t{1} << 18;

int64_t RoundUpToBlock(int64_t planes) {
  return (planes + kPlanesPerBlock - 1) / kPlanesPerBlock * kPlanesPerBlock;
}

}  // namespace

int64_t QueryBlock::RowsPerBlock(int bit_count) {
  return std::clamp<int64_t>(kMaxListedBits / bit_count / 64 * 64, 64, kMaxRows);
}

void QueryBlock::Load(const SlicedSide& side, int64_t begin, int64_t end) {
  const auto word_count = static_cast<size_t>(side.bit_count()) / 64;
  const int plane_words = side.plane_words();
  const auto zero_plane = static_cast<uint16_t>(side.bit_count() * plane_words);
  words_.resize(word_count * 64);
  queries_.assign(static_cast<size_t>(end - begin), PlaneQuery{});
  int64_t total = 0;
  for (int64_t position = begin; position < end; ++position) {
    total += RoundUpToBlock(side.popcount(position));
  }
  planes_.resize(static_cast<size_t>(total));

  uint16_t* next = planes_.data();
  for (int64_t position = begin; position < end; ++position) {
    if (position % 64 == 0) side.ReadOrdered(position, words_);
    const uint64_t* words = words_.data() + position % 64;
    PlaneQuery& query = queries_[static_cast<size_t>(position - begin)];
    query.planes = next;
    for (size_t w = 0; w < word_count; ++w) {
      for (uint64_t word = words[w * 64]; word != 0; word &= word - 1) {
        const auto plane = static_cast<int>(w) * 64 + std::countr_zero(word);
        *next++ = static_cast<uint16_t>(plane * plane_words);
      }
    }
    while ((next - query.planes) % kPlanesPerBlock != 0) *next++ = zero_plane;
    query.block_count = static_cast<int32_t>((next - query.planes) / kPlanesPerBlock);
  }
}

}  // namespace ieum::core
