#include "ieum/core/model/linkage_model.h"

#include <cmath>

#include "gtest/gtest.h"

namespace ieum::core {
namespace {

// All values equally rare (others = 2).
SegmentParameters Parameters(double m_identical, double u_identical) {
  SegmentParameters segment;
  const auto rest = static_cast<double>(kLevelCount - kFrequencyClassCount);
  segment.m.fill((1 - m_identical) / rest);
  segment.u.fill((1 - u_identical) / rest);
  for (size_t level = 0; level < kFrequencyClassCount; ++level) {
    segment.m[level] = level == 2 ? m_identical : 0;
    segment.u[level] = level == 2 ? u_identical : 0;
  }
  return segment;
}

TEST(LinkageModelTest, WeighsLevelsByTheirOddsInMillinats) {
  const LinkageModel model({Parameters(0.9, 0.001), Parameters(0.6, 0.3)});
  EXPECT_EQ(model.weight(0, 2), std::lround(1000 * std::log(900.0)));
  EXPECT_EQ(model.weight(1, 2), std::lround(1000 * std::log(2.0)));
  EXPECT_EQ(model.weight(0, kLevelCount - 1), std::lround(1000 * std::log(0.1 / 0.999)));
  EXPECT_EQ(model.weight(0, kNoLevel), 0);
}

TEST(LinkageModelTest, IdenticalFiltersOfAnyFrequencyWeighTheirMean) {
  SegmentParameters segment = Parameters(0.4, 0.001);
  segment.m[0] = 0.5;
  segment.u[0] = 0.0005;
  const LinkageModel model({segment});
  EXPECT_EQ(model.identical_weight(0), std::lround(1000 * std::log(0.9 / 0.0015)));
  EXPECT_GT(model.weight(0, 0), model.identical_weight(0));
  EXPECT_LT(model.weight(0, 2), model.identical_weight(0));
}

TEST(LinkageModelTest, WeightsAreBounded) {
  EXPECT_EQ(Millinats(1e9), LinkageModel::kMaxWeight);
  EXPECT_EQ(Millinats(-1e9), -LinkageModel::kMaxWeight);
  SegmentParameters extreme = Parameters(1.0, 1e-300);
  extreme.m[20] = 0;
  const LinkageModel model({extreme});
  EXPECT_EQ(model.weight(0, 2), LinkageModel::kMaxWeight);
  EXPECT_EQ(model.weight(0, 20), -LinkageModel::kMaxWeight);
}

}  // namespace
}  // namespace ieum::core
