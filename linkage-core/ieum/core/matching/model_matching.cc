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
#include "ieum/core/matching/progress_reporter.h"
#include "ieum/core/matching/repeatable_random.h"
#include "ieum/core/model/chance_agreement.h"
#include "ieum/core/model/model_fit.h"
#include "ieum/core/model/model_judge.h"
#include "ieum/core/model/value_index.h"

namespace ieum::core {
namespace {

constexpr int64_t kChancePairs = 1'000'000;
// Candidates say more for one person than against it.
constexpr int32_t kMinCandidateScore = 1;
// Rows that won a partner before the runner-up null is believed.
constexpr int64_t kFewestAccepted = 20;
constexpr double kDuplicateShare = 0.05;
// Of the positions that plans sample and the rows that certificates do: any number would do, and a
// fixed one makes runs repeat.
constexpr uint64_t kSeed = 1;

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
    IEUM_RETURN_IF_ERROR(Compare());
    IEUM_RETURN_IF_ERROR(Fit());
    IEUM_RETURN_IF_ERROR(Solve());
    return std::move(result_);
  }

 private:
  absl::Status Compare() {
    const absl::Duration start = MonotonicNow();
    const SimilarityKernel& kernel = BestKernel();
    result_.matching.kernel_name = std::string(kernel.name());
    IEUM_ASSIGN_OR_RETURN(const ValueIndex values,
                          ValueIndex::Create(parties_, options_.thread_count, stop_));
    IEUM_ASSIGN_OR_RETURN(chances_,
                          MeasureChance(parties_, encodings_, values, kChancePairs, stop_));
    for (const SegmentChance& chance : chances_) result_.model.chances.push_back(chance.chance);
    prior_.emplace(PriorModel(chances_));
    const ModelJudge judge(*prior_, chances_);
    int64_t pair_count = 0;
    for (size_t a = 0; a < parties_.size(); ++a) {
      for (size_t b = a + 1; b < parties_.size(); ++b) {
        pair_count += parties_[a]->row_count() * parties_[b]->row_count();
      }
    }
    ProgressReporter reporter(MatchingStage::kCompare, pair_count, progress_);
    for (uint32_t a = 0; a < parties_.size(); ++a) {
      for (uint32_t b = a + 1; b < parties_.size(); ++b) {
        IEUM_ASSIGN_OR_RETURN(const std::vector<CandidatePair> candidates,
                              Candidates(a, b, judge, kernel, reporter));
        pairs_.push_back(LevelsOf(a, b, candidates, values, kernel));
        result_.model.candidate_count += static_cast<int64_t>(candidates.size());
      }
    }
    reporter.Finish();
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
      return BestOfAllPairs(*parties_[a], *parties_[b], judge, kMinCandidateScore,
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
                                         {.min_score = kMinCandidateScore,
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
  absl::Status MeasureCompleteness(const LinkageModel& model, const ModelFit& fit) {
    CompletenessEstimate& worst = result_.model.completeness;
    worst.completeness = worst.lower_bound = 1;
    const ModelJudge judge(model, chances_);
    for (size_t p = 0; p < plans_.size(); ++p) {
      if (plans_[p] == nullptr) continue;
      const ComparedPairs& set = pairs_[p];
      const int32_t prior_weight =
          PriorWeight(fit.match_counts[p], set.left_row_count, set.right_row_count);
      SampleOptions sample;
      sample.pair_budget = options_.sample_pairs;
      sample.min_score = result_.model.estimate.threshold - prior_weight;
      sample.thread_count = options_.thread_count;
      IEUM_ASSIGN_OR_RETURN(
          const ReferenceSample reference,
          DrawReferenceSample(*parties_[set.left_party], *parties_[set.right_party], judge, sample,
                              random_, {}, stop_));
      const CompletenessEstimate estimate = EstimateCompleteness(*plans_[p], reference);
      if (result_.model.exhaustive || estimate.lower_bound < worst.lower_bound) worst = estimate;
      result_.model.exhaustive = false;
    }
    return absl::OkStatus();
  }

  ComparedPairs LevelsOf(uint32_t a, uint32_t b, const std::vector<CandidatePair>& candidates,
                         const ValueIndex& values, const SimilarityKernel& kernel) {
    const BitMatrix& left = *parties_[a];
    const BitMatrix& right = *parties_[b];
    ComparedPairs pairs = {.left_party = a,
                           .right_party = b,
                           .left_row_count = left.row_count(),
                           .right_row_count = right.row_count(),
                           .segment_count = chances_.size(),
                           .left = {},
                           .right = {},
                           .levels = {}};
    std::vector<int32_t> common(chances_.size());
    for (const CandidatePair& candidate : candidates) {
      pairs.left.push_back(candidate.left);
      pairs.right.push_back(candidate.right);
      kernel.CommonBits(left.row(candidate.left), right,
                        {candidate.right, int64_t{candidate.right} + 1}, common);
      for (size_t s = 0; s < chances_.size(); ++s) {
        const int percent = chances_[s].similarity.Percent(
            common[s], left.popcounts(candidate.left)[s], right.popcounts(candidate.right)[s]);
        int level = LevelOfPercent(percent);
        if (percent == kIdenticalPercent) {
          level = FrequencyClass(values.occurrences(s, values.value(a, candidate.left, s)) - 2);
        }
        pairs.levels.push_back(static_cast<uint8_t>(level));
      }
    }
    return pairs;
  }

  absl::Status Fit() {
    IEUM_ASSIGN_OR_RETURN(
        const ModelFit fit,
        FitModel(*prior_, pairs_, {.holds_duplicates = options_.holds_duplicates}, stop_));
    for (size_t s = 0; s < chances_.size(); ++s) {
      result_.model.segments.push_back(fit.model.segment(s));
    }
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
    return MeasureCompleteness(fit.model, fit);
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
    if (options_.threshold.has_value()) {
      result_.model.estimate.threshold = *options_.threshold;
    } else if (enough) {
      result_.model.estimate = BestThreshold(estimates);
      return;
    }
    for (const ThresholdEstimate& estimate : estimates) {
      if (estimate.threshold < result_.model.estimate.threshold) continue;
      const int32_t threshold = result_.model.estimate.threshold;
      result_.model.estimate = estimate;
      result_.model.estimate.threshold = threshold;
      break;
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
    return absl::OkStatus();
  }

  const std::span<const PartyRows> rows_;
  std::vector<const BitMatrix*> parties_;
  const std::span<const SegmentEncoding> encodings_;
  const ModelMatchingOptions& options_;
  const std::function<void(const MatchingProgress&)>& progress_;
  const std::stop_token stop_;
  std::vector<SegmentChance> chances_;
  std::optional<LinkageModel> prior_;
  RepeatableRandom random_{kSeed};
  std::vector<std::unique_ptr<KeyMaker>> makers_;  // [party], once a plan is made
  // One for each two parties, as are the next two; null where all pairs were compared.
  std::vector<std::unique_ptr<CandidatePlan>> plans_;
  std::vector<ComparedPairs> pairs_;
  std::vector<std::vector<int32_t>> weights_;  // of their pairs
  ModelMatching result_;
};

}  // namespace

std::vector<SegmentEncoding> SegmentEncodingsOf(const ProfileHeader& profile) {
  std::vector<SegmentEncoding> encodings;
  for (size_t s = 0; s < profile.hardenings.size(); ++s) {
    const SegmentHardening& hardening = profile.hardenings[s];
    SegmentEncoding encoding = {.bit_count = profile.layout.segments()[s].bit_count};
    switch (hardening.method) {
      case HardeningMethod::kDiffusion:
        encoding.xor_count = hardening.xor_count;
        break;
      case HardeningMethod::kBalance:
        encoding.xor_count = 1;
        break;
      case HardeningMethod::kFlip:
        encoding.flip_basis_points = hardening.flip_basis_points;
        break;
      case HardeningMethod::kNone:
      case HardeningMethod::kXorFold:
        break;
    }
    encodings.push_back(encoding);
  }
  return encodings;
}

absl::StatusOr<ModelMatching> RunModelMatching(
    std::span<const PartyRows> parties, std::span<const SegmentEncoding> encodings,
    const ModelMatchingOptions& options,
    const std::function<void(const MatchingProgress&)>& progress, std::stop_token stop) {
  return Run(parties, encodings, options, progress, std::move(stop)).Match();
}

}  // namespace ieum::core
