// Planes of 256 targets in AVX2 registers: 84 logic operations a block of sixteen planes, four of
// which this generation of processors starts in every cycle. The nine counters and the sums under
// way just fit into the sixteen registers.
#ifdef __x86_64__

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

#include "ieum/core/join/plane_kernel_variants.h"

// Everything is inlined into FindSurvivorsAvx2, so that the counters stay in registers.
#define IEUM_AVX2 __attribute__((target("avx2")))
#define IEUM_AVX2_INLINE __attribute__((target("avx2"), always_inline)) inline

namespace ieum::core {
namespace {

constexpr int kWords = 4;
constexpr size_t kMaxHighCounters = 9;
// A tile with so few targets left is not worth another block: looking at the record costs less.
constexpr int kFewTargets = 1;
// Blocks beyond the expected ones before that is considered.
constexpr int32_t kPatience = 2;

template <size_t kHigh>
struct State {
  __m256i ones, twos, fours, eights;
  __m256i high[kHigh];
  __m256i overflowed;
};

IEUM_AVX2_INLINE __m256i Plane(const uint64_t* tile, uint16_t offset) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(tile + offset));
}

// sum + a + b = sum' + 2 * carry'. `sum`, which the next addition waits for, is one operation away
// from its inputs.
IEUM_AVX2_INLINE void AddTwo(__m256i& sum, __m256i& carry, __m256i a, __m256i b) {
  const __m256i either = _mm256_xor_si256(a, b);
  carry = _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(sum, either));
  sum = _mm256_xor_si256(sum, either);
}

IEUM_AVX2_INLINE void AddOne(__m256i& counter, __m256i& carry) {
  const __m256i next = _mm256_and_si256(counter, carry);
  counter = _mm256_xor_si256(counter, carry);
  carry = next;
}

template <size_t... kCounter>
IEUM_AVX2_INLINE void AddBlock(State<sizeof...(kCounter)>& state, const uint64_t* tile,
                               const uint16_t* planes, std::index_sequence<kCounter...>) {
  __m256i two_a, two_b, four_a, four_b, eight_a, eight_b, carry;
  AddTwo(state.ones, two_a, Plane(tile, planes[0]), Plane(tile, planes[1]));
  AddTwo(state.ones, two_b, Plane(tile, planes[2]), Plane(tile, planes[3]));
  AddTwo(state.twos, four_a, two_a, two_b);
  AddTwo(state.ones, two_a, Plane(tile, planes[4]), Plane(tile, planes[5]));
  AddTwo(state.ones, two_b, Plane(tile, planes[6]), Plane(tile, planes[7]));
  AddTwo(state.twos, four_b, two_a, two_b);
  AddTwo(state.fours, eight_a, four_a, four_b);
  AddTwo(state.ones, two_a, Plane(tile, planes[8]), Plane(tile, planes[9]));
  AddTwo(state.ones, two_b, Plane(tile, planes[10]), Plane(tile, planes[11]));
  AddTwo(state.twos, four_a, two_a, two_b);
  AddTwo(state.ones, two_a, Plane(tile, planes[12]), Plane(tile, planes[13]));
  AddTwo(state.ones, two_b, Plane(tile, planes[14]), Plane(tile, planes[15]));
  AddTwo(state.twos, four_b, two_a, two_b);
  AddTwo(state.fours, eight_b, four_a, four_b);
  AddTwo(state.eights, carry, eight_a, eight_b);
  (AddOne(state.high[kCounter], carry), ...);
  state.overflowed = _mm256_or_si256(state.overflowed, carry);
}

// All targets start with bit `bit` of `start`.
IEUM_AVX2_INLINE __m256i Spread(uint32_t start, size_t bit) {
  return _mm256_set1_epi32(-static_cast<int32_t>(start >> bit & 1U));
}

IEUM_AVX2_INLINE bool AllSet(__m256i plane) {
  return _mm256_testc_si256(plane, _mm256_set1_epi32(-1)) != 0;
}

struct Alive {
  uint64_t words[kWords];
  int count;
};

IEUM_AVX2_INLINE Alive CountAlive(__m256i overflowed) {
  Alive alive;
  const __m256i rest = _mm256_xor_si256(overflowed, _mm256_set1_epi32(-1));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(alive.words), rest);
  alive.count = std::popcount(alive.words[0]) + std::popcount(alive.words[1]) +
                std::popcount(alive.words[2]) + std::popcount(alive.words[3]);
  return alive;
}

void Append(const Alive& alive, size_t q, std::vector<Survivors>& survivors) {
  for (uint32_t w = 0; w < kWords; ++w) {
    if (alive.words[w] != 0)
      survivors.push_back({static_cast<uint32_t>(q), w * 64, alive.words[w]});
  }
}

template <size_t... kCounter>
IEUM_AVX2_INLINE void FindSurvivorsOf(const uint64_t* tile, PlaneQuery& query, size_t q,
                                      std::index_sequence<kCounter...> counters,
                                      std::vector<Survivors>& survivors) {
  const uint32_t start =
      (uint32_t{16} << sizeof...(kCounter)) - 1 - static_cast<uint32_t>(query.miss_budget);
  State<sizeof...(kCounter)> state{Spread(start, 0),
                                   Spread(start, 1),
                                   Spread(start, 2),
                                   Spread(start, 3),
                                   {Spread(start, 4 + kCounter)...},
                                   _mm256_setzero_si256()};
  const uint16_t* planes = query.planes;
  // So many blocks that nine tiles in ten end right behind them: one branch, well predicted.
  const int32_t first = std::min(query.expected_eighths / 8 + 1, query.block_count);
  int32_t done = 0;
  for (; done < first; ++done, planes += kPlanesPerBlock) AddBlock(state, tile, planes, counters);
  if (__builtin_expect(AllSet(state.overflowed), 1)) {
    query.expected_eighths -= query.expected_eighths > 0 ? 1 : 0;
    return;
  }
  query.expected_eighths += first < query.block_count ? 8 : 0;
  Alive alive = CountAlive(state.overflowed);
  while (alive.count > 0 && done < query.block_count &&
         (alive.count > kFewTargets || done < first + kPatience)) {
    AddBlock(state, tile, planes, counters);
    planes += kPlanesPerBlock;
    ++done;
    alive = CountAlive(state.overflowed);
  }
  Append(alive, q, survivors);
}

// As few counters as the budget needs.
IEUM_AVX2 void FindSurvivorsAvx2(const uint64_t* tile, std::span<PlaneQuery> queries,
                                 std::vector<Survivors>& survivors) {
  for (size_t q = 0; q < queries.size(); ++q) {
    PlaneQuery& query = queries[q];
    if (query.miss_budget < 0) continue;
    switch (std::bit_width(static_cast<uint32_t>(query.miss_budget) / 16)) {
      case 0:
      case 1:
      case 2:
        FindSurvivorsOf(tile, query, q, std::make_index_sequence<2>(), survivors);
        break;
      case 3:
        FindSurvivorsOf(tile, query, q, std::make_index_sequence<3>(), survivors);
        break;
      case 4:
        FindSurvivorsOf(tile, query, q, std::make_index_sequence<4>(), survivors);
        break;
      case 5:
        FindSurvivorsOf(tile, query, q, std::make_index_sequence<5>(), survivors);
        break;
      case 6:
        FindSurvivorsOf(tile, query, q, std::make_index_sequence<6>(), survivors);
        break;
      default:
        FindSurvivorsOf(tile, query, q, std::make_index_sequence<kMaxHighCounters>(), survivors);
    }
  }
}

class Avx2 final : public PlaneKernel {
 public:
  std::string_view name() const override { return "sliced-avx2"; }
  bool SupportedByThisCpu() const override { return __builtin_cpu_supports("avx2") != 0; }
  int plane_words() const override { return kWords; }

  void FindSurvivors(const uint64_t* tile, std::span<PlaneQuery> queries,
                     std::vector<Survivors>& survivors) const override {
    FindSurvivorsAvx2(tile, queries, survivors);
  }
};

}  // namespace

const PlaneKernel& Avx2PlaneKernel() {
  static const Avx2 kernel;
  return kernel;
}

}  // namespace ieum::core

#endif  // __x86_64__
