#include "ieum/core/model/runner_up.h"

#include <algorithm>
#include <vector>

#include "ieum/core/model/model_fit.h"
#include "support/status_matchers.h"
#include "unit/core/model/simulated_pairs.h"

namespace ieum::core {
namespace {

LinkageModel Model() {
  return LinkageModel({SegmentOf(0.8, 0.002), SegmentOf(0.9, 0.004), SegmentOf(0.6, 0.02)});
}

struct Quality {
  double precision;
  double f1;
};

// Of the pairs that one-to-one assignment takes at or above the threshold.
Quality Judge(const Simulation& simulated, const std::vector<int32_t>& weights, int32_t threshold,
              double matches) {
  const std::vector<bool> taken = AssignGreedily(simulated.pairs, weights, {});
  double accepted = 0;
  double correct = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (!taken[i] || weights[i] < threshold) continue;
    ++accepted;
    correct += simulated.is_match[i] ? 1 : 0;
  }
  return {correct / accepted, 2 * correct / (accepted + matches)};
}

TEST(RunnerUpTest, EstimatesThePrecisionAndFindsAThresholdNearTheBest) {
  for (const uint64_t seed : {1U, 2U}) {
    // Nearly every pair is a candidate: the model counts on all of them.
    const Simulation simulated = Simulate(Model(), 300, 150, 1'500, seed);
    const std::vector<std::vector<int32_t>> weights = {
        PairWeights(Model(), simulated.pairs, PriorWeight(150, 300, 300))};
    const ThresholdEstimates found = EstimateThresholds({&simulated.pairs, 1}, weights, {});
    ASSERT_FALSE(found.thresholds.empty());
    const ThresholdEstimate& best = BestThreshold(found.thresholds);
    const Quality at_best = Judge(simulated, weights.front(), best.threshold, 150);
    EXPECT_NEAR(best.precision(), at_best.precision, 0.03);
    EXPECT_NEAR(best.matches, 150, 20);
    double most = 0;
    for (int32_t threshold = -10'000; threshold <= 10'000; threshold += 2'000) {
      most = std::max(most, Judge(simulated, weights.front(), threshold, 150).f1);
    }
    EXPECT_GT(at_best.f1, most - 0.02);
  }
}

// Two parties of `n` persons each, all in both; of each a second row in the right party if asked.
ComparedPairs Twins(uint32_t n) {
  ComparedPairs pairs;
  pairs.right_party = 1;
  pairs.left_row_count = n;
  pairs.right_row_count = 2 * n;
  for (uint32_t i = 0; i < n; ++i) {
    pairs.left.insert(pairs.left.end(), {i, i});
    pairs.right.insert(pairs.right.end(), {2 * i, 2 * i + 1});
  }
  return pairs;
}

TEST(RunnerUpTest, SecondRowsOfAPersonAreNoProofAgainstAThreshold) {
  const ComparedPairs pairs = Twins(100);
  std::vector<int32_t> weights;
  for (int32_t i = 0; i < 100; ++i) weights.insert(weights.end(), {9'000 + 10 * i, 8'950 + 10 * i});
  const std::vector<std::vector<int32_t>> all = {weights};
  const ThresholdEstimates blind = EstimateThresholds({&pairs, 1}, all, {});
  EXPECT_EQ(blind.duplicate_counts, (std::vector<int64_t>{0, 0}));
  const PartyKnowledge knowing = {.holds_duplicates = {},
                                  .same_person = [](uint32_t party, uint32_t row, uint32_t other) {
                                    return party == 1 && row / 2 == other / 2;
                                  }};
  const ThresholdEstimates seeing = EstimateThresholds({&pairs, 1}, all, knowing);
  EXPECT_EQ(seeing.duplicate_counts, (std::vector<int64_t>{0, 100}));
  EXPECT_GT(BestThreshold(seeing.thresholds).accepted,
            BestThreshold(blind.thresholds).accepted + 20);
}

TEST(RunnerUpTest, WhereBothPartiesHoldDuplicatesTheDoubtDecides) {
  const ComparedPairs pairs = Twins(100);
  const std::vector<std::vector<int32_t>> weights = {std::vector<int32_t>(200, 3'000)};
  const ThresholdEstimates found = EstimateThresholds(
      {&pairs, 1}, weights, {.holds_duplicates = {true, true}, .same_person = {}});
  ASSERT_EQ(found.thresholds.size(), 1U);
  EXPECT_EQ(found.thresholds.front().accepted, 200);
  // e^3 to 1, no rivals.
  EXPECT_NEAR(found.thresholds.front().false_accepted, 200 * 0.0474, 0.01);
  EXPECT_NEAR(found.thresholds.front().matches, 200 * 0.9526, 0.01);
}

TEST(RunnerUpTest, PairsOfACrowdAreNotAccepted) {
  ComparedPairs crowd;
  crowd.right_party = 1;
  crowd.left_row_count = crowd.right_row_count = 20;
  for (uint32_t left = 0; left < 20; ++left) {
    for (uint32_t right = 0; right < 20; ++right) {
      crowd.left.push_back(left);
      crowd.right.push_back(right);
    }
  }
  const std::vector<std::vector<int32_t>> weights = {std::vector<int32_t>(400, 3'000)};
  EXPECT_TRUE(EstimateThresholds({&crowd, 1}, weights,
                                 {.holds_duplicates = {true, true}, .same_person = {}})
                  .thresholds.empty());
}

TEST(RunnerUpTest, OfOneSegmentTheModelsDoubtIsNotAsked) {
  // A hundred clear pairs that no runner-up contradicts, by a model that hardly believes in them.
  ComparedPairs pairs;
  pairs.right_party = 1;
  pairs.left_row_count = pairs.right_row_count = 100;
  for (uint32_t i = 0; i < 100; ++i) {
    pairs.left.push_back(i);
    pairs.right.push_back(i);
  }
  const std::vector<std::vector<int32_t>> weights = {std::vector<int32_t>(100, 100)};
  pairs.segment_count = 1;
  EXPECT_GT(EstimateThresholds({&pairs, 1}, weights, {}).thresholds.front().precision(), 0.98);
  pairs.segment_count = 2;
  EXPECT_LT(EstimateThresholds({&pairs, 1}, weights, {}).thresholds.front().precision(), 0.85);
}

TEST(RunnerUpTest, AssignsRowsOfAPartyWithDuplicatesToOnePartner) {
  const ComparedPairs pairs = Twins(2);
  const std::vector<int32_t> weights = {5, 4, 3, 2};
  EXPECT_EQ(AssignGreedily(pairs, weights, {}), (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(AssignGreedily(pairs, weights, {.holds_duplicates = {false, true}, .same_person = {}}),
            (std::vector<bool>{true, true, true, true}));
}

TEST(RunnerUpTest, SaysNothingWithoutPairs) {
  EXPECT_TRUE(EstimateThresholds({}, {}, {}).thresholds.empty());
  const ThresholdEstimate nothing;
  EXPECT_EQ(nothing.precision(), 1);
  EXPECT_EQ(nothing.recall(), 1);
  EXPECT_EQ(nothing.f1(), 0);
}

}  // namespace
}  // namespace ieum::core
