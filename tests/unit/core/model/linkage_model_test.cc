#include "ieum/core/model/linkage_model.h"

#include <cmath>

#include "gtest/gtest.h"

namespace ieum::core {
namespace {

SegmentParameters Parameters(double m_identical, double u_identical) {
  SegmentParameters segment;
  segment.m.fill((1 - m_identical) / (kLevelCount - 1));
  segment.u.fill((1 - u_identical) / (kLevelCount - 1));
  segment.m[kIdenticalLevel] = m_identical;
  segment.u[kIdenticalLevel] = u_identical;
  return segment;
}

TEST(LinkageModelTest, WeighsLevelsByTheirOddsInMillinats) {
  const LinkageModel model({Parameters(0.9, 0.001), Parameters(0.6, 0.3)});
  EXPECT_EQ(model.weight(0, kIdenticalLevel), std::lround(1000 * std::log(900.0)));
  EXPECT_EQ(model.weight(1, kIdenticalLevel), std::lround(1000 * std::log(2.0)));
  EXPECT_EQ(model.weight(0, 5), std::lround(1000 * std::log(0.1 / 0.999)));
  EXPECT_EQ(model.weight(0, kNoLevel), 0);
}

TEST(LinkageModelTest, IdenticalRareValuesWeighMore) {
  const LinkageModel model({Parameters(0.9, 0.001)});
  const int32_t rare = model.identical_weight(0, LogFrequency(2, 10'000));
  const int32_t common = model.identical_weight(0, LogFrequency(1'000, 10'000));
  EXPECT_EQ(rare, Millinats(std::log(0.9)) - Millinats(std::log(0.5 / 10'000)));
  EXPECT_EQ(common, Millinats(std::log(0.9)) - Millinats(std::log(998.5 / 10'000)));
  EXPECT_GT(rare, common);
}

TEST(LinkageModelTest, WeightsAreBounded) {
  EXPECT_EQ(Millinats(1e9), LinkageModel::kMaxWeight);
  EXPECT_EQ(Millinats(-1e9), -LinkageModel::kMaxWeight);
  EXPECT_EQ(LogFrequency(2, 1'000'000'000'000), Millinats(std::log(1e-8)));
  SegmentParameters extreme = Parameters(1.0, 1e-300);
  extreme.m[3] = 0;
  const LinkageModel model({extreme});
  EXPECT_EQ(model.weight(0, kIdenticalLevel), LinkageModel::kMaxWeight);
  EXPECT_EQ(model.weight(0, 3), -LinkageModel::kMaxWeight);
}

}  // namespace
}  // namespace ieum::core
