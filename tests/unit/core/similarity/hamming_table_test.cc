#include "ieum/core/similarity/hamming_table.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ieum::core {
namespace {

using Wide = unsigned __int128;

// n * s^t, exact: n <= 128 and t <= 8 stay below 2^117.
Wide TimesPower(int n, int32_t s, int t) {
  Wide product = static_cast<Wide>(n);
  for (int i = 0; i < t; ++i) product *= static_cast<Wide>(s);
  return product;
}

TEST(HammingTableTest, EveryValueIsTheRootRoundedDown) {
  for (const int n : {1, 2, 3, 7, 64, 128}) {
    for (int t = 1; t <= 8; ++t) {
      const std::vector<int32_t> table = HammingTable(n, t);
      ASSERT_EQ(table.size(), static_cast<size_t>(n) + 1);
      for (int h = 0; h <= n; ++h) {
        const int32_t s = table[static_cast<size_t>(h)];
        if (2 * h >= n) {
          EXPECT_EQ(s, 0) << "n " << n << ", t " << t << ", h " << h;
          continue;
        }
        // (s / 10'000)^t <= (n - 2h) / n < ((s + 1) / 10'000)^t, multiplied out.
        const Wide limit = TimesPower(n - 2 * h, 10'000, t);
        EXPECT_LE(TimesPower(n, s, t), limit) << "n " << n << ", t " << t << ", h " << h;
        EXPECT_GT(TimesPower(n, s + 1, t), limit) << "n " << n << ", t " << t << ", h " << h;
      }
    }
  }
}

TEST(HammingTableTest, LargeSegmentsAndXorCountsFollowTheFormula) {
  for (const int n : {1024, 2048, 8192}) {
    for (const int t : {1, 2, 8, 10, 16}) {
      const std::vector<int32_t> table = HammingTable(n, t);
      for (int h = 0; 2 * h < n; ++h) {
        const double want = 10'000 * std::pow(1 - 2.0 * h / n, 1.0 / t);
        ASSERT_NEAR(table[static_cast<size_t>(h)], want, 1.001) << n << ", " << t << ", " << h;
        ASSERT_LT(table[static_cast<size_t>(h)], want + 0.001) << "rounded up";
      }
    }
  }
}

TEST(HammingTableTest, DescendsFromOneToZero) {
  for (const int t : {1, 8, 16}) {
    const std::vector<int32_t> table = HammingTable(2048, t);
    EXPECT_EQ(table[0], 10'000);
    for (size_t h = 1; h < table.size(); ++h) ASSERT_LE(table[h], table[h - 1]);
    for (size_t h = 1024; h < table.size(); ++h) ASSERT_EQ(table[h], 0);
    EXPECT_GT(table[1023], 0);
  }
}

TEST(HammingTableTest, UndoesWhatDiffusionDoesToADifference) {
  // 10 % of the filter's bits differ: similarity 0.8. With t = 8 XORs differ with
  // (1 - 0.8^8) / 2 = 41.6 %.
  EXPECT_NEAR(HammingTable(1000, 1)[100], 8'000, 1);
  EXPECT_NEAR(HammingTable(8192, 8)[static_cast<size_t>(8192 * (1 - std::pow(0.8, 8)) / 2)], 8'000,
              5);
}

}  // namespace
}  // namespace ieum::core
