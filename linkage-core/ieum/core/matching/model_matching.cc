#include "ieum/core/matching/model_matching.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/blocking/candidate_join.h"
#include "ieum/core/blocking/column_choice.h"
#include "ieum/core/cluster/greedy_solver.h"
#include "ieum/core/matching/exhaustive_candidates.h"
#include "ieum/core/matching/pair_levels.h"
#include "ieum/core/matching/progress_reporter.h"
#include "ieum/core/matching/repeatable_random.h"
#include "ieum/core/model/chance_agreement.h"
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
// Candidates say more for one person than against it, and are not less likely than this to be one
// before the model is fitted: 1 in 22'000, in millinats.
constexpr int32_t kLeastOdds = -10'000;
constexpr double kUsualShare = 0.3;  // of the smaller party's rows that have a partner
int32_t MinCandidateScore(int64_t left_row_count, int64_t right_row_count) {
  const auto smaller = static_cast<double>(std::min(left_row_count, right_row_count));
  if (smaller == 0) return 1;
  return std::max(1,
                  kLeastOdds - PriorWeight(kUsualShare * smaller, left_row_count, right_row_count));
}
// Rows that won a partner before the runner-up null is believed.
constexpr int64_t kFewestAccepted = 20;
constexpr double kDuplicateShare = 0.05;
// Of the positions that plans sample and the rows that certificates do: any number would do, and a
// fixed one makes runs repeat.
constexpr uint64_t kSeed = 1;

absl::Status CheckWishes(const ModelMatchingOptions& options, size_t segment_count) {
  if (options.precision.has_value() && !(*options.precision >= 0 && *options.precision <= 1)) {
    return InvalidArgument("the precision asked for is not between 0 and 1");
  }
  if (options.model != nullptr && (options.model->segments.size() != segment_count ||
                                   options.model->chances.size() != segment_count)) {
    return InvalidArgument("the model has %d segments and the encodings have %d",
                           options.model->segments.size(), segment_count);
  }
  return absl::OkStatus();
}

// One run, stage by stage.
class Run final {
 public:
  Run(std::span<const PartyRows> parties, std::span<const SegmentEncoding> encodings,
      const ModelMatchingOptions& options,
      const std::function<void(const MatchingProgress&)>& progress, std::stop_token stop)
      : rows_(parties),
        encodings_(encodings),
        options_(options),
        progress_(progress),
        stop_(std::move(stop)) {
    for (const PartyRows& party : parties) parties_.push_back(party.encodings);
  }

  absl::StatusOr<ModelMatching> Match() {
    IEUM_RETURN_IF_ERROR(CheckParties(parties_, options_.thread_count));
    IEUM_RETURN_IF_ERROR(CheckWishes(options_, encodings_.size()));
    IEUM_RETURN_IF_ERROR(Pass("chance", &Run::MeasureValues));
    IEUM_RETURN_IF_ERROR(Pass("compare", &Run::Compare));
    IEUM_RETURN_IF_ERROR(Pass("fit", &Run::Fit));
    IEUM_RETURN_IF_ERROR(Pass("certify", &Run::MeasureCompleteness));
    IEUM_RETURN_IF_ERROR(Pass("solve", &Run::Solve));
    IEUM_RETURN_IF_ERROR(Pass("summarise", &Run::Summarise));
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
  StageCost& stage() { return result_.model.stages.back(); }

  absl::Status MeasureValues() {
    IEUM_ASSIGN_OR_RETURN(ValueIndex values,
                          ValueIndex::Create(parties_, options_.thread_count, stop_));
    values_.emplace(std::move(values));
    if (const FixedModel* model = options_.model; model != nullptr) {
      for (size_t s = 0; s < encodings_.size(); ++s) {
        chances_.push_back({.similarity = SegmentSimilarity(encodings_[s], model->chances[s]),
                            .chance = model->chances[s],
                            .identity = {},
                            .percents = {}});
      }
      prior_.emplace(model->segments);
    } else {
      IEUM_ASSIGN_OR_RETURN(chances_,
                            MeasureChance(parties_, encodings_, *values_, kChancePairs, stop_));
      prior_.emplace(PriorModel(chances_));
      for (const BitMatrix* party : parties_) {
        stage().pair_count += party->row_count() * (party->row_count() - 1) / 2;
      }
      stage().pair_count = std::min(stage().pair_count, kChancePairs);
    }
    for (const SegmentChance& chance : chances_) result_.model.chances.push_back(chance.chance);
    return absl::OkStatus();
  }

  absl::Status Compare() {
    const absl::Duration start = MonotonicNow();
    const SimilarityKernel& kernel = BestKernel();
    result_.matching.kernel_name = std::string(kernel.name());
    int64_t pair_count = 0;
    for (size_t a = 0; a < parties_.size(); ++a) {
      for (size_t b = a + 1; b < parties_.size(); ++b) {
        pair_count += parties_[a]->row_count() * parties_[b]->row_count();
      }
    }
    const ModelJudge judge(*prior_, chances_,
                           pair_count >= kPairsForTables ? MakePercentTables(chances_, parties_)
                                                         : std::vector<PercentTable>());
    ProgressReporter reporter(MatchingStage::kCompare, pair_count, progress_);
    for (uint32_t a = 0; a < parties_.size(); ++a) {
      for (uint32_t b = a + 1; b < parties_.size(); ++b) {
        IEUM_ASSIGN_OR_RETURN(const std::vector<CandidatePair> candidates,
                              Candidates(a, b, judge, kernel, reporter));
        pairs_.push_back(LevelsOf(parties_, a, b, candidates, chances_, *values_, kernel));
        result_.model.candidate_count += static_cast<int64_t>(candidates.size());
      }
    }
    reporter.Finish();
    values_.reset();
    stage().pair_count = result_.matching.compared_pair_count;
    for (const ComparedPairs& set : pairs_) stage().byte_count += set.byte_count();
    result_.matching.stage_times.push_back({MatchingStage::kCompare, MonotonicNow() - start});
    return absl::OkStatus();
  }

  // Pairs of two parties worth a close look.
  absl::StatusOr<std::vector<CandidatePair>> Candidates(uint32_t a, uint32_t b,
                                                        const PairJudge& judge,
                                                        const SimilarityKernel& kernel,
                                                        ProgressReporter& reporter) {
    const int64_t all = parties_[a]->row_count() * parties_[b]->row_count();
    plans_.emplace_back();
    if (options_.exhaustive || all <= ModelMatchingOptions::kMostExhaustivePairs) {
      result_.matching.compared_pair_count += all;
      return BestOfAllPairs(*parties_[a], *parties_[b], judge,
                            MinCandidateScore(parties_[a]->row_count(), parties_[b]->row_count()),
                            options_.candidate_limit, options_.thread_count, kernel, reporter,
                            stop_);
    }
    IEUM_RETURN_IF_ERROR(MakeKeyMakers());
    IEUM_ASSIGN_OR_RETURN(
        CandidatePlan plan,
        PlanCandidates(*makers_[a], makers_[b].get(), {}, random_, options_.thread_count, stop_));
    plans_.back() = std::make_unique<CandidatePlan>(std::move(plan));
    int64_t reported = 0;
    const auto report = [&](int64_t done, int64_t total) {
      const auto part = static_cast<int64_t>(static_cast<double>(all) * static_cast<double>(done) /
                                             static_cast<double>(std::max<int64_t>(1, total)));
      reporter.Add(part - std::exchange(reported, part));
    };
    IEUM_ASSIGN_OR_RETURN(CandidateJoin joined,
                          JoinCandidates(*plans_.back(), judge,
                                         {.min_score = MinCandidateScore(parties_[a]->row_count(),
                                                                         parties_[b]->row_count()),
                                          .partner_limit = options_.candidate_limit,
                                          .thread_count = options_.thread_count,
                                          .kernel = &kernel},
                                         report, stop_));
    result_.matching.compared_pair_count += joined.compared_pair_count;
    result_.matching.limited_row_count += joined.limited_row_count;
    return std::move(joined.pairs);
  }

  absl::Status MakeKeyMakers() {
    if (!makers_.empty()) return absl::OkStatus();
    for (const PartyRows& party : rows_) {
      IEUM_ASSIGN_OR_RETURN(KeyMaker maker, KeyMaker::Create(party, options_.thread_count, stop_));
      makers_.push_back(std::make_unique<KeyMaker>(std::move(maker)));
    }
    return absl::OkStatus();
  }

  // What the plans missed of the pairs that the fitted model accepts.
  absl::Status MeasureCompleteness() {
    CompletenessEstimate& worst = result_.model.completeness;
    worst.completeness = worst.lower_bound = 1;
    const ModelJudge judge(fit_->model, chances_);
    for (size_t p = 0; p < plans_.size(); ++p) {
      if (plans_[p] == nullptr) continue;
      const ComparedPairs& set = pairs_[p];
      const int32_t prior_weight =
          PriorWeight(fit_->match_counts[p], set.left_row_count, set.right_row_count);
      SampleOptions sample;
      sample.pair_budget = options_.sample_pairs;
      sample.min_score = result_.model.estimate.threshold - prior_weight;
      sample.thread_count = options_.thread_count;
      IEUM_ASSIGN_OR_RETURN(
          const ReferenceSample reference,
          DrawReferenceSample(*parties_[set.left_party], *parties_[set.right_party], judge, sample,
                              random_, {}, stop_));
      const CompletenessEstimate estimate = EstimateCompleteness(*plans_[p], reference);
      stage().pair_count += reference.row_count * set.right_row_count;
      if (result_.model.exhaustive || estimate.lower_bound < worst.lower_bound) worst = estimate;
      result_.model.exhaustive = false;
    }
    return absl::OkStatus();
  }

  absl::Status Fit() {
    FitOptions how;
    how.holds_duplicates = options_.holds_duplicates;
    how.keeps_model = result_.model.fixed_model = options_.model != nullptr;
    IEUM_ASSIGN_OR_RETURN(ModelFit found, FitModel(*prior_, pairs_, how, stop_));
    fit_.emplace(std::move(found));
    const ModelFit& fit = *fit_;
    for (size_t s = 0; s < chances_.size(); ++s) {
      result_.model.segments.push_back(fit.model.segment(s));
    }
    stage().pair_count = result_.model.candidate_count;
    result_.model.rounds = fit.rounds;
    for (size_t i = 0; i < pairs_.size(); ++i) {
      result_.model.expected_match_count += fit.match_counts[i];
      weights_.push_back(PairWeights(
          fit.model, pairs_[i],
          PriorWeight(fit.match_counts[i], pairs_[i].left_row_count, pairs_[i].right_row_count)));
    }
    // Two rows of one party went through the same hands: the fitted errors between parties are not
    // theirs.
    ChooseThreshold(ModelJudge(*prior_, chances_));
    return absl::OkStatus();
  }

  // Whether two rows of one party look like one person, if one row in twenty is a second one.
  bool SamePerson(const ModelJudge& judge, uint32_t party, uint32_t row, uint32_t other) const {
    const BitMatrix& matrix = *parties_[party];
    std::array<int32_t, EncodingLayout::kMaxSegments> common;
    const std::span<int32_t> of_segments = std::span(common).first(chances_.size());
    BestKernel().CommonBits(matrix.row(row), matrix, {other, int64_t{other} + 1}, of_segments);
    const int64_t rows = matrix.row_count();
    const double duplicates = kDuplicateShare * static_cast<double>(rows);
    return judge.Score(of_segments, matrix.popcounts(row), matrix.popcounts(other)) +
               PriorWeight(duplicates, rows, rows) >=
           0;
  }

  void ChooseThreshold(const ModelJudge& judge) {
    const PartyKnowledge knowledge = {
        .holds_duplicates = options_.holds_duplicates,
        .same_person = [&](uint32_t party, uint32_t row, uint32_t other) {
          return SamePerson(judge, party, row, other);
        }};
    ThresholdEstimates found = EstimateThresholds(pairs_, weights_, knowledge);
    result_.model.duplicate_counts = std::move(found.duplicate_counts);
    const std::vector<ThresholdEstimate>& estimates = found.thresholds;
    const bool enough = !estimates.empty() && estimates.front().matches >= kFewestAccepted;
    result_.model.by_runner_up = enough;
    result_.model.curve = ThinnedCurve(estimates, ModelOutcome::kMostCurvePoints);
    result_.model.fixed_threshold = options_.threshold.has_value();
    result_.model.asked_precision = options_.precision;
    if (options_.threshold.has_value()) {
      result_.model.estimate = EstimateAt(estimates, *options_.threshold);
    } else if (options_.precision.has_value()) {
      result_.model.estimate = enough
                                   ? LowestThreshold(estimates, *options_.precision)
                                   : EstimateAt(estimates, WeightOfPrecision(*options_.precision));
    } else {
      result_.model.estimate = enough ? BestThreshold(estimates) : EstimateAt(estimates, 0);
    }
  }

  uint32_t DuplicateParties() const {
    uint32_t parties = 0;
    for (size_t p = 0; p < options_.holds_duplicates.size(); ++p) {
      if (options_.holds_duplicates[p]) parties |= uint32_t{1} << p;
    }
    return parties;
  }

  bool HoldsDuplicates(uint32_t party) const {
    return party < options_.holds_duplicates.size() && options_.holds_duplicates[party];
  }

  // [n] pairs at or above the threshold. Where both parties hold duplicates no party bounds an
  // entity, and chains of near misses would join strangers: there a pair must be the best of one
  // of its rows.
  std::vector<bool> Eligible(const ComparedPairs& set, const std::vector<int32_t>& weights) const {
    const int32_t threshold = result_.model.estimate.threshold;
    const bool chains = HoldsDuplicates(set.left_party) && HoldsDuplicates(set.right_party);
    std::vector<int32_t> left(static_cast<size_t>(set.left_row_count), threshold);
    std::vector<int32_t> right(static_cast<size_t>(set.right_row_count), threshold);
    for (size_t i = 0; chains && i < set.size(); ++i) {
      left[set.left[i]] = std::max(left[set.left[i]], weights[i]);
      right[set.right[i]] = std::max(right[set.right[i]], weights[i]);
    }
    std::vector<bool> eligible(set.size());
    for (size_t i = 0; i < set.size(); ++i) {
      eligible[i] = weights[i] >= left[set.left[i]] || weights[i] >= right[set.right[i]];
    }
    return eligible;
  }

  absl::Status Solve() {
    const absl::Duration start = MonotonicNow();
    std::vector<ScoredPair> accepted;
    for (size_t p = 0; p < pairs_.size(); ++p) {
      const ComparedPairs& set = pairs_[p];
      const std::vector<bool> eligible = Eligible(set, weights_[p]);
      for (size_t i = 0; i < set.size(); ++i) {
        if (!eligible[i]) continue;
        accepted.push_back({.left = {set.left_party, set.left[i]},
                            .right = {set.right_party, set.right[i]},
                            .score = weights_[p][i]});
      }
    }
    std::sort(accepted.begin(), accepted.end(), [](const ScoredPair& a, const ScoredPair& b) {
      return std::pair(a.left, a.right) < std::pair(b.left, b.right);
    });
    MatchingOutcome& matching = result_.matching;
    matching.accepted_pair_count = static_cast<int64_t>(accepted.size());
    std::vector<int64_t> row_counts;
    for (const BitMatrix* party : parties_) row_counts.push_back(party->row_count());
    ProgressReporter reporter(MatchingStage::kSolve, matching.accepted_pair_count, progress_);
    int64_t reported = 0;
    IEUM_ASSIGN_OR_RETURN(
        Clustering clustering,
        SolveGreedily(
            row_counts, DuplicateParties(), accepted,
            [&](int64_t taken) { reporter.Add(taken - std::exchange(reported, taken)); }, stop_));
    reporter.Finish();
    matching.entities = std::move(clustering.entities);
    matching.entity_count = clustering.entity_count;
    matching.linked_entity_count = clustering.linked_entity_count;
    matching.stage_times.push_back({MatchingStage::kSolve, MonotonicNow() - start});
    stage().pair_count = matching.accepted_pair_count;
    return absl::OkStatus();
  }

  absl::Status Summarise() {
    result_.model.statistics = core::Summarise({.parties = parties_,
                                                .pairs = pairs_,
                                                .weights = weights_,
                                                .model = fit_->model,
                                                .entities = result_.matching.entities,
                                                .entity_count = result_.matching.entity_count,
                                                .threshold = result_.model.estimate.threshold,
                                                .duplicate_parties = DuplicateParties()});
    stage().pair_count = result_.model.candidate_count;
    return absl::OkStatus();
  }

  const std::span<const PartyRows> rows_;
  std::vector<const BitMatrix*> parties_;
  const std::span<const SegmentEncoding> encodings_;
  const ModelMatchingOptions& options_;
  const std::function<void(const MatchingProgress&)>& progress_;
  const std::stop_token stop_;
  std::optional<ValueIndex> values_;  // until pairs are compared
  std::vector<SegmentChance> chances_;
  std::optional<LinkageModel> prior_;
  std::optional<ModelFit> fit_;
  RepeatableRandom random_{kSeed};
  std::vector<std::unique_ptr<KeyMaker>> makers_;  // [party], once a plan is made
  // One for each two parties, as are the next two; null where all pairs were compared.
  std::vector<std::unique_ptr<CandidatePlan>> plans_;
  std::vector<ComparedPairs> pairs_;
  std::vector<std::vector<int32_t>> weights_;  // of their pairs
  ModelMatching result_;
};

}  // namespace

absl::StatusOr<ModelMatching> RunModelMatching(
    std::span<const PartyRows> parties, std::span<const SegmentEncoding> encodings,
    const ModelMatchingOptions& options,
    const std::function<void(const MatchingProgress&)>& progress, std::stop_token stop) {
  return Run(parties, encodings, options, progress, std::move(stop)).Match();
}

}  // namespace ieum::core
