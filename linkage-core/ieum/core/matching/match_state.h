// What each stage of a run by the model leaves behind for the next ones.
#ifndef IEUM_CORE_MATCHING_MATCH_STATE_H_
#define IEUM_CORE_MATCHING_MATCH_STATE_H_

#include <array>
#include <concepts>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "ieum/core/blocking/completeness.h"
#include "ieum/core/cluster/scored_pair.h"
#include "ieum/core/matching/candidate_finder.h"
#include "ieum/core/matching/model_matching.h"
#include "ieum/core/matching/threshold_choice.h"
#include "ieum/core/model/chance_agreement.h"
#include "ieum/core/model/compared_pairs.h"
#include "ieum/core/model/linkage_model.h"
#include "ieum/core/model/value_index.h"

namespace ieum::core {

// Each stage tells how many pairs it looked at and how many bytes it holds, and its Fields are what
// a stage store keeps (stage_content.h).
struct ChanceStage {
  std::vector<double> chances;  // [segment_count], as are the next two; those empty: a given model
  std::vector<ValueIndex::Identity> identities;
  std::vector<std::array<int64_t, kPercentCount>> percents;
  int64_t looked_at = 0;

  void Keep(std::span<const SegmentChance> measured);
  std::vector<SegmentChance> For(std::span<const SegmentEncoding> encodings) const;
  int64_t pair_count() const { return looked_at; }
  int64_t byte_count() const { return 0; }
};

// How the candidates of two parties were found.
struct SearchFigures {
  int64_t compared_pair_count = 0;
  bool exhaustive = true;
  std::vector<CandidateColumn> columns;
  int64_t repeated_row_count = 0;  // FoundCandidates
};

struct CandidateStage {
  std::vector<ComparedPairs> pairs;     // one for each two parties
  std::vector<SearchFigures> searches;  // of pairs

  int64_t pair_count() const;
  int64_t byte_count() const;
  int64_t candidate_count() const;
};

struct FitStage {
  std::vector<SegmentParameters> segments;  // [segment_count]
  std::vector<double> match_counts;         // [CandidateStage::pairs]
  int rounds = 0;
  int64_t looked_at = 0;

  int64_t pair_count() const { return looked_at; }
  int64_t byte_count() const { return 0; }
};

struct ThresholdStage {
  ThresholdChoice choice;
  int64_t looked_at = 0;

  int64_t pair_count() const { return looked_at; }
  int64_t byte_count() const { return 0; }
};

struct CertificateStage {
  CompletenessEstimate worst;  // of two parties that were not compared whole; 1 if all were
  bool exhaustive = true;
  int64_t looked_at = 0;

  int64_t pair_count() const { return looked_at; }
  int64_t byte_count() const { return 0; }
};

struct EntityStage {
  std::vector<std::vector<uint32_t>> entities;  // [party][row]
  int64_t entity_count = 0;
  int64_t linked_entity_count = 0;
  int64_t greedy_component_count = 0;  // Clustering::greedy_component_count
  int64_t looked_at = 0;

  int64_t pair_count() const { return looked_at; }
  int64_t byte_count() const;
};

// All of a run.
struct MatchState {
  ChanceStage chance;
  CandidateStage candidates;
  FitStage fit;
  ThresholdStage threshold;
  CertificateStage certificate;
  EntityStage entities;
  // Made from the stages.
  std::vector<std::vector<int32_t>> weights;  // of candidates.pairs
  std::vector<ScoredPair> accepted;
  std::vector<StageCost> stages;
};

// The stage itself, const where it is written.
template <typename Stage, typename Wanted>
concept Is = std::same_as<std::remove_const_t<Stage>, Wanted>;

template <Is<ChanceStage> Stage, typename Archive>
void Fields(Stage& stage, Archive& archive) {
  archive.Field(stage.chances);
  archive.Field(stage.identities);
  archive.Field(stage.percents);
  archive.Field(stage.looked_at);
}

template <Is<KeyColumn> Column, typename Archive>
void Fields(Column& column, Archive& archive) {
  archive.Field(column.equal_segments);
  archive.Field(column.sampled_bits);
  archive.Field(column.holder_key);
}

template <Is<CandidateColumn> Column, typename Archive>
void Fields(Column& column, Archive& archive) {
  archive.Field(column.column);
  archive.Field(column.largest);
}

template <Is<SearchFigures> Figures, typename Archive>
void Fields(Figures& figures, Archive& archive) {
  archive.Field(figures.compared_pair_count);
  archive.Field(figures.exhaustive);
  archive.Field(figures.columns);
  archive.Field(figures.repeated_row_count);
}

template <Is<ComparedPairs> Pairs, typename Archive>
void Fields(Pairs& pairs, Archive& archive) {
  archive.Field(pairs.left_party);
  archive.Field(pairs.right_party);
  archive.Field(pairs.left_row_count);
  archive.Field(pairs.right_row_count);
  archive.Field(pairs.segment_count);
  archive.Field(pairs.left);
  archive.Field(pairs.right);
  archive.Field(pairs.levels);
}

template <Is<CandidateStage> Stage, typename Archive>
void Fields(Stage& stage, Archive& archive) {
  archive.Field(stage.pairs);
  archive.Field(stage.searches);
}

template <Is<FitStage> Stage, typename Archive>
void Fields(Stage& stage, Archive& archive) {
  archive.Field(stage.segments);
  archive.Field(stage.match_counts);
  archive.Field(stage.rounds);
  archive.Field(stage.looked_at);
}

template <Is<ThresholdStage> Stage, typename Archive>
void Fields(Stage& stage, Archive& archive) {
  archive.Field(stage.choice.estimate);
  archive.Field(stage.choice.by_runner_up);
  archive.Field(stage.choice.curve);
  archive.Field(stage.choice.duplicate_counts);
  archive.Field(stage.looked_at);
}

template <Is<EntityStage> Stage, typename Archive>
void Fields(Stage& stage, Archive& archive) {
  archive.Field(stage.entities);
  archive.Field(stage.entity_count);
  archive.Field(stage.linked_entity_count);
  archive.Field(stage.greedy_component_count);
  archive.Field(stage.looked_at);
}

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_MATCH_STATE_H_
