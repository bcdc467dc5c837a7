#include "ieum/core/matching/round_matching.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/cluster/greedy_solver.h"
#include "ieum/core/matching/chain_pairs.h"
#include "ieum/core/matching/progress_reporter.h"
#include "ieum/core/matching/round_weights.h"
#include "ieum/core/model/model_fit.h"
#include "ieum/core/model/percent_table.h"
#include "ieum/core/similarity/kernel.h"

namespace ieum::core {
namespace {

// New rows looked up at a time: bounds the memory that candidates take.
constexpr int64_t kRowsPerQuestion = 65'536;
constexpr int64_t kRowsPerUnit = 64;
constexpr int64_t kTileRows = 64;
// From so many new rows on, tables of similarities are made sooner than they are missed.
constexpr int64_t kRowsForTables = 5'000;

bool ByRows(const ScoredPair& a, const ScoredPair& b) {
  return std::pair(a.left, a.right) < std::pair(b.left, b.right);
}

struct WeighedRow {
  int32_t weight;
  uint32_t row;
};
bool Better(const WeighedRow& a, const WeighedRow& b) {
  return a.weight != b.weight ? a.weight > b.weight : a.row < b.row;
}

// New rows of one party against rows of another.
struct Direction {
  const KnownPartyPair& pair;
  bool of_left;             // the new rows are of the pair's left party
  int64_t other_row_count;  // rows of the other party that are compared: the first so many
  uint32_t party() const { return of_left ? pair.left_party : pair.right_party; }
  uint32_t other() const { return of_left ? pair.right_party : pair.left_party; }
};

class Round final {
 public:
  Round(std::span<const RoundParty> parties, std::span<const SegmentEncoding> encodings,
        const RoundModel& model, const RowIndex& index, std::span<const ScoredPair> known_pairs,
        const RoundOptions& options, const std::function<void(const MatchingProgress&)>& progress,
        std::stop_token stop)
      : parties_(parties),
        encodings_(encodings),
        model_(model),
        index_(index),
        known_pairs_(known_pairs),
        options_(options),
        progress_(progress),
        stop_(std::move(stop)) {}

  absl::StatusOr<RoundMatching> Match() {
    IEUM_RETURN_IF_ERROR(Check());
    IEUM_RETURN_IF_ERROR(Pass("look up", &Round::LookUp));
    IEUM_RETURN_IF_ERROR(Pass("compare", &Round::Compare));
    IEUM_RETURN_IF_ERROR(Pass("solve", &Round::Solve));
    return std::move(result_);
  }

 private:
  absl::Status Pass(std::string_view name, absl::Status (Round::*run)()) {
    const absl::Duration start = MonotonicNow();
    result_.stages.push_back({.name = name});
    IEUM_RETURN_IF_ERROR((this->*run)());
    result_.stages.back().elapsed = MonotonicNow() - start;
    return absl::OkStatus();
  }
  StageCost& stage() { return result_.stages.back(); }

  absl::Status Check() const {
    std::vector<const BitMatrix*> matrices;
    for (const RoundParty& party : parties_) matrices.push_back(party.rows.encodings);
    IEUM_RETURN_IF_ERROR(CheckParties(matrices, options_.thread_count));
    if (model_.counted_row_counts.size() != parties_.size() ||
        model_.shape.party_count != parties_.size() ||
        model_.model.segments.size() != encodings_.size() ||
        model_.model.chances.size() != encodings_.size() ||
        model_.shape.segment_count != encodings_.size()) {
      return InvalidArgument("the model of the earlier round is one of other parties or segments");
    }
    for (size_t p = 0; p < parties_.size(); ++p) {
      if (parties_[p].known_row_count < 0 ||
          parties_[p].known_row_count > matrices[p]->row_count()) {
        return InvalidArgument("party %d has %d rows, fewer than the %d of earlier rounds", p,
                               matrices[p]->row_count(), parties_[p].known_row_count);
      }
    }
    return absl::OkStatus();
  }

  // Keys of the new rows, and how frequent their values are.
  absl::Status LookUp() {
    std::vector<const KeyMaker*> makers;
    std::vector<uint32_t> first_rows;
    for (const RoundParty& party : parties_) {
      IEUM_ASSIGN_OR_RETURN(AddedRows rows, AddedRows::Create(party.rows, party.known_row_count,
                                                              options_.thread_count, stop_));
      IEUM_ASSIGN_OR_RETURN(std::vector<uint32_t> counts,
                            CountValues(rows, index_, model_.shape, options_.thread_count, stop_));
      result_.new_row_count += rows.row_count();
      added_.push_back(std::move(rows));
      value_counts_.push_back(std::move(counts));
    }
    for (const AddedRows& rows : added_) {
      makers.push_back(&rows.keys());
      first_rows.push_back(rows.first_row());
    }
    IEUM_ASSIGN_OR_RETURN(MemoryRowIndex added, MakeRowIndex(model_.shape, makers, first_rows,
                                                             options_.thread_count, stop_));
    added_index_ = std::make_unique<MemoryRowIndex>(std::move(added));
    stage().pair_count = result_.new_row_count;
    return absl::OkStatus();
  }

  std::vector<Direction> Directions() const {
    std::vector<Direction> directions;
    for (const KnownPartyPair& pair : model_.party_pairs) {
      directions.push_back(
          {.pair = pair, .of_left = true, .other_row_count = matrix(pair.right_party).row_count()});
      directions.push_back({.pair = pair,
                            .of_left = false,
                            .other_row_count = parties_[pair.left_party].known_row_count});
    }
    return directions;
  }

  absl::Status Compare() {
    std::vector<const BitMatrix*> matrices;
    for (const RoundParty& party : parties_) matrices.push_back(party.rows.encodings);
    weights_.emplace(encodings_, model_.model,
                     result_.new_row_count < kRowsForTables
                         ? std::vector<PercentTable>()
                         : MakePercentTables(ChancesOf(encodings_, model_.model), matrices));
    result_.matching.kernel_name = std::string(BestKernel().name());
    const std::vector<Direction> directions = Directions();
    int64_t total = 0;
    for (const Direction& direction : directions) {
      total += added_[direction.party()].row_count() * direction.other_row_count;
    }
    ProgressReporter reporter(MatchingStage::kCompare, total, progress_);
    for (const Direction& direction : directions) {
      IEUM_RETURN_IF_ERROR(CompareDirection(direction, reporter));
    }
    reporter.Finish();
    std::sort(found_.begin(), found_.end(), ByRows);
    stage().pair_count = result_.matching.compared_pair_count;
    stage().byte_count = static_cast<int64_t>(found_.capacity() * sizeof(ScoredPair));
    return absl::OkStatus();
  }

  absl::Status CompareDirection(const Direction& direction, ProgressReporter& reporter) {
    const int64_t row_count = added_[direction.party()].row_count();
    for (int64_t begin = 0; begin < row_count; begin += kRowsPerQuestion) {
      const RowRange range{begin, std::min(begin + kRowsPerQuestion, row_count)};
      std::optional<RoundCandidates> candidates;
      if (!direction.pair.columns.empty()) {
        IEUM_ASSIGN_OR_RETURN(candidates, CandidatesOf(direction, range));
      }
      const int64_t unit_count = (range.size() + kRowsPerUnit - 1) / kRowsPerUnit;
      std::vector<std::vector<ScoredPair>> found(static_cast<size_t>(unit_count));
      IEUM_RETURN_IF_ERROR(ParallelFor(
          unit_count, options_.thread_count, stop_, [&](int64_t unit, int) -> absl::Status {
            const RowRange rows{range.begin + unit * kRowsPerUnit,
                                std::min(range.end, range.begin + (unit + 1) * kRowsPerUnit)};
            for (int64_t row = rows.begin; row < rows.end; ++row) {
              if (stop_.stop_requested()) return Cancelled("stopped on request");
              AppendBest(direction, row, AcceptedBy(direction, row, range.begin, candidates),
                         found[static_cast<size_t>(unit)]);
            }
            reporter.Add(rows.size() * direction.other_row_count);
            return absl::OkStatus();
          }));
      for (const std::vector<ScoredPair>& pairs : found) {
        found_.insert(found_.end(), pairs.begin(), pairs.end());
      }
      result_.matching.compared_pair_count +=
          candidates.has_value() ? static_cast<int64_t>(candidates->partners.size())
                                 : range.size() * direction.other_row_count;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<RoundCandidates> CandidatesOf(const Direction& direction, RowRange range) const {
    CandidateQuestion question{.rows = added_[direction.party()],
                               .range = range,
                               .party = direction.other(),
                               .columns = direction.pair.columns,
                               .of_left_party = direction.of_left,
                               .indexes = {&index_}};
    // Two new rows meet when the left one asks.
    if (direction.of_left) question.indexes.push_back(added_index_.get());
    return FindCandidates(question, model_.shape, options_.thread_count, stop_);
  }

  // Rows of the other party that go with a new row at or above the threshold.
  std::vector<WeighedRow> AcceptedBy(const Direction& direction, int64_t row, int64_t range_begin,
                                     const std::optional<RoundCandidates>& candidates) const {
    const AddedRows& rows = added_[direction.party()];
    const size_t segment_count = encodings_.size();
    const QueryRow query{
        .words = rows.encodings().row(row),
        .popcounts = rows.encodings().popcounts(row),
        .value_counts = std::span(value_counts_[direction.party()])
                            .subspan(static_cast<size_t>(row) * segment_count, segment_count),
        .counted = rows.first_row() + row < model_.counted_row_counts[direction.party()]};
    std::vector<WeighedRow> accepted;
    if (!candidates.has_value()) {
      for (int64_t begin = 0; begin < direction.other_row_count; begin += kTileRows) {
        std::vector<uint32_t> tile(
            static_cast<size_t>(std::min(kTileRows, direction.other_row_count - begin)));
        std::iota(tile.begin(), tile.end(), static_cast<uint32_t>(begin));
        WeighTile(direction, query, tile, accepted);
      }
      return accepted;
    }
    const auto i = static_cast<size_t>(row - range_begin);
    const std::span<const uint32_t> partners =
        std::span(candidates->partners)
            .subspan(candidates->begins[i], candidates->begins[i + 1] - candidates->begins[i]);
    for (size_t begin = 0; begin < partners.size(); begin += kTileRows) {
      WeighTile(direction, query,
                partners.subspan(begin, std::min<size_t>(kTileRows, partners.size() - begin)),
                accepted);
    }
    return accepted;
  }

  // others: ascending rows, at most kTileRows.
  void WeighTile(const Direction& direction, const QueryRow& query,
                 std::span<const uint32_t> others, std::vector<WeighedRow>& accepted) const {
    const BitMatrix& matrix = this->matrix(direction.other());
    const size_t segment_count = encodings_.size();
    std::array<int32_t, kTileRows * EncodingLayout::kMaxSegments> common;
    std::array<uint16_t, kTileRows * EncodingLayout::kMaxSegments> popcounts;
    std::array<int32_t, kTileRows> scores;
    for (const uint32_t other : others) matrix.Prefetch(other);
    const bool neighbours = others.back() - others.front() + 1 == others.size();
    if (neighbours) {
      BestKernel().CommonBits(query.words, matrix, {others.front(), int64_t{others.back()} + 1},
                              std::span(common).first(others.size() * segment_count));
    }
    for (size_t i = 0; i < others.size(); ++i) {
      if (!neighbours) {
        BestKernel().CommonBits(query.words, matrix, {others[i], int64_t{others[i]} + 1},
                                std::span(common).subspan(i * segment_count, segment_count));
      }
      const std::span<const uint16_t> of_other = matrix.popcounts(others[i]);
      std::copy(of_other.begin(), of_other.end(), popcounts.begin() + i * segment_count);
    }
    weights_->judge().ScoreMany(std::span(common).first(others.size() * segment_count),
                                query.popcounts,
                                std::span(popcounts).first(others.size() * segment_count),
                                std::span(scores).first(others.size()));
    const int32_t wanted = model_.threshold - direction.pair.prior_weight;
    for (size_t i = 0; i < others.size(); ++i) {
      if (scores[i] < wanted - weights_->most_raise()) continue;
      const int32_t weight =
          weights_->Weigh(query, std::span(common).subspan(i * segment_count, segment_count),
                          std::span(popcounts).subspan(i * segment_count, segment_count),
                          others[i] < model_.counted_row_counts[direction.other()]);
      if (weight >= wanted) accepted.push_back({weight, others[i]});
    }
  }

  void AppendBest(const Direction& direction, int64_t row, std::vector<WeighedRow> accepted,
                  std::vector<ScoredPair>& pairs) const {
    std::sort(accepted.begin(), accepted.end(), Better);
    accepted.resize(std::min(accepted.size(), static_cast<size_t>(options_.candidate_limit)));
    const RecordRef own{direction.party(),
                        added_[direction.party()].first_row() + static_cast<uint32_t>(row)};
    for (const WeighedRow& partner : accepted) {
      const RecordRef other{direction.other(), partner.row};
      pairs.push_back({.left = direction.of_left ? own : other,
                       .right = direction.of_left ? other : own,
                       .score = partner.weight + direction.pair.prior_weight});
    }
  }

  absl::Status Solve() {
    std::vector<ScoredPair> all;
    all.reserve(known_pairs_.size() + found_.size());
    std::merge(known_pairs_.begin(), known_pairs_.end(), found_.begin(), found_.end(),
               std::back_inserter(all), ByRows);
    std::vector<int64_t> row_counts;
    for (uint32_t p = 0; p < parties_.size(); ++p) row_counts.push_back(matrix(p).row_count());
    result_.accepted = WithoutChainsAndCrowds(std::move(all), row_counts, model_.duplicate_parties);
    MatchingOutcome& matching = result_.matching;
    matching.accepted_pair_count = static_cast<int64_t>(result_.accepted.size());
    result_.new_pair_count = std::count_if(
        result_.accepted.begin(), result_.accepted.end(), [&](const ScoredPair& pair) {
          return pair.left.row >= parties_[pair.left.party].known_row_count ||
                 pair.right.row >= parties_[pair.right.party].known_row_count;
        });
    ProgressReporter reporter(MatchingStage::kSolve, matching.accepted_pair_count, progress_);
    int64_t reported = 0;
    IEUM_ASSIGN_OR_RETURN(
        Clustering clustering,
        SolveGreedily(
            row_counts, model_.duplicate_parties, result_.accepted,
            [&](int64_t taken) { reporter.Add(taken - std::exchange(reported, taken)); }, stop_));
    reporter.Finish();
    matching.entities = std::move(clustering.entities);
    matching.entity_count = clustering.entity_count;
    matching.linked_entity_count = clustering.linked_entity_count;
    stage().pair_count = matching.accepted_pair_count;
    return absl::OkStatus();
  }

  const BitMatrix& matrix(uint32_t party) const { return *parties_[party].rows.encodings; }

  const std::span<const RoundParty> parties_;
  const std::span<const SegmentEncoding> encodings_;
  const RoundModel& model_;
  const RowIndex& index_;
  const std::span<const ScoredPair> known_pairs_;
  const RoundOptions& options_;
  const std::function<void(const MatchingProgress&)>& progress_;
  const std::stop_token stop_;
  std::vector<AddedRows> added_;                     // [party]
  std::vector<std::vector<uint32_t>> value_counts_;  // [party][new row, segment]
  std::unique_ptr<MemoryRowIndex> added_index_;      // of the new rows
  std::optional<RoundWeights> weights_;
  std::vector<ScoredPair> found_;  // pairs with a new row, at or above the threshold
  RoundMatching result_;
};

}  // namespace

RoundModel RoundModelOf(const ModelMatching& matching, std::span<const int64_t> row_counts,
                        uint32_t duplicate_parties) {
  RoundModel model;
  model.model = {.segments = matching.model.segments, .chances = matching.model.chances};
  model.threshold = matching.model.estimate.threshold;
  model.duplicate_parties = duplicate_parties;
  model.counted_row_counts.assign(row_counts.begin(), row_counts.end());
  model.shape.party_count = static_cast<uint32_t>(row_counts.size());
  model.shape.segment_count = matching.model.segments.size();
  std::vector<KeyColumn>& columns = model.shape.columns;
  for (const PartyPair& pair : matching.party_pairs) {
    KnownPartyPair& known = model.party_pairs.emplace_back(
        KnownPartyPair{.left_party = pair.left_party,
                       .right_party = pair.right_party,
                       .prior_weight = PriorWeight(pair.match_count, row_counts[pair.left_party],
                                                   row_counts[pair.right_party]),
                       .columns = {}});
    for (const CandidateColumn& column : pair.columns) {
      const auto found = std::find(columns.begin(), columns.end(), column.column);
      known.columns.push_back(
          {.column = static_cast<size_t>(found - columns.begin()), .largest = column.largest});
      if (found == columns.end()) columns.push_back(column.column);
    }
  }
  return model;
}

int64_t CountExhaustivePairs(std::span<const RoundParty> parties, const RoundModel& model) {
  int64_t pairs = 0;
  for (const KnownPartyPair& pair : model.party_pairs) {
    if (!pair.columns.empty()) continue;
    const RoundParty& left = parties[pair.left_party];
    const RoundParty& right = parties[pair.right_party];
    pairs += left.rows.encodings->row_count() * right.rows.encodings->row_count() -
             left.known_row_count * right.known_row_count;
  }
  return pairs;
}

absl::StatusOr<RoundMatching> MatchRound(
    std::span<const RoundParty> parties, std::span<const SegmentEncoding> encodings,
    const RoundModel& model, const RowIndex& index, std::span<const ScoredPair> known_pairs,
    const RoundOptions& options, const std::function<void(const MatchingProgress&)>& progress,
    std::stop_token stop) {
  return Round(parties, encodings, model, index, known_pairs, options, progress, std::move(stop))
      .Match();
}

}  // namespace ieum::core
