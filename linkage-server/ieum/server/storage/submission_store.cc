#include "ieum/server/storage/submission_store.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_codec.h"

namespace ieum::server {
namespace {

uint64_t ClaimKey(uint32_t project_number, uint32_t holder) {
  return uint64_t{project_number} << 32 | holder;
}

absl::Status CheckFitsProject(const core::ChunkView& chunk, const ProjectRecord& project) {
  if (chunk.profile_digest != project.terms.profile.digest) {
    return core::FailedPrecondition(
        "chunk %d was encoded under another profile than the project's; encode again with the "
        "profile that the operator sent",
        chunk.sequence);
  }
  const int row_bytes = project.terms.profile.layout.row_bytes();
  if (chunk.row_bytes != static_cast<uint32_t>(row_bytes)) {
    return core::InvalidArgument(
        "chunk %d has %d bytes per encoding; the project's profile has %d; encode again",
        chunk.sequence, chunk.row_bytes, row_bytes);
  }
  const int key_count = project.terms.profile.blocking_key_count;
  if (chunk.blocking_keys_per_row != static_cast<uint32_t>(key_count)) {
    return core::InvalidArgument(
        "chunk %d has %d blocking keys for each row; the project's profile has %d; encode again",
        chunk.sequence, chunk.blocking_keys_per_row, key_count);
  }
  return absl::OkStatus();
}

absl::Status CheckIsSubmission(const SubmissionRecord& stored, const core::SubmissionId& id) {
  if (stored.id == id) return absl::OkStatus();
  return core::FailedPrecondition(
      "another submission of this holder is there (%d rows); withdraw it first, or go on with it",
      stored.row_count);
}

absl::Status CheckLimits(const SubmissionRecord& stored, const core::ChunkView& chunk) {
  if (stored.row_count + chunk.row_count > kMaxRowsPerSubmission) {
    return core::ResourceExhausted("a submission has at most %d rows; nothing stored is lost",
                                   kMaxRowsPerSubmission);
  }
  if (chunk.sequence >= kMaxChunksPerSubmission) {
    return core::ResourceExhausted(
        "a submission has at most %d chunks; encode it again with more rows in a chunk",
        kMaxChunksPerSubmission);
  }
  return absl::OkStatus();
}

absl::Status DamagedChunk(const ProjectRecord& project, uint32_t holder, uint32_t sequence) {
  return core::DataLoss(
      "stored chunk %d of holder '%s' is damaged or missing; restore the store from a backup, or "
      "have the holder submit again",
      sequence, project.terms.holders[holder].value());
}

// A stored chunk whose checksum and number are as they were.
absl::StatusOr<core::ChunkView> ParseStored(core::ByteView bytes, const ProjectRecord& project,
                                            uint32_t holder, uint32_t sequence) {
  absl::StatusOr<core::ChunkView> chunk = core::ParseChunk(bytes);
  if (!chunk.ok() || chunk->sequence != sequence || !CheckFitsProject(*chunk, project).ok()) {
    return DamagedChunk(project, holder, sequence);
  }
  return chunk;
}

core::Sha256Digest DigestOf(const std::vector<ChunkRecord>& chunks) {
  core::SubmissionDigest digest;
  for (const ChunkRecord& chunk : chunks) digest.AddChunk(chunk.digest);
  return digest.Finish();
}

}  // namespace

absl::Status SubmissionStore::AddChunk(const core::ProjectId& project_id, uint32_t holder,
                                       core::ByteView bytes) {
  IEUM_ASSIGN_OR_RETURN(const core::ChunkView chunk, core::ParseChunk(bytes));
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, projects_.Find(project_id));
  const uint32_t number = found.number;
  const Claims::Claim claim = claims_.Take(ClaimKey(number, holder));
  // Read again: the project may have been sealed while we waited.
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(project_id));
  IEUM_RETURN_IF_ERROR(After(project.state, ProjectEvent::kChangeSubmission).status());
  IEUM_RETURN_IF_ERROR(CheckFitsProject(chunk, project));
  IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionRecord> stored, Load(number, holder));
  SubmissionRecord submission = stored.value_or(SubmissionRecord{.id = chunk.submission_id,
                                                                 .state = SubmissionState::kOpen,
                                                                 .next_sequence = 0,
                                                                 .row_count = 0});
  IEUM_RETURN_IF_ERROR(CheckIsSubmission(submission, chunk.submission_id));
  IEUM_ASSIGN_OR_RETURN(submission.state, After(submission.state, SubmissionEvent::kAddChunk));
  const core::Sha256Digest digest = core::Sha256(bytes);
  const std::string key = MakeKey({number, holder, chunk.sequence});
  if (chunk.sequence < submission.next_sequence) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> record,
                          context_.database.Get(Column::kChunkRecords, key));
    if (!record.has_value()) return DamagedChunk(project, holder, chunk.sequence);
    IEUM_ASSIGN_OR_RETURN(const ChunkRecord known, ParseChunkRecord(core::AsBytes(*record)));
    if (known.digest == digest) return absl::OkStatus();
    return core::AlreadyExists(
        "chunk %d is stored with other content; withdraw the submission to send another",
        chunk.sequence);
  }
  if (chunk.sequence > submission.next_sequence) {
    return core::FailedPrecondition("chunk %d skips ahead; the next one expected is %d",
                                    chunk.sequence, submission.next_sequence);
  }
  IEUM_RETURN_IF_ERROR(CheckLimits(submission, chunk));
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));

  submission.next_sequence += 1;
  submission.row_count += chunk.row_count;
  Batch batch;
  batch.Put(context_.database, Column::kChunks, key, bytes);
  batch.Put(context_.database, Column::kChunkRecords, key,
            SerializeChunkRecord({.digest = digest, .row_count = chunk.row_count}));
  batch.Put(context_.database, Column::kSubmissions, MakeKey({number, holder}),
            SerializeSubmission(submission));
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

absl::StatusOr<std::optional<SubmissionRecord>> SubmissionStore::Load(uint32_t project_number,
                                                                      uint32_t holder) const {
  IEUM_ASSIGN_OR_RETURN(
      const std::optional<std::string> found,
      context_.database.Get(Column::kSubmissions, MakeKey({project_number, holder})));
  if (!found.has_value()) return std::optional<SubmissionRecord>();
  IEUM_ASSIGN_OR_RETURN(const SubmissionRecord record, ParseSubmission(core::AsBytes(*found)));
  return std::optional<SubmissionRecord>(record);
}

absl::StatusOr<std::optional<SubmissionView>> SubmissionStore::Find(const ProjectRecord& project,
                                                                    uint32_t holder) {
  const Claims::Claim claim = claims_.Take(ClaimKey(project.number, holder));
  return View(project, holder);
}

absl::StatusOr<std::optional<SubmissionView>> SubmissionStore::View(const ProjectRecord& project,
                                                                    uint32_t holder) const {
  IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionRecord> record, Load(project.number, holder));
  if (!record.has_value()) return std::optional<SubmissionView>();
  IEUM_ASSIGN_OR_RETURN(const std::vector<ChunkRecord> chunks, ListChunks(project, holder));
  if (chunks.size() != record->next_sequence) {
    return DamagedChunk(project, holder, static_cast<uint32_t>(chunks.size()));
  }
  return std::optional<SubmissionView>({.record = *record, .digest = DigestOf(chunks)});
}

absl::StatusOr<SubmissionView> SubmissionStore::Seal(const core::ProjectId& project_id,
                                                     uint32_t holder,
                                                     const SubmissionClaim& claim) {
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, projects_.Find(project_id));
  const Claims::Claim exclusive = claims_.Take(ClaimKey(found.number, holder));
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(project_id));
  IEUM_ASSIGN_OR_RETURN(std::optional<SubmissionView> stored, View(project, holder));
  if (!stored.has_value()) return core::NotFound("there is no submission to seal; submit first");
  SubmissionRecord& record = stored->record;
  IEUM_RETURN_IF_ERROR(CheckIsSubmission(record, claim.id));
  if (record.row_count != claim.row_count) {
    return core::FailedPrecondition(
        "the holder counts %d rows, %d are stored; send the missing chunks, then seal again",
        claim.row_count, record.row_count);
  }
  if (stored->digest != claim.digest) {
    return core::FailedPrecondition(
        "the holder's digest differs from that of the stored chunks; withdraw the submission and "
        "send it again");
  }
  // Also in a sealed project: the answer to a repeated call must be the same.
  if (record.state == SubmissionState::kSealed) return *stored;
  IEUM_RETURN_IF_ERROR(After(project.state, ProjectEvent::kChangeSubmission).status());
  IEUM_ASSIGN_OR_RETURN(record.state, After(record.state, SubmissionEvent::kSeal));
  IEUM_RETURN_IF_ERROR(CheckSerials(project, holder, record.row_count));
  Batch batch;
  batch.Put(context_.database, Column::kSubmissions, MakeKey({project.number, holder}),
            SerializeSubmission(record));
  IEUM_RETURN_IF_ERROR(context_.database.Write(std::move(batch), Durability::kSynced));
  return *stored;
}

absl::Status SubmissionStore::CheckSerials(const ProjectRecord& project, uint32_t holder,
                                           uint64_t row_count) const {
  std::vector<core::Serial> serials;
  serials.reserve(row_count);
  IEUM_RETURN_IF_ERROR(ReadChunks(project, holder, [&serials](const core::ChunkView& chunk) {
    serials.insert(serials.end(), chunk.serials.begin(), chunk.serials.end());
    return absl::OkStatus();
  }));
  std::sort(serials.begin(), serials.end());
  int64_t repeated = 0;
  for (size_t i = 1; i < serials.size(); ++i) repeated += serials[i] == serials[i - 1] ? 1 : 0;
  if (repeated == 0) return absl::OkStatus();
  return core::InvalidArgument(
      "%d of %d serials repeat an earlier one; every row needs its own; withdraw the submission, "
      "encode again and submit",
      repeated, row_count);
}

absl::Status SubmissionStore::Withdraw(const core::ProjectId& project_id, uint32_t holder,
                                       const core::SubmissionId& id) {
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, projects_.Find(project_id));
  const Claims::Claim claim = claims_.Take(ClaimKey(found.number, holder));
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(project_id));
  IEUM_RETURN_IF_ERROR(After(project.state, ProjectEvent::kChangeSubmission).status());
  IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionRecord> stored, Load(project.number, holder));
  if (!stored.has_value()) return absl::OkStatus();
  if (stored->id != id) {
    return core::FailedPrecondition(
        "the submission that is there is another one; ask for it again before withdrawing");
  }
  IEUM_RETURN_IF_ERROR(After(stored->state, SubmissionEvent::kWithdraw).status());
  const std::string prefix = MakeKey({project.number, holder});
  Batch batch;
  batch.Delete(context_.database, Column::kSubmissions, prefix);
  batch.DeletePrefix(context_.database, Column::kChunkRecords, prefix);
  batch.DeletePrefix(context_.database, Column::kChunks, prefix);
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

absl::StatusOr<ProjectRecord> SubmissionStore::SealProject(const core::ProjectId& project_id) {
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(project_id));
  if (project.state != ProjectState::kOpen) {
    return projects_.Advance(project_id, ProjectEvent::kSeal, Batch(), /*result_run=*/0);
  }
  const auto holder_count = static_cast<uint32_t>(project.terms.holders.size());
  // With all submissions claimed, none can change between the check and the seal.
  std::vector<Claims::Claim> claims;
  std::string waiting;
  for (uint32_t holder = 0; holder < holder_count; ++holder) {
    claims.push_back(claims_.Take(ClaimKey(project.number, holder)));
    IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionRecord> stored,
                          Load(project.number, holder));
    if (stored.has_value() && stored->state == SubmissionState::kSealed) continue;
    if (!waiting.empty()) waiting += ", ";
    waiting += project.terms.holders[holder].value();
    waiting += stored.has_value() ? " (not sealed)" : " (no submission)";
  }
  if (!waiting.empty()) {
    return core::FailedPrecondition(
        "every holder needs a sealed submission before the project is sealed; waiting for: %s",
        waiting);
  }
  return projects_.Advance(project_id, ProjectEvent::kSeal, Batch(), /*result_run=*/0);
}

absl::Status SubmissionStore::ReadChunks(
    const ProjectRecord& project, uint32_t holder,
    const std::function<absl::Status(const core::ChunkView&)>& visit) const {
  uint32_t sequence = 0;
  IEUM_RETURN_IF_ERROR(
      context_.database.Scan(Column::kChunks, MakeKey({project.number, holder}),
                             [&](std::string_view key, core::ByteView value) -> absl::Status {
                               if (KeyPart(key, 2) != sequence)
                                 return DamagedChunk(project, holder, sequence);
                               IEUM_ASSIGN_OR_RETURN(const core::ChunkView chunk,
                                                     ParseStored(value, project, holder, sequence));
                               ++sequence;
                               return visit(chunk);
                             }));
  IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionRecord> record, Load(project.number, holder));
  const uint32_t expected = record.has_value() ? record->next_sequence : 0;
  if (sequence < expected) return DamagedChunk(project, holder, sequence);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::vector<core::Serial>>> SubmissionStore::ReadSerials(
    const ProjectRecord& project, uint32_t holder, uint32_t sequence) const {
  using Serials = std::optional<std::vector<core::Serial>>;
  IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionRecord> record, Load(project.number, holder));
  if (!record.has_value() || sequence >= record->next_sequence) return Serials();
  IEUM_ASSIGN_OR_RETURN(
      const std::optional<std::string> value,
      context_.database.Get(Column::kChunks, MakeKey({project.number, holder, sequence})));
  if (!value.has_value()) return DamagedChunk(project, holder, sequence);
  IEUM_ASSIGN_OR_RETURN(const core::ChunkView chunk,
                        ParseStored(core::AsBytes(*value), project, holder, sequence));
  return Serials(std::in_place, chunk.serials.begin(), chunk.serials.end());
}

absl::StatusOr<std::vector<ChunkRecord>> SubmissionStore::ListChunks(const ProjectRecord& project,
                                                                     uint32_t holder) const {
  std::vector<ChunkRecord> chunks;
  IEUM_RETURN_IF_ERROR(context_.database.Scan(
      Column::kChunkRecords, MakeKey({project.number, holder}),
      [&](std::string_view key, core::ByteView value) -> absl::Status {
        if (KeyPart(key, 2) != chunks.size()) {
          return DamagedChunk(project, holder, static_cast<uint32_t>(chunks.size()));
        }
        IEUM_ASSIGN_OR_RETURN(const ChunkRecord chunk, ParseChunkRecord(value));
        chunks.push_back(chunk);
        return absl::OkStatus();
      }));
  return chunks;
}

}  // namespace ieum::server
