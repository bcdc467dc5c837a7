#include "ieum/core/model/runner_up.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "ieum/core/model/match_probability.h"

namespace ieum::core {
namespace {

constexpr int32_t kNone = std::numeric_limits<int32_t>::min();
// Beyond any weight, which are some millions at most.
constexpr int32_t kHighest = 1'000'000'000;
constexpr double kTrustedNull = 0.05;
// The curve is flat where it is highest, and the number of matches, which lifts its low end, is
// estimated too high rather than too low: of thresholds that differ by so little in F1, those count
// whose precision is not lower than that of another one by more than this.
constexpr double kF1Tolerance = 0.001;
constexpr double kPrecisionTolerance = 0.005;

struct Accepted {
  int32_t weight;
  double doubt;  // 1 - probability of a match, by the model
};

// One set's accepted pairs and the weights of its runner-ups.
struct Observed {
  std::vector<Accepted> accepted;
  std::vector<int32_t> runner_ups;        // kNone: the row would win no other pair
  std::vector<int64_t> duplicate_counts;  // [party]
  double expected = 0;                    // matches, by the model
};

// The best other partner of the rows of one side, by row.
class RunnerUps final {
 public:
  // partners: [row] partner of each row, and its weight.
  RunnerUps(size_t row_count, uint32_t other_party, const PartyKnowledge& parties)
      : other_party_(other_party),
        parties_(parties),
        partners_(row_count, kNoRow),
        weights_(row_count, kNone),
        best_(row_count, kNone),
        duplicate_(row_count, false) {}

  void SetPartner(uint32_t row, uint32_t partner, int32_t weight) {
    if (partners_[row] != kNoRow && weights_[row] >= weight) return;
    partners_[row] = partner;
    weights_[row] = weight;
  }
  int32_t weight(uint32_t row) const { return weights_[row]; }

  void Offer(uint32_t row, uint32_t other, int32_t weight) {
    if (weight <= best_[row] || weights_[row] < 0) return;
    if (parties_.same_person && parties_.same_person(other_party_, partners_[row], other)) {
      duplicate_[row] = true;
      return;
    }
    best_[row] = weight;
  }
  void AppendBest(std::vector<int32_t>& runner_ups) const {
    for (size_t row = 0; row < best_.size(); ++row) {
      if (weights_[row] >= 0) runner_ups.push_back(best_[row]);
    }
  }
  int64_t duplicate_count() const { return std::count(duplicate_.begin(), duplicate_.end(), true); }

 private:
  static constexpr uint32_t kNoRow = UINT32_MAX;
  const uint32_t other_party_;
  const PartyKnowledge& parties_;
  std::vector<uint32_t> partners_;
  std::vector<int32_t> weights_;  // of the pair with the partner; kNone without
  std::vector<int32_t> best_;     // kNone: the row would win no other pair
  std::vector<bool> duplicate_;
};

void Observe(const ComparedPairs& set, std::span<const int32_t> weights,
             const PartyKnowledge& parties, Observed& observed) {
  std::vector<bool> taken = AssignGreedily(set, weights, parties);
  const bool several_left = parties.HoldsDuplicates(set.left_party);
  const bool several_right = parties.HoldsDuplicates(set.right_party);
  const std::vector<double> probabilities =
      MatchProbabilities(set, weights, several_left, several_right);
  if (several_left || several_right) {
    for (size_t i = 0; i < set.size(); ++i) {
      if (taken[i]) taken[i] = !IsCrowdedOut(weights[i], probabilities[i]);
    }
  }
  for (const double probability : probabilities) observed.expected += probability;
  RunnerUps left(static_cast<size_t>(set.left_row_count), set.right_party, parties);
  RunnerUps right(static_cast<size_t>(set.right_row_count), set.left_party, parties);
  for (size_t i = 0; i < set.size(); ++i) {
    if (!taken[i]) continue;
    left.SetPartner(set.left[i], set.right[i], weights[i]);
    right.SetPartner(set.right[i], set.left[i], weights[i]);
    observed.accepted.push_back({weights[i], 1 - probabilities[i]});
  }
  for (size_t i = 0; i < set.size(); ++i) {
    if (taken[i]) continue;
    // A row wins a pair if the other has no better one.
    if (weights[i] > right.weight(set.right[i])) left.Offer(set.left[i], set.right[i], weights[i]);
    if (weights[i] > left.weight(set.left[i])) right.Offer(set.right[i], set.left[i], weights[i]);
  }
  left.AppendBest(observed.runner_ups);
  right.AppendBest(observed.runner_ups);
  // The next best partners of left rows are rows of the right party.
  observed.duplicate_counts[set.right_party] += left.duplicate_count();
  observed.duplicate_counts[set.left_party] += right.duplicate_count();
}

// Rows that can have a partner of their own.
double MostMatches(const ComparedPairs& set, const PartyKnowledge& parties) {
  const bool left = parties.HoldsDuplicates(set.left_party);
  const bool right = parties.HoldsDuplicates(set.right_party);
  if (left && right) return static_cast<double>(std::max(set.left_row_count, set.right_row_count));
  if (left) return static_cast<double>(set.left_row_count);
  if (right) return static_cast<double>(set.right_row_count);
  return static_cast<double>(std::min(set.left_row_count, set.right_row_count));
}

}  // namespace

std::vector<bool> AssignGreedily(const ComparedPairs& pairs, std::span<const int32_t> weights,
                                 const PartyKnowledge& parties) {
  // Higher weights first; pairs ascend by (left, right), so ties by position are ties by rows. One
  // number holds both.
  std::vector<uint64_t> order(pairs.size());
  for (size_t i = 0; i < order.size(); ++i) {
    const auto descending = static_cast<uint32_t>(kHighest - weights[i]);
    order[i] = uint64_t{descending} << 32 | static_cast<uint32_t>(i);
  }
  std::sort(order.begin(), order.end());
  const bool left_once = !parties.HoldsDuplicates(pairs.right_party);
  const bool right_once = !parties.HoldsDuplicates(pairs.left_party);
  std::vector<bool> left_used(static_cast<size_t>(pairs.left_row_count));
  std::vector<bool> right_used(static_cast<size_t>(pairs.right_row_count));
  std::vector<bool> taken(pairs.size());
  for (const uint64_t place : order) {
    const auto i = static_cast<uint32_t>(place);
    if ((left_once && left_used[pairs.left[i]]) || (right_once && right_used[pairs.right[i]])) {
      continue;
    }
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

ThresholdEstimates EstimateThresholds(std::span<const ComparedPairs> sets,
                                      std::span<const std::vector<int32_t>> weights,
                                      const PartyKnowledge& parties) {
  Observed observed;
  double row_count = 0;
  // Without a party whose rows have one partner each nobody says which runner-ups are wrong.
  bool null_holds = true;
  for (size_t i = 0; i < sets.size(); ++i) {
    null_holds &= !parties.HoldsDuplicates(sets[i].left_party) ||
                  !parties.HoldsDuplicates(sets[i].right_party);
    observed.duplicate_counts.resize(
        std::max<size_t>(observed.duplicate_counts.size(), sets[i].right_party + size_t{1}));
    Observe(sets[i], weights[i], parties, observed);
    row_count += MostMatches(sets[i], parties);
  }
  std::sort(observed.accepted.begin(), observed.accepted.end(),
            [](const Accepted& a, const Accepted& b) { return a.weight < b.weight; });
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
    const int32_t threshold = observed.accepted[i].weight;
    if (!estimates.empty() && estimates.back().threshold == threshold) continue;
    const auto accepted = static_cast<int64_t>(observed.accepted.size() - i);
    estimates.push_back({.threshold = threshold, .accepted = accepted});
    const double share = null_share(threshold);
    if (share >= kTrustedNull) continue;
    matches = std::max(matches, (static_cast<double>(accepted) - row_count * share) / (1 - share));
  }
  matches = null_holds ? std::clamp(matches, 0.0, row_count) : observed.expected;
  const bool one_segment = !sets.empty() && sets.front().segment_count == 1;
  double doubt = 0;
  size_t next = observed.accepted.size();
  for (size_t e = estimates.size(); e-- > 0;) {
    ThresholdEstimate& estimate = estimates[e];
    while (next > 0 && observed.accepted[next - 1].weight >= estimate.threshold) {
      doubt += observed.accepted[--next].doubt;
    }
    const double by_null = (row_count - matches) * null_share(estimate.threshold);
    estimate.matches = matches;
    const double wrong = !null_holds ? doubt : one_segment ? by_null : (by_null + doubt) / 2;
    estimate.false_accepted = std::min(static_cast<double>(estimate.accepted), wrong);
  }
  return {.thresholds = std::move(estimates),
          .duplicate_counts = std::move(observed.duplicate_counts)};
}

const ThresholdEstimate& BestThreshold(std::span<const ThresholdEstimate> estimates) {
  double most = 0;
  for (const ThresholdEstimate& estimate : estimates) most = std::max(most, estimate.f1());
  const auto is_near = [most](const ThresholdEstimate& estimate) {
    return estimate.f1() >= most - kF1Tolerance;
  };
  double purest = 0;
  for (const ThresholdEstimate& estimate : estimates) {
    if (is_near(estimate)) purest = std::max(purest, estimate.precision());
  }
  const auto good =
      std::max_element(estimates.begin(), estimates.end(), [&](const auto& a, const auto& b) {
        const auto value = [&](const ThresholdEstimate& estimate) {
          return is_near(estimate) && estimate.precision() >= purest - kPrecisionTolerance
                     ? estimate.f1()
                     : -1;
        };
        return value(a) <= value(b);
      });
  return *good;
}

}  // namespace ieum::core
