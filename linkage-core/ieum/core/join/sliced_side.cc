#include "ieum/core/join/sliced_side.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <numeric>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::core {
namespace {

constexpr size_t kAlignment = 64;
constexpr int64_t kSampledRows = 4'096;

// 64 words of 64 bits; bit j of word i becomes bit i of word j. Halves change places at ever
// smaller steps.
void Transpose(std::span<uint64_t, 64> words) {
  uint64_t low = 0x00000000ffffffffU;
  for (size_t step = 32; step > 0; step /= 2, low ^= low << step) {
    for (size_t base = 0; base < 64; base += 2 * step) {
      for (size_t i = base; i < base + step; ++i) {
        const uint64_t exchanged = (words[i] >> step ^ words[i + step]) & low;
        words[i] ^= exchanged << step;
        words[i + step] ^= exchanged;
      }
    }
  }
}

void CountBits(const BitMatrix& matrix, std::span<int64_t> counts) {
  const int64_t step = matrix.row_count() / kSampledRows + 1;
  for (int64_t i = 0; i < matrix.row_count(); i += step) {
    const std::span<const uint64_t> row = matrix.row(i);
    for (size_t w = 0; w < counts.size() / 64; ++w) {
      for (uint64_t word = row[w]; word != 0; word &= word - 1) {
        ++counts[w * 64 + static_cast<size_t>(std::countr_zero(word))];
      }
    }
  }
}

}  // namespace

std::vector<uint16_t> RarestBitsFirst(const BitMatrix& left, const BitMatrix& right) {
  std::vector<int64_t> counts(static_cast<size_t>(left.layout().row_bits()), 0);
  CountBits(left, counts);
  CountBits(right, counts);
  std::vector<uint16_t> order(counts.size());
  std::iota(order.begin(), order.end(), uint16_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](uint16_t a, uint16_t b) { return counts[a] < counts[b]; });
  return order;
}

void SlicedSide::AlignedDelete::operator()(uint64_t* words) const { std::free(words); }

SlicedSide::SlicedSide(const BitMatrix& rows, int plane_words)
    : rows_(&rows), bit_count_(rows.layout().row_bits()), plane_words_(plane_words) {}

absl::StatusOr<SlicedSide> SlicedSide::Create(const BitMatrix& rows, const ChosenRows& chosen,
                                              std::span<const uint16_t> bit_order,
                                              const Options& options) {
  SlicedSide side(rows, options.plane_words);
  side.SortByPopcount(chosen);
  const int64_t tile_count = (side.size() + side.tile_rows() - 1) / side.tile_rows();
  side.smallest_rows_.resize(static_cast<size_t>(tile_count));
  const size_t size_bytes = static_cast<size_t>(tile_count * side.tile_words()) * sizeof(uint64_t);
  if (size_bytes == 0) return side;
  side.planes_.reset(static_cast<uint64_t*>(std::aligned_alloc(kAlignment, size_bytes)));
  if (side.planes_ == nullptr) {
    return ResourceExhausted(
        "no memory to compare all pairs of %d encodings (%d MiB); free memory or link fewer rows",
        side.size(), size_bytes >> 20);
  }
  IEUM_RETURN_IF_ERROR(
      ParallelFor(tile_count, options.thread_count, options.stop, [&](int64_t t, int) {
        side.FillTile(t, bit_order);
        return absl::OkStatus();
      }));
  return side;
}

// Counting sort: by popcount, ties as they come.
void SlicedSide::SortByPopcount(const ChosenRows& chosen) {
  const auto count = chosen ? chosen->size() : static_cast<size_t>(rows_->row_count());
  const auto row_of = [&](size_t i) { return chosen ? (*chosen)[i] : static_cast<uint32_t>(i); };
  // Those with one bit start behind those with none, which are left out.
  std::vector<int64_t> next(static_cast<size_t>(bit_count_) + 2, 0);
  for (size_t i = 0; i < count; ++i) {
    const uint16_t popcount = rows_->popcounts(row_of(i))[0];
    if (popcount > 0) ++next[popcount + 1U];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  firsts_ = next;
  records_.resize(static_cast<size_t>(next.back()));
  for (size_t i = 0; i < count; ++i) {
    const uint16_t popcount = rows_->popcounts(row_of(i))[0];
    if (popcount == 0) continue;
    records_[static_cast<size_t>(next[popcount]++)] = {
        .row = row_of(i), .choice = static_cast<uint32_t>(i), .popcount = popcount};
  }
}

void SlicedSide::FillTile(int64_t t, std::span<const uint16_t> bit_order) {
  uint64_t* tile = planes_.get() + t * tile_words();
  const auto width = static_cast<size_t>(plane_words_);
  const int64_t begin = t * tile_rows();
  uint32_t smallest = UINT32_MAX;
  std::vector<uint16_t> rank(bit_order.size());
  for (size_t i = 0; i < bit_order.size(); ++i) rank[bit_order[i]] = static_cast<uint16_t>(i);

  std::array<uint64_t, 64> words;
  for (size_t group = 0; group < width; ++group) {
    const int64_t first = begin + static_cast<int64_t>(group) * 64;
    std::array<const uint64_t*, 64> rows;
    for (size_t k = 0; k < 64; ++k) {
      const int64_t position = first + static_cast<int64_t>(k);
      rows[k] = position < size() ? rows_->row(row(position)).data() : nullptr;
      if (rows[k] != nullptr) smallest = std::min(smallest, row(position));
    }
    for (size_t w = 0; w < static_cast<size_t>(bit_count_) / 64; ++w) {
      for (size_t k = 0; k < 64; ++k) words[k] = rows[k] != nullptr ? ~rows[k][w] : ~uint64_t{0};
      Transpose(words);
      for (size_t b = 0; b < 64; ++b) tile[rank[w * 64 + b] * width + group] = words[b];
    }
  }
  // The zero plane, and what aligns the next tile.
  std::memset(tile + static_cast<size_t>(bit_count_) * width, 0, 8 * width * sizeof(uint64_t));
  smallest_rows_[static_cast<size_t>(t)] = smallest;
}

void SlicedSide::ReadOrdered(int64_t position, std::span<uint64_t> words) const {
  const auto width = static_cast<size_t>(plane_words_);
  const uint64_t* planes = tile(position / tile_rows()) + position % tile_rows() / 64;
  for (size_t w = 0; w < static_cast<size_t>(bit_count_) / 64; ++w) {
    const auto block = words.subspan(w * 64).first<64>();
    for (size_t b = 0; b < 64; ++b) block[b] = ~planes[(w * 64 + b) * width];
    Transpose(block);
  }
}

}  // namespace ieum::core
