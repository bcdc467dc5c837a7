// From common bits to a decision, with integers only: the same on every machine, kernel and thread.
#ifndef IEUM_CORE_SIMILARITY_SCORING_RULE_H_
#define IEUM_CORE_SIMILARITY_SCORING_RULE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"

namespace ieum::core {

// Dice coefficient 2c / (l + r) of one segment in basis points, rounded down; 0 if l + r == 0.
// Two empty segments share nothing we can see: calling them identical would link all missing
// values.
int32_t DiceBasisPoints(int32_t common, int32_t left, int32_t right);

// How one segment is compared.
struct SegmentRule {
  int weight;  // 1 to ScoringRule::kMaxWeight
  // 0: by the Dice coefficient. Otherwise the segment's bits, which are compared by Hamming
  // distance (HammingTable): for filters whose fill is the same whatever they hold.
  int hamming_bits = 0;
  int xor_count = 1;  // bits of the filter in each bit of the segment, 1 to kMaxXorCount
};

// How segment similarities make the similarity of two records:
//   similarity = floor(sum over present segments of weight * segment similarity / sum of their
//   weights)
// A segment is present if it has a set bit on both sides. If the weights of the present segments
// are less than half of all weights, too little was compared and the similarity is 0. With one
// segment this is that segment's similarity. Immutable, share freely.
class ScoringRule final {
 public:
  static constexpr int kMaxWeight = 1000;

  // Every segment by its Dice coefficient.
  // weights: [segment_count], each 1 to kMaxWeight. threshold: basis points, 1 to 10'000,
  // inclusive: a pair is accepted if its similarity >= threshold. INVALID_ARGUMENT otherwise.
  static absl::StatusOr<ScoringRule> Create(std::vector<int> weights, int threshold_basis_points);
  // Each segment in its own way. INVALID_ARGUMENT also for bits or XOR counts outside their limits.
  static absl::StatusOr<ScoringRule> CreateForSegments(std::span<const SegmentRule> segments,
                                                       int threshold_basis_points);

  const std::vector<int>& weights() const { return weights_; }
  int threshold_basis_points() const { return threshold_; }
  int weight_sum() const { return weight_sum_; }
  // The HammingTable of segment `s`; empty if it is compared by Dice.
  std::span<const int32_t> hamming_table(size_t s) const { return hamming_tables_[s]; }

  // common, left, right: [segment_count] bits shared, and population counts of the two records.
  int32_t Similarity(std::span<const int32_t> common, std::span<const uint16_t> left,
                     std::span<const uint16_t> right) const;

 private:
  ScoringRule(std::vector<int> weights, std::vector<std::vector<int32_t>> tables, int threshold);
  std::vector<int> weights_;
  std::vector<std::vector<int32_t>> hamming_tables_;  // [segment_count], [bits + 1] or empty
  int threshold_;
  int weight_sum_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_SIMILARITY_SCORING_RULE_H_
