// One side of a sliced join: its records in order of their number of set bits, cut into tiles and
// turned into planes.
#ifndef IEUM_CORE_JOIN_SLICED_SIDE_H_
#define IEUM_CORE_JOIN_SLICED_SIDE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"

namespace ieum::core {

// [bits] the bits of the (one) segment of `left` and `right`, rarest first: the order in which
// planes are added. Counted over at most 4'096 rows of each side. Any order gives the same
// join; this one rules out soonest.
std::vector<uint16_t> RarestBitsFirst(const BitMatrix& left, const BitMatrix& right);

// The chosen records of a matrix; ascending, or all if there is no choice.
using ChosenRows = std::optional<std::span<const uint32_t>>;

// Records without a set bit are left out: their similarity to everybody is 0. Immutable, share
// freely. Memory: a second copy of the encodings and 8 bytes a record.
class SlicedSide final {
 public:
  struct Options {
    int plane_words;  // of the kernel that will read the tiles
    int thread_count;
    std::stop_token stop;
  };
  // rows: borrowed, one segment; outlives the side. bit_order: of RarestBitsFirst.
  // CANCELLED if `stop` was requested, RESOURCE_EXHAUSTED if there is no memory.
  static absl::StatusOr<SlicedSide> Create(const BitMatrix& rows, const ChosenRows& chosen,
                                           std::span<const uint16_t> bit_order,
                                           const Options& options);

  const BitMatrix& rows() const { return *rows_; }
  int bit_count() const { return bit_count_; }
  // Records on this side; position 0 has the fewest set bits, ties in order of rows.
  int64_t size() const { return static_cast<int64_t>(records_.size()); }
  uint32_t row(int64_t position) const { return records_[static_cast<size_t>(position)].row; }
  // Index into the chosen rows; the row itself if all were taken.
  uint32_t choice(int64_t position) const { return records_[static_cast<size_t>(position)].choice; }
  int32_t popcount(int64_t position) const {
    return records_[static_cast<size_t>(position)].popcount;
  }
  // Number of records with fewer than `popcount` set bits: the first position that has as many.
  // popcount: 0 to bit_count + 1.
  int64_t FirstWith(int32_t popcount) const { return firsts_[static_cast<size_t>(popcount)]; }

  int plane_words() const { return plane_words_; }
  int64_t tile_rows() const { return 64 * int64_t{plane_words_}; }
  int64_t tile_count() const { return static_cast<int64_t>(smallest_rows_.size()); }
  // Tile t holds positions [t * tile_rows(), (t + 1) * tile_rows()), as plane_kernel.h wants them,
  // planes in the order of bit_order. Targets behind the last record lack every bit.
  const uint64_t* tile(int64_t t) const { return planes_.get() + t * tile_words(); }
  uint32_t smallest_row(int64_t t) const { return smallest_rows_[static_cast<size_t>(t)]; }

  // The records at 64 positions from `position` on (a multiple of 64), with their bits in the order
  // of bit_order: words [bit_count / 64, 64]; those of record k are words[k], words[64 + k], ...
  void ReadOrdered(int64_t position, std::span<uint64_t> words) const;

 private:
  struct Record {
    uint32_t row;
    uint32_t choice;
    int32_t popcount;
  };
  struct AlignedDelete {
    void operator()(uint64_t* words) const;
  };
  SlicedSide(const BitMatrix& rows, int plane_words);
  void SortByPopcount(const ChosenRows& chosen);
  void FillTile(int64_t t, std::span<const uint16_t> bit_order);
  int64_t tile_words() const { return int64_t{bit_count_ + 8} * plane_words_; }

  const BitMatrix* rows_;
  int bit_count_;
  int plane_words_;
  std::vector<Record> records_;
  std::vector<int64_t> firsts_;                        // [bit_count + 2]
  std::vector<uint32_t> smallest_rows_;                // [tile_count]
  std::unique_ptr<uint64_t[], AlignedDelete> planes_;  // [tile_count, tile_words]
};

}  // namespace ieum::core

#endif  // IEUM_CORE_JOIN_SLICED_SIDE_H_
