#include "ieum/client/synth/random_order.h"

#include <gtest/gtest.h>

#include <vector>

namespace ieum::client {
namespace {

TEST(RandomOrderTest, IsAnOrderOfAnySize) {
  for (const int64_t size : {1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 1000, 4096, 4097}) {
    const RandomOrder order(3, 1, size);
    std::vector<bool> seen(static_cast<size_t>(size));
    for (int64_t i = 0; i < size; ++i) {
      const int64_t at = order.At(i);
      ASSERT_GE(at, 0);
      ASSERT_LT(at, size);
      ASSERT_FALSE(seen[static_cast<size_t>(at)]) << size;
      seen[static_cast<size_t>(at)] = true;
    }
  }
}

TEST(RandomOrderTest, TellsNothing) {
  constexpr int kSize = 5000;
  const RandomOrder order(1, 2, kSize);
  const RandomOrder other(1, 3, kSize);
  int ascents = 0;
  int equal = 0;
  for (int64_t i = 1; i < kSize; ++i) {
    ascents += order.At(i) > order.At(i - 1) ? 1 : 0;
    equal += order.At(i) == other.At(i) ? 1 : 0;
  }
  // Ascents of a random order of n have mean (n-1)/2 and variance (n+1)/12: six deviations and more
  // have probability below 1e-8. Equal places of two orders are Poisson with mean 1.
  EXPECT_NEAR(ascents, kSize / 2, 6 * 21);
  EXPECT_LT(equal, 15);
}

}  // namespace
}  // namespace ieum::client
