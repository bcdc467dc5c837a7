#include "ieum/server/audit/audit_log.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/server/audit/log_key.h"
#include "ieum/server/storage/keys.h"

namespace ieum::server {
namespace {

// How old the checkpoint outside the database may be when an entry is added.
constexpr absl::Duration kMaxOutsideAge = absl::Seconds(1);

// FORMAT: keys of the column of checkpoints.
constexpr uint32_t kLast = 0;
constexpr uint32_t kCosigned = 1;

std::string EntryKey(uint64_t sequence) {
  return MakeKey({static_cast<uint32_t>(sequence >> 32), static_cast<uint32_t>(sequence)});
}

std::string NodeKey(int level, uint64_t index) {
  return MakeKey({static_cast<uint32_t>(level), static_cast<uint32_t>(index >> 32),
                  static_cast<uint32_t>(index)});
}

absl::Status Broken(const std::string& what) {
  return core::DataLoss(
      "the audit log does not agree with itself: %s. The server does not start on it; keep the "
      "data folder as evidence and restore a backup",
      what);
}

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
                        database.Get(Column::kAuditCheckpoints, MakeKey({kLast})));
  const auto no_entries = [](std::string_view, core::ByteView) {
    return Broken("it has entries but no checkpoint");
  };
  absl::StatusOr<core::NoteSigner> signer = LoadLogKey(options.key_file);
  const bool has_key = !absl::IsNotFound(signer.status());
  if (!last.has_value()) {
    IEUM_RETURN_IF_ERROR(database.Scan(Column::kAuditEntries, "", no_entries));
    if (options.store_has_content) return Broken("the store has projects but no audit log");
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
      return Broken(absl::StrFormat("%s: %s", what, checkpoint.status().message()));
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
      return Broken("a checkpoint was signed and kept outside the database, which has none");
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
  batch.Put(database_, Column::kAuditCheckpoints, MakeKey({kLast}), core::AsBytes(checkpoint));
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
        return Broken(absl::StrFormat("its first %d entries are not those that were signed",
                                      checkpoint.size));
      }
    }
    return absl::OkStatus();
  };
  for (const core::Checkpoint& checkpoint : checkpoints) {
    if (checkpoint.size > size) {
      return Broken(absl::StrFormat("it has %d entries, but had %d when a checkpoint was signed",
                                    size, checkpoint.size));
    }
  }
  IEUM_RETURN_IF_ERROR(compare());
  const auto check_node = [this](int level, uint64_t index,
                                 const core::Sha256Digest& hash) -> absl::Status {
    IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest stored, NodeReader()(level, index));
    if (stored == hash) return absl::OkStatus();
    return Broken(
        absl::StrFormat("node %d/%d of its tree is not that of the entries", level, index));
  };
  IEUM_RETURN_IF_ERROR(database_.Scan(
      Column::kAuditEntries, "", [&](std::string_view key, core::ByteView value) -> absl::Status {
        const uint64_t sequence = frontier_.size();
        if (key != EntryKey(sequence)) {
          return Broken(absl::StrFormat("entry %d is missing", sequence));
        }
        const absl::StatusOr<core::AuditEntry> entry = core::ParseAuditEntry(value);
        if (!entry.ok() || entry->sequence != sequence) {
          return Broken(absl::StrFormat("entry %d is damaged or of another version", sequence));
        }
        absl::Status status;
        frontier_.Append(core::MerkleLeafHash(value),
                         [&](int level, uint64_t index, const core::Sha256Digest& hash) {
                           if (status.ok()) status = check_node(level, index, hash);
                         });
        IEUM_RETURN_IF_ERROR(status);
        return compare();
      }));
  if (frontier_.size() == size) return absl::OkStatus();
  return Broken(absl::StrFormat("it has %d entries, and the last checkpoint is of %d",
                                frontier_.size(), size));
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
    batch.Put(database_, Column::kAuditEntries, EntryKey(entry.sequence), bytes);
    frontier.Append(core::MerkleLeafHash(bytes),
                    [&](int level, uint64_t index, const core::Sha256Digest& hash) {
                      batch.Put(database_, Column::kAuditNodes, NodeKey(level, index), hash);
                    });
  }
  std::string checkpoint = SignedCheckpoint(frontier);
  batch.Put(database_, Column::kAuditCheckpoints, MakeKey({kLast}), core::AsBytes(checkpoint));
  const absl::Status written = database_.Write(std::move(batch), Durability::kSynced);
  if (!written.ok()) return core::WithContext(written, kRefused);
  frontier_ = std::move(frontier);
  const core::MutexLock lock(mutex_);
  head_ = {.size = frontier_.size(), .checkpoint = std::move(checkpoint)};
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

core::MerkleNodeReader AuditLog::NodeReader() const {
  return [this](int level, uint64_t index) -> absl::StatusOr<core::Sha256Digest> {
    IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                          database_.Get(Column::kAuditNodes, NodeKey(level, index)));
    core::Sha256Digest hash;
    if (!found.has_value() || found->size() != hash.size()) {
      return Broken(absl::StrFormat("node %d/%d of its tree is missing", level, index));
    }
    const core::ByteView bytes = core::AsBytes(*found);
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
  };
}

absl::Status AuditLog::RequireSize(uint64_t size) const {
  const uint64_t have = head().size;
  if (size <= have) return absl::OkStatus();
  return core::InvalidArgument("the audit log has %d entries, not %d", have, size);
}

absl::Status AuditLog::Read(
    uint64_t first, uint64_t count,
    const std::function<absl::Status(const core::AuditEntry&)>& visit) const {
  const uint64_t size = head().size;
  if (first >= size) return absl::OkStatus();
  const uint64_t end = first + std::min(count, size - first);
  uint64_t next = first;
  // A scan has no end but its prefix; this stops it, and is not told to the caller.
  const absl::Status enough = core::Cancelled("enough");
  if (next == end) return absl::OkStatus();
  absl::Status status = database_.ScanFrom(
      Column::kAuditEntries, "", EntryKey(first),
      [&](std::string_view key, core::ByteView value) -> absl::Status {
        if (key != EntryKey(next)) return Broken(absl::StrFormat("entry %d is missing", next));
        IEUM_ASSIGN_OR_RETURN(const core::AuditEntry entry, core::ParseAuditEntry(value));
        ++next;
        IEUM_RETURN_IF_ERROR(visit(entry));
        return next == end ? enough : absl::OkStatus();
      });
  if (next == end && status == enough) return absl::OkStatus();
  if (!status.ok()) return status;
  return Broken(absl::StrFormat("entry %d is missing", next));
}

absl::StatusOr<core::MerkleProof> AuditLog::ProveInclusion(uint64_t index, uint64_t size) const {
  IEUM_RETURN_IF_ERROR(RequireSize(size));
  return core::MakeInclusionProof(NodeReader(), index, size);
}

absl::StatusOr<core::MerkleProof> AuditLog::ProveConsistency(uint64_t old_size,
                                                             uint64_t size) const {
  IEUM_RETURN_IF_ERROR(RequireSize(size));
  return core::MakeConsistencyProof(NodeReader(), old_size, size);
}

absl::StatusOr<core::Bytes> AuditLog::ReadFile(const core::LogFile& file) const {
  core::Bytes content;
  const uint64_t first = file.index * core::kMerkleTileWidth;
  if (file.entries) {
    IEUM_RETURN_IF_ERROR(RequireSize(first + file.width));
    IEUM_RETURN_IF_ERROR(Read(first, file.width, [&](const core::AuditEntry& entry) {
      core::AppendToBundle(content, core::SerializeAuditEntry(entry));
      return absl::OkStatus();
    }));
    return content;
  }
  const core::MerkleNodeReader read = NodeReader();
  for (uint64_t index = first; index < first + file.width; ++index) {
    IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest hash, read(file.level, index));
    content.insert(content.end(), hash.begin(), hash.end());
  }
  return content;
}

absl::Status AuditLog::AcceptCosigned(const std::string& note, const core::NoteVerifier& witness) {
  IEUM_ASSIGN_OR_RETURN(const core::Checkpoint checkpoint,
                        core::VerifyCheckpoint(note, verifier(), std::span(&witness, 1)));
  IEUM_RETURN_IF_ERROR(RequireSize(checkpoint.size));
  IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest root,
                        core::MerkleRoot(NodeReader(), checkpoint.size));
  if (root != checkpoint.root) {
    return core::DataLoss(
        "a witness has seen another log of this name and key: its first %d entries differ; the "
        "log was forked, or its key was taken",
        checkpoint.size);
  }
  IEUM_ASSIGN_OR_RETURN(const std::string before, CosignedCheckpoint());
  if (!before.empty()) {
    IEUM_ASSIGN_OR_RETURN(const core::Checkpoint kept,
                          core::VerifyCheckpoint(before, verifier(), {}));
    if (kept.size > checkpoint.size) return absl::OkStatus();
  }
  Batch batch;
  batch.Put(database_, Column::kAuditCheckpoints, MakeKey({kCosigned}), core::AsBytes(note));
  return database_.Write(std::move(batch), Durability::kSynced);
}

absl::StatusOr<std::string> AuditLog::CosignedCheckpoint() const {
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                        database_.Get(Column::kAuditCheckpoints, MakeKey({kCosigned})));
  return found.value_or("");
}

absl::Status AuditLog::Close() { return KeepOutside(head().checkpoint); }

}  // namespace ieum::server
