#include "ieum/core/similarity/scoring_rule.h"

#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/bits/encoding_layout.h"
#include "ieum/core/similarity/hamming_table.h"

namespace ieum::core {
namespace {

absl::Status CheckSegment(const SegmentRule& segment, size_t s) {
  if (segment.weight < 1 || segment.weight > ScoringRule::kMaxWeight) {
    return InvalidArgument("the weight of segment %d is %d; want 1 to %d", s, segment.weight,
                           ScoringRule::kMaxWeight);
  }
  if (segment.hamming_bits < 0 || segment.hamming_bits > EncodingLayout::kMaxSegmentBits) {
    return InvalidArgument("segment %d is compared over %d bits; want at most %d", s,
                           segment.hamming_bits, EncodingLayout::kMaxSegmentBits);
  }
  if (segment.xor_count < 1 || segment.xor_count > kMaxXorCount) {
    return InvalidArgument("the XOR count of segment %d is %d; want 1 to %d", s, segment.xor_count,
                           kMaxXorCount);
  }
  return absl::OkStatus();
}

}  // namespace

int32_t DiceBasisPoints(int32_t common, int32_t left, int32_t right) {
  const int64_t bits = int64_t{left} + right;
  if (bits == 0) return 0;
  return static_cast<int32_t>(int64_t{20'000} * common / bits);
}

absl::StatusOr<ScoringRule> ScoringRule::Create(std::vector<int> weights,
                                                int threshold_basis_points) {
  std::vector<SegmentRule> segments;
  for (const int weight : weights) segments.push_back({.weight = weight});
  return CreateForSegments(segments, threshold_basis_points);
}

absl::StatusOr<ScoringRule> ScoringRule::CreateForSegments(std::span<const SegmentRule> segments,
                                                           int threshold_basis_points) {
  if (segments.empty()) return InvalidArgument("a scoring rule needs a weight for every segment");
  if (threshold_basis_points < 1 || threshold_basis_points > 10'000) {
    return InvalidArgument("the threshold is %d basis points; want 1 to 10000 (0.0001 to 1)",
                           threshold_basis_points);
  }
  std::vector<int> weights;
  std::vector<std::vector<int32_t>> tables(segments.size());
  for (size_t s = 0; s < segments.size(); ++s) {
    IEUM_RETURN_IF_ERROR(CheckSegment(segments[s], s));
    weights.push_back(segments[s].weight);
    if (segments[s].hamming_bits > 0) {
      tables[s] = HammingTable(segments[s].hamming_bits, segments[s].xor_count);
    }
  }
  return ScoringRule(std::move(weights), std::move(tables), threshold_basis_points);
}

ScoringRule::ScoringRule(std::vector<int> weights, std::vector<std::vector<int32_t>> tables,
                         int threshold)
    : weights_(std::move(weights)),
      hamming_tables_(std::move(tables)),
      threshold_(threshold),
      weight_sum_(0) {
  for (const int weight : weights_) weight_sum_ += weight;
}

int32_t ScoringRule::Similarity(std::span<const int32_t> common, std::span<const uint16_t> left,
                                std::span<const uint16_t> right) const {
  int64_t weighted = 0;
  int64_t present_weight = 0;
  for (size_t s = 0; s < weights_.size(); ++s) {
    if (left[s] == 0 || right[s] == 0) continue;
    const int32_t similarity =
        hamming_tables_[s].empty()
            ? DiceBasisPoints(common[s], left[s], right[s])
            : hamming_tables_[s][static_cast<size_t>(left[s] + right[s] - 2 * common[s])];
    weighted += int64_t{weights_[s]} * similarity;
    present_weight += weights_[s];
  }
  if (present_weight == 0 || 2 * present_weight < weight_sum_) return 0;
  return static_cast<int32_t>(weighted / present_weight);
}

}  // namespace ieum::core
