#include "ieum/core/blocking/widening.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/blocking/binomial_bound.h"
#include "ieum/core/blocking/bit_sampling.h"
#include "ieum/core/blocking/column_choice.h"

namespace ieum::core {
namespace {

// Tables of one kind are tried so often before it is given up for a round.
constexpr int kTriesPerKind = 2;

absl::Status CheckOptions(const WideningOptions& options) {
  if (!(options.min_completeness > 0 && options.min_completeness < 1)) {
    return InvalidArgument(
        "a completeness of 0 or less, or of 1 or more, cannot be certified from a sample; want a "
        "number between, such as 0.99, or compare all pairs");
  }
  if (!(options.error > 0 && options.error < 1) || options.max_tables < 0 ||
      options.candidate_pair_cost < 1) {
    return InvalidArgument(
        "want an error between 0 and 1, no negative number of tables and a pair cost of at least "
        "1");
  }
  return absl::OkStatus();
}

std::vector<SampledKind> KindsOf(int segment_count) {
  std::vector<SampledKind> kinds;
  for (int sampled = 0; sampled < segment_count; ++sampled) kinds.push_back({{}, {sampled}});
  for (int a = 0; a < segment_count; ++a) {
    for (int b = 0; b < segment_count; ++b) {
      if (a != b) kinds.push_back({{a}, {b}});
      if (a < b) kinds.push_back({{}, {a, b}});
    }
  }
  return kinds;
}

// Holds the sample to choose by, and what of it is missing.
class Chooser final {
 public:
  Chooser(const ReferenceSample& sample, Random& random, int thread_count, CandidatePlan& plan)
      : sample_(sample),
        random_(random),
        thread_count_(thread_count),
        plan_(plan),
        kinds_(KindsOf(plan.left().encodings().layout().segment_count())) {
    FindMissing();
  }

  double completeness() const {
    return 1 - static_cast<double>(missing_.size()) / static_cast<double>(sample_.pairs.size());
  }

  // Adds a table of the best kind. Whether one gained anything.
  absl::StatusOr<bool> AddBest(const std::stop_token& stop) {
    double best_gain = 0;
    const SampledKind* best = nullptr;
    for (const SampledKind& kind : kinds_) {
      if (stop.stop_requested()) return Cancelled("stopped on request");
      const double gain = GainOf(kind);
      if (gain > best_gain) {
        best_gain = gain;
        best = &kind;
      }
    }
    if (best == nullptr) return false;
    IEUM_ASSIGN_OR_RETURN(const int64_t added,
                          AddSampledTable(*best, random_, thread_count_, stop, plan_));
    const size_t missing = missing_.size();
    FindMissing();
    // A kind whose blocks are dealt with already has nothing to add; a table may also have bad luck
    // with its bits.
    if (added == 0 || missing_.size() == missing) {
      if (++misses_ > kTriesPerKind * static_cast<int>(kinds_.size())) return false;
    } else {
      misses_ = 0;
    }
    return true;
  }

 private:
  void FindMissing() {
    missing_.clear();
    for (const CandidatePair& pair : sample_.pairs) {
      if (!plan_.Holds(pair.left, pair.right)) missing_.push_back(pair);
    }
  }

  // Missing pairs that a table of this kind would find, for its cost; estimated with bits of its
  // own.
  double GainOf(const SampledKind& kind) {
    const EncodingLayout& layout = plan_.left().encodings().layout();
    const bool alone = kind.equal_segments.empty();
    const int per_row =
        alone ? plan_.options().sampling_pairs_per_row : plan_.options().pairs_per_row;
    const BitSample sample(layout, kind.sampled_segments, random_);
    // Equality leaves some thousand pairs of all the same block; how many exactly is known when the
    // table is made. The estimate takes them for a quarter of the budget too many.
    const double share = alone ? static_cast<double>(per_row) *
                                     static_cast<double>(plan_.larger_row_count()) /
                                     static_cast<double>(plan_.CountAllPairs())
                               : 0.25;
    const KeyColumn column{.equal_segments = kind.equal_segments,
                           .sampled_bits = sample.FirstBits(sample.BitsForShare(
                               plan_.left().encodings(), plan_.right().encodings(), share))};
    int64_t found = 0;
    for (const CandidatePair& pair : missing_) {
      uint64_t left_key = 0;
      uint64_t right_key = 0;
      plan_.left().MakeKeys(column, {pair.left, int64_t{pair.left} + 1}, std::span(&left_key, 1));
      plan_.right().MakeKeys(column, {pair.right, int64_t{pair.right} + 1},
                             std::span(&right_key, 1));
      if (left_key != 0 && left_key == right_key) ++found;
    }
    return static_cast<double>(found) / static_cast<double>(per_row);
  }

  const ReferenceSample& sample_;
  Random& random_;
  const int thread_count_;
  CandidatePlan& plan_;
  const std::vector<SampledKind> kinds_;
  std::vector<CandidatePair> missing_;
  int misses_ = 0;
};

// Adds tables until the choosing sample has the wanted completeness. What prevented it, if
// anything.
absl::StatusOr<std::optional<WideningEnd>> AddTables(double wanted, const WideningOptions& options,
                                                     const std::stop_token& stop,
                                                     const CandidatePlan& plan, Chooser& chooser,
                                                     int& added_tables) {
  while (chooser.completeness() < wanted) {
    if (added_tables == options.max_tables ||
        plan.CountUsedColumns() >= plan.options().max_columns) {
      return WideningEnd::kFull;
    }
    if (plan.CountPairs() > plan.CountAllPairs() / options.candidate_pair_cost) {
      return WideningEnd::kExhaustiveCheaper;
    }
    IEUM_ASSIGN_OR_RETURN(const bool gained, chooser.AddBest(stop));
    if (!gained) return WideningEnd::kNoGain;
    ++added_tables;
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<WideningOutcome> WidenPlan(
    const PairJudge& judge, const WideningOptions& options, Random& random,
    const std::function<void(int64_t done, int64_t total)>& progress, std::stop_token stop,
    CandidatePlan& plan) {
  IEUM_RETURN_IF_ERROR(CheckOptions(options));
  const BitMatrix& left = plan.left().encodings();
  const BitMatrix& right = plan.right().encodings();
  IEUM_ASSIGN_OR_RETURN(
      const ReferenceSample measuring,
      DrawReferenceSample(left, right, judge, options.sample, random, progress, stop));
  IEUM_ASSIGN_OR_RETURN(
      const ReferenceSample choosing,
      DrawReferenceSample(left, right, judge, options.sample, random, progress, stop));

  const double error = options.error / WideningOptions::kMaxLooks;
  WideningOutcome outcome;
  outcome.estimate = EstimateCompleteness(plan, measuring, error);
  const auto trials = static_cast<int64_t>(outcome.estimate.effective_pairs);
  if (trials == 0 || choosing.pairs.empty() ||
      LowerBoundOfShare(trials, trials, error) < options.min_completeness) {
    outcome.end = WideningEnd::kSampleTooSmall;
    return outcome;
  }

  Chooser chooser(choosing, random, options.sample.thread_count, plan);
  for (int look = 1; outcome.estimate.lower_bound < options.min_completeness; ++look) {
    if (look == WideningOptions::kMaxLooks || chooser.completeness() >= 1) {
      // All that the choosing sample has is found, and the measuring one says it is not enough.
      outcome.end = WideningEnd::kSampleTooSmall;
      return outcome;
    }
    // At least half of what is missing must be found before it is worth to look again.
    const double wanted = std::max(options.min_completeness, (1 + chooser.completeness()) / 2);
    IEUM_ASSIGN_OR_RETURN(const std::optional<WideningEnd> obstacle,
                          AddTables(wanted, options, stop, plan, chooser, outcome.added_tables));
    outcome.estimate = EstimateCompleteness(plan, measuring, error);
    if (obstacle.has_value() && outcome.estimate.lower_bound < options.min_completeness) {
      outcome.end = *obstacle;
      return outcome;
    }
  }
  outcome.end = WideningEnd::kReached;
  return outcome;
}

}  // namespace ieum::core
