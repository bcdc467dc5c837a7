#include "ieum/core/matching/certificate.h"

#include <algorithm>
#include <cmath>

#include "ieum/core/base/status.h"
#include "ieum/core/matching/repeatable_random.h"
#include "ieum/core/model/model_fit.h"
#include "ieum/core/model/model_judge.h"

namespace ieum::core {
namespace {

constexpr uint64_t kSeed = 3;
constexpr double kError = 0.05;
constexpr int64_t kFewestRows = 200;
// A sample of so many pairs takes some seconds, and is a hundredth of all pairs of a million rows.
constexpr int64_t kMostPairs = 10'000'000'000;
// Matches are not spread evenly over rows.
constexpr double kReserve = 1.3;

}  // namespace

int64_t SampledRowCount(const ScoredParties& parties, double match_count, double bound,
                        double error) {
  const int64_t row_count = parties.left.row_count();
  const double wanted = std::log(error) / std::log(bound);
  const double share =
      std::max(1.0, match_count) / static_cast<double>(std::max<int64_t>(1, row_count));
  const auto most = kMostPairs / std::max<int64_t>(1, parties.right.row_count());
  const auto rows = static_cast<int64_t>(std::min(1e9, std::ceil(kReserve * wanted / share)));
  return std::min(row_count, std::max(kFewestRows, std::min(rows, most)));
}

SampleOptions SampleOf(const ScoredParties& parties, int64_t row_count, int32_t min_score,
                       int thread_count, const std::stop_token& stop) {
  SampleOptions sample;
  sample.min_rows = row_count;
  sample.pair_budget = 0;
  sample.min_score = min_score;
  sample.thread_count = thread_count;
  sample.find_pairs = [&parties, thread_count, stop](std::span<const uint32_t> rows, int32_t least,
                                                     int pairs_per_row) {
    return SearchBySegments(parties, rows, least, pairs_per_row, thread_count, stop);
  };
  return sample;
}

absl::StatusOr<CompletenessEstimate> MeasureCompleteness(
    const ScoredParties& parties, const ComparedPairs& candidates, double match_count, double bound,
    int32_t threshold, const PairWeigher& weigh, int thread_count, const std::stop_token& stop) {
  const int32_t prior =
      PriorWeight(match_count, candidates.left_row_count, candidates.right_row_count);
  const SampleOptions sample =
      SampleOf(parties, SampledRowCount(parties, match_count, bound, kError), threshold - prior,
               thread_count, stop);
  RepeatableRandom random(kSeed);
  const ModelJudge judge(parties.model, parties.chances);
  IEUM_ASSIGN_OR_RETURN(
      ReferenceSample reference,
      DrawReferenceSample(parties.left, parties.right, judge, sample, random, {}, stop));
  IEUM_ASSIGN_OR_RETURN(const std::vector<int32_t> weights, weigh(reference.pairs));
  size_t next = 0;
  std::erase_if(reference.pairs, [&](const CandidatePair&) { return weights[next++] < threshold; });
  return EstimateCompleteness(
      reference,
      [&](uint32_t left, uint32_t right) {
        const auto [first, last] =
            std::equal_range(candidates.left.begin(), candidates.left.end(), left);
        const auto begin = candidates.right.begin();
        return std::binary_search(begin + (first - candidates.left.begin()),
                                  begin + (last - candidates.left.begin()), right);
      },
      kError);
}

}  // namespace ieum::core
