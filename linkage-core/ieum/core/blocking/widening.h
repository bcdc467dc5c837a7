// Adds columns to a plan until a wanted completeness is certain enough.
#ifndef IEUM_CORE_BLOCKING_WIDENING_H_
#define IEUM_CORE_BLOCKING_WIDENING_H_

#include <cstdint>
#include <functional>
#include <stop_token>

#include "absl/status/statusor.h"
#include "ieum/core/base/random.h"
#include "ieum/core/blocking/candidate_plan.h"
#include "ieum/core/blocking/completeness.h"
#include "ieum/core/similarity/pair_judge.h"

namespace ieum::core {

struct WideningOptions {
  // Looks at the measuring sample; each takes its part of the error.
  static constexpr int kMaxLooks = 4;
  double min_completeness = 0.98;  // wanted of the lower bound, in (0, 1)
  double error = 0.05;             // of the bound
  int max_tables = 256;            // to add, at most
  // What a pair of candidates costs against one of a comparison of everything, which knows neither
  // blocks nor gathered rows: beyond all pairs divided by this number, candidates do not pay.
  int candidate_pair_cost = 4;
  SampleOptions sample = {};  // each of the two samples
};

enum class WideningEnd {
  kReached,            // the bound is at least min_completeness
  kExhaustiveCheaper,  // more tables would cost more than to compare everything
  kNoGain,             // no kind of table found a pair that is still missing
  kFull,               // max_tables, or the plan's max_columns
  // Too few pairs count: even if none were missing the bound would be lower. Draw a larger sample.
  kSampleTooSmall,
};

struct WideningOutcome {
  WideningEnd end;
  int added_tables = 0;
  CompletenessEstimate estimate;  // of the plan as it is now
};

// Measures completeness with one sample and chooses columns with another, so that the choice does
// not flatter the measurement: of every kind of sampled table, one is tried for the pairs that are
// still missing, and the kind that finds most of them for its cost is added. Tables are added until
// the second sample promises enough; only then is the first one asked, at most a few times, and
// `error` is divided among these looks.
//
// A plan that has become wider keeps all it had. `random` draws samples and positions of bits.
// INVALID_ARGUMENT: an option is out of range. CANCELLED: the plan may have grown.
absl::StatusOr<WideningOutcome> WidenPlan(
    const PairJudge& judge, const WideningOptions& options, Random& random,
    const std::function<void(int64_t done, int64_t total)>& progress, std::stop_token stop,
    CandidatePlan& plan);

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_WIDENING_H_
