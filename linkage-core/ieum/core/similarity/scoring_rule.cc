#include "ieum/core/similarity/scoring_rule.h"

#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {

int32_t DiceBasisPoints(int32_t common, int32_t left, int32_t right) {
  const int64_t bits = int64_t{left} + right;
  if (bits == 0) return 0;
  return static_cast<int32_t>(int64_t{20'000} * common / bits);
}

absl::StatusOr<ScoringRule> ScoringRule::Create(std::vector<int> weights,
                                                int threshold_basis_points) {
  if (weights.empty()) return InvalidArgument("a scoring rule needs a weight for every segment");
  for (size_t s = 0; s < weights.size(); ++s) {
    if (weights[s] < 1 || weights[s] > kMaxWeight) {
      return InvalidArgument("the weight of segment %d is %d; want 1 to %d", s, weights[s],
                             kMaxWeight);
    }
  }
  if (threshold_basis_points < 1 || threshold_basis_points > 10'000) {
    return InvalidArgument("the threshold is %d basis points; want 1 to 10000 (0.0001 to 1)",
                           threshold_basis_points);
  }
  return ScoringRule(std::move(weights), threshold_basis_points);
}

ScoringRule::ScoringRule(std::vector<int> weights, int threshold)
    : weights_(std::move(weights)), threshold_(threshold), weight_sum_(0) {
  for (const int weight : weights_) weight_sum_ += weight;
}

int32_t ScoringRule::Similarity(std::span<const int32_t> common, std::span<const uint16_t> left,
                                std::span<const uint16_t> right) const {
  int64_t weighted = 0;
  int64_t present_weight = 0;
  for (size_t s = 0; s < weights_.size(); ++s) {
    if (left[s] == 0 || right[s] == 0) continue;
    weighted += int64_t{weights_[s]} * DiceBasisPoints(common[s], left[s], right[s]);
    present_weight += weights_[s];
  }
  if (present_weight == 0 || 2 * present_weight < weight_sum_) return 0;
  return static_cast<int32_t>(weighted / present_weight);
}

}  // namespace ieum::core
