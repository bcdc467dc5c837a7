#include "ieum/core/model/threshold_curve.h"

#include <gtest/gtest.h>

#include "ieum/core/model/linkage_model.h"

namespace ieum::core {
namespace {

// One pair at each threshold; the share of mistakes falls as the threshold rises.
std::vector<ThresholdEstimate> Estimates(int count, int32_t step) {
  std::vector<ThresholdEstimate> estimates;
  for (int i = 0; i < count; ++i) {
    const int64_t accepted = count - i;
    const double mistakes =
        0.2 * static_cast<double>(accepted) * static_cast<double>(count - i) / count;
    estimates.push_back({.threshold = i * step,
                         .accepted = accepted,
                         .false_accepted = mistakes,
                         .matches = static_cast<double>(count)});
  }
  return estimates;
}

TEST(ThresholdCurveTest, AShortCurveIsKeptWhole) {
  EXPECT_TRUE(ThinnedCurve({}, 200).empty());
  EXPECT_EQ(ThinnedCurve(Estimates(200, 7), 200).size(), 200U);
}

TEST(ThresholdCurveTest, ALongCurveKeepsBothEndsAndEvenSteps) {
  const std::vector<ThresholdEstimate> all = Estimates(5'000, 3);
  const std::vector<ThresholdEstimate> curve = ThinnedCurve(all, 200);
  ASSERT_EQ(curve.size(), 200U);
  EXPECT_EQ(curve.front().threshold, all.front().threshold);
  EXPECT_EQ(curve.back().threshold, all.back().threshold);
  for (size_t i = 1; i < curve.size(); ++i) {
    const int32_t step = curve[i].threshold - curve[i - 1].threshold;
    EXPECT_GE(step, 72) << i;
    EXPECT_LE(step, 78) << i;
  }
}

TEST(ThresholdCurveTest, AGapInTheThresholdsDoesNotUseUpThePoints) {
  std::vector<ThresholdEstimate> all = Estimates(1'000, 1);
  for (size_t i = 500; i < all.size(); ++i) all[i].threshold += 1'000'000;
  const std::vector<ThresholdEstimate> curve = ThinnedCurve(all, 100);
  ASSERT_EQ(curve.size(), 3U) << "two clusters, each narrower than a step, and the last";
  EXPECT_EQ(curve[0].threshold, 0);
  EXPECT_EQ(curve[1].threshold, 1'000'500);
  EXPECT_EQ(curve[2].threshold, 1'000'999);
}

TEST(ThresholdCurveTest, TheLowestThresholdOfAPrecisionIsTaken) {
  const std::vector<ThresholdEstimate> all = Estimates(100, 10);
  const ThresholdEstimate& found = LowestThreshold(all, 0.9);
  EXPECT_GE(found.precision(), 0.9);
  EXPECT_EQ(found.threshold, 500) << "half of the pairs, of which a tenth are mistakes";
  EXPECT_EQ(LowestThreshold(all, 0).threshold, 0);
}

TEST(ThresholdCurveTest, WherePrecisionIsNotReachedTheLargestIsTaken) {
  std::vector<ThresholdEstimate> all = Estimates(100, 10);
  EXPECT_EQ(LowestThreshold(all, 1).threshold, 990);
  // Nearly as good as the one pair at the top, and the better one lies in the middle.
  all[40].false_accepted = 0.01;
  EXPECT_EQ(LowestThreshold(all, 1).threshold, 400);
}

TEST(ThresholdCurveTest, AThresholdBetweenPairsGivesWhatTheNextPairGives) {
  const std::vector<ThresholdEstimate> all = Estimates(10, 100);
  EXPECT_EQ(EstimateAt(all, 250).accepted, 7);
  EXPECT_EQ(EstimateAt(all, 250).threshold, 250);
  EXPECT_EQ(EstimateAt(all, 300).accepted, 7);
  EXPECT_EQ(EstimateAt(all, -5'000).accepted, 10);
  const ThresholdEstimate none = EstimateAt(all, 901);
  EXPECT_EQ(none.accepted, 0);
  EXPECT_EQ(none.recall(), 0) << "ten matches are there, and none is accepted";
  EXPECT_EQ(EstimateAt({}, 5).threshold, 5);
}

TEST(ThresholdCurveTest, WeightsOfPrecisionAreLogOdds) {
  EXPECT_EQ(WeightOfPrecision(0.5), 0);
  EXPECT_EQ(WeightOfPrecision(0.99), 4'595);
  EXPECT_EQ(WeightOfPrecision(0.01), -4'595);
  EXPECT_EQ(WeightOfPrecision(1), LinkageModel::kMaxWeight);
  EXPECT_EQ(WeightOfPrecision(0), -LinkageModel::kMaxWeight);
}

}  // namespace
}  // namespace ieum::core
