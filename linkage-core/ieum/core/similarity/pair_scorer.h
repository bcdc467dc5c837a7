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
// the rounding error of a float are rejected; the rest are decided by ScoringRule with integers. A
// segment compared by Hamming distance costs a look into its table; if it is the only one, a pair
// is rejected by comparing the distance, an integer, with the largest that reaches the threshold.
// One thread at a time: holds the tile and the query at work.
class PairScorer final {
 public:
  // INVALID_ARGUMENT if the rule has not one weight for each segment, or compares one by another
  // number of bits than it has. `kernel` is borrowed.
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
  // How nearly all pairs are rejected.
  enum class Filter {
    kDice,         // every segment by Dice: bounds by multiplication
    kOneDistance,  // one segment, by Hamming distance
    kTables,       // several segments, some or all by Hamming distance
  };
  static constexpr int32_t kNeverClose = 1 << 20;  // a distance that no pair has

  void LoadBounds(uint32_t query_presence);
  void LoadDistances(const BitMatrix& rows, RowRange range);
  void DecideClose(size_t row, std::span<const uint16_t> popcounts,
                   std::vector<AcceptedRow>& accepted) const;
  void ScoreByDice(std::span<const uint16_t> popcounts, std::vector<AcceptedRow>& accepted);
  void ScoreByOneDistance(std::span<const uint16_t> popcounts, std::vector<AcceptedRow>& accepted);
  void ScoreByTables(std::span<const uint16_t> popcounts, std::vector<AcceptedRow>& accepted);

  ScoringRule rule_;
  const SimilarityKernel* kernel_;
  Filter filter_;
  size_t segment_count_;
  size_t lane_count_;  // segment_count rounded up to a multiple of 4
  int64_t rows_per_tile_;
  std::vector<float> inverse_roots_;  // [kMaxSegmentBits + 1], 1 / sqrt(popcount); 0 for 0

  // kTables: [segment_count], weight * similarity at each distance 0 … 2 * bits; a segment that is
  // missing counts as `bits` set bits that nobody shares, so its distances end where these are
  // zero.
  std::vector<std::vector<float>> weighted_tables_;
  int32_t largest_distance_ = 0;  // kOneDistance: that reaches the threshold

  const BitMatrix* rows_ = nullptr;
  RowRange range_{0, 0};
  std::vector<float> tile_roots_;        // [tile rows, lane_count] inverse roots, padding zero
  std::vector<uint32_t> tile_presence_;  // [tile rows] bit s: segment s has a set bit
  std::vector<float> tile_bounds_;       // [tile rows, rounded up to 4] least sum to look closer
  uint32_t bounds_presence_ = 0;         // of the query that tile_bounds_ was made for
  bool bounds_valid_ = false;
  std::vector<int32_t> tile_bits_;  // [tile rows, rounded up to 4, segment_count] for distances

  std::vector<float> query_factors_;  // [lane_count] weight * inverse root, padding zero
  std::vector<int32_t> common_;       // [tile rows, rounded up to 4, segment_count] + 4 spare
};

}  // namespace ieum::core

#endif  // IEUM_CORE_SIMILARITY_PAIR_SCORER_H_
