// Plane kernels rule out, many at once, the targets that lack too many of a query's bits. They are
// the inner loop of the sliced join (sliced_join.h) and never decide: a target that survives is
// compared by the ScoringRule.
//
// A tile holds `targets_per_tile()` encodings turned by 90 degrees and inverted: bit k of plane p
// says that target k does not have bit p. A query is the list of the planes of its own bits; adding
// these planes up, bit by bit with carry-save adders, counts for every target at once what it
// lacks. The counters start at such a value that an overflow means "more than the budget", and as
// soon as all counters of a tile have overflowed the query is done with it: with the rarest bits in
// front that takes a fraction of the planes. Counting in planes is the vertical counter of bit-
// slicing; adding sixteen of them before the counters move is the Harley-Seal population count
// (Warren, "Hacker's Delight", 2nd ed. 2012, 5-1).
#ifndef IEUM_CORE_JOIN_PLANE_KERNEL_H_
#define IEUM_CORE_JOIN_PLANE_KERNEL_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ieum::core {

inline constexpr int kPlanesPerBlock = 16;
// Largest miss budget a kernel can count, 16 * 2^9 - 1.
inline constexpr int32_t kMaxMissBudget = 8191;

// A query before one tile.
struct PlaneQuery {
  // [block_count * kPlanesPerBlock] where in a tile the planes of the query's bits begin, in words.
  // The last block is filled up with the zero plane, which nobody lacks.
  const uint16_t* planes = nullptr;
  int32_t block_count = 0;
  // Targets that lack more of the query's bits are ruled out; at most kMaxMissBudget. Negative: the
  // query has no business with this tile.
  int32_t miss_budget = -1;
  // The kernel's guess from tile to tile of the blocks it takes to rule out everybody, in eighths
  // of a block; not negative. It changes the speed alone.
  int32_t expected_eighths = 0;
};

// Targets of a tile that lack at most `miss_budget` of a query's bits, and perhaps a few more: a
// kernel may give up before the last plane when very few are left.
struct Survivors {
  uint32_t query;         // index into the queries
  uint32_t first_target;  // of the tile; a multiple of 64
  uint64_t targets;       // bit k: target first_target + k; never 0
};

// Immutable, share freely.
class PlaneKernel {
 public:
  virtual ~PlaneKernel() = default;
  virtual std::string_view name() const = 0;
  virtual bool SupportedByThisCpu() const = 0;
  // Words of a plane: a tile holds 64 * plane_words() targets.
  virtual int plane_words() const = 0;
  int targets_per_tile() const { return 64 * plane_words(); }
  // Appends the survivors of each query, queries in order.
  // tile: [(bits + 1) * plane_words()] planes one behind the other, 64-byte aligned; the last is
  // the zero plane.
  virtual void FindSurvivors(const uint64_t* tile, std::span<PlaneQuery> queries,
                             std::vector<Survivors>& survivors) const = 0;
};

// All plane kernels of this build, fastest first; the last is "sliced-portable", which every
// processor supports and which the others are tested against. There is none for AVX-512: none of
// the machines this project is built and tested on can run it, and a kernel that nobody has run is
// not shipped.
std::span<const PlaneKernel* const> CompiledPlaneKernels();
// The first of CompiledPlaneKernels() that this processor supports.
const PlaneKernel& BestPlaneKernel();

}  // namespace ieum::core

#endif  // IEUM_CORE_JOIN_PLANE_KERNEL_H_
