#include "ieum/core/matching/match_result.h"

#include <string>
#include <utility>

#include "ieum/core/base/clock.h"
#include "ieum/core/matching/accepted_pairs.h"
#include "ieum/core/similarity/kernel.h"

namespace ieum::core {
namespace {

MatchingOutcome MatchingOf(MatchState& found, int candidate_limit) {
  MatchingOutcome matching;
  matching.kernel_name = std::string(BestKernel().name());
  matching.entities = std::move(found.entities.entities);
  matching.entity_count = found.entities.entity_count;
  matching.linked_entity_count = found.entities.linked_entity_count;
  matching.compared_pair_count = found.candidates.pair_count();
  matching.accepted_pair_count = static_cast<int64_t>(found.accepted.size());
  matching.limited_row_count =
      CountCrowdedRows(found.candidates.pairs, found.weights,
                       found.threshold.choice.estimate.threshold, candidate_limit);
  for (const SearchFigures& search : found.candidates.searches) {
    matching.limited_row_count += search.repeated_row_count;
  }
  for (const StageCost& cost : found.stages) {
    if (cost.name == "compare") {
      matching.stage_times.push_back({MatchingStage::kCompare, cost.elapsed});
    } else if (cost.name == "solve") {
      matching.stage_times.push_back({MatchingStage::kSolve, cost.elapsed});
    }
  }
  return matching;
}

}  // namespace

ModelMatching ResultOf(std::span<const BitMatrix* const> parties, uint32_t duplicate_parties,
                       const LinkageModel& model, const ModelMatchingOptions& options,
                       int candidate_limit, MatchState found) {
  ModelMatching result;
  ModelOutcome& outcome = result.model;
  const absl::Duration start = MonotonicNow();
  outcome.statistics = Summarise({.parties = parties,
                                  .pairs = found.candidates.pairs,
                                  .weights = found.weights,
                                  .model = model,
                                  .entities = found.entities.entities,
                                  .entity_count = found.entities.entity_count,
                                  .threshold = found.threshold.choice.estimate.threshold,
                                  .duplicate_parties = duplicate_parties});
  result.matching = MatchingOf(found, candidate_limit);
  found.stages.push_back({.name = "summarise",
                          .pair_count = found.candidates.candidate_count(),
                          .elapsed = MonotonicNow() - start});
  for (size_t p = 0; p < found.candidates.pairs.size(); ++p) {
    outcome.expected_match_count += found.fit.match_counts[p];
    result.party_pairs.push_back({.left_party = found.candidates.pairs[p].left_party,
                                  .right_party = found.candidates.pairs[p].right_party,
                                  .match_count = found.fit.match_counts[p],
                                  .columns = std::move(found.candidates.searches[p].columns)});
  }
  outcome.segments = std::move(found.fit.segments);
  outcome.chances = std::move(found.chance.chances);
  outcome.rounds = found.fit.rounds;
  outcome.candidate_count = found.candidates.candidate_count();
  outcome.completeness = found.certificate.worst;
  outcome.asked_completeness = options.min_completeness;
  outcome.exhaustive = found.certificate.exhaustive;
  outcome.duplicate_counts = std::move(found.threshold.choice.duplicate_counts);
  outcome.estimate = found.threshold.choice.estimate;
  outcome.by_runner_up = found.threshold.choice.by_runner_up;
  outcome.curve = std::move(found.threshold.choice.curve);
  outcome.asked_precision = options.precision;
  outcome.fixed_threshold = options.threshold.has_value();
  outcome.fixed_model = options.model != nullptr;
  outcome.solver = options.solver;
  outcome.greedy_component_count = found.entities.greedy_component_count;
  outcome.stages = std::move(found.stages);
  result.accepted = std::move(found.accepted);
  return result;
}

}  // namespace ieum::core
