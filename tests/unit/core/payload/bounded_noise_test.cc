#include "ieum/core/payload/bounded_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <map>

namespace ieum::core {
namespace {

Serial SerialOf(uint64_t number) {
  Serial serial{};
  std::memcpy(serial.data(), &number, sizeof(number));
  return serial;
}

const HmacSha256& Key() {
  static const HmacSha256 key(AsBytes("an invented key of more than thirty-two bytes"));
  return key;
}

int64_t Draw(NoiseDistribution distribution, int64_t scale, int64_t bound, uint64_t row) {
  KeyedNumbers numbers(Key(), SerialOf(row));
  return DrawNoise(distribution, scale, bound, numbers);
}

TEST(BoundedNoiseTest, TheSameRowGetsTheSameNoise) {
  int differing = 0;
  for (uint64_t row = 0; row < 100; ++row) {
    const int64_t noise = Draw(NoiseDistribution::kLaplace, 1000, 20'000, row);
    EXPECT_EQ(Draw(NoiseDistribution::kLaplace, 1000, 20'000, row), noise);
    differing += noise != Draw(NoiseDistribution::kLaplace, 1000, 20'000, row + 1) ? 1 : 0;
  }
  EXPECT_GE(differing, 95);
}

TEST(BoundedNoiseTest, NumbersBelowABoundAreEven) {
  KeyedNumbers numbers(Key(), SerialOf(7));
  std::map<uint64_t, int> counts;
  for (int i = 0; i < 6'000; ++i) ++counts[absl::Uint128Low64(numbers.Below(6))];
  ASSERT_EQ(counts.size(), 6U);
  // Seeded. Of a fair die each count is 1000 +- 29 (one standard deviation).
  for (const auto& [number, count] : counts) EXPECT_NEAR(count, 1000, 160) << number;
  EXPECT_EQ(numbers.Below(1), 0);
  const absl::uint128 large = absl::uint128(1) << 90;
  EXPECT_LT(numbers.Below(large), large);
}

// Probabilities from the definition, summed over the integers within the bound.
void ExpectDistribution(NoiseDistribution distribution, int64_t scale, int64_t bound) {
  const auto weight = [&](int64_t x) {
    const double ratio = static_cast<double>(x) / static_cast<double>(scale);
    return distribution == NoiseDistribution::kLaplace ? std::exp(-std::abs(ratio))
                                                       : std::exp(-ratio * ratio / 2);
  };
  double total = 0;
  for (int64_t x = -bound; x <= bound; ++x) total += weight(x);
  constexpr int kDraws = 20'000;
  std::map<int64_t, int> counts;
  for (uint64_t row = 0; row < kDraws; ++row) ++counts[Draw(distribution, scale, bound, row)];
  for (const auto& [x, count] : counts) EXPECT_LE(std::abs(x), bound) << count;
  for (int64_t x = -bound; x <= bound; ++x) {
    const double p = weight(x) / total;
    // Six standard deviations; seeded, so a failure is a change of the method.
    EXPECT_NEAR(counts[x], kDraws * p, 6 * std::sqrt(kDraws * p * (1 - p)) + 1) << x;
  }
}

TEST(BoundedNoiseTest, LaplaceIsWhatItsParametersSay) {
  ExpectDistribution(NoiseDistribution::kLaplace, 1, 4);
  ExpectDistribution(NoiseDistribution::kLaplace, 3, 12);
}

TEST(BoundedNoiseTest, NormalIsWhatItsParametersSay) {
  ExpectDistribution(NoiseDistribution::kNormal, 1, 3);
  ExpectDistribution(NoiseDistribution::kNormal, 4, 15);
}

TEST(BoundedNoiseTest, TheLargestScaleStaysInItsNumbers) {
  const int64_t scale = TransformSpec::kMaxNoiseScale;
  double squares = 0;
  constexpr int kDraws = 500;
  for (uint64_t row = 0; row < kDraws; ++row) {
    const int64_t noise = Draw(NoiseDistribution::kNormal, scale, 64 * scale, row);
    EXPECT_LE(std::abs(noise), 64 * scale);
    const double ratio = static_cast<double>(noise) / static_cast<double>(scale);
    squares += ratio * ratio;
  }
  // Seeded; the variance of 500 standard normals is 1 +- 0.063.
  EXPECT_NEAR(squares / kDraws, 1, 0.35);
}

}  // namespace
}  // namespace ieum::core
