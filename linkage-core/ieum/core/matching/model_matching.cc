#include "ieum/core/matching/model_matching.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/cluster/greedy_solver.h"
#include "ieum/core/matching/accepted_pairs.h"
#include "ieum/core/matching/certificate.h"
#include "ieum/core/matching/match_result.h"
#include "ieum/core/matching/match_state.h"
#include "ieum/core/matching/pair_levels.h"
#include "ieum/core/matching/progress_reporter.h"
#include "ieum/core/matching/search_choice.h"
#include "ieum/core/matching/stage_content.h"
#include "ieum/core/matching/threshold_choice.h"
#include "ieum/core/model/chance_agreement.h"
#include "ieum/core/model/model_fit.h"
#include "ieum/core/model/model_judge.h"
#include "ieum/core/model/percent_table.h"
#include "ieum/core/model/value_index.h"

namespace ieum::core {
namespace {

constexpr int64_t kChancePairs = 1'000'000;
// From so many pairs on, tables of similarities are made sooner than they are missed.
constexpr int64_t kPairsForTables = 2'000'000;
constexpr double kDuplicateShare = 0.05;
// Completeness that a certificate shows if nothing is missed and no more is asked for.
constexpr double kShownCompleteness = 0.99;

absl::Status CheckWishes(const ModelMatchingOptions& options, size_t segment_count) {
  if (options.precision.has_value() && !(*options.precision >= 0 && *options.precision <= 1)) {
    return InvalidArgument("the precision asked for is not between 0 and 1");
  }
  if (options.min_completeness.has_value() &&
      !(*options.min_completeness > 0 && *options.min_completeness < 1)) {
    return InvalidArgument(
        "the completeness asked for is not between 0 and 1; to be sure of all, compare all pairs");
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
      : encodings_(encodings),
        options_(options),
        progress_(progress),
        stop_(std::move(stop)),
        finder_(parties, SearchOf(parties, options)) {
    for (const PartyRows& party : parties) parties_.push_back(party.encodings);
  }

  absl::StatusOr<ModelMatching> Match() {
    IEUM_RETURN_IF_ERROR(CheckParties(parties_, options_.thread_count));
    IEUM_RETURN_IF_ERROR(CheckWishes(options_, encodings_.size()));
    if (options_.solver == Solver::kOptimal) {
      IEUM_RETURN_IF_ERROR(CheckIsAssignment(parties_.size(), DuplicateParties()));
    }
    IEUM_RETURN_IF_ERROR(Pass("chance", found_.chance, &Run::MeasureValues));
    UseChance();
    IEUM_RETURN_IF_ERROR(Pass("compare", found_.candidates, &Run::Compare));
    IEUM_RETURN_IF_ERROR(FitAndCertify(kFirstPasses));
    if (FallsShort()) {
      IEUM_RETURN_IF_ERROR(Pass("widen", found_.candidates, &Run::Widen));
      IEUM_RETURN_IF_ERROR(FitAndCertify(kSecondPasses));
    }
    values_.reset();
    found_.accepted =
        AcceptedPairs(found_.candidates.pairs, found_.weights,
                      found_.threshold.choice.estimate.threshold, RowCounts(), DuplicateParties());
    IEUM_RETURN_IF_ERROR(Pass("solve", found_.entities, &Run::Solve));
    return ResultOf(parties_, DuplicateParties(), *model_, options_, finder_.smallest_limit(),
                    std::move(found_));
  }

 private:
  // Stages of one model: of the first, and of the one after widening.
  struct PassNames {
    std::string_view fit, threshold, certify;
  };
  static constexpr PassNames kFirstPasses = {"fit", "threshold", "certify"};
  static constexpr PassNames kSecondPasses = {"fitagain", "thresholdagain", "certifyagain"};

  // Runs a stage that fills `output`, or takes what the store has of it.
  template <typename Output>
  absl::Status Pass(std::string_view name, Output& output, absl::Status (Run::*run)()) {
    const absl::Duration start = MonotonicNow();
    StageCost cost = {.name = name};
    if (options_.stage_store != nullptr) {
      IEUM_ASSIGN_OR_RETURN(const std::optional<Bytes> saved, options_.stage_store->Load(name));
      if (saved.has_value()) {
        IEUM_RETURN_IF_ERROR(Restore(*saved, output));
        cost.resumed = true;
      }
    }
    if (!cost.resumed) {
      IEUM_RETURN_IF_ERROR((this->*run)());
      if (options_.stage_store != nullptr) {
        IEUM_RETURN_IF_ERROR(options_.stage_store->Save(name, ContentOf(output)));
      }
    }
    cost.pair_count = output.pair_count();
    cost.byte_count = output.byte_count();
    cost.elapsed = MonotonicNow() - start;
    found_.stages.push_back(cost);
    return absl::OkStatus();
  }

  absl::Status MeasureValues() {
    IEUM_RETURN_IF_ERROR(MakeValues());
    if (const FixedModel* model = options_.model; model != nullptr) {
      found_.chance.chances = model->chances;
      return absl::OkStatus();
    }
    IEUM_ASSIGN_OR_RETURN(
        const std::vector<SegmentChance> measured,
        MeasureChance(parties_, encodings_, *values_, kChancePairs, options_.thread_count, stop_));
    found_.chance.Keep(measured);
    for (const BitMatrix* party : parties_) {
      found_.chance.looked_at += party->row_count() * (party->row_count() - 1) / 2;
    }
    found_.chance.looked_at = std::min(found_.chance.looked_at, kChancePairs);
    return absl::OkStatus();
  }

  absl::Status MakeValues() {
    if (values_.has_value()) return absl::OkStatus();
    IEUM_ASSIGN_OR_RETURN(ValueIndex values,
                          ValueIndex::Create(parties_, options_.thread_count, stop_));
    values_.emplace(std::move(values));
    return absl::OkStatus();
  }

  void UseChance() {
    chances_ = found_.chance.For(encodings_);
    prior_.emplace(options_.model != nullptr ? LinkageModel(options_.model->segments)
                                             : PriorModel(chances_));
  }

  int64_t CountPairs() const {
    int64_t count = 0;
    for (size_t a = 0; a < parties_.size(); ++a) {
      for (size_t b = a + 1; b < parties_.size(); ++b) {
        count += parties_[a]->row_count() * parties_[b]->row_count();
      }
    }
    return count;
  }

  // What chooses candidates.
  ModelJudge PriorJudge() const {
    return ModelJudge(*prior_, chances_,
                      CountPairs() >= kPairsForTables ? MakePercentTables(chances_, parties_)
                                                      : std::vector<PercentTable>());
  }

  absl::Status Compare() {
    const ModelJudge judge = PriorJudge();
    ProgressReporter reporter(MatchingStage::kCompare, CountPairs(), progress_);
    for (uint32_t a = 0; a < parties_.size(); ++a) {
      for (uint32_t b = a + 1; b < parties_.size(); ++b) {
        IEUM_ASSIGN_OR_RETURN(FoundCandidates found, finder_.Find(a, b, judge, MinScore(a, b),
                                                                  BestKernel(), reporter, stop_));
        found_.candidates.pairs.emplace_back();
        found_.candidates.searches.emplace_back();
        IEUM_RETURN_IF_ERROR(Keep(a, b, std::move(found), found_.candidates.pairs.size() - 1));
      }
    }
    reporter.Finish();
    if (!options_.min_completeness.has_value()) finder_.Forget();
    return absl::OkStatus();
  }

  int32_t MinScore(uint32_t a, uint32_t b) const {
    return MinCandidateScore(parties_[a]->row_count(), parties_[b]->row_count());
  }

  absl::Status Keep(uint32_t a, uint32_t b, FoundCandidates found, size_t number) {
    IEUM_RETURN_IF_ERROR(MakeValues());
    IEUM_ASSIGN_OR_RETURN(found_.candidates.pairs[number],
                          LevelsOf(parties_, a, b, found.pairs, chances_, *values_, BestKernel(),
                                   options_.thread_count, stop_, finder_.window_rows()));
    SearchFigures& search = found_.candidates.searches[number];
    search.compared_pair_count += found.compared_pair_count;
    search.exhaustive = found.exhaustive;
    search.columns = std::move(found.columns);
    search.repeated_row_count = found.repeated_row_count;
    return absl::OkStatus();
  }

  absl::Status FitAndCertify(const PassNames& names) {
    found_.fit = {};
    IEUM_RETURN_IF_ERROR(Pass(names.fit, found_.fit, &Run::Fit));
    model_.emplace(found_.fit.segments);
    found_.weights.clear();
    for (size_t i = 0; i < found_.candidates.pairs.size(); ++i) {
      const ComparedPairs& set = found_.candidates.pairs[i];
      found_.weights.push_back(PairWeights(
          *model_, set,
          PriorWeight(found_.fit.match_counts[i], set.left_row_count, set.right_row_count)));
    }
    found_.threshold = {};
    IEUM_RETURN_IF_ERROR(Pass(names.threshold, found_.threshold, &Run::FindThreshold));
    found_.certificate = {};
    return Pass(names.certify, found_.certificate, &Run::Certify);
  }

  absl::Status Fit() {
    FitOptions how;
    how.holds_duplicates = options_.holds_duplicates;
    how.keeps_model = options_.model != nullptr;
    IEUM_ASSIGN_OR_RETURN(ModelFit found, FitModel(*prior_, found_.candidates.pairs, how, stop_));
    for (size_t s = 0; s < chances_.size(); ++s) {
      found_.fit.segments.push_back(found.model.segment(s));
    }
    found_.fit.match_counts = std::move(found.match_counts);
    found_.fit.rounds = found.rounds;
    found_.fit.looked_at = found_.candidates.candidate_count();
    return absl::OkStatus();
  }

  absl::Status FindThreshold() {
    // Two rows of one party went through the same hands: the fitted errors between parties are not
    // theirs.
    const ModelJudge judge(*prior_, chances_);
    const PartyKnowledge knowledge = {
        .holds_duplicates = options_.holds_duplicates,
        .same_person = [&](uint32_t party, uint32_t row, uint32_t other) {
          return SamePerson(judge, party, row, other);
        }};
    found_.threshold.choice =
        ChooseThreshold(found_.candidates.pairs, found_.weights, knowledge,
                        {.threshold = options_.threshold, .precision = options_.precision});
    found_.threshold.looked_at = found_.candidates.candidate_count();
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

  ScoredParties Scored(const ComparedPairs& set) const {
    return {.left = *parties_[set.left_party],
            .right = *parties_[set.right_party],
            .model = *model_,
            .chances = chances_};
  }

  absl::Status Certify() {
    CompletenessEstimate& worst = found_.certificate.worst;
    worst.completeness = worst.lower_bound = 1;
    for (size_t p = 0; p < found_.candidates.pairs.size(); ++p) {
      if (found_.candidates.searches[p].exhaustive) continue;
      const ComparedPairs& set = found_.candidates.pairs[p];
      IEUM_ASSIGN_OR_RETURN(
          const CompletenessEstimate estimate,
          MeasureCompleteness(
              Scored(set), set, found_.fit.match_counts[p],
              std::max(kShownCompleteness, options_.min_completeness.value_or(0)),
              found_.threshold.choice.estimate.threshold,
              [&](std::span<const CandidatePair> pairs) { return Weigh(p, pairs); },
              options_.thread_count, stop_));
      found_.certificate.looked_at += estimate.row_count * set.right_row_count;
      if (found_.certificate.exhaustive || estimate.lower_bound < worst.lower_bound)
        worst = estimate;
      found_.certificate.exhaustive = false;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<int32_t>> Weigh(size_t number, std::span<const CandidatePair> pairs) {
    const ComparedPairs& set = found_.candidates.pairs[number];
    IEUM_RETURN_IF_ERROR(MakeValues());
    IEUM_ASSIGN_OR_RETURN(const ComparedPairs compared,
                          LevelsOf(parties_, set.left_party, set.right_party, pairs, chances_,
                                   *values_, BestKernel(), options_.thread_count, stop_));
    return PairWeights(
        *model_, compared,
        PriorWeight(found_.fit.match_counts[number], set.left_row_count, set.right_row_count));
  }

  bool FallsShort() const {
    return options_.min_completeness.has_value() && !found_.certificate.exhaustive &&
           found_.certificate.worst.lower_bound < *options_.min_completeness;
  }

  // Finds more candidates of the parties that were not compared whole.
  absl::Status Widen() {
    const ModelJudge judge = PriorJudge();
    const std::function<void(const MatchingProgress&)> quiet;
    ProgressReporter reporter(MatchingStage::kCompare, CountPairs(), quiet);
    for (size_t p = 0; p < found_.candidates.pairs.size(); ++p) {
      if (found_.candidates.searches[p].exhaustive) continue;
      const ComparedPairs& set = found_.candidates.pairs[p];
      const uint32_t a = set.left_party;
      const uint32_t b = set.right_party;
      const ModelJudge fitted(*model_, chances_);
      const ScoredParties scored = Scored(set);
      WideningOptions how;
      how.min_completeness = *options_.min_completeness;
      const int64_t rows = SampledRowCount(scored, found_.fit.match_counts[p], how.min_completeness,
                                           how.error / WideningOptions::kMaxLooks);
      how.sample = SampleOf(
          scored, rows,
          found_.threshold.choice.estimate.threshold -
              PriorWeight(found_.fit.match_counts[p], set.left_row_count, set.right_row_count),
          options_.thread_count, stop_);
      IEUM_ASSIGN_OR_RETURN(FoundCandidates found,
                            finder_.FindMore(a, b, fitted, how, judge, MinScore(a, b), BestKernel(),
                                             reporter, stop_));
      IEUM_RETURN_IF_ERROR(Keep(a, b, std::move(found), p));
    }
    finder_.Forget();
    return absl::OkStatus();
  }

  uint32_t DuplicateParties() const {
    uint32_t parties = 0;
    for (size_t p = 0; p < options_.holds_duplicates.size(); ++p) {
      if (options_.holds_duplicates[p]) parties |= uint32_t{1} << p;
    }
    return parties;
  }

  std::vector<int64_t> RowCounts() const {
    std::vector<int64_t> row_counts;
    for (const BitMatrix* party : parties_) row_counts.push_back(party->row_count());
    return row_counts;
  }

  absl::Status Solve() {
    found_.entities.looked_at = static_cast<int64_t>(found_.accepted.size());
    ProgressReporter reporter(MatchingStage::kSolve, found_.entities.looked_at, progress_);
    int64_t reported = 0;
    const auto report = [&](int64_t taken) {
      reporter.Add(taken - std::exchange(reported, taken));
    };
    IEUM_ASSIGN_OR_RETURN(
        Clustering clustering,
        options_.solver == Solver::kOptimal
            ? SolveOptimally(RowCounts(), DuplicateParties(), found_.accepted,
                             found_.threshold.choice.estimate.threshold, report, stop_)
            : SolveGreedily(RowCounts(), DuplicateParties(), found_.accepted, report, stop_));
    reporter.Finish();
    found_.entities.entities = std::move(clustering.entities);
    found_.entities.entity_count = clustering.entity_count;
    found_.entities.linked_entity_count = clustering.linked_entity_count;
    found_.entities.greedy_component_count = clustering.greedy_component_count;
    return absl::OkStatus();
  }

  const std::span<const SegmentEncoding> encodings_;
  const ModelMatchingOptions& options_;
  const std::function<void(const MatchingProgress&)>& progress_;
  const std::stop_token stop_;
  std::vector<const BitMatrix*> parties_;
  CandidateFinder finder_;
  MatchState found_;
  // Made from it.
  std::optional<ValueIndex> values_;  // while pairs are weighed
  std::vector<SegmentChance> chances_;
  std::optional<LinkageModel> prior_;
  std::optional<LinkageModel> model_;
};

}  // namespace

absl::StatusOr<ModelMatching> RunModelMatching(
    std::span<const PartyRows> parties, std::span<const SegmentEncoding> encodings,
    const ModelMatchingOptions& options,
    const std::function<void(const MatchingProgress&)>& progress, std::stop_token stop) {
  return Run(parties, encodings, options, progress, std::move(stop)).Match();
}

}  // namespace ieum::core
