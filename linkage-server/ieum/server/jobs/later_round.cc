#include "ieum/server/jobs/later_round.h"

#include <numeric>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/matching/round_candidates.h"

namespace ieum::server {
namespace {

// Beyond, what a frequent value is worth has changed, and the model does not fit.
constexpr int64_t kMostGrowth = 4;
constexpr int64_t kMostExhaustivePairs = 100'000'000;
// Every piece is looked into for every key.
constexpr size_t kMostPieces = 16;

int64_t Sum(const std::vector<int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

// Rows of a piece, and their keys.
struct PieceRows {
  std::vector<const core::KeyMaker*> makers;  // [holder]
  std::vector<uint32_t> first_rows;           // [holder]
  std::vector<int64_t> row_counts;            // [holder] with those of the pieces before
  bool with_values;                           // these are the rows whose values count
};

absl::StatusOr<int64_t> Leave(MatcherStore& store, const RunKey& run, IndexHead head,
                              const PieceRows& rows, std::span<const core::ScoredPair> accepted,
                              int thread_count, std::stop_token stop) {
  const core::RowIndexShape& shape = head.model.shape;
  IEUM_ASSIGN_OR_RETURN(IndexPiece piece,
                        store.index().WritePiece(
                            run, shape.list_count(),
                            [&](size_t list) {
                              if (list >= shape.value_list(0) && !rows.with_values) {
                                return std::vector<core::IndexEntry>();
                              }
                              return core::EntriesOf(shape, list, rows.makers, rows.first_rows);
                            },
                            thread_count, std::move(stop)));
  piece.row_counts = rows.row_counts;
  int64_t entry_count = 0;
  for (const IndexList& list : piece.lists) entry_count += static_cast<int64_t>(list.entry_count);
  head.pieces.push_back(std::move(piece));
  head.link_count = accepted.size();
  IEUM_RETURN_IF_ERROR(store.index().PutLinks(run, accepted));
  IEUM_RETURN_IF_ERROR(store.index().PutHead(run, head));
  return entry_count;
}

// Whether the index is one that the run can go on from. `earlier`: the run that left it.
bool Fits(const IndexHead& head, const ProjectRecord& project, const RunRecord& run,
          const std::vector<RoundRows>& covered, const ProjectRows& rows) {
  const core::RoundModel& model = head.model;
  if (head.profile_digest != project.terms.profile.digest || head.pieces.empty() ||
      model.duplicate_parties != run.duplicate_holders ||
      model.shape.party_count != covered.size()) {
    return false;
  }
  for (size_t holder = 0; holder < covered.size(); ++holder) {
    if (head.pieces.back().row_counts[holder] != static_cast<int64_t>(covered[holder].row_count)) {
      return false;
    }
  }
  return rows.row_count() <= kMostGrowth * Sum(model.counted_row_counts);
}

absl::StatusOr<std::optional<RoundBase>> ReadBase(MatcherStore& store, const ProjectRecord& project,
                                                  const RunRecord& run, const RunRecord& earlier,
                                                  const ProjectRows& rows) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> covered,
                        store.submissions().RowsBefore(project, earlier.round + 1));
  IEUM_ASSIGN_OR_RETURN(std::optional<IndexHead> head, store.index().ReadHead(earlier.key));
  std::optional<RoundBase> base;
  if (!head.has_value() || !Fits(*head, project, run, covered, rows)) return base;
  base.emplace();
  base->head = std::make_unique<const IndexHead>(*std::move(head));
  const std::vector<core::PartyRows> parties = rows.parties();
  for (size_t holder = 0; holder < parties.size(); ++holder) {
    base->parties.push_back({.rows = parties[holder],
                             .known_row_count = static_cast<int64_t>(covered[holder].row_count)});
  }
  if (core::CountExhaustivePairs(base->parties, base->head->model) > kMostExhaustivePairs) {
    return std::optional<RoundBase>();
  }
  IEUM_ASSIGN_OR_RETURN(base->index, store.index().Open(project.number, *base->head));
  IEUM_ASSIGN_OR_RETURN(base->accepted, store.index().ReadLinks(earlier.key, *base->head));
  return base;
}

}  // namespace

absl::StatusOr<std::optional<RoundBase>> FindRoundBase(MatcherStore& store,
                                                       const ProjectRecord& project,
                                                       const RunRecord& run,
                                                       const ProjectRows& rows, const Log& log) {
  if (run.from_scratch || run.wishes != ModelWishes() || project.result_run == 0)
    return std::optional<RoundBase>();
  IEUM_ASSIGN_OR_RETURN(
      const RunRecord earlier,
      store.runs().Find({.project_number = project.number, .run_number = project.result_run}));
  if (earlier.round >= run.round) return std::optional<RoundBase>();
  absl::StatusOr<std::optional<RoundBase>> base = ReadBase(store, project, run, earlier, rows);
  if (base.ok() ||
      !(absl::IsDataLoss(base.status()) || absl::IsFailedPrecondition(base.status()))) {
    return base;
  }
  log.Write(Event("index_unusable")
                .Id("project", project.terms.id)
                .Count("run", run.key.run_number)
                .Code(base.status().code()));
  return std::optional<RoundBase>();
}

absl::StatusOr<int64_t> LeaveFirstIndex(MatcherStore& store, const ProjectRecord& project,
                                        const RunKey& run, const ProjectRows& rows,
                                        const core::ModelMatching& matched,
                                        uint32_t duplicate_holders, int thread_count,
                                        std::stop_token stop) {
  IndexHead head;
  head.profile_digest = project.terms.profile.digest;
  head.fitted_run = run.run_number;
  head.model = core::RoundModelOf(matched, rows.row_counts(), duplicate_holders);
  std::vector<core::KeyMaker> makers;
  for (const core::PartyRows& party : rows.parties()) {
    IEUM_ASSIGN_OR_RETURN(core::KeyMaker maker, core::KeyMaker::Create(party, thread_count, stop));
    makers.push_back(std::move(maker));
  }
  PieceRows piece{.makers = {},
                  .first_rows = std::vector<uint32_t>(makers.size(), 0),
                  .row_counts = rows.row_counts(),
                  .with_values = true};
  for (const core::KeyMaker& maker : makers) piece.makers.push_back(&maker);
  return Leave(store, run, std::move(head), piece, matched.accepted, thread_count, std::move(stop));
}

absl::StatusOr<int64_t> LeaveLaterIndex(MatcherStore& store, const RunKey& run,
                                        const RoundBase& base,
                                        std::span<const core::ScoredPair> accepted,
                                        int thread_count, std::stop_token stop) {
  IndexHead head = *base.head;
  // The first piece stays, for it counts the values; all later ones become one again now and then.
  if (head.pieces.size() >= kMostPieces) head.pieces.resize(1);
  std::vector<core::AddedRows> added;
  PieceRows piece{.makers = {}, .first_rows = {}, .row_counts = {}, .with_values = false};
  for (size_t holder = 0; holder < base.parties.size(); ++holder) {
    const core::PartyRows& rows = base.parties[holder].rows;
    IEUM_ASSIGN_OR_RETURN(
        core::AddedRows made,
        core::AddedRows::Create(rows, head.pieces.back().row_counts[holder], thread_count, stop));
    piece.first_rows.push_back(made.first_row());
    piece.row_counts.push_back(rows.encodings->row_count());
    added.push_back(std::move(made));
  }
  for (const core::AddedRows& rows : added) piece.makers.push_back(&rows.keys());
  return Leave(store, run, std::move(head), piece, accepted, thread_count, std::move(stop));
}

}  // namespace ieum::server
