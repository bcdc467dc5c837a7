#include "ieum/client/encode/bit_lanes.h"

#include <array>
#include <cstring>
#include <vector>

namespace ieum::client {
namespace {

// Four words side by side. GCC and Clang map it to what the target has: one register with AVX2, two
// with SSE2.
constexpr size_t kLaneWords = 4;
using Lanes = uint64_t __attribute__((vector_size(32)));
static_assert(kLaneWords * 64 == kLaneRecords);

// The loops are inlined into one function for each target, which is what compiles them for it.
#define IEUM_INLINE inline __attribute__((always_inline))

// By reference: a function that returned such a vector would have another ABI for each target.
IEUM_INLINE void Load(const uint64_t* words, Lanes& lanes) {
  std::memcpy(&lanes, words, sizeof(lanes));
}
IEUM_INLINE void Store(const Lanes& lanes, uint64_t* words) {
  std::memcpy(words, &lanes, sizeof(lanes));
}
IEUM_INLINE void OrWith(const uint64_t* words, Lanes& lanes) {
  Lanes other;
  Load(words, other);
  lanes |= other;
}
IEUM_INLINE void XorWith(const uint64_t* words, Lanes& lanes) {
  Lanes other;
  Load(words, other);
  lanes ^= other;
}

IEUM_INLINE void OrBitmaps(std::span<const uint64_t* const> bitmaps, size_t words, uint64_t* out) {
  size_t w = 0;
  // Four sums stay in registers while all bitmaps pass by. In an array they would go through memory
  // each time, for nobody unrolls that loop at -O2.
  for (; w + 4 * kLaneWords <= words; w += 4 * kLaneWords) {
    Lanes a, b, c, d;
    Load(out + w, a);
    Load(out + w + kLaneWords, b);
    Load(out + w + 2 * kLaneWords, c);
    Load(out + w + 3 * kLaneWords, d);
    for (const uint64_t* const bitmap : bitmaps) {
      OrWith(bitmap + w, a);
      OrWith(bitmap + w + kLaneWords, b);
      OrWith(bitmap + w + 2 * kLaneWords, c);
      OrWith(bitmap + w + 3 * kLaneWords, d);
    }
    Store(a, out + w);
    Store(b, out + w + kLaneWords);
    Store(c, out + w + 2 * kLaneWords);
    Store(d, out + w + 3 * kLaneWords);
  }
  for (; w + kLaneWords <= words; w += kLaneWords) {
    Lanes sum;
    Load(out + w, sum);
    for (const uint64_t* const bitmap : bitmaps) OrWith(bitmap + w, sum);
    Store(sum, out + w);
  }
  for (; w < words; ++w) {
    for (const uint64_t* const bitmap : bitmaps) out[w] |= bitmap[w];
  }
}

IEUM_INLINE void OrRows(std::span<const uint64_t* const> bitmaps, size_t words, uint64_t* out,
                        size_t stride) {
  for (const uint64_t* const bitmap : bitmaps) {
    if (bitmap != nullptr) {
      size_t w = 0;
      for (; w + kLaneWords <= words; w += kLaneWords) {
        Lanes sum;
        Load(out + w, sum);
        OrWith(bitmap + w, sum);
        Store(sum, out + w);
      }
      for (; w < words; ++w) out[w] |= bitmap[w];
    }
    out += stride;
  }
}

// Transposes four 64 × 64 bit matrices, one in each lane: bit i of row k becomes bit k of row i.
// METHOD: halves are exchanged at distance 32, 16, …, 1 (Warren, "Hacker's Delight", 7-3).
template <size_t kDistance>
IEUM_INLINE void ExchangeHalves(Lanes* rows, uint64_t mask) {
  for (size_t k = 0; k < 64; k = ((k | kDistance) + 1) & ~kDistance) {
    const Lanes exchanged = ((rows[k] >> kDistance) ^ rows[k | kDistance]) & mask;
    rows[k] ^= exchanged << kDistance;
    rows[k | kDistance] ^= exchanged;
  }
}
IEUM_INLINE void Transpose(Lanes* rows) {
  ExchangeHalves<32>(rows, 0x0000'0000'FFFF'FFFF);
  ExchangeHalves<16>(rows, 0x0000'FFFF'0000'FFFF);
  ExchangeHalves<8>(rows, 0x00FF'00FF'00FF'00FF);
  ExchangeHalves<4>(rows, 0x0F0F'0F0F'0F0F'0F0F);
  ExchangeHalves<2>(rows, 0x3333'3333'3333'3333);
  ExchangeHalves<1>(rows, 0x5555'5555'5555'5555);
}

IEUM_INLINE void Diffuse(const uint64_t* filters, size_t filter_words,
                         std::span<const uint16_t> positions, size_t xor_count, size_t record_count,
                         uint64_t* out, size_t out_words, size_t out_stride, uint64_t* scratch) {
  // Record 64 g + i is bit i of lane g.
  Lanes rows[64];
  for (size_t w = 0; w < filter_words; ++w) {
    for (size_t i = 0; i < 64; ++i) {
      const uint64_t* const word = filters + i * filter_words + w;
      const size_t group = 64 * filter_words;
      rows[i] = Lanes{word[0], word[group], word[2 * group], word[3 * group]};
    }
    Transpose(rows);
    for (size_t i = 0; i < 64; ++i) Store(rows[i], scratch + (64 * w + i) * kLaneWords);
  }
  const uint16_t* next = positions.data();
  for (size_t w = 0; w < out_words; ++w) {
    for (Lanes& row : rows) {
      Lanes sum;
      Load(scratch + *next * kLaneWords, sum);
      for (size_t i = 1; i < xor_count; ++i) XorWith(scratch + next[i] * kLaneWords, sum);
      next += xor_count;
      row = sum;
    }
    Transpose(rows);
    for (size_t r = 0; r < record_count; ++r) out[r * out_stride + w] = rows[r % 64][r / 64];
  }
}

void OrBitmapsPortable(std::span<const uint64_t* const> bitmaps, size_t words, uint64_t* out) {
  OrBitmaps(bitmaps, words, out);
}
void DiffusePortable(const uint64_t* filters, size_t filter_words,
                     std::span<const uint16_t> positions, size_t xor_count, size_t record_count,
                     uint64_t* out, size_t out_words, size_t out_stride, uint64_t* scratch) {
  Diffuse(filters, filter_words, positions, xor_count, record_count, out, out_words, out_stride,
          scratch);
}
void OrRowsPortable(std::span<const uint64_t* const> bitmaps, size_t words, uint64_t* out,
                    size_t stride) {
  OrRows(bitmaps, words, out, stride);
}
constexpr BitLanes kPortable = {"portable", OrBitmapsPortable, OrRowsPortable, DiffusePortable};

#ifdef __x86_64__
__attribute__((target("avx2"))) void OrBitmapsAvx2(std::span<const uint64_t* const> bitmaps,
                                                   size_t words, uint64_t* out) {
  OrBitmaps(bitmaps, words, out);
}
__attribute__((target("avx2"))) void DiffuseAvx2(const uint64_t* filters, size_t filter_words,
                                                 std::span<const uint16_t> positions,
                                                 size_t xor_count, size_t record_count,
                                                 uint64_t* out, size_t out_words, size_t out_stride,
                                                 uint64_t* scratch) {
  Diffuse(filters, filter_words, positions, xor_count, record_count, out, out_words, out_stride,
          scratch);
}
__attribute__((target("avx2"))) void OrRowsAvx2(std::span<const uint64_t* const> bitmaps,
                                                size_t words, uint64_t* out, size_t stride) {
  OrRows(bitmaps, words, out, stride);
}
constexpr BitLanes kAvx2 = {"avx2", OrBitmapsAvx2, OrRowsAvx2, DiffuseAvx2};
constexpr std::array<const BitLanes*, 2> kVariants = {&kPortable, &kAvx2};
bool HasAvx2() { return __builtin_cpu_supports("avx2") != 0; }
#else
constexpr std::array<const BitLanes*, 1> kVariants = {&kPortable};
bool HasAvx2() { return true; }
#endif

}  // namespace

std::span<const BitLanes* const> UsableBitLanes() {
  return std::span(kVariants).first(HasAvx2() ? kVariants.size() : 1);
}

const BitLanes& FastestBitLanes() {
  static const BitLanes& fastest = *UsableBitLanes().back();
  return fastest;
}

}  // namespace ieum::client
