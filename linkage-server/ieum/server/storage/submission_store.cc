#include "ieum/server/storage/submission_store.h"

#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/encoding_check.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_codec.h"
#include "ieum/server/storage/rounds.h"
#include "ieum/server/storage/serial_check.h"
#include "ieum/server/storage/submission_rules.h"

namespace ieum::server {
namespace {

uint64_t ClaimKey(uint32_t project_number, uint32_t holder) {
  return uint64_t{project_number} << 32 | holder;
}

absl::Status DamagedChunk(const ProjectRecord& project, uint32_t holder, uint32_t sequence) {
  return core::DataLoss(
      "stored chunk %d of holder '%s' is damaged or missing; restore the store from a backup, or "
      "have the holder submit again",
      sequence, project.terms.holders[holder].value());
}

// A stored chunk whose checksum, submission and number in it are as they were. The view has the
// sequence over all rounds.
absl::StatusOr<core::ChunkView> ParseStored(core::ByteView bytes, const ProjectRecord& project,
                                            uint32_t holder,
                                            std::span<const SubmissionRecord> rounds,
                                            uint32_t sequence) {
  // All its rows may have been removed.
  absl::StatusOr<core::ChunkView> chunk = core::ParseChunk(bytes, /*least_rows=*/0);
  const ChunkPlace place = PlaceOfChunk(rounds, sequence);
  if (!chunk.ok() || place.submission == nullptr || chunk->sequence != place.number ||
      chunk->submission_id != place.submission->id || !CheckFitsProject(*chunk, project).ok()) {
    return DamagedChunk(project, holder, sequence);
  }
  chunk->sequence = sequence;
  return chunk;
}

core::Sha256Digest DigestOf(std::span<const ChunkRecord> chunks) {
  core::SubmissionDigest digest;
  for (const ChunkRecord& chunk : chunks) digest.AddChunk(chunk.digest);
  return digest.Finish();
}

}  // namespace

absl::Status SubmissionStore::AddChunk(const core::ProjectId& project_id, uint32_t holder,
                                       core::ByteView bytes,
                                       const std::optional<AgreementTag>& tag) {
  IEUM_ASSIGN_OR_RETURN(const core::ChunkView chunk, core::ParseChunk(bytes));
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, projects_.Find(project_id));
  const uint32_t number = found.number;
  const Claims::Claim claim = claims_.Take(ClaimKey(number, holder));
  // Read again: the project may have been sealed while we waited.
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(project_id));
  IEUM_RETURN_IF_ERROR(After(project.state, ProjectEvent::kChangeSubmission).status());
  IEUM_RETURN_IF_ERROR(CheckFitsProject(chunk, project));
  SealedBatch batch;
  IEUM_ASSIGN_OR_RETURN(const std::optional<Claims::Claim> first_tag,
                        tags_.Check(project, holder, tag, batch));
  IEUM_RETURN_IF_ERROR(CheckFilters(chunk, project.terms.profile));
  IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionRecord> rounds, LoadRounds(number, holder));
  IEUM_RETURN_IF_ERROR(CheckIsOfNoEarlierRound(rounds, project.round, chunk.submission_id));
  const RoundRows before = SumBefore(rounds, project.round);
  SubmissionRecord submission{.id = chunk.submission_id,
                              .state = SubmissionState::kOpen,
                              .next_sequence = 0,
                              .row_count = 0,
                              .round = project.round};
  if (const SubmissionRecord* stored = FindRound(rounds, project.round)) submission = *stored;
  IEUM_RETURN_IF_ERROR(CheckIsSubmission(submission, chunk.submission_id));
  IEUM_ASSIGN_OR_RETURN(submission.state, After(submission.state, SubmissionEvent::kAddChunk));
  if (chunk.sequence > submission.next_sequence) {
    return core::FailedPrecondition("chunk %d skips ahead; the next one expected is %d",
                                    chunk.sequence, submission.next_sequence);
  }
  const core::Sha256Digest digest = core::Sha256(bytes);
  const std::string key = MakeKey({number, holder, before.chunk_count + chunk.sequence});
  if (chunk.sequence < submission.next_sequence) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> record,
                          context_.database.Get(Column::kChunkRecords, key));
    if (!record.has_value()) {
      return DamagedChunk(project, holder, before.chunk_count + chunk.sequence);
    }
    IEUM_ASSIGN_OR_RETURN(const ChunkRecord known, ParseChunkRecord(core::AsBytes(*record)));
    if (known.digest == digest) return absl::OkStatus();
    return core::AlreadyExists(
        "chunk %d is stored with other content; withdraw the submission to send another",
        chunk.sequence);
  }
  IEUM_RETURN_IF_ERROR(
      CheckLimits(context_.holder_limits, project.terms, before, submission, chunk));
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));

  submission.next_sequence += 1;
  submission.row_count += chunk.row_count;
  batch.Put(context_.database, Column::kChunks, key, bytes);
  batch.Put(context_.database, Column::kChunkRecords, key,
            SerializeChunkRecord({.digest = digest, .row_count = chunk.row_count}));
  batch.Put(context_.database, Column::kSubmissions, MakeKey({number, holder, project.round}),
            SerializeSubmission(submission));
  return Count(chunk.row_count, context_.database.Write(std::move(batch), Durability::kSynced));
}

absl::StatusOr<std::vector<SubmissionRecord>> SubmissionStore::LoadRounds(uint32_t project_number,
                                                                          uint32_t holder) const {
  std::vector<SubmissionRecord> rounds;
  IEUM_RETURN_IF_ERROR(
      context_.database.Scan(Column::kSubmissions, MakeKey({project_number, holder}),
                             [&rounds](std::string_view key, core::ByteView value) -> absl::Status {
                               IEUM_ASSIGN_OR_RETURN(const SubmissionRecord record,
                                                     ParseSubmission(value, KeyPart(key, 2)));
                               rounds.push_back(record);
                               return absl::OkStatus();
                             }));
  return rounds;
}

absl::StatusOr<std::vector<RoundRows>> SubmissionStore::RowsBefore(const ProjectRecord& project,
                                                                   uint32_t round) const {
  std::vector<RoundRows> rows;
  for (uint32_t holder = 0; holder < project.terms.holders.size(); ++holder) {
    IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionRecord> rounds,
                          LoadRounds(project.number, holder));
    rows.push_back(SumBefore(rounds, round));
  }
  return rows;
}

absl::StatusOr<std::optional<SubmissionView>> SubmissionStore::Find(const ProjectRecord& project,
                                                                    uint32_t holder) {
  const Claims::Claim claim = claims_.Take(ClaimKey(project.number, holder));
  return View(project, holder);
}

absl::StatusOr<std::vector<SubmissionView>> SubmissionStore::FindAll(const ProjectRecord& project,
                                                                     uint32_t holder) {
  const Claims::Claim claim = claims_.Take(ClaimKey(project.number, holder));
  return ViewAll(project, holder, /*first_round=*/1);
}

absl::StatusOr<std::optional<SubmissionView>> SubmissionStore::View(const ProjectRecord& project,
                                                                    uint32_t holder) const {
  IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionView> views,
                        ViewAll(project, holder, project.round));
  if (views.empty() || views[0].record.round != project.round) {
    return std::optional<SubmissionView>();
  }
  return std::optional<SubmissionView>(views[0]);
}

absl::StatusOr<std::vector<SubmissionView>> SubmissionStore::ViewAll(const ProjectRecord& project,
                                                                     uint32_t holder,
                                                                     uint32_t first_round) const {
  IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionRecord> rounds,
                        LoadRounds(project.number, holder));
  const uint32_t first_sequence = SumBefore(rounds, first_round).chunk_count;
  IEUM_ASSIGN_OR_RETURN(const std::vector<ChunkRecord> chunks,
                        ListChunks(project, holder, first_sequence));
  std::vector<SubmissionView> views;
  std::span<const ChunkRecord> left(chunks);
  for (const SubmissionRecord& record : rounds) {
    if (record.round < first_round) continue;
    if (left.size() < record.next_sequence) {
      return DamagedChunk(project, holder, first_sequence + static_cast<uint32_t>(chunks.size()));
    }
    views.push_back({.record = record, .digest = DigestOf(left.first(record.next_sequence))});
    left = left.subspan(record.next_sequence);
  }
  return views;
}

absl::StatusOr<SubmissionView> SubmissionStore::Seal(const core::ProjectId& project_id,
                                                     uint32_t holder, const SubmissionClaim& claim,
                                                     std::optional<SealedBatch> also) {
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, projects_.Find(project_id));
  const Claims::Claim exclusive = claims_.Take(ClaimKey(found.number, holder));
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(project_id));
  IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionRecord> rounds,
                        LoadRounds(project.number, holder));
  IEUM_RETURN_IF_ERROR(CheckIsOfNoEarlierRound(rounds, project.round, claim.id));
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
  if (record.state == SubmissionState::kSealed) {
    if (also.has_value()) {
      IEUM_RETURN_IF_ERROR(context_.database.Write(*std::move(also), Durability::kSynced));
    }
    return *stored;
  }
  IEUM_RETURN_IF_ERROR(After(project.state, ProjectEvent::kChangeSubmission).status());
  IEUM_ASSIGN_OR_RETURN(record.state, After(record.state, SubmissionEvent::kSeal));
  IEUM_RETURN_IF_ERROR(
      CheckRows(project, holder, SumBefore(rounds, project.round), record.row_count));
  SealedBatch batch = also.has_value() ? *std::move(also) : SealedBatch();
  batch.Put(context_.database, Column::kSubmissions,
            MakeKey({project.number, holder, project.round}), SerializeSubmission(record));
  IEUM_RETURN_IF_ERROR(context_.database.Write(std::move(batch), Durability::kSynced));
  return *stored;
}

absl::Status SubmissionStore::CheckRows(const ProjectRecord& project, uint32_t holder,
                                        const RoundRows& before, uint64_t row_count) const {
  SerialCheck check(row_count);
  SubmissionCheck rows(project.terms.profile, row_count);
  IEUM_RETURN_IF_ERROR(
      ReadChunks(project, holder, {.first = before.chunk_count}, [&](const core::ChunkView& chunk) {
        check.AddRows(chunk.serials);
        rows.AddRows(chunk);
        return absl::OkStatus();
      }));
  if (!project.terms.test) IEUM_RETURN_IF_ERROR(rows.Finish());
  if (before.chunk_count > 0) {
    IEUM_RETURN_IF_ERROR(
        ReadChunks(project, holder, {.end = before.chunk_count}, [&](const core::ChunkView& chunk) {
          check.AddEarlier(chunk.serials);
          return absl::OkStatus();
        }));
  }
  return check.Finish();
}

absl::Status SubmissionStore::Withdraw(const core::ProjectId& project_id, uint32_t holder,
                                       const core::SubmissionId& id) {
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, projects_.Find(project_id));
  const Claims::Claim claim = claims_.Take(ClaimKey(found.number, holder));
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(project_id));
  IEUM_RETURN_IF_ERROR(After(project.state, ProjectEvent::kChangeSubmission).status());
  IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionRecord> rounds,
                        LoadRounds(project.number, holder));
  IEUM_RETURN_IF_ERROR(CheckIsOfNoEarlierRound(rounds, project.round, id));
  const SubmissionRecord* stored = FindRound(rounds, project.round);
  if (stored == nullptr) return absl::OkStatus();
  if (stored->id != id) {
    return core::FailedPrecondition(
        "the submission that is there is another one; ask for it again before withdrawing");
  }
  IEUM_RETURN_IF_ERROR(After(stored->state, SubmissionEvent::kWithdraw).status());
  const std::string prefix = MakeKey({project.number, holder});
  const std::string first =
      MakeKey({project.number, holder, SumBefore(rounds, project.round).chunk_count});
  SealedBatch batch;
  batch.Delete(context_.database, Column::kSubmissions,
               MakeKey({project.number, holder, project.round}));
  batch.DeletePrefixFrom(context_.database, Column::kChunkRecords, prefix, first);
  batch.DeletePrefixFrom(context_.database, Column::kChunks, prefix, first);
  if (rounds.front().round == project.round) tags_.Remove(project, holder, batch);
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

absl::StatusOr<ProjectRecord> SubmissionStore::SealProject(const core::ProjectId& project_id) {
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, projects_.Find(project_id));
  const auto holder_count = static_cast<uint32_t>(found.terms.holders.size());
  // With all submissions claimed, none can change between the check and the seal, and nobody else
  // seals the project, as somebody must before it is reopened.
  std::vector<Claims::Claim> claims;
  for (uint32_t holder = 0; holder < holder_count; ++holder) {
    claims.push_back(claims_.Take(ClaimKey(found.number, holder)));
  }
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, projects_.Find(project_id));
  if (project.state == ProjectState::kOpen) {
    std::vector<std::optional<SubmissionRecord>> submissions(holder_count);
    std::vector<uint64_t> row_counts(holder_count);
    for (uint32_t holder = 0; holder < holder_count; ++holder) {
      IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionRecord> rounds,
                            LoadRounds(project.number, holder));
      if (const SubmissionRecord* stored = FindRound(rounds, project.round)) {
        submissions[holder] = *stored;
      }
      for (const SubmissionRecord& stored : rounds) row_counts[holder] += stored.row_count;
    }
    IEUM_RETURN_IF_ERROR(CheckCanSeal(project, submissions));
    IEUM_RETURN_IF_ERROR(CheckFileRows(project, row_counts));
  }
  return projects_.Advance(project_id, ProjectEvent::kSeal, SealedBatch(), /*result_run=*/0);
}

absl::Status SubmissionStore::ReadChunks(
    const ProjectRecord& project, uint32_t holder, ChunkRange range,
    const std::function<absl::Status(const core::ChunkView&)>& visit) const {
  IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionRecord> rounds,
                        LoadRounds(project.number, holder));
  uint32_t sequence = range.first;
  bool visiting = false;
  const absl::Status scanned = context_.database.ScanRange(
      Column::kChunks, MakeKey({project.number, holder, range.first}),
      MakeKey({project.number, holder, range.end}),
      [&](std::string_view key, core::ByteView value) -> absl::Status {
        visiting = true;
        if (KeyPart(key, 2) != sequence) return DamagedChunk(project, holder, sequence);
        IEUM_ASSIGN_OR_RETURN(const core::ChunkView chunk,
                              ParseStored(value, project, holder, rounds, sequence));
        ++sequence;
        IEUM_RETURN_IF_ERROR(visit(chunk));
        visiting = false;
        return absl::OkStatus();
      });
  // A value that does not open is a chunk that somebody must know of.
  if (!visiting && absl::IsDataLoss(scanned)) return DamagedChunk(project, holder, sequence);
  IEUM_RETURN_IF_ERROR(scanned);
  if (sequence < range.end && PlaceOfChunk(rounds, sequence).submission != nullptr) {
    return DamagedChunk(project, holder, sequence);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::vector<core::Serial>>> SubmissionStore::ReadSerials(
    const ProjectRecord& project, uint32_t holder, uint32_t sequence) const {
  using Serials = std::optional<std::vector<core::Serial>>;
  IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionRecord> rounds,
                        LoadRounds(project.number, holder));
  if (PlaceOfChunk(rounds, sequence).submission == nullptr) return Serials();
  const absl::StatusOr<std::optional<std::string>> value =
      context_.database.Get(Column::kChunks, MakeKey({project.number, holder, sequence}));
  if (absl::IsDataLoss(value.status())) return DamagedChunk(project, holder, sequence);
  IEUM_RETURN_IF_ERROR(value.status());
  if (!value->has_value()) return DamagedChunk(project, holder, sequence);
  IEUM_ASSIGN_OR_RETURN(const core::ChunkView chunk,
                        ParseStored(core::AsBytes(**value), project, holder, rounds, sequence));
  return Serials(std::in_place, chunk.serials.begin(), chunk.serials.end());
}

absl::StatusOr<SubmissionPlace> SubmissionStore::PlaceOf(const ProjectRecord& project,
                                                         uint32_t holder, uint32_t sequence) const {
  IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionRecord> rounds,
                        LoadRounds(project.number, holder));
  const ChunkPlace place = PlaceOfChunk(rounds, sequence);
  if (place.submission == nullptr) return DamagedChunk(project, holder, sequence);
  return SubmissionPlace{.submission = *place.submission, .number = place.number};
}

absl::StatusOr<std::vector<ChunkRecord>> SubmissionStore::ListChunks(
    const ProjectRecord& project, uint32_t holder, uint32_t first_sequence) const {
  std::vector<ChunkRecord> chunks;
  uint32_t sequence = first_sequence;
  IEUM_RETURN_IF_ERROR(context_.database.ScanFrom(
      Column::kChunkRecords, MakeKey({project.number, holder}),
      MakeKey({project.number, holder, first_sequence}),
      [&](std::string_view key, core::ByteView value) -> absl::Status {
        if (KeyPart(key, 2) != sequence) return DamagedChunk(project, holder, sequence);
        ++sequence;
        IEUM_ASSIGN_OR_RETURN(const ChunkRecord chunk, ParseChunkRecord(value));
        chunks.push_back(chunk);
        return absl::OkStatus();
      }));
  return chunks;
}

}  // namespace ieum::server
