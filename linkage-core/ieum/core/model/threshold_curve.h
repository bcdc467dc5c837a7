// Thresholds as a report shows them and as an operator may ask for them.
#ifndef IEUM_CORE_MODEL_THRESHOLD_CURVE_H_
#define IEUM_CORE_MODEL_THRESHOLD_CURVE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/model/runner_up.h"

namespace ieum::core {

// At most `most` of the estimates, about evenly spaced by threshold, the first and the last among
// them. estimates: thresholds ascending. REQUIRES: most >= 2.
std::vector<ThresholdEstimate> ThinnedCurve(std::span<const ThresholdEstimate> estimates,
                                            size_t most);

// The estimate of the lowest threshold whose precision is at least `precision`; if there is none,
// the one of the largest precision, of equals the lowest. REQUIRES: not empty, ascending.
const ThresholdEstimate& LowestThreshold(std::span<const ThresholdEstimate> estimates,
                                         double precision);

// What `threshold` is expected to give: the estimate of the next threshold that a pair has, with
// `threshold` in its place; nothing accepted if no pair is that high.
ThresholdEstimate EstimateAt(std::span<const ThresholdEstimate> estimates, int32_t threshold);

// The weight in millinats from which a pair's odds are those of `precision`, where there are too
// few pairs to estimate anything. 0 <= precision <= 1.
int32_t WeightOfPrecision(double precision);

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_THRESHOLD_CURVE_H_
