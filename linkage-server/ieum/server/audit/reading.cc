// The part of AuditLog that reads, proves and erases entries.
#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/audit/log_columns.h"

namespace ieum::server {
namespace {

// Nodes [width], one behind the other. By one scan, which leaves the cache to what calls need, also
// when all tiles are read.
absl::StatusOr<core::Bytes> ReadTile(const RocksDatabase& database, int level, uint64_t first,
                                     uint32_t width) {
  core::Bytes content;
  uint64_t next = first;
  const auto broken = [&] {
    return BrokenLog(absl::StrFormat("node %d/%d of its tree is missing", level, next));
  };
  IEUM_RETURN_IF_ERROR(database.ScanRange(
      Column::kAuditNodes, AuditNodeKey(level, first), AuditNodeKey(level, first + width),
      [&](std::string_view key, core::ByteView hash) -> absl::Status {
        if (key != AuditNodeKey(level, next) || hash.size() != sizeof(core::Sha256Digest)) {
          return broken();
        }
        ++next;
        content.insert(content.end(), hash.begin(), hash.end());
        return absl::OkStatus();
      }));
  if (next != first + width) return broken();
  return content;
}

}  // namespace

core::MerkleNodeReader AuditLog::NodeReader() const {
  return [this](int level, uint64_t index) -> absl::StatusOr<core::Sha256Digest> {
    IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                          database_.Get(Column::kAuditNodes, AuditNodeKey(level, index)));
    core::Sha256Digest hash;
    if (!found.has_value() || found->size() != hash.size()) {
      return BrokenLog(absl::StrFormat("node %d/%d of its tree is missing", level, index));
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

absl::Status AuditLog::Read(uint64_t first, uint64_t count,
                            const std::function<absl::Status(const core::AuditEntry&)>& visit,
                            const std::function<absl::Status(uint64_t sequence)>& erased) const {
  const uint64_t size = head().size;
  if (first >= size) return absl::OkStatus();
  const uint64_t end = first + std::min(count, size - first);
  uint64_t next = first;
  // To before the entry, or the end.
  const auto pass_erased = [&](uint64_t to) -> absl::Status {
    for (; next < to; ++next) {
      if (!ErasureRecordOf(next).has_value()) {
        return BrokenLog(absl::StrFormat("entry %d is missing", next));
      }
      if (erased) IEUM_RETURN_IF_ERROR(erased(next));
    }
    return absl::OkStatus();
  };
  IEUM_RETURN_IF_ERROR(database_.ScanRange(
      Column::kAuditEntries, AuditEntryKey(first), AuditEntryKey(end),
      [&](std::string_view key, core::ByteView value) -> absl::Status {
        if (key.size() != AuditEntryKey(0).size()) return BrokenLog("it has a key of no entry");
        IEUM_RETURN_IF_ERROR(pass_erased(AuditEntrySequence(key)));
        IEUM_ASSIGN_OR_RETURN(const core::AuditEntry entry, core::ParseAuditEntry(value));
        ++next;
        return visit(entry);
      }));
  return pass_erased(end);
}

std::optional<uint64_t> AuditLog::ErasureRecordOf(uint64_t sequence) const {
  const core::MutexLock lock(mutex_);
  return erasures_.Find(sequence);
}

absl::StatusOr<core::Sha256Digest> AuditLog::LeafHash(uint64_t sequence) const {
  return NodeReader()(0, sequence);
}

absl::Status AuditLog::Erase(std::span<const uint64_t> sequences) {
  for (const uint64_t sequence : sequences) {
    if (ErasureRecordOf(sequence).has_value()) continue;
    return core::FailedPrecondition(
        "entry %d of the audit log may not be erased: no later entry records it", sequence);
  }
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> unfinished,
                        database_.Get(Column::kAuditCheckpoints, MakeKey({kErasedInFiles})));
  if (sequences.empty() && !unfinished.has_value()) return absl::OkStatus();
  Batch batch;
  for (const uint64_t sequence : sequences) {
    batch.Delete(database_, Column::kAuditEntries, AuditEntryKey(sequence));
  }
  batch.Put(database_, Column::kAuditCheckpoints, MakeKey({kErasedInFiles}), {});
  IEUM_RETURN_IF_ERROR(database_.Write(std::move(batch), Durability::kSynced));
  IEUM_RETURN_IF_ERROR(database_.Compact({{.column = Column::kAuditEntries, .prefix = ""}}));
  Batch finished;
  finished.Delete(database_, Column::kAuditCheckpoints, MakeKey({kErasedInFiles}));
  return database_.Write(std::move(finished), Durability::kSynced);
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

absl::StatusOr<core::Bytes> AuditLog::ReadFile(const core::LogFile& file, uint64_t log_size) const {
  core::Bytes content;
  const uint64_t first = file.index * core::kMerkleTileWidth;
  if (file.entries) {
    IEUM_RETURN_IF_ERROR(RequireSize(first + file.width));
    const auto add = [&content](const core::AuditEntry& entry) {
      core::AppendToBundle(content, core::SerializeAuditEntry(entry));
      return absl::OkStatus();
    };
    const auto add_erased = [&](uint64_t sequence) -> absl::Status {
      if (ErasureRecordOf(sequence).value() >= log_size) {
        return core::FailedPrecondition(
            "entry %d was erased since the log had %d entries, and the record of it is among the "
            "later ones; ask for the log as it is now",
            sequence, log_size);
      }
      core::AppendToBundle(content, {});
      return absl::OkStatus();
    };
    IEUM_RETURN_IF_ERROR(Read(first, file.width, add, add_erased));
    return content;
  }
  return ReadTile(database_, file.level, first, file.width);
}

}  // namespace ieum::server
