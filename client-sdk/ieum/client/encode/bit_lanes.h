// Inner loops of encoding over vectors of 256 bits: ORs of bitmaps, and XOR diffusion of 256
// records at once by bit slices. Compiled once for any 64-bit processor and once for AVX2.
#ifndef IEUM_CLIENT_ENCODE_BIT_LANES_H_
#define IEUM_CLIENT_ENCODE_BIT_LANES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ieum::client {

// Records that one bit-sliced step takes together.
inline constexpr size_t kLaneRecords = 256;

// One compiled variant. Stateless, share freely.
struct BitLanes {
  std::string_view name;

  // out[w] |= bitmaps[0][w] | bitmaps[1][w] | …. bitmaps: [count] pointers to [words].
  void (*or_bitmaps)(std::span<const uint64_t* const> bitmaps, size_t words, uint64_t* out);

  // Row r of out |= bitmaps[r], unless that is null. Row r begins at out + r * stride.
  void (*or_rows)(std::span<const uint64_t* const> bitmaps, size_t words, uint64_t* out,
                  size_t stride);

  // Output bit j of each record is the XOR of its filter's bits positions[j * xor_count], …,
  // positions[j * xor_count + xor_count - 1].
  // filters: [kLaneRecords, filter_words]. positions: [64 * out_words, xor_count].
  // out: the [out_words] of record r begin at out + r * out_stride; only those of the first
  // record_count records are written. scratch: [64 * filter_words * 4], left with the filters'
  // bits: the caller cleanses it.
  void (*diffuse)(const uint64_t* filters, size_t filter_words, std::span<const uint16_t> positions,
                  size_t xor_count, size_t record_count, uint64_t* out, size_t out_words,
                  size_t out_stride, uint64_t* scratch);
};

// The variants that this processor runs, the portable one first and the fastest last.
std::span<const BitLanes* const> UsableBitLanes();
// The last of them.
const BitLanes& FastestBitLanes();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_BIT_LANES_H_
