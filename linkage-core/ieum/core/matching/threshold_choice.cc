#include "ieum/core/matching/threshold_choice.h"

#include <utility>

#include "ieum/core/model/threshold_curve.h"

namespace ieum::core {
namespace {

// Rows that won a partner before the runner-up null is believed.
constexpr int64_t kFewestAccepted = 20;

}  // namespace

ThresholdChoice ChooseThreshold(std::span<const ComparedPairs> sets,
                                std::span<const std::vector<int32_t>> weights,
                                const PartyKnowledge& parties, const ThresholdWish& wish) {
  ThresholdEstimates found = EstimateThresholds(sets, weights, parties);
  const std::vector<ThresholdEstimate>& estimates = found.thresholds;
  const bool enough = !estimates.empty() && estimates.front().matches >= kFewestAccepted;
  ThresholdChoice choice;
  choice.by_runner_up = enough;
  choice.curve = ThinnedCurve(estimates, ThresholdChoice::kMostCurvePoints);
  choice.duplicate_counts = std::move(found.duplicate_counts);
  if (wish.threshold.has_value()) {
    choice.estimate = EstimateAt(estimates, *wish.threshold);
  } else if (wish.precision.has_value()) {
    choice.estimate = enough ? LowestThreshold(estimates, *wish.precision)
                             : EstimateAt(estimates, WeightOfPrecision(*wish.precision));
  } else {
    choice.estimate = enough ? BestThreshold(estimates) : EstimateAt(estimates, 0);
  }
  return choice;
}

}  // namespace ieum::core
