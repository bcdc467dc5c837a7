#include "ieum/server/custody/destroy_project.h"

#include <algorithm>
#include <utility>

#include "ieum/core/auditlog/destruction_certificate.h"
#include "ieum/core/base/status.h"
#include "ieum/server/audit/own_entry.h"

namespace ieum::server {
namespace {

const char* ReasonText(DestructionReason reason) {
  switch (reason) {
    case DestructionReason::kRequest:
      return "request";
    case DestructionReason::kRetention:
      return "retention";
  }
  return "unknown";
}

core::AuditEntry EntryAbout(const AuditLog& log, const char* act,
                            const DestructionRecord& destruction) {
  core::AuditEntry entry = OwnEntry(log, act);
  entry.project = destruction.project;
  entry.retention = core::AuditRetention::kThreeYearsAfterDestruction;
  return entry;
}

// The tombstone of the project's key.
absl::StatusOr<ProjectKeyEntry> Tombstone(const Keystore& keystore, uint32_t number) {
  absl::StatusOr<ProjectKeyEntry> entry = keystore.Find(number);
  if (entry.ok() && entry->state == ProjectKeyState::kErased) return entry;
  return core::DataLoss("the key of project number %d is not erased", number);
}

core::Destruction Describe(const DestructionRecord& record, const Keystore& keystore,
                           absl::Time erased) {
  core::Destruction destruction{.project = record.project};
  destruction.project_number = record.number;
  destruction.object = record.object;
  destruction.key_id = record.key_id;
  destruction.keystore = keystore.id();
  destruction.keystore_revision = keystore.revision();
  destruction.issue = record.issue;
  destruction.requested = record.requested;
  destruction.erased = erased;
  destruction.finished = record.finished;
  destruction.requested_by = record.requested_by;
  destruction.approved_by = record.approved_by;
  destruction.reason = ReasonText(record.reason);
  destruction.submission_count = record.submission_count;
  destruction.chunk_count = record.chunk_count;
  destruction.row_count = record.row_count;
  destruction.run_count = record.run_count;
  for (const ColumnFigures& column : record.columns) {
    destruction.columns.push_back(
        {.name = column.column, .key_count = column.key_count, .byte_count = column.byte_count});
  }
  destruction.write_count = record.write_count;
  destruction.digest = record.digest;
  destruction.keystore_copies = record.keystore_copies;
  return destruction;
}

}  // namespace

absl::StatusOr<DestructionRecord> ProjectDestroyer::Find(const core::ProjectId& project) const {
  if (const auto known = store_.projects().Find(project); known.ok()) {
    absl::StatusOr<DestructionRecord> record =
        FindDestruction(store_.unsealed_database(), known->number);
    if (!absl::IsNotFound(record.status())) return record;
  }
  return core::NotFound("no project '%s' was destroyed here", project.value());
}

void ProjectDestroyer::Passed(std::string_view step) const {
  if (step_hook_) step_hook_(step);
}

absl::Status ProjectDestroyer::Save(const DestructionRecord& record) {
  Batch batch;
  PutDestruction(store_.unsealed_database(), record, batch);
  return store_.unsealed_database().Write(std::move(batch), Durability::kSynced);
}

absl::StatusOr<DestructionRecord> ProjectDestroyer::Intend(const ProjectRecord& project,
                                                           const DestructionRequest& request) {
  IEUM_ASSIGN_OR_RETURN(const SealedProject sealed, store_.database().Find(project.number));
  DestructionRecord record{.project = project.terms.id, .number = project.number};
  record.object = sealed.project;
  record.key_id = sealed.key_id;
  record.reason = request.reason;
  record.requested = clock_.Now();
  record.requested_by = request.requested_by;
  record.approved_by = request.approved_by;
  IEUM_ASSIGN_OR_RETURN(record.begun_by,
                        audit_.Append(EntryAbout(audit_, "Project/Destroy", record)));
  Passed("recorded");
  SealedBatch batch;
  PutDestruction(store_.unsealed_database(), record, batch.unsealed());
  IEUM_RETURN_IF_ERROR(
      store_.projects()
          .Advance(project.terms.id, ProjectEvent::kDestroy, std::move(batch), /*result_run=*/0)
          .status());
  Passed("intended");
  return record;
}

absl::Status ProjectDestroyer::Count(const ProjectRecord& project, DestructionRecord& record) {
  record.columns.clear();
  IEUM_ASSIGN_OR_RETURN(const ContentCounts counts, store_.CountContent(project));
  record.submission_count = counts.delivery_count;
  record.chunk_count = counts.chunk_count;
  record.row_count = counts.row_count;
  record.run_count = counts.run_count;
  for (const Column column : ProjectColumns(store_.role())) {
    IEUM_ASSIGN_OR_RETURN(const SealedDatabase::Figures figures,
                          store_.database().Count(column, record.object));
    if (figures.key_count == 0) continue;
    record.columns.push_back({.column = std::string(ColumnName(column)),
                              .key_count = figures.key_count,
                              .byte_count = figures.byte_count});
  }
  IEUM_ASSIGN_OR_RETURN(const ProjectAnchor anchor, store_.database().Anchor(project.number));
  record.write_count = anchor.counter;
  record.digest = anchor.digest;
  record.step = DestructionStep::kCounted;
  IEUM_RETURN_IF_ERROR(Save(record));
  Passed("counted");
  return absl::OkStatus();
}

std::vector<bool> ProjectDestroyer::EraseInCopies() const {
  std::vector<bool> erased;
  for (const std::string& copy : keystore_copies_) {
    const absl::Status replaced = keystore_.ReplaceCopy(copy);
    erased.push_back(replaced.ok());
    if (!replaced.ok()) {
      log_.Write(Event("keystore_copy_outstanding")
                     .Count("copy", static_cast<int64_t>(erased.size()))
                     .Code(replaced.code()));
    }
  }
  return erased;
}

absl::StatusOr<std::string> ProjectDestroyer::Complete(DestructionRecord record) {
  IEUM_RETURN_IF_ERROR(store_.database().EraseProjectKey(record.number));
  Passed("erased");
  // Not under the erased key, but the server's.
  IEUM_RETURN_IF_ERROR(store_.import_stage().DropProject(record.number));
  store_.projects().Forget(record.project, record.number);
  record.keystore_copies = EraseInCopies();
  Passed("copies");
  // A write that was sealed before the key was erased may come to the disk behind the deletion.
  for (bool left = true; left;) {
    IEUM_RETURN_IF_ERROR(store_.database().DeleteProject(record.object));
    left = false;
    for (const Column column : ProjectColumns(store_.role())) {
      IEUM_ASSIGN_OR_RETURN(const SealedDatabase::Figures figures,
                            store_.database().Count(column, record.object));
      left = left || figures.key_count != 0;
    }
  }
  Passed("deleted");
  record.finished = clock_.Now();
  return Issue(std::move(record));
}

absl::StatusOr<std::string> ProjectDestroyer::Issue(DestructionRecord record) {
  record.step = DestructionStep::kDone;
  ++record.issue;
  IEUM_ASSIGN_OR_RETURN(const ProjectKeyEntry tombstone, Tombstone(keystore_, record.number));
  const core::Destruction destruction = Describe(record, keystore_, tombstone.erased);
  core::AuditEntry entry = EntryAbout(audit_, core::kDestructionAct, record);
  entry.moment = core::AuditMoment::kAfter;
  entry.begun_by = record.begun_by;
  entry.outcome = core::AuditOutcome::kDone;
  entry.decided = core::DestructionDigest(destruction);
  core::DestructionProof proof;
  IEUM_ASSIGN_OR_RETURN(proof.index, audit_.Append(std::move(entry)));
  Passed("proved");
  const AuditLog::Head head = audit_.head();
  proof.checkpoint = head.checkpoint;
  IEUM_ASSIGN_OR_RETURN(proof.inclusion, audit_.ProveInclusion(proof.index, head.size));
  IEUM_RETURN_IF_ERROR(audit_.Read(proof.index, 1, [&proof](const core::AuditEntry& written) {
    proof.entry = core::SerializeAuditEntry(written);
    return absl::OkStatus();
  }));
  const std::string note = audit_.SignLine(core::CertificateText(destruction, proof));
  Batch batch;
  PutDestruction(store_.unsealed_database(), record, batch);
  PutCertificate(store_.unsealed_database(), record, note, batch);
  IEUM_RETURN_IF_ERROR(store_.unsealed_database().Write(std::move(batch), Durability::kSynced));
  Passed("certified");
  log_.Write(Event("project_destroyed")
                 .Id("project", record.project)
                 .Count("rows", static_cast<int64_t>(record.row_count))
                 .Count("outstanding_copies", std::count(record.keystore_copies.begin(),
                                                         record.keystore_copies.end(), false)));
  return note;
}

absl::StatusOr<std::string> ProjectDestroyer::Destroy(const core::ProjectId& project,
                                                      const DestructionRequest& request,
                                                      const CancelWork& cancel) {
  const Claims::Claim claim = claims_.Take(0);
  absl::StatusOr<DestructionRecord> record = Find(project);
  if (record.ok() && record->step == DestructionStep::kDone) {
    return ReadCertificate(store_.unsealed_database(), *record);
  }
  if (!record.ok() && !absl::IsNotFound(record.status())) return record.status();
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, store_.projects().Find(project));
  if (!record.ok()) record = Intend(found, request);
  IEUM_RETURN_IF_ERROR(record.status());
  if (record->step == DestructionStep::kIntended) {
    IEUM_RETURN_IF_ERROR(cancel(found.number, /*wait=*/true));
    IEUM_RETURN_IF_ERROR(Count(found, *record));
  }
  return Complete(*std::move(record));
}

absl::Status ProjectDestroyer::FinishInterrupted() {
  const Claims::Claim claim = claims_.Take(0);
  IEUM_ASSIGN_OR_RETURN(const std::vector<DestructionRecord> records,
                        ReadDestructions(store_.unsealed_database()));
  for (DestructionRecord record : records) {
    if (record.step == DestructionStep::kDone) continue;
    if (record.step == DestructionStep::kIntended) {
      IEUM_ASSIGN_OR_RETURN(const ProjectRecord found, store_.projects().Find(record.project));
      IEUM_RETURN_IF_ERROR(Count(found, record));
    }
    IEUM_RETURN_IF_ERROR(Complete(std::move(record)).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ProjectDestroyer::Finish(const core::ProjectId& project) {
  const Claims::Claim claim = claims_.Take(0);
  absl::StatusOr<DestructionRecord> record = Find(project);
  if (absl::IsNotFound(record.status()) ||
      (record.ok() && record->step != DestructionStep::kDone)) {
    return core::FailedPrecondition("project '%s' was not destroyed to its end; destroy it first",
                                    project.value());
  }
  IEUM_RETURN_IF_ERROR(record.status());
  std::vector<bool> erased = EraseInCopies();
  if (erased == record->keystore_copies) {
    return ReadCertificate(store_.unsealed_database(), *record);
  }
  record->keystore_copies = std::move(erased);
  return Issue(*std::move(record));
}

absl::StatusOr<std::string> ProjectDestroyer::Certificate(const core::ProjectId& project) const {
  IEUM_ASSIGN_OR_RETURN(const DestructionRecord record, Find(project));
  if (record.step != DestructionStep::kDone) {
    return core::Unavailable("project '%s' is being destroyed; ask again", project.value());
  }
  return ReadCertificate(store_.unsealed_database(), record);
}

}  // namespace ieum::server
