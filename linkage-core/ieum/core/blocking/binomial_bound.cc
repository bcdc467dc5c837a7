#include "ieum/core/blocking/binomial_bound.h"

#include <cmath>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// Narrower than any report shows.
constexpr int kBisections = 50;

// Probability of `successes` or more in `trials`, each with probability p in (0, 1).
double UpperTail(int64_t successes, int64_t trials, double p) {
  const double odds = (1 - p) / p;
  // Ratios to the first term, which may be too small for a number of its own.
  double term = 1;
  double sum = 1;
  for (int64_t k = successes; k < trials; ++k) {
    term *= static_cast<double>(trials - k) / (static_cast<double>(k + 1) * odds);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  const auto n = static_cast<double>(trials);
  const auto s = static_cast<double>(successes);
  const double log_first = std::lgamma(n + 1) - std::lgamma(s + 1) - std::lgamma(n - s + 1) +
                           s * std::log(p) + (n - s) * std::log1p(-p);
  return std::exp(log_first + std::log(sum));
}

}  // namespace

double LowerBoundOfShare(int64_t successes, int64_t trials, double error) {
  IEUM_CHECK(successes >= 0 && successes <= trials && error > 0 && error < 1);
  if (successes == 0) return 0;
  // The tail rises with p. Its value at the share seen is about a half, so the bound is below it.
  double low = 0;
  double high = static_cast<double>(successes) / static_cast<double>(trials);
  if (successes == trials) return std::pow(error, 1.0 / static_cast<double>(trials));
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    (UpperTail(successes, trials, middle) <= error ? low : high) = middle;
  }
  return low;
}

}  // namespace ieum::core
