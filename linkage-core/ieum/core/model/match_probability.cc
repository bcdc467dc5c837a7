#include "ieum/core/model/match_probability.h"

#include <algorithm>
#include <cmath>

namespace ieum::core {
namespace {

constexpr double kMaxExponent = 60.0;
constexpr double kMillinats = 1'000.0;

}  // namespace

std::vector<double> MatchProbabilities(const ComparedPairs& pairs, std::span<const int32_t> weights,
                                       bool several_left, bool several_right) {
  std::vector<double> odds(pairs.size());
  std::vector<double> left_sums(static_cast<size_t>(pairs.left_row_count), 0.0);
  std::vector<double> right_sums(static_cast<size_t>(pairs.right_row_count), 0.0);
  for (size_t i = 0; i < pairs.size(); ++i) {
    odds[i] = std::exp(std::min(weights[i] / kMillinats, kMaxExponent));
    left_sums[pairs.left[i]] += odds[i];
    right_sums[pairs.right[i]] += odds[i];
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    const double rivals = (several_right ? 0 : left_sums[pairs.left[i]] - odds[i]) +
                          (several_left ? 0 : right_sums[pairs.right[i]] - odds[i]);
    odds[i] /= 1 + odds[i] + std::max(0.0, rivals);
  }
  return odds;
}

}  // namespace ieum::core
