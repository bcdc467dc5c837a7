#include "ieum/core/cluster/scored_pair.h"

#include <gtest/gtest.h>

namespace ieum::core {
namespace {

TEST(ScoredPairTest, HigherSimilarityIsTakenFirstThenSmallerLeftThenSmallerRight) {
  const ScoredPair best{{1, 9}, {2, 9}, 9001};
  const ScoredPair left{{0, 1}, {2, 9}, 9000};
  const ScoredPair right{{0, 2}, {1, 3}, 9000};
  const ScoredPair last{{0, 2}, {2, 0}, 9000};
  EXPECT_TRUE(TakenBefore(best, left));
  EXPECT_TRUE(TakenBefore(left, right));
  EXPECT_TRUE(TakenBefore(right, last));
  EXPECT_FALSE(TakenBefore(last, right));
  EXPECT_FALSE(TakenBefore(last, last));
}

}  // namespace
}  // namespace ieum::core
