#include "ieum/server/audit/audit_log.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/server/audit/log_columns.h"
#include "ieum/server/audit/log_key.h"

namespace ieum::server {
namespace {

// How old the checkpoint outside the database may be when an entry is added.
constexpr absl::Duration kMaxOutsideAge = absl::Seconds(1);

}  // namespace

AuditLog::AuditLog(RocksDatabase& database, const AuditLogOptions& options,
                   const core::Clock& clock, core::NoteSigner signer)
    : database_(database),
      outside_file_(options.key_file + ".checkpoint"),
      clock_(clock),
      signer_(std::move(signer)),
      kept_outside_(core::MonotonicNow()) {}

absl::StatusOr<std::unique_ptr<AuditLog>> AuditLog::Open(RocksDatabase& database,
                                                         const AuditLogOptions& options,
                                                         const core::Clock& clock,
                                                         core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> last,
                        database.Get(Column::kAuditCheckpoints, MakeKey({kLastCheckpoint})));
  const auto no_entries = [](std::string_view, core::ByteView) {
    return BrokenLog("it has entries but no checkpoint");
  };
  absl::StatusOr<core::NoteSigner> signer = LoadLogKey(options.key_file);
  const bool has_key = !absl::IsNotFound(signer.status());
  if (!last.has_value()) {
    IEUM_RETURN_IF_ERROR(database.Scan(Column::kAuditEntries, "", no_entries));
    if (options.store_has_content) return BrokenLog("the store has projects but no audit log");
    if (!has_key) signer = MakeLogKey(options.key_file, options.name, random);
  } else if (!has_key) {
    return core::DataLoss(
        "the key of the audit log is not at '%s'; name its file with --audit-key or restore it "
        "from a backup. A new one could not continue the log",
        options.key_file);
  }
  if (!signer.ok()) return signer.status();
  std::unique_ptr<AuditLog> log(new AuditLog(database, options, clock, *std::move(signer)));

  std::vector<core::Checkpoint> checkpoints;
  const auto add = [&](const std::string& note, const char* what) -> absl::Status {
    const auto checkpoint = core::VerifyCheckpoint(note, log->verifier(), {});
    if (!checkpoint.ok()) {
      return BrokenLog(absl::StrFormat("%s: %s", what, checkpoint.status().message()));
    }
    checkpoints.push_back(*checkpoint);
    return absl::OkStatus();
  };
  const absl::StatusOr<std::string> outside =
      core::ReadFile(log->outside_file_, static_cast<int64_t>(core::kMaxNoteBytes));
  if (!absl::IsNotFound(outside.status())) {
    IEUM_RETURN_IF_ERROR(outside.status());
    IEUM_RETURN_IF_ERROR(add(*outside, "the checkpoint outside the database"));
  }
  if (!last.has_value()) {
    if (!checkpoints.empty()) {
      return BrokenLog("a checkpoint was signed and kept outside the database, which has none");
    }
    IEUM_RETURN_IF_ERROR(log->Begin());
    return log;
  }
  IEUM_ASSIGN_OR_RETURN(const std::string cosigned, log->CosignedCheckpoint());
  if (!cosigned.empty()) IEUM_RETURN_IF_ERROR(add(cosigned, "the co-signed checkpoint"));
  IEUM_RETURN_IF_ERROR(add(*last, "the last checkpoint"));
  const uint64_t size = checkpoints.back().size;
  IEUM_RETURN_IF_ERROR(log->Verify(std::move(checkpoints)));
  {
    const core::MutexLock lock(log->mutex_);
    log->head_ = {.size = size, .checkpoint = *last};
  }
  IEUM_RETURN_IF_ERROR(log->KeepOutside(*last));
  return log;
}

absl::Status AuditLog::Begin() {
  const std::string checkpoint = SignedCheckpoint(frontier_);
  Batch batch;
  batch.Put(database_, Column::kAuditCheckpoints, MakeKey({kLastCheckpoint}),
            core::AsBytes(checkpoint));
  IEUM_RETURN_IF_ERROR(database_.Write(std::move(batch), Durability::kSynced));
  {
    const core::MutexLock lock(mutex_);
    head_ = {.size = 0, .checkpoint = checkpoint};
  }
  return KeepOutside(checkpoint);
}

absl::Status AuditLog::Verify(std::vector<core::Checkpoint> checkpoints) {
  const uint64_t size = checkpoints.back().size;
  const auto compare = [&]() -> absl::Status {
    for (const core::Checkpoint& checkpoint : checkpoints) {
      if (checkpoint.size == frontier_.size() && checkpoint.root != frontier_.Root()) {
        return BrokenLog(absl::StrFormat("its first %d entries are not those that were signed",
                                         checkpoint.size));
      }
    }
    return absl::OkStatus();
  };
  for (const core::Checkpoint& checkpoint : checkpoints) {
    if (checkpoint.size > size) {
      return BrokenLog(absl::StrFormat("it has %d entries, but had %d when a checkpoint was signed",
                                       size, checkpoint.size));
    }
  }
  IEUM_RETURN_IF_ERROR(compare());
  core::ErasureCheck erasures;
  const auto append = [&](const core::Sha256Digest& leaf_hash) -> absl::Status {
    IEUM_RETURN_IF_ERROR(CheckStoredNodes(leaf_hash));
    return compare();
  };
  IEUM_RETURN_IF_ERROR(database_.Scan(
      Column::kAuditEntries, "", [&](std::string_view key, core::ByteView value) -> absl::Status {
        // What is missing before it is looked for in the records, when all are read.
        while (frontier_.size() < size && key != AuditEntryKey(frontier_.size())) {
          const absl::StatusOr<core::Sha256Digest> hash = NodeReader()(0, frontier_.size());
          if (!hash.ok()) return hash.status();
          erasures.SawErased(frontier_.size());
          IEUM_RETURN_IF_ERROR(append(*hash));
        }
        const uint64_t sequence = frontier_.size();
        const absl::StatusOr<core::AuditEntry> entry = core::ParseAuditEntry(value);
        if (!entry.ok() || entry->sequence != sequence) {
          return BrokenLog(absl::StrFormat("entry %d is damaged or of another version", sequence));
        }
        erasures.SawEntry(*entry);
        return append(core::MerkleLeafHash(value));
      }));
  const absl::Status recorded = erasures.Finish();
  if (!recorded.ok()) return BrokenLog(std::string(core::Message(recorded)));
  {
    const core::MutexLock lock(mutex_);
    erasures_ = erasures.records();
  }
  if (frontier_.size() == size) return absl::OkStatus();
  return BrokenLog(absl::StrFormat("it has %d entries, and the last checkpoint is of %d",
                                   frontier_.size(), size));
}

absl::Status AuditLog::CheckStoredNodes(const core::Sha256Digest& leaf_hash) {
  absl::Status status;
  frontier_.Append(leaf_hash, [&](int level, uint64_t index, const core::Sha256Digest& hash) {
    if (!status.ok()) return;
    const absl::StatusOr<core::Sha256Digest> stored = NodeReader()(level, index);
    if (!stored.ok()) {
      status = stored.status();
    } else if (*stored != hash) {
      status = BrokenLog(
          absl::StrFormat("node %d/%d of its tree is not that of the entries", level, index));
    }
  });
  return status;
}

absl::StatusOr<uint64_t> AuditLog::Append(core::AuditEntry entry) {
  Pending own{.entry = std::move(entry), .outcome = uint64_t{0}, .done = false};
  std::vector<Pending*> group;
  {
    const core::MutexLock lock(mutex_);
    waiting_.push_back(&own);
    while (!own.done && committing_) committed_.Wait(mutex_);
    if (own.done) return own.outcome;
    committing_ = true;
    group.swap(waiting_);
  }
  // This thread writes for all that wait.
  const absl::Status status = Commit(group);
  {
    const core::MutexLock lock(mutex_);
    for (Pending* pending : group) {
      if (!status.ok()) pending->outcome = status;
      pending->done = true;
    }
    committing_ = false;
  }
  committed_.NotifyAll();
  return own.outcome;
}

absl::Status AuditLog::Commit(const std::vector<Pending*>& group) {
  constexpr std::string_view kRefused = "the audit log cannot be written";
  if (core::MonotonicNow() - kept_outside_ > kMaxOutsideAge) {
    const absl::Status kept = KeepOutside(head().checkpoint);
    if (!kept.ok()) return core::WithContext(kept, kRefused);
  }
  core::MerkleFrontier frontier = frontier_;
  Batch batch;
  for (Pending* pending : group) {
    core::AuditEntry& entry = pending->entry;
    entry.sequence = frontier.size();
    entry.time = clock_.Now();
    pending->outcome = entry.sequence;
    const core::Bytes bytes = core::SerializeAuditEntry(entry);
    batch.Put(database_, Column::kAuditEntries, AuditEntryKey(entry.sequence), bytes);
    frontier.Append(core::MerkleLeafHash(bytes),
                    [&](int level, uint64_t index, const core::Sha256Digest& hash) {
                      batch.Put(database_, Column::kAuditNodes, AuditNodeKey(level, index), hash);
                    });
  }
  std::string checkpoint = SignedCheckpoint(frontier);
  batch.Put(database_, Column::kAuditCheckpoints, MakeKey({kLastCheckpoint}),
            core::AsBytes(checkpoint));
  const absl::Status written = database_.Write(std::move(batch), Durability::kSynced);
  if (!written.ok()) return core::WithContext(written, kRefused);
  frontier_ = std::move(frontier);
  const core::MutexLock lock(mutex_);
  head_ = {.size = frontier_.size(), .checkpoint = std::move(checkpoint)};
  for (const Pending* pending : group) erasures_.Add(pending->entry);
  return absl::OkStatus();
}

std::string AuditLog::SignedCheckpoint(const core::MerkleFrontier& frontier) const {
  core::SignedNote note{
      .text = core::CheckpointText(
          {.origin = verifier().name(), .size = frontier.size(), .root = frontier.Root()}),
      .signatures = {}};
  note.signatures.push_back(signer_.Sign(note.text, clock_.Now()));
  return note.ToString();
}

std::string AuditLog::SignLine(const std::string& line) const {
  IEUM_CHECK(line.starts_with('{') && line.find('\n') == line.size() - 1);
  return core::SignedNote{.text = line, .signatures = {signer_.Sign(line, clock_.Now())}}
      .ToString();
}

absl::Status AuditLog::KeepOutside(const std::string& checkpoint) {
  IEUM_RETURN_IF_ERROR(core::WriteFileDurably(outside_file_, checkpoint, 0644));
  kept_outside_ = core::MonotonicNow();
  return absl::OkStatus();
}

AuditLog::Head AuditLog::head() const {
  const core::MutexLock lock(mutex_);
  return head_;
}

absl::Status AuditLog::Close() { return KeepOutside(head().checkpoint); }

}  // namespace ieum::server
