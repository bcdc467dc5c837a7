#include "ieum/server/storage/run_store.h"

#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/index_codec.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_codec.h"

namespace ieum::server {
namespace {

std::string ToKey(const RunKey& run) { return MakeKey({run.project_number, run.run_number}); }

absl::StatusOr<RunRecord> ParseAt(std::string_view key, core::ByteView value) {
  return ParseRun(value, {.project_number = KeyPart(key, 0), .run_number = KeyPart(key, 1)});
}

}  // namespace

absl::StatusOr<RunRecord> RunStore::Create(const ProjectRecord& found, const RunRequest& request) {
  const Claims::Claim claim = claims_.Take(found.number);
  // Read again: the project may have been reopened while we waited.
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(found.terms.id));
  IEUM_RETURN_IF_ERROR(After(project.state, ProjectEvent::kStartRun).status());
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));
  IEUM_ASSIGN_OR_RETURN(const std::vector<RunRecord> runs, List(project.number));
  const RunRecord run{.key = {.project_number = project.number,
                              .run_number = runs.empty() ? 1 : runs.back().key.run_number + 1},
                      .state = RunState::kQueued,
                      .threshold_basis_points = request.threshold_basis_points,
                      .created = context_.clock.Now(),
                      .error = {},
                      .report = std::nullopt,
                      .scoring = request.scoring,
                      .duplicate_holders = request.duplicate_holders,
                      .round = project.round,
                      .from_scratch = request.from_scratch,
                      .wishes = request.wishes,
                      .memory_bytes = request.memory_bytes};
  SealedBatch batch;
  batch.Put(context_.database, Column::kRuns, ToKey(run.key), SerializeRun(run));
  IEUM_RETURN_IF_ERROR(context_.database.Write(std::move(batch), Durability::kSynced));
  return run;
}

absl::StatusOr<RunRecord> RunStore::Find(const RunKey& key) const {
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                        context_.database.Get(Column::kRuns, ToKey(key)));
  if (found.has_value()) return ParseRun(core::AsBytes(*found), key);
  return core::NotFound("the project has no run number %d", key.run_number);
}

absl::StatusOr<std::vector<RunRecord>> RunStore::List(uint32_t project_number) const {
  std::vector<RunRecord> runs;
  IEUM_RETURN_IF_ERROR(
      context_.database.Scan(Column::kRuns, MakeKey({project_number}),
                             [&runs](std::string_view key, core::ByteView value) -> absl::Status {
                               IEUM_ASSIGN_OR_RETURN(RunRecord run, ParseAt(key, value));
                               runs.push_back(std::move(run));
                               return absl::OkStatus();
                             }));
  return runs;
}

absl::StatusOr<std::vector<RunRecord>> RunStore::Unfinished() const {
  std::vector<RunRecord> unfinished;
  IEUM_RETURN_IF_ERROR(context_.database.Scan(
      Column::kRuns, "", [&](std::string_view key, core::ByteView value) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(RunRecord run, ParseAt(key, value));
        if (!HasEnded(run.state)) unfinished.push_back(std::move(run));
        return absl::OkStatus();
      }));
  return unfinished;
}

absl::Status RunStore::DeleteAny(Column column, std::string_view prefix, SealedBatch& batch) const {
  IEUM_ASSIGN_OR_RETURN(const bool any, context_.database.Holds(column, prefix));
  if (any) batch.DeletePrefix(context_.database, column, prefix);
  return absl::OkStatus();
}

absl::Status RunStore::SaveEnded(const RunRecord& run) {
  IEUM_CHECK(run.state == RunState::kFailed || run.state == RunState::kCancelled);
  SealedBatch batch;
  IEUM_RETURN_IF_ERROR(DeleteAny(Column::kCheckpoints, ToKey(run.key), batch));
  batch.Put(context_.database, Column::kRuns, ToKey(run.key), SerializeRun(run));
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

absl::Status RunStore::SaveSucceeded(const core::ProjectId& project, const RunRecord& run) {
  IEUM_CHECK(run.state == RunState::kSucceeded && run.report.has_value());
  // One synced batch decides. The result chunks before it are in the same log, and a synced write
  // brings everything before it in the log to the disk, too.
  SealedBatch batch;
  IEUM_RETURN_IF_ERROR(DeleteAny(Column::kCheckpoints, ToKey(run.key), batch));
  batch.Put(context_.database, Column::kRuns, ToKey(run.key), SerializeRun(run));
  return projects_
      .Advance(project, ProjectEvent::kRunSucceeded, std::move(batch), run.key.run_number)
      .status();
}

absl::Status RunStore::CheckNoneRuns(uint32_t project_number) const {
  IEUM_ASSIGN_OR_RETURN(const std::vector<RunRecord> runs, List(project_number));
  for (const RunRecord& run : runs) {
    if (HasEnded(run.state)) continue;
    return core::FailedPrecondition(
        "run %d of the project has not ended; wait for it, or cancel it first", run.key.run_number);
  }
  return absl::OkStatus();
}

absl::Status RunStore::WhileNoneRuns(const core::ProjectId& id,
                                     const std::function<absl::Status(const ProjectRecord&)>& act) {
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, projects_.Find(id));
  const Claims::Claim claim = claims_.Take(found.number);
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(id));
  IEUM_RETURN_IF_ERROR(CheckNoneRuns(project.number));
  return act(project);
}

absl::StatusOr<ProjectRecord> RunStore::ReopenProject(const core::ProjectId& id, uint32_t round) {
  if (round < 2) {
    return core::InvalidArgument(
        "a project is reopened for its second round or a later one; name the round to open");
  }
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, projects_.Find(id));
  const Claims::Claim claim = claims_.Take(found.number);
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(id));
  if (project.round == round) return project;
  if (project.round + 1 != round) {
    return core::FailedPrecondition("the project is in round %d; the round to open next is %d",
                                    project.round, project.round + 1);
  }
  IEUM_RETURN_IF_ERROR(After(project.state, ProjectEvent::kReopen).status());
  if (project.result_run == 0) {
    return core::FailedPrecondition(
        "no matching run has succeeded yet; match the first round before another is opened");
  }
  IEUM_RETURN_IF_ERROR(CheckNoneRuns(project.number));
  return projects_.Advance(id, ProjectEvent::kReopen, SealedBatch(), /*result_run=*/0);
}

absl::Status RunStore::PutResultChunk(const RunKey& run, uint32_t holder, uint32_t sequence,
                                      core::ByteView entity_ids) {
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));
  SealedBatch batch;
  batch.Put(context_.database, Column::kResults,
            MakeKey({run.project_number, run.run_number, holder, sequence}),
            SerializeResultChunk(entity_ids));
  return context_.database.Write(std::move(batch), Durability::kBuffered);
}

absl::StatusOr<std::optional<core::Bytes>> RunStore::ReadResultChunk(const RunKey& run,
                                                                     uint32_t holder,
                                                                     uint32_t sequence) const {
  IEUM_ASSIGN_OR_RETURN(
      const std::optional<std::string> found,
      context_.database.Get(Column::kResults,
                            MakeKey({run.project_number, run.run_number, holder, sequence})));
  if (!found.has_value()) return std::optional<core::Bytes>();
  IEUM_ASSIGN_OR_RETURN(core::Bytes entity_ids, ParseResultChunk(core::AsBytes(*found)));
  return std::optional<core::Bytes>(std::move(entity_ids));
}

absl::Status RunStore::PutMatchDocuments(const RunKey& run, const MatchDocuments& documents) {
  SealedBatch batch;
  batch.Put(context_.database, Column::kMatchReports, ToKey(run),
            SerializeMatchDocuments(documents));
  return context_.database.Write(std::move(batch), Durability::kBuffered);
}

absl::StatusOr<std::optional<MatchDocuments>> RunStore::ReadMatchDocuments(
    const RunKey& run) const {
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                        context_.database.Get(Column::kMatchReports, ToKey(run)));
  if (!found.has_value()) return std::optional<MatchDocuments>();
  IEUM_ASSIGN_OR_RETURN(MatchDocuments documents, ParseMatchDocuments(core::AsBytes(*found)));
  return std::optional<MatchDocuments>(std::move(documents));
}

absl::StatusOr<std::set<uint32_t>> RunStore::IndexPiecesOf(const RunKey& run) const {
  std::set<uint32_t> pieces;
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                        context_.database.Get(Column::kIndexHeads, ToKey(run)));
  if (!found.has_value()) return pieces;
  // Nobody reads an index whose head is damaged or of another version.
  const absl::StatusOr<IndexHead> head = ParseIndexHead(core::AsBytes(*found));
  if (!head.ok()) return pieces;
  for (const IndexPiece& piece : head->pieces) pieces.insert(piece.run_number);
  return pieces;
}

absl::Status RunStore::CollectGarbage() {
  SealedBatch batch;
  for (const ProjectRecord& project : projects_.List()) {
    IEUM_ASSIGN_OR_RETURN(const std::vector<RunRecord> runs, List(project.number));
    IEUM_ASSIGN_OR_RETURN(const std::set<uint32_t> pieces,
                          IndexPiecesOf({project.number, project.result_run}));
    for (const RunRecord& run : runs) {
      const std::string key = ToKey(run.key);
      if (HasEnded(run.state)) IEUM_RETURN_IF_ERROR(DeleteAny(Column::kCheckpoints, key, batch));
      if (HasEnded(run.state) && run.state != RunState::kSucceeded) {
        IEUM_RETURN_IF_ERROR(DeleteAny(Column::kMatchReports, key, batch));
      }
      if (!pieces.contains(run.key.run_number)) {
        IEUM_RETURN_IF_ERROR(DeleteAny(Column::kIndex, key, batch));
      }
      if (run.key.run_number == project.result_run) continue;
      for (const Column column : {Column::kResults, Column::kLinks, Column::kIndexHeads}) {
        IEUM_RETURN_IF_ERROR(DeleteAny(column, key, batch));
      }
    }
  }
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

}  // namespace ieum::server
