#include "ieum/client/advice/value_sketch.h"

#include <cmath>
#include <string>

#include "gtest/gtest.h"

namespace ieum::client {
namespace {

TEST(ValueSketchTest, AnEmptyColumnHasNothing) {
  const ValueSketch sketch;
  EXPECT_EQ(sketch.count(), 0);
  EXPECT_EQ(sketch.EstimateDistinct(), 0);
  EXPECT_EQ(sketch.TopShare(), 0);
  EXPECT_EQ(sketch.EstimateEntropyBits(), 0);
}

TEST(ValueSketchTest, IsExactForFewDistinctValues) {
  ValueSketch sketch;
  // One half a, a quarter b, an eighth c and d each: 1/2·1 + 1/4·2 + 2·1/8·3 = 1.75 bits.
  for (int i = 0; i < 8000; ++i) {
    sketch.Add(i % 8 < 4 ? "a" : i % 8 < 6 ? "b" : i % 8 == 6 ? "c" : "d");
  }
  EXPECT_EQ(sketch.EstimateDistinct(), 4);
  EXPECT_EQ(sketch.TopShare(), 0.5);
  EXPECT_NEAR(sketch.EstimateEntropyBits(), 1.75, 1e-9);
}

TEST(ValueSketchTest, IsExactUpToItsSample) {
  ValueSketch sketch;
  for (int i = 0; i < 2 * 4096; ++i) sketch.Add(std::to_string(i % 4096));
  EXPECT_EQ(sketch.EstimateDistinct(), 4096);
  EXPECT_NEAR(sketch.EstimateEntropyBits(), 12, 1e-9);
}

TEST(ValueSketchTest, EstimatesManyDistinctValuesWithinTheirStandardError) {
  ValueSketch sketch;
  for (int i = 0; i < 100'000; ++i) sketch.Add("person " + std::to_string(i));
  // 1.6 % standard error; the hash is fixed, so this never varies.
  EXPECT_NEAR(static_cast<double>(sketch.EstimateDistinct()), 100'000, 5'000);
  EXPECT_NEAR(sketch.EstimateEntropyBits(), std::log2(100'000), 0.1);
  EXPECT_LE(sketch.TopShare(), 2.0 / 100'000) << "every value came once";
}

TEST(ValueSketchTest, FindsAFrequentValueAmongMany) {
  ValueSketch sketch;
  // A fifth of all rows is one value; the rest is all different.
  for (int i = 0; i < 100'000; ++i) sketch.Add(i % 5 == 0 ? "same" : std::to_string(i));
  EXPECT_NEAR(sketch.TopShare(), 0.2, 1.0 / 1024);
  // −0.2·log2(0.2) and 0.8 of log2(100000) each.
  EXPECT_NEAR(sketch.EstimateEntropyBits(), 0.2 * std::log2(5) + 0.8 * std::log2(100'000), 0.15);
}

TEST(ValueSketchTest, DoesNotDependOnTheOrder) {
  ValueSketch forward;
  ValueSketch backward;
  for (int i = 0; i < 50'000; ++i) {
    forward.Add(std::to_string(i % 20'000));
    backward.Add(std::to_string((49'999 - i) % 20'000));
  }
  EXPECT_EQ(forward.EstimateDistinct(), backward.EstimateDistinct());
  EXPECT_NEAR(forward.EstimateEntropyBits(), backward.EstimateEntropyBits(), 1e-9);
}

}  // namespace
}  // namespace ieum::client
