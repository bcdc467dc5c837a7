#include "ieum/server/storage/row_removal.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_codec.h"

namespace ieum::server {
namespace {

// Which rows of a chunk are among the serials, which are in ascending order; empty if none is.
std::vector<bool> RowsAmong(std::span<const core::Serial> serials,
                            std::span<const core::Serial> rows) {
  std::vector<bool> marked;
  for (size_t row = 0; row < rows.size(); ++row) {
    if (!std::binary_search(serials.begin(), serials.end(), rows[row])) continue;
    marked.resize(rows.size());
    marked[row] = true;
  }
  return marked;
}

// Chunks of the rounds before that which is open, or of all.
absl::StatusOr<uint32_t> ClosedChunks(const SubmissionStore& submissions,
                                      const ProjectRecord& project, uint32_t holder) {
  const uint32_t end = project.state == ProjectState::kOpen ? project.round : project.round + 1;
  IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> rows, submissions.RowsBefore(project, end));
  return rows[holder].chunk_count;
}

// The entity ids of the rows that are not marked: [n, 16].
core::Bytes Without(core::ByteView entity_ids, const std::vector<bool>& removed) {
  const size_t id_bytes = removed.empty() ? 0 : entity_ids.size() / removed.size();
  core::Bytes kept;
  for (size_t row = 0; row < removed.size(); ++row) {
    if (removed[row]) continue;
    const core::ByteView id = entity_ids.subspan(row * id_bytes, id_bytes);
    kept.insert(kept.end(), id.begin(), id.end());
  }
  return kept;
}

}  // namespace

absl::StatusOr<uint64_t> RowRemoval::Count(const ProjectRecord& project, uint32_t holder,
                                           std::span<const core::Serial> serials) const {
  IEUM_ASSIGN_OR_RETURN(const uint32_t chunk_count, ClosedChunks(submissions_, project, holder));
  uint64_t found = 0;
  for (uint32_t sequence = 0; sequence < chunk_count; ++sequence) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<std::vector<core::Serial>> rows,
                          submissions_.ReadSerials(project, holder, sequence));
    if (!rows.has_value()) continue;
    const std::vector<bool> marked = RowsAmong(serials, *rows);
    found += static_cast<uint64_t>(std::count(marked.begin(), marked.end(), true));
  }
  return found;
}

absl::Status RowRemoval::RemoveFromChunk(const ProjectRecord& project, uint32_t holder,
                                         uint32_t sequence, std::span<const core::Serial> serials) {
  IEUM_ASSIGN_OR_RETURN(const SubmissionPlace place,
                        submissions_.PlaceOf(project, holder, sequence));
  core::Bytes left;
  std::vector<bool> removed;
  IEUM_RETURN_IF_ERROR(submissions_.ReadChunks(
      project, holder, {.first = sequence, .end = sequence + 1}, [&](const core::ChunkView& chunk) {
        removed = RowsAmong(serials, chunk.serials);
        if (!removed.empty()) left = core::ChunkWithout(chunk, place.number, removed);
        return absl::OkStatus();
      }));
  if (removed.empty()) return absl::OkStatus();
  const auto removed_count =
      static_cast<uint32_t>(std::count(removed.begin(), removed.end(), true));
  const std::string key = MakeKey({project.number, holder, sequence});
  SealedBatch batch;
  batch.Put(context_.database, Column::kChunks, key, left);
  batch.Put(
      context_.database, Column::kChunkRecords, key,
      SerializeChunkRecord({.digest = core::Sha256(left),
                            .row_count = static_cast<uint32_t>(removed.size()) - removed_count}));
  SubmissionRecord submission = place.submission;
  submission.row_count -= removed_count;
  batch.Put(context_.database, Column::kSubmissions,
            MakeKey({project.number, holder, submission.round}), SerializeSubmission(submission));
  if (project.result_run != 0) {
    const RunKey run{.project_number = project.number, .run_number = project.result_run};
    IEUM_ASSIGN_OR_RETURN(const std::optional<core::Bytes> entity_ids,
                          runs_.ReadResultChunk(run, holder, sequence));
    if (entity_ids.has_value()) {
      batch.Put(context_.database, Column::kResults,
                MakeKey({project.number, run.run_number, holder, sequence}),
                SerializeResultChunk(Without(*entity_ids, removed)));
    }
  }
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

absl::Status RowRemoval::Remove(const ProjectRecord& found, uint32_t holder,
                                std::span<const core::Serial> serials, SealedBatch also,
                                const std::atomic<bool>& stopping) {
  return runs_.WhileNoneRuns(found.terms.id, [&](const ProjectRecord& project) -> absl::Status {
    IEUM_RETURN_IF_ERROR(After(project.state, ProjectEvent::kRemoveRows).status());
    IEUM_ASSIGN_OR_RETURN(const uint32_t chunk_count, ClosedChunks(submissions_, project, holder));
    for (uint32_t sequence = 0; sequence < chunk_count; ++sequence) {
      if (stopping.load()) {
        return core::Unavailable("the server is stopping; go on when it is back");
      }
      IEUM_RETURN_IF_ERROR(RemoveFromChunk(project, holder, sequence, serials));
    }
    // Of all runs: what they derived from rows by their places is of no use any more.
    const std::string prefix = MakeKey({project.number});
    for (const Column column : {Column::kIndexHeads, Column::kIndex, Column::kLinks}) {
      IEUM_ASSIGN_OR_RETURN(const bool any, context_.database.Holds(column, prefix));
      if (any) also.DeletePrefix(context_.database, column, prefix);
    }
    IEUM_RETURN_IF_ERROR(context_.database.Write(std::move(also), Durability::kSynced));
    return context_.database.Compact(
        project.number, {Column::kChunks, Column::kResults, Column::kLinks, Column::kIndex});
  });
}

}  // namespace ieum::server
