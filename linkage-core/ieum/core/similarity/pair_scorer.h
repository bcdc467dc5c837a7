// Finds the rows of a tile that reach the threshold with a query: the inner loop of every match.
#ifndef IEUM_CORE_SIMILARITY_PAIR_SCORER_H_
#define IEUM_CORE_SIMILARITY_PAIR_SCORER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/similarity/kernel.h"
#include "ieum/core/similarity/scoring_rule.h"

namespace ieum::core {

// A row of a tile that was accepted.
struct AcceptedRow {
  int64_t row;         // within the matrix
  int32_t similarity;  // basis points
};

// Decides as ScoringRule does, pair by pair, but looks at nearly all pairs with four
// multiplications instead of four divisions: by the inequality of arithmetic and geometric means
//   Dice = 2c / (l + r) <= c / (sqrt(l) * sqrt(r)),
// and the two roots belong to one record each. Pairs whose bound misses the threshold by more than
// the rounding error of a float are rejected; the rest are decided by ScoringRule with integers.
// One thread at a time: holds the tile and the query at work.
class PairScorer final {
 public:
  // INVALID_ARGUMENT if the rule has not one weight for each segment. `kernel` is borrowed.
  static absl::StatusOr<PairScorer> Create(const ScoringRule& rule, const EncodingLayout& layout,
                                           const SimilarityKernel& kernel);

  // Rows that fit into half of a first-level cache together.
  int64_t rows_per_tile() const { return rows_per_tile_; }

  // Chooses the rows that the next queries are compared with. `rows` has the layout given to
  // Create and stays unchanged until the last of them. REQUIRES: 0 <= begin <= end <= row_count.
  void LoadTile(const BitMatrix& rows, RowRange range);

  // Appends to `accepted`, in row order, the rows of the tile whose similarity to row `i` of `left`
  // is at least the threshold.
  void Score(const BitMatrix& left, int64_t i, std::vector<AcceptedRow>& accepted);

 private:
  PairScorer(ScoringRule rule, const EncodingLayout& layout, const SimilarityKernel& kernel);
  void LoadBounds(uint32_t query_presence);

  ScoringRule rule_;
  const SimilarityKernel* kernel_;
  size_t segment_count_;
  size_t lane_count_;  // segment_count rounded up to a multiple of 4
  int64_t rows_per_tile_;
  std::vector<float> inverse_roots_;  // [kMaxSegmentBits + 1], 1 / sqrt(popcount); 0 for 0

  const BitMatrix* rows_ = nullptr;
  RowRange range_{0, 0};
  std::vector<float> tile_roots_;        // [tile rows, lane_count] inverse roots, padding zero
  std::vector<uint32_t> tile_presence_;  // [tile rows] bit s: segment s has a set bit
  std::vector<float> tile_bounds_;       // [tile rows, rounded up to 4] least sum to look closer
  uint32_t bounds_presence_ = 0;         // of the query that tile_bounds_ was made for
  bool bounds_valid_ = false;

  std::vector<float> query_factors_;  // [lane_count] weight * inverse root, padding zero
  std::vector<int32_t> common_;       // [tile rows, rounded up to 4, segment_count] + 4 spare
};

}  // namespace ieum::core

#endif  // IEUM_CORE_SIMILARITY_PAIR_SCORER_H_
