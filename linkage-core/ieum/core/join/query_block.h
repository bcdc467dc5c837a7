// The queries that meet a row of tiles together: their bits as lists of planes.
#ifndef IEUM_CORE_JOIN_QUERY_BLOCK_H_
#define IEUM_CORE_JOIN_QUERY_BLOCK_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/join/plane_kernel.h"
#include "ieum/core/join/sliced_side.h"

namespace ieum::core {

// Scratch of one thread, reused from block to block.
class QueryBlock final {
 public:
  // Records in a block of encodings of `bit_count` bits, a multiple of 64: so many that reading
  // their bits once pays for many tiles, and so few that the lists stay in the second-level cache.
  static int64_t RowsPerBlock(int bit_count);

  // Makes the queries of the positions [begin, end) of a side. Their budgets are for the caller to
  // set, tile by tile. REQUIRES: begin is a multiple of 64, end - begin at most RowsPerBlock.
  void Load(const SlicedSide& side, int64_t begin, int64_t end);

  std::span<PlaneQuery> queries() { return queries_; }

 private:
  std::vector<uint64_t> words_;   // [bits / 64, 64] of 64 records
  std::vector<uint16_t> planes_;  // all lists, one behind the other
  std::vector<PlaneQuery> queries_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_JOIN_QUERY_BLOCK_H_
