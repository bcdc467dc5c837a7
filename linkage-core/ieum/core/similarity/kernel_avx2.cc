// Population counts by table look-up of nibbles in 256-bit registers (Mula, Kurz, Lemire: "Faster
// population counts using AVX2 instructions", 2018). Segment by segment; four rows share the loads
// of the query and the reduction to totals.
#ifdef __x86_64__

#include <immintrin.h>

#include <cstddef>
#include <utility>

#include "ieum/core/similarity/kernel_variants.h"

#define IEUM_AVX2 __attribute__((target("avx2")))

namespace ieum::core {
namespace {

constexpr int kVectorWords = 4;
// A byte lane counts at most 8 bits a vector: 31 vectors, or 30 and a tail, cannot overflow it.
constexpr int kMaxByteVectors = 31;
// 7 leave room for SumFour to add four lanes.
constexpr int kMaxSummedByteVectors = 7;

// One segment of many rows.
struct Column {
  const uint64_t* left;   // the segment of the query
  const uint64_t* first;  // the segment of the first row; that of row i is first + i * stride
  int64_t stride;
  int64_t row_count;
  int vector_count;  // whole vectors of the segment
  int tail_words;    // the 0 to 3 words behind them
  int32_t* common;   // of the first row; that of row i is at common[i * segment_count]
  int64_t segment_count;
};

IEUM_AVX2 inline __m256i Load(const uint64_t* words) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words));
}

// Words beyond the tail belong to the next segment or to nobody: they are not read.
IEUM_AVX2 inline __m256i LoadTail(const uint64_t* words, __m256i mask) {
  return _mm256_maskload_epi64(reinterpret_cast<const long long*>(words), mask);
}

// Set bits of every byte of `bits` AND a query that comes as its low and its high nibbles.
IEUM_AVX2 inline __m256i NibbleCounts(__m256i query_low, __m256i query_high, __m256i bits) {
  const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                         0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low = _mm256_and_si256(bits, query_low);
  const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bits, 4), query_high);
  return _mm256_add_epi8(_mm256_shuffle_epi8(table, low), _mm256_shuffle_epi8(table, high));
}

// Adds the set bits of left AND right, byte by byte.
IEUM_AVX2 inline __m256i AddCommon(__m256i counts, __m256i left, __m256i right) {
  const __m256i nibble = _mm256_set1_epi8(15);
  return _mm256_add_epi8(counts, NibbleCounts(nibble, nibble, _mm256_and_si256(left, right)));
}

// Partial counts of four rows, in byte lanes or 64-bit lanes.
struct FourCounts {
  __m256i a, b, c, d;
};

// The four totals. No lane carries into its neighbour, so 64-bit additions serve byte lanes too.
template <bool kByteLanes>
IEUM_AVX2 inline __m128i SumFour(const FourCounts& counts) {
  const __m256i ab = _mm256_add_epi64(_mm256_unpacklo_epi64(counts.a, counts.b),
                                      _mm256_unpackhi_epi64(counts.a, counts.b));
  const __m256i cd = _mm256_add_epi64(_mm256_unpacklo_epi64(counts.c, counts.d),
                                      _mm256_unpackhi_epi64(counts.c, counts.d));
  __m256i sums =
      _mm256_add_epi64(_mm256_blend_epi32(ab, cd, 0xf0), _mm256_permute2x128_si256(ab, cd, 0x21));
  if constexpr (kByteLanes) sums = _mm256_sad_epu8(sums, _mm256_setzero_si256());
  const __m256i even = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
  return _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(sums, even));
}

// Totals of four rows, `step` apart.
IEUM_AVX2 inline void StoreFour(int32_t* common, int64_t step, __m128i totals) {
  if (step == 1) return _mm_storeu_si128(reinterpret_cast<__m128i*>(common), totals);
  common[0] = _mm_extract_epi32(totals, 0);
  common[step] = _mm_extract_epi32(totals, 1);
  common[2 * step] = _mm_extract_epi32(totals, 2);
  common[3 * step] = _mm_extract_epi32(totals, 3);
}

// Byte lanes of `vector_count` vectors, and of the tail if there is one.
template <bool kTail>
IEUM_AVX2 inline FourCounts CountFour(const uint64_t* left, const uint64_t* right, int64_t stride,
                                      int vector_count, __m256i tail_mask) {
  const __m256i zero = _mm256_setzero_si256();
  FourCounts counts{zero, zero, zero, zero};
  for (int v = 0; v < vector_count; ++v, left += kVectorWords, right += kVectorWords) {
    const __m256i query = Load(left);
    counts.a = AddCommon(counts.a, query, Load(right));
    counts.b = AddCommon(counts.b, query, Load(right + stride));
    counts.c = AddCommon(counts.c, query, Load(right + 2 * stride));
    counts.d = AddCommon(counts.d, query, Load(right + 3 * stride));
  }
  if constexpr (kTail) {
    const __m256i query = LoadTail(left, tail_mask);
    counts.a = AddCommon(counts.a, query, LoadTail(right, tail_mask));
    counts.b = AddCommon(counts.b, query, LoadTail(right + stride, tail_mask));
    counts.c = AddCommon(counts.c, query, LoadTail(right + 2 * stride, tail_mask));
    counts.d = AddCommon(counts.d, query, LoadTail(right + 3 * stride, tail_mask));
  }
  return counts;
}

// Adds byte lanes to 64-bit lanes.
IEUM_AVX2 inline void AddWide(FourCounts& sums, const FourCounts& bytes) {
  const __m256i zero = _mm256_setzero_si256();
  sums.a = _mm256_add_epi64(sums.a, _mm256_sad_epu8(bytes.a, zero));
  sums.b = _mm256_add_epi64(sums.b, _mm256_sad_epu8(bytes.b, zero));
  sums.c = _mm256_add_epi64(sums.c, _mm256_sad_epu8(bytes.c, zero));
  sums.d = _mm256_add_epi64(sums.d, _mm256_sad_epu8(bytes.d, zero));
}

// Totals of four rows of a segment of any size. `stride` 0 counts one row four times.
template <bool kSmall, bool kTail>
IEUM_AVX2 inline __m128i TotalsOfFour(const Column& column, const uint64_t* right, int64_t stride,
                                      __m256i tail_mask) {
  if constexpr (kSmall) {
    return SumFour<true>(
        CountFour<kTail>(column.left, right, stride, column.vector_count, tail_mask));
  }
  const __m256i zero = _mm256_setzero_si256();
  FourCounts sums{zero, zero, zero, zero};
  int done = 0;
  for (; column.vector_count - done >= kMaxByteVectors; done += kMaxByteVectors) {
    AddWide(sums, CountFour<false>(column.left + done * kVectorWords, right + done * kVectorWords,
                                   stride, kMaxByteVectors, zero));
  }
  AddWide(sums, CountFour<kTail>(column.left + done * kVectorWords, right + done * kVectorWords,
                                 stride, column.vector_count - done, tail_mask));
  return SumFour<false>(sums);
}

// A segment of the usual sizes, 256 to 1024 bits: the query is cut into nibbles once for all rows,
// in registers, and the loop over its vectors is unrolled. A fifth faster than CountColumn.
template <int kVectors>
struct QueryNibbles {
  __m256i low[kVectors];
  __m256i high[kVectors];
};

template <int kVectors>
IEUM_AVX2 inline QueryNibbles<kVectors> CutIntoNibbles(const uint64_t* left) {
  const __m256i nibble = _mm256_set1_epi8(15);
  QueryNibbles<kVectors> query;
  for (int v = 0; v < kVectors; ++v) {
    const __m256i words = Load(left + v * kVectorWords);
    query.low[v] = _mm256_and_si256(words, nibble);
    query.high[v] = _mm256_and_si256(_mm256_srli_epi16(words, 4), nibble);
  }
  return query;
}

template <size_t... kVector>
IEUM_AVX2 inline __m256i CountRow(const QueryNibbles<sizeof...(kVector)>& query,
                                  const uint64_t* right, std::index_sequence<kVector...>) {
  const __m256i parts[] = {NibbleCounts(query.low[kVector], query.high[kVector],
                                        Load(right + kVector * kVectorWords))...};
  __m256i sum = parts[0];
  ((sum = kVector == 0 ? sum : _mm256_add_epi8(sum, parts[kVector])), ...);
  return sum;
}

template <int kVectors>
IEUM_AVX2 void CountUsualColumn(const Column& column) {
  constexpr auto kAll = std::make_index_sequence<kVectors>();
  const QueryNibbles<kVectors> query = CutIntoNibbles<kVectors>(column.left);
  const int64_t step = column.segment_count;
  const int64_t stride = column.stride;
  const uint64_t* row = column.first;
  int32_t* common = column.common;
  int64_t i = 0;
  for (; i + 4 <= column.row_count; i += 4, row += 4 * stride, common += 4 * step) {
    StoreFour(common, step,
              SumFour<true>({CountRow(query, row, kAll), CountRow(query, row + stride, kAll),
                             CountRow(query, row + 2 * stride, kAll),
                             CountRow(query, row + 3 * stride, kAll)}));
  }
  for (; i < column.row_count; ++i, row += stride, common += step) {
    const __m256i counts = CountRow(query, row, kAll);
    *common = _mm_cvtsi128_si32(SumFour<true>({counts, counts, counts, counts}));
  }
}

template <bool kSmall, bool kTail>
IEUM_AVX2 void CountColumn(const Column& column) {
  const __m256i tail_mask =
      _mm256_cmpgt_epi64(_mm256_set1_epi64x(column.tail_words), _mm256_setr_epi64x(0, 1, 2, 3));
  const int64_t step = column.segment_count;
  const uint64_t* row = column.first;
  int32_t* common = column.common;
  int64_t i = 0;
  for (; i + 4 <= column.row_count; i += 4, row += 4 * column.stride, common += 4 * step) {
    const __m128i totals = TotalsOfFour<kSmall, kTail>(column, row, column.stride, tail_mask);
    StoreFour(common, step, totals);
  }
  for (; i < column.row_count; ++i, row += column.stride, common += step) {
    *common = _mm_cvtsi128_si32(TotalsOfFour<kSmall, kTail>(column, row, 0, tail_mask));
  }
}

void Count(const Column& column, int word_count) {
  const bool small = word_count <= kMaxSummedByteVectors * kVectorWords;
  const bool tail = column.tail_words > 0;
  if (word_count == 4) {
    CountUsualColumn<1>(column);
  } else if (word_count == 8) {
    CountUsualColumn<2>(column);
  } else if (word_count == 16) {
    CountUsualColumn<4>(column);
  } else if (small) {
    tail ? CountColumn<true, true>(column) : CountColumn<true, false>(column);
  } else {
    tail ? CountColumn<false, true>(column) : CountColumn<false, false>(column);
  }
}

class Avx2 final : public SimilarityKernel {
 public:
  std::string_view name() const override { return "avx2"; }
  bool SupportedByThisCpu() const override { return __builtin_cpu_supports("avx2") != 0; }

  void CommonBits(std::span<const uint64_t> query, const BitMatrix& rows, RowRange range,
                  std::span<int32_t> common) const override {
    if (range.size() == 0) return;
    const EncodingLayout& layout = rows.layout();
    const uint64_t* first = rows.row(range.begin).data();
    for (int s = 0; s < layout.segment_count(); ++s) {
      const int offset = layout.word_offset(s);
      const int word_count = layout.word_offset(s + 1) - offset;
      const Column column{.left = query.data() + offset,
                          .first = first + offset,
                          .stride = rows.stride_words(),
                          .row_count = range.size(),
                          .vector_count = word_count / kVectorWords,
                          .tail_words = word_count % kVectorWords,
                          .common = common.data() + s,
                          .segment_count = layout.segment_count()};
      Count(column, word_count);
    }
  }
};

}  // namespace

const SimilarityKernel& Avx2Kernel() {
  static const Avx2 kernel;
  return kernel;
}

}  // namespace ieum::core

#endif  // __x86_64__
