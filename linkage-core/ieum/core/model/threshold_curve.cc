#include "ieum/core/model/threshold_curve.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/model/linkage_model.h"

namespace ieum::core {

std::vector<ThresholdEstimate> ThinnedCurve(std::span<const ThresholdEstimate> estimates,
                                            size_t most) {
  IEUM_CHECK(most >= 2);
  if (estimates.size() <= most) return {estimates.begin(), estimates.end()};
  const int64_t first = estimates.front().threshold;
  const int64_t width = estimates.back().threshold - first;
  const auto steps = static_cast<int64_t>(most) - 1;
  std::vector<ThresholdEstimate> curve;
  int64_t last_step = -1;
  for (const ThresholdEstimate& estimate : estimates) {
    const int64_t step = (estimate.threshold - first) * steps / width;
    if (std::exchange(last_step, step) != step) curve.push_back(estimate);
  }
  return curve;
}

const ThresholdEstimate& LowestThreshold(std::span<const ThresholdEstimate> estimates,
                                         double precision) {
  const ThresholdEstimate* best = &estimates.front();
  for (const ThresholdEstimate& estimate : estimates) {
    if (estimate.precision() >= precision) return estimate;
    if (estimate.precision() > best->precision()) best = &estimate;
  }
  return *best;
}

ThresholdEstimate EstimateAt(std::span<const ThresholdEstimate> estimates, int32_t threshold) {
  const auto next =
      std::lower_bound(estimates.begin(), estimates.end(), threshold,
                       [](const ThresholdEstimate& a, int32_t b) { return a.threshold < b; });
  ThresholdEstimate estimate;
  if (next != estimates.end()) {
    estimate = *next;
  } else if (!estimates.empty()) {
    estimate.matches = estimates.front().matches;
  }
  estimate.threshold = threshold;
  return estimate;
}

int32_t WeightOfPrecision(double precision) {
  if (precision >= 1) return LinkageModel::kMaxWeight;
  if (precision <= 0) return -LinkageModel::kMaxWeight;
  return Millinats(std::log(precision / (1 - precision)));
}

}  // namespace ieum::core
