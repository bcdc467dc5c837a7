#include "ieum/core/blocking/binomial_bound.h"

#include <cmath>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

TEST(LowerBoundOfShareTest, EqualsPublishedValues) {
  // Quantile 0.05 of Beta(successes, trials - successes + 1).
  EXPECT_NEAR(LowerBoundOfShare(9, 10, 0.05), 0.605837, 1e-6);
  EXPECT_NEAR(LowerBoundOfShare(1, 10, 0.05), 0.005116, 1e-6);
  EXPECT_NEAR(LowerBoundOfShare(10, 10, 0.05), 0.741134, 1e-6);
  // The rule of three: no failure in n trials, 3 / n.
  EXPECT_NEAR(LowerBoundOfShare(1'000, 1'000, 0.05), 1 - 3.0 / 1'000, 1e-5);
}

TEST(LowerBoundOfShareTest, IsTheShareAtWhichAsManySuccessesAreAsRareAsTheError) {
  for (const int64_t failures : {1, 3, 20}) {
    const int64_t trials = 400;
    const double bound = LowerBoundOfShare(trials - failures, trials, 0.01);
    // Sum of the probabilities of 0 to `failures` failures, from scratch.
    double term = std::pow(bound, static_cast<double>(trials));
    double tail = term;
    for (int64_t k = 1; k <= failures; ++k) {
      term *= static_cast<double>(trials - k + 1) / static_cast<double>(k) * (1 - bound) / bound;
      tail += term;
    }
    EXPECT_NEAR(tail, 0.01, 1e-6);
  }
}

TEST(LowerBoundOfShareTest, HoldsForFewManyAndNoSuccesses) {
  EXPECT_EQ(LowerBoundOfShare(0, 0, 0.05), 0);
  EXPECT_EQ(LowerBoundOfShare(0, 50, 0.05), 0);
  EXPECT_NEAR(LowerBoundOfShare(9'900'000, 10'000'000, 0.05), 0.98995, 1e-5);
  EXPECT_LT(LowerBoundOfShare(98, 100, 0.01), LowerBoundOfShare(98, 100, 0.05));
  EXPECT_LT(LowerBoundOfShare(98, 100, 0.05), LowerBoundOfShare(980, 1'000, 0.05));
}

}  // namespace
}  // namespace ieum::core
