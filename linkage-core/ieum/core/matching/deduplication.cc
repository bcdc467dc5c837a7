#include "ieum/core/matching/deduplication.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/blocking/candidate_join.h"
#include "ieum/core/blocking/column_choice.h"
#include "ieum/core/cluster/disjoint_sets.h"
#include "ieum/core/cluster/duplicate_solver.h"
#include "ieum/core/matching/exhaustive_candidates.h"
#include "ieum/core/matching/pair_levels.h"
#include "ieum/core/matching/progress_reporter.h"
#include "ieum/core/matching/repeatable_random.h"
#include "ieum/core/matching/threshold_choice.h"
#include "ieum/core/model/chance_agreement.h"
#include "ieum/core/model/match_probability.h"
#include "ieum/core/model/model_fit.h"
#include "ieum/core/model/model_judge.h"
#include "ieum/core/model/percent_table.h"
#include "ieum/core/model/threshold_curve.h"
#include "ieum/core/model/value_index.h"

namespace ieum::core {
namespace {

constexpr int64_t kChancePairs = 1'000'000;
// From so many pairs on, tables of similarities are made sooner than they are missed.
constexpr int64_t kPairsForTables = 2'000'000;
// Pairs that are less likely than this to be one person before the model is fitted are no
// candidates: 1 in 22'000, in millinats, if three rows of ten have a duplicate.
constexpr int32_t kLeastOdds = -10'000;
constexpr double kUsualShare = 0.3;
// Duplicates expected before the model's probabilities say anything about a threshold.
constexpr double kFewestMatches = 5;
// Fits, each without the duplicates that the one before expects among the pairs that u is measured
// on. The third moves u by a few per cent, no more.
constexpr int kFits = 3;
constexpr double kLeastCompleteness = 0.95;
constexpr uint64_t kSeed = 1;

absl::Status CheckOptions(const DeduplicationOptions& options) {
  if (options.thread_count < 1) {
    return InvalidArgument("%d threads were asked for; want at least 1", options.thread_count);
  }
  if (options.candidate_limit < 1) {
    return InvalidArgument("%d candidates of a row were asked for; want at least 1",
                           options.candidate_limit);
  }
  if (options.precision.has_value() && !(*options.precision >= 0 && *options.precision <= 1)) {
    return InvalidArgument("the precision asked for is not between 0 and 1");
  }
  return absl::OkStatus();
}

// Of every row its best others, as pairs of left < right, each once, ascending.
std::vector<CandidatePair> EachOnce(std::vector<CandidatePair> pairs) {
  std::erase_if(pairs, [](const CandidatePair& pair) { return pair.left == pair.right; });
  for (CandidatePair& pair : pairs) {
    if (pair.left > pair.right) std::swap(pair.left, pair.right);
  }
  const auto rows_of = [](const CandidatePair& pair) { return std::pair(pair.left, pair.right); };
  std::sort(pairs.begin(), pairs.end(), [&](const CandidatePair& a, const CandidatePair& b) {
    return rows_of(a) < rows_of(b);
  });
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

// At every weight of a pair, ascending, by the model's own probabilities.
std::vector<ThresholdEstimate> EstimateByModel(std::span<const int32_t> weights,
                                               std::span<const double> probabilities) {
  std::vector<uint32_t> order(weights.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [weights](uint32_t a, uint32_t b) {
    return weights[a] != weights[b] ? weights[a] > weights[b] : a < b;
  });
  const double matches = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
  std::vector<ThresholdEstimate> estimates;
  ThresholdEstimate next = {.matches = matches};
  for (size_t i = 0; i < order.size(); ++i) {
    ++next.accepted;
    next.false_accepted += 1 - probabilities[order[i]];
    if (i + 1 < order.size() && weights[order[i + 1]] == weights[order[i]]) continue;
    next.threshold = weights[order[i]];
    estimates.push_back(next);
  }
  std::reverse(estimates.begin(), estimates.end());
  return estimates;
}

// One run, stage by stage.
class Run final {
 public:
  Run(const PartyRows& party, std::span<const SegmentEncoding> encodings,
      const DeduplicationOptions& options,
      const std::function<void(const MatchingProgress&)>& progress, std::stop_token stop)
      : party_(party),
        rows_(*party.encodings),
        encodings_(encodings),
        options_(options),
        progress_(progress),
        stop_(std::move(stop)),
        compares_all_(options.exhaustive ||
                      rows_.row_count() <= DeduplicationOptions::kMostExhaustiveRows) {}

  absl::StatusOr<ModelMatching> Match() {
    IEUM_RETURN_IF_ERROR(CheckOptions(options_));
    IEUM_RETURN_IF_ERROR(Pass("chance", &Run::MeasureValues));
    IEUM_RETURN_IF_ERROR(Pass("compare", &Run::Compare));
    IEUM_RETURN_IF_ERROR(Pass("fit", &Run::Fit));
    IEUM_RETURN_IF_ERROR(Pass("certify", &Run::MeasureCompleteness));
    if (FallsShort()) {
      compares_all_ = true;
      plan_.reset();
      IEUM_RETURN_IF_ERROR(Pass("compare all", &Run::Compare));
      IEUM_RETURN_IF_ERROR(Pass("fit again", &Run::Fit));
      result_.model.completeness.completeness = result_.model.completeness.lower_bound = 1;
      result_.model.exhaustive = true;
    }
    IEUM_RETURN_IF_ERROR(Pass("solve", &Run::Solve));
    return std::move(result_);
  }

 private:
  // Runs a stage, which may say how many pairs and bytes it took.
  absl::Status Pass(std::string_view name, absl::Status (Run::*run)()) {
    const absl::Duration start = MonotonicNow();
    result_.model.stages.push_back({.name = name});
    IEUM_RETURN_IF_ERROR((this->*run)());
    result_.model.stages.back().elapsed = MonotonicNow() - start;
    return absl::OkStatus();
  }
  // Whether the plan missed so much that comparing everything is worth its time.
  bool FallsShort() const {
    return plan_ != nullptr && result_.model.completeness.lower_bound < kLeastCompleteness &&
           rows_.row_count() <= DeduplicationOptions::kMostRowsComparedAnyway;
  }
  StageCost& stage() { return result_.model.stages.back(); }
  int64_t pair_count() const { return rows_.row_count() * (rows_.row_count() - 1) / 2; }

  int32_t prior_weight() const {
    return PriorWeight(fit_->match_counts[0], pairs_.all_pair_count());
  }

  absl::Status MeasureValues() {
    const BitMatrix* const party[] = {&rows_};
    IEUM_ASSIGN_OR_RETURN(ValueIndex values,
                          ValueIndex::Create(party, options_.thread_count, stop_));
    values_.emplace(std::move(values));
    IEUM_ASSIGN_OR_RETURN(chances_, MeasureChance(party, encodings_, *values_, kChancePairs,
                                                  options_.thread_count, stop_));
    prior_.emplace(PriorModel(chances_));
    stage().pair_count = std::min(pair_count(), kChancePairs);
    for (const SegmentChance& chance : chances_) result_.model.chances.push_back(chance.chance);
    return absl::OkStatus();
  }

  absl::Status Compare() {
    const SimilarityKernel& kernel = BestKernel();
    const BitMatrix* const party[] = {&rows_};
    result_.matching.kernel_name = std::string(kernel.name());
    const ModelJudge judge(*prior_, chances_,
                           pair_count() >= kPairsForTables ? MakePercentTables(chances_, party)
                                                           : std::vector<PercentTable>());
    IEUM_ASSIGN_OR_RETURN(const std::vector<CandidatePair> candidates, Candidates(judge, kernel));
    IEUM_ASSIGN_OR_RETURN(pairs_, LevelsOf(party, 0, 0, candidates, chances_, *values_, kernel,
                                           options_.thread_count, stop_));
    result_.model.candidate_count = static_cast<int64_t>(candidates.size());
    stage().pair_count = compares_all_ ? pair_count() : result_.matching.compared_pair_count;
    stage().byte_count = pairs_.byte_count();
    return absl::OkStatus();
  }

  int32_t MinScore() const {
    const auto rows = static_cast<double>(rows_.row_count());
    if (rows < 2) return 1;
    return std::max(1, kLeastOdds - PriorWeight(kUsualShare * rows, rows * (rows - 1) / 2));
  }

  absl::StatusOr<std::vector<CandidatePair>> Candidates(const PairJudge& judge,
                                                        const SimilarityKernel& kernel) {
    const int64_t rows = rows_.row_count();
    ProgressReporter reporter(MatchingStage::kCompare, rows * rows, progress_);
    if (compares_all_) {
      result_.matching.compared_pair_count += pair_count();
      result_.matching.limited_row_count = 0;
      // A row is its own best partner.
      IEUM_ASSIGN_OR_RETURN(
          std::vector<CandidatePair> best,
          BestOfAllPairs(rows_, rows_, judge, MinScore(), options_.candidate_limit + 1,
                         options_.thread_count, kernel, reporter, stop_));
      reporter.Finish();
      return EachOnce(std::move(best));
    }
    IEUM_ASSIGN_OR_RETURN(KeyMaker maker, KeyMaker::Create(party_, options_.thread_count, stop_));
    maker_ = std::make_unique<KeyMaker>(std::move(maker));
    IEUM_ASSIGN_OR_RETURN(CandidatePlan plan, PlanCandidates(*maker_, nullptr, {}, random_,
                                                             options_.thread_count, stop_));
    plan_ = std::make_unique<CandidatePlan>(std::move(plan));
    int64_t reported = 0;
    const auto report = [&](int64_t done, int64_t total) {
      const auto part =
          static_cast<int64_t>(static_cast<double>(rows * rows) * static_cast<double>(done) /
                               static_cast<double>(std::max<int64_t>(1, total)));
      reporter.Add(part - std::exchange(reported, part));
    };
    IEUM_ASSIGN_OR_RETURN(CandidateJoin joined,
                          JoinCandidates(*plan_, judge,
                                         {.min_score = MinScore(),
                                          .partner_limit = options_.candidate_limit,
                                          .thread_count = options_.thread_count,
                                          .kernel = &kernel},
                                         report, stop_));
    reporter.Finish();
    result_.matching.compared_pair_count = joined.compared_pair_count;
    result_.matching.limited_row_count = joined.limited_row_count;
    return std::move(joined.pairs);
  }

  absl::Status Fit() {
    FitOptions how;
    how.holds_duplicates = {true};
    LinkageModel prior = *prior_;
    std::vector<double> probabilities;
    for (int fit = 0; fit < kFits; ++fit) {
      IEUM_ASSIGN_OR_RETURN(ModelFit found, FitModel(prior, std::span(&pairs_, 1), how, stop_));
      fit_.emplace(std::move(found));
      result_.model.rounds += fit_->rounds;
      weights_ = PairWeights(fit_->model, pairs_, prior_weight());
      probabilities = MatchProbabilities(pairs_, weights_, true, true);
      prior = PriorModel(WithoutMatches(chances_, pairs_, fit_->model, weights_));
    }
    result_.model.segments.clear();
    for (size_t s = 0; s < chances_.size(); ++s) {
      result_.model.segments.push_back(fit_->model.segment(s));
    }
    result_.model.expected_match_count = fit_->match_counts[0];
    stage().pair_count = result_.model.candidate_count;
    ChooseThreshold(EstimateByModel(weights_, probabilities));
    return absl::OkStatus();
  }

  void ChooseThreshold(const std::vector<ThresholdEstimate>& estimates) {
    ModelOutcome& model = result_.model;
    const bool enough = !estimates.empty() && estimates.front().matches >= kFewestMatches;
    model.curve = ThinnedCurve(estimates, ThresholdChoice::kMostCurvePoints);
    model.fixed_threshold = options_.threshold.has_value();
    model.asked_precision = options_.precision;
    if (options_.threshold.has_value()) {
      model.estimate = EstimateAt(estimates, *options_.threshold);
    } else if (options_.precision.has_value()) {
      model.estimate = enough ? LowestThreshold(estimates, *options_.precision)
                              : EstimateAt(estimates, WeightOfPrecision(*options_.precision));
    } else {
      model.estimate = enough ? BestThreshold(estimates) : EstimateAt(estimates, 0);
    }
  }

  // What the plan missed of the pairs that the fitted model accepts.
  absl::Status MeasureCompleteness() {
    CompletenessEstimate& completeness = result_.model.completeness;
    completeness.completeness = completeness.lower_bound = 1;
    if (plan_ == nullptr) return absl::OkStatus();
    SampleOptions sample;
    sample.pair_budget = options_.sample_pairs;
    sample.min_score = result_.model.estimate.threshold - prior_weight();
    sample.thread_count = options_.thread_count;
    IEUM_ASSIGN_OR_RETURN(const ReferenceSample reference,
                          DrawReferenceSample(rows_, rows_, ModelJudge(fit_->model, chances_),
                                              sample, random_, {}, stop_));
    completeness = EstimateCompleteness(*plan_, reference);
    stage().pair_count = reference.row_count * rows_.row_count();
    result_.model.exhaustive = false;
    return absl::OkStatus();
  }

  void Accept(const ComparedPairs& pairs, std::span<const int32_t> weights) {
    for (size_t i = 0; i < pairs.size(); ++i) {
      if (weights[i] < result_.model.estimate.threshold) continue;
      result_.accepted.push_back(
          {.left = {0, pairs.left[i]}, .right = {0, pairs.right[i]}, .score = weights[i]});
    }
  }

  // Pairs that a plan missed between rows that hang together by accepted pairs: what says whether
  // the rows are one person or a chain of several.
  std::vector<CandidatePair> MissingPairs() const {
    DisjointSets sets(static_cast<size_t>(rows_.row_count()));
    for (const ScoredPair& pair : result_.accepted) sets.Unite(pair.left.row, pair.right.row);
    std::vector<std::vector<uint32_t>> groups(static_cast<size_t>(rows_.row_count()));
    for (uint32_t row = 0; row < rows_.row_count(); ++row) groups[sets.Find(row)].push_back(row);
    std::vector<CandidatePair> missing;
    for (const std::vector<uint32_t>& group : groups) {
      if (group.size() > static_cast<size_t>(options_.candidate_limit)) continue;
      for (size_t i = 0; i < group.size(); ++i) {
        for (size_t j = i + 1; j < group.size(); ++j) {
          if (!IsCandidate(group[i], group[j])) missing.push_back({group[i], group[j], 0});
        }
      }
    }
    return missing;
  }

  bool IsCandidate(uint32_t left, uint32_t right) const {
    const auto [begin, end] = std::equal_range(pairs_.left.begin(), pairs_.left.end(), left);
    const auto rights = pairs_.right.begin();
    return std::binary_search(rights + (begin - pairs_.left.begin()),
                              rights + (end - pairs_.left.begin()), right);
  }

  absl::Status CompleteGroups() {
    if (plan_ == nullptr) return absl::OkStatus();
    const BitMatrix* const party[] = {&rows_};
    const std::vector<CandidatePair> missing = MissingPairs();
    IEUM_ASSIGN_OR_RETURN(const ComparedPairs pairs,
                          LevelsOf(party, 0, 0, missing, chances_, *values_, BestKernel(),
                                   options_.thread_count, stop_));
    result_.matching.compared_pair_count += static_cast<int64_t>(pairs.size());
    Accept(pairs, PairWeights(fit_->model, pairs, prior_weight()));
    std::sort(result_.accepted.begin(), result_.accepted.end(),
              [](const ScoredPair& a, const ScoredPair& b) {
                return std::pair(a.left, a.right) < std::pair(b.left, b.right);
              });
    return absl::OkStatus();
  }

  absl::Status Solve() {
    Accept(pairs_, weights_);
    IEUM_RETURN_IF_ERROR(CompleteGroups());
    MatchingOutcome& matching = result_.matching;
    matching.accepted_pair_count = static_cast<int64_t>(result_.accepted.size());
    ProgressReporter reporter(MatchingStage::kSolve, matching.accepted_pair_count, progress_);
    int64_t reported = 0;
    IEUM_ASSIGN_OR_RETURN(
        Clustering clustering,
        SolveDuplicates(
            rows_.row_count(), options_.candidate_limit, result_.accepted,
            [&](int64_t taken) { reporter.Add(taken - std::exchange(reported, taken)); }, stop_));
    reporter.Finish();
    matching.entities = std::move(clustering.entities);
    matching.entity_count = clustering.entity_count;
    matching.linked_entity_count = clustering.linked_entity_count;
    stage().pair_count = matching.accepted_pair_count;
    return absl::OkStatus();
  }

  const PartyRows& party_;
  const BitMatrix& rows_;
  const std::span<const SegmentEncoding> encodings_;
  const DeduplicationOptions& options_;
  const std::function<void(const MatchingProgress&)>& progress_;
  const std::stop_token stop_;
  bool compares_all_;
  std::optional<ValueIndex> values_;
  std::vector<SegmentChance> chances_;
  std::optional<LinkageModel> prior_;
  std::optional<ModelFit> fit_;
  RepeatableRandom random_{kSeed};
  std::unique_ptr<KeyMaker> maker_;      // null where all pairs were compared
  std::unique_ptr<CandidatePlan> plan_;  // the same
  ComparedPairs pairs_;
  std::vector<int32_t> weights_;  // of its pairs
  ModelMatching result_;
};

}  // namespace

absl::StatusOr<ModelMatching> RunDeduplication(
    const PartyRows& party, std::span<const SegmentEncoding> encodings,
    const DeduplicationOptions& options,
    const std::function<void(const MatchingProgress&)>& progress, std::stop_token stop) {
  return Run(party, encodings, options, progress, std::move(stop)).Match();
}

}  // namespace ieum::core
