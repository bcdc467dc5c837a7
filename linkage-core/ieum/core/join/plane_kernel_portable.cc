// The specification of the plane kernels, in plain 64-bit words: 64 targets at a time.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <utility>

#include "ieum/core/join/plane_kernel_variants.h"

namespace ieum::core {
namespace {

// Counters above the sixteen: enough for kMaxMissBudget.
constexpr size_t kMaxHighCounters = 9;

// Counters of 64 targets: bit k of counters[i] is bit i of the count of target k.
template <size_t kHigh>
struct State {
  uint64_t ones, twos, fours, eights;
  std::array<uint64_t, kHigh> high;
  uint64_t overflowed;
};

// sum + a + b = sum' + 2 * carry', for 64 targets.
inline void AddTwo(uint64_t& sum, uint64_t& carry, uint64_t a, uint64_t b) {
  const uint64_t either = a ^ b;
  carry = (a & b) | (sum & either);
  sum ^= either;
}

template <size_t kHigh>
inline void AddBlock(State<kHigh>& state, const uint64_t* tile, const uint16_t* planes) {
  uint64_t two_a, two_b, four_a, four_b, eight_a, eight_b, carry;
  AddTwo(state.ones, two_a, tile[planes[0]], tile[planes[1]]);
  AddTwo(state.ones, two_b, tile[planes[2]], tile[planes[3]]);
  AddTwo(state.twos, four_a, two_a, two_b);
  AddTwo(state.ones, two_a, tile[planes[4]], tile[planes[5]]);
  AddTwo(state.ones, two_b, tile[planes[6]], tile[planes[7]]);
  AddTwo(state.twos, four_b, two_a, two_b);
  AddTwo(state.fours, eight_a, four_a, four_b);
  AddTwo(state.ones, two_a, tile[planes[8]], tile[planes[9]]);
  AddTwo(state.ones, two_b, tile[planes[10]], tile[planes[11]]);
  AddTwo(state.twos, four_a, two_a, two_b);
  AddTwo(state.ones, two_a, tile[planes[12]], tile[planes[13]]);
  AddTwo(state.ones, two_b, tile[planes[14]], tile[planes[15]]);
  AddTwo(state.twos, four_b, two_a, two_b);
  AddTwo(state.fours, eight_b, four_a, four_b);
  AddTwo(state.eights, carry, eight_a, eight_b);
  for (uint64_t& counter : state.high) {
    const uint64_t next = counter & carry;
    counter ^= carry;
    carry = next;
  }
  state.overflowed |= carry;
}

template <size_t kHigh>
uint64_t Alive(const uint64_t* tile, PlaneQuery& query) {
  const uint32_t start = (uint32_t{16} << kHigh) - 1 - static_cast<uint32_t>(query.miss_budget);
  const auto spread = [start](size_t bit) { return uint64_t{0} - (start >> bit & 1U); };
  State<kHigh> state{spread(0), spread(1), spread(2), spread(3), {}, 0};
  for (size_t i = 0; i < kHigh; ++i) state.high[i] = spread(4 + i);

  const uint16_t* planes = query.planes;
  const int32_t first = std::min(query.expected_eighths / 8 + 1, query.block_count);
  int32_t done = 0;
  for (; done < first; ++done, planes += kPlanesPerBlock) AddBlock(state, tile, planes);
  if (~state.overflowed == 0) {
    query.expected_eighths -= query.expected_eighths > 0 ? 1 : 0;
    return 0;
  }
  query.expected_eighths += first < query.block_count ? 8 : 0;
  for (; done < query.block_count; ++done, planes += kPlanesPerBlock) {
    if (~state.overflowed == 0) return 0;
    AddBlock(state, tile, planes);
  }
  return ~state.overflowed;
}

class Portable final : public PlaneKernel {
 public:
  std::string_view name() const override { return "sliced-portable"; }
  bool SupportedByThisCpu() const override { return true; }
  int plane_words() const override { return 1; }

  void FindSurvivors(const uint64_t* tile, std::span<PlaneQuery> queries,
                     std::vector<Survivors>& survivors) const override {
    for (size_t q = 0; q < queries.size(); ++q) {
      PlaneQuery& query = queries[q];
      if (query.miss_budget < 0) continue;
      const uint64_t targets = AliveWithin(tile, query);
      if (targets != 0) survivors.push_back({static_cast<uint32_t>(q), 0, targets});
    }
  }

 private:
  // As few counters as the budget needs.
  static uint64_t AliveWithin(const uint64_t* tile, PlaneQuery& query) {
    switch (std::bit_width(static_cast<uint32_t>(query.miss_budget) / 16)) {
      case 0:
      case 1:
      case 2:
        return Alive<2>(tile, query);
      case 3:
        return Alive<3>(tile, query);
      case 4:
        return Alive<4>(tile, query);
      case 5:
        return Alive<5>(tile, query);
      case 6:
        return Alive<6>(tile, query);
      default:
        return Alive<kMaxHighCounters>(tile, query);
    }
  }
};

}  // namespace

const PlaneKernel& PortablePlaneKernel() {
  static const Portable kernel;
  return kernel;
}

}  // namespace ieum::core
