#include "ieum/core/model/runner_up.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace ieum::core {
namespace {

constexpr int32_t kNone = std::numeric_limits<int32_t>::min();
constexpr double kTrustedNull = 0.05;

// The weights of one set's accepted pairs and of its runner-ups.
struct Observed {
  std::vector<int32_t> accepted;
  std::vector<int32_t> runner_ups;  // kNone: the row would win no other pair
};

void Observe(const ComparedPairs& set, std::span<const int32_t> weights, Observed& observed) {
  const std::vector<bool> taken = AssignGreedily(set, weights);
  std::vector<int32_t> left_weight(static_cast<size_t>(set.left_row_count), kNone);
  std::vector<int32_t> right_weight(static_cast<size_t>(set.right_row_count), kNone);
  for (size_t i = 0; i < set.size(); ++i) {
    if (!taken[i]) continue;
    left_weight[set.left[i]] = weights[i];
    right_weight[set.right[i]] = weights[i];
    observed.accepted.push_back(weights[i]);
  }
  std::vector<int32_t> left_best(left_weight.size(), kNone);
  std::vector<int32_t> right_best(right_weight.size(), kNone);
  for (size_t i = 0; i < set.size(); ++i) {
    if (taken[i]) continue;
    int32_t& left = left_best[set.left[i]];
    int32_t& right = right_best[set.right[i]];
    // A row wins a pair if the other has no better one.
    if (weights[i] > right_weight[set.right[i]]) left = std::max(left, weights[i]);
    if (weights[i] > left_weight[set.left[i]]) right = std::max(right, weights[i]);
  }
  for (size_t row = 0; row < left_weight.size(); ++row) {
    if (left_weight[row] >= 0) observed.runner_ups.push_back(left_best[row]);
  }
  for (size_t row = 0; row < right_weight.size(); ++row) {
    if (right_weight[row] >= 0) observed.runner_ups.push_back(right_best[row]);
  }
}

}  // namespace

std::vector<bool> AssignGreedily(const ComparedPairs& pairs, std::span<const int32_t> weights) {
  std::vector<uint32_t> order(pairs.size());
  std::iota(order.begin(), order.end(), 0U);
  // Pairs ascend by (left, right), so ties by position are ties by rows.
  std::sort(order.begin(), order.end(), [weights](uint32_t a, uint32_t b) {
    return weights[a] != weights[b] ? weights[a] > weights[b] : a < b;
  });
  std::vector<bool> left_used(static_cast<size_t>(pairs.left_row_count));
  std::vector<bool> right_used(static_cast<size_t>(pairs.right_row_count));
  std::vector<bool> taken(pairs.size());
  for (const uint32_t i : order) {
    if (left_used[pairs.left[i]] || right_used[pairs.right[i]]) continue;
    taken[i] = left_used[pairs.left[i]] = right_used[pairs.right[i]] = true;
  }
  return taken;
}

double ThresholdEstimate::recall() const {
  return matches > 0 ? std::min(1.0, (static_cast<double>(accepted) - false_accepted) / matches)
                     : 1;
}

double ThresholdEstimate::f1() const {
  const double found = std::min(matches, static_cast<double>(accepted) - false_accepted);
  const double all = static_cast<double>(accepted) + matches;
  return all > 0 ? 2 * found / all : 0;
}

std::vector<ThresholdEstimate> EstimateThresholds(std::span<const ComparedPairs> sets,
                                                  std::span<const std::vector<int32_t>> weights) {
  Observed observed;
  double row_count = 0;
  for (size_t i = 0; i < sets.size(); ++i) {
    Observe(sets[i], weights[i], observed);
    row_count += static_cast<double>(std::min(sets[i].left_row_count, sets[i].right_row_count));
  }
  std::sort(observed.accepted.begin(), observed.accepted.end());
  std::sort(observed.runner_ups.begin(), observed.runner_ups.end());
  // Half a row more than was seen: that nothing was seen in few rows proves little.
  const double rows = static_cast<double>(observed.runner_ups.size()) + 1;
  const auto null_share = [&](int32_t threshold) {
    const auto at_least =
        observed.runner_ups.end() -
        std::lower_bound(observed.runner_ups.begin(), observed.runner_ups.end(), threshold);
    return (static_cast<double>(at_least) + 0.5) / rows;
  };
  std::vector<ThresholdEstimate> estimates;
  double matches = 0;
  for (size_t i = 0; i < observed.accepted.size(); ++i) {
    const int32_t threshold = observed.accepted[i];
    if (!estimates.empty() && estimates.back().threshold == threshold) continue;
    const auto accepted = static_cast<int64_t>(observed.accepted.size() - i);
    estimates.push_back({.threshold = threshold, .accepted = accepted});
    const double share = null_share(threshold);
    if (share >= kTrustedNull) continue;
    matches = std::max(matches, (static_cast<double>(accepted) - row_count * share) / (1 - share));
  }
  matches = std::clamp(matches, 0.0, row_count);
  for (ThresholdEstimate& estimate : estimates) {
    estimate.matches = matches;
    estimate.false_accepted = std::min(static_cast<double>(estimate.accepted),
                                       (row_count - matches) * null_share(estimate.threshold));
  }
  return estimates;
}

const ThresholdEstimate& BestThreshold(std::span<const ThresholdEstimate> estimates) {
  const ThresholdEstimate* best = &estimates.front();
  for (const ThresholdEstimate& estimate : estimates) {
    if (estimate.f1() >= best->f1()) best = &estimate;
  }
  return *best;
}

}  // namespace ieum::core
