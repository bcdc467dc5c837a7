#include "ieum/core/model/match_probability.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ieum::core {
namespace {

// Row 0 on the left has two candidates, one of which has another.
ComparedPairs ThreePairs() {
  ComparedPairs pairs;
  pairs.right_party = 1;
  pairs.left_row_count = pairs.right_row_count = 2;
  pairs.left = {0, 0, 1};
  pairs.right = {0, 1, 1};
  return pairs;
}

TEST(MatchProbabilityTest, CandidatesOfARowTakeFromEachOther) {
  const std::vector<int32_t> weights = {0, 0, 0};
  const std::vector<double> p = MatchProbabilities(ThreePairs(), weights, false, false);
  ASSERT_EQ(p.size(), 3U);
  EXPECT_NEAR(p[0], 1.0 / 3, 1e-12);
  EXPECT_NEAR(p[1], 1.0 / 4, 1e-12) << "rivals on both sides";
  EXPECT_NEAR(p[2], 1.0 / 3, 1e-12);
}

TEST(MatchProbabilityTest, RowsThatMayHaveSeveralPartnersDoNotCompete) {
  const std::vector<int32_t> weights = {0, 0, 0};
  const std::vector<double> right = MatchProbabilities(ThreePairs(), weights, false, true);
  EXPECT_NEAR(right[0], 1.0 / 2, 1e-12);
  EXPECT_NEAR(right[1], 1.0 / 3, 1e-12) << "the left rows still compete for the right one";
  for (const double p : MatchProbabilities(ThreePairs(), weights, true, true)) {
    EXPECT_NEAR(p, 0.5, 1e-12);
  }
}

TEST(MatchProbabilityTest, LargeWeightsStayProbabilities) {
  const std::vector<int32_t> weights = {2'000'000, -2'000'000, 5'000};
  const std::vector<double> p = MatchProbabilities(ThreePairs(), weights, false, false);
  EXPECT_NEAR(p[0], 1, 1e-12);
  EXPECT_EQ(p[1], 0);
  EXPECT_NEAR(p[2], 1 - 1 / (1 + std::exp(5.0)), 1e-12);
}

}  // namespace
}  // namespace ieum::core
