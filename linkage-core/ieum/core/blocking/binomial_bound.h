// What a sample says about a share.
#ifndef IEUM_CORE_BLOCKING_BINOMIAL_BOUND_H_
#define IEUM_CORE_BLOCKING_BINOMIAL_BOUND_H_

#include <cstdint>

namespace ieum::core {

// One-sided lower bound of Clopper and Pearson for the share p of successes, `successes` of
// `trials` seen: the p at which so many or more have probability `error`. It is above the true p
// with probability `error` at most, for every p and number of trials (Wilson's is not: near 1,
// where completeness lies, it is above too often). 0 if there are no successes.
// REQUIRES: 0 <= successes <= trials, 0 < error < 1.
double LowerBoundOfShare(int64_t successes, int64_t trials, double error);

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_BINOMIAL_BOUND_H_
