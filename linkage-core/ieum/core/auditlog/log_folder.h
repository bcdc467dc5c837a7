// An audit log as files (C2SP tlog-tiles): the checkpoint, tiles of the tree, bundles of entries.
// Written by whoever exports a log, verified by anybody with the log's public key and nothing else.
// FORMAT: docs/formats/audit-log.md.
#ifndef IEUM_CORE_AUDITLOG_LOG_FOLDER_H_
#define IEUM_CORE_AUDITLOG_LOG_FOLDER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/auditlog/checkpoint.h"
#include "ieum/core/base/bytes.h"

namespace ieum::core {

// A tile or bundle: of at most 256 hashes, or entries.
struct LogFile {
  bool entries;  // a bundle; else a tile
  int level;     // of a tile, from 0; 0 for a bundle
  uint64_t index;
  uint32_t width;  // 1 to 256

  // "tile/0/x001/234.p/7", "tile/entries/000".
  std::string Path() const;
  friend bool operator==(const LogFile&, const LogFile&) = default;
};

// Bytes of the longest bundle.
inline constexpr int64_t kMaxLogFileBytes = int64_t{256} * (2 + int64_t{kMaxAuditEntryBytes});
inline constexpr char kCheckpointFile[] = "checkpoint";

// All files of a log of this size but the checkpoint: bundles, then tiles by level, by index.
// Stops at the first error of `visit` and returns it.
absl::Status ForEachLogFile(uint64_t size,
                            const std::function<absl::Status(const LogFile&)>& visit);

// An erased entry is written as an empty one. REQUIRES: entry.size() <= kMaxAuditEntryBytes.
void AppendToBundle(Bytes& bundle, ByteView entry);
// The entries of a bundle; views of it. DATA_LOSS unless there are exactly `count`.
absl::StatusOr<std::vector<ByteView>> SplitBundle(ByteView bundle, uint32_t count);

// Makes the folder, whose parent must be there. FAILED_PRECONDITION if it has files already.
absl::Status MakeLogFolder(const std::string& folder);
// Writes one file of an export durably. Codes of SystemError.
absl::Status WriteLogFile(const std::string& folder, const std::string& path,
                          std::string_view content);

struct LogCheck {
  std::string folder;
  NoteVerifier log;
  std::vector<NoteVerifier> witnesses;  // each must have signed the checkpoint
  std::string older_checkpoint;         // a signed note that the log must continue; empty: none
};

struct LogSummary {
  Checkpoint checkpoint;
  std::optional<Checkpoint> older;
  uint64_t refused = 0;  // entries
  uint64_t erased = 0;   // entries whose retention has run out
  absl::Time first;      // of those that are there; of an empty log: the epoch
  absl::Time last;
};

// Checks everything in the folder: signatures, that bundles and tiles are those of the signed root,
// bit by bit, that every entry is well formed and in its place, or erased and recorded as erased by
// a later one, that the log continues the older one, and that no file is missing or does not
// belong. DATA_LOSS names the file. NOT_FOUND: no checkpoint. INVALID_ARGUMENT: the checkpoint is
// not one. Reads each file once, in memory that does not grow with the log, but for the names of
// its files and the ranges of what is erased. `visit` sees each entry as soon as it has been read,
// before the log is known to be whole.
absl::StatusOr<LogSummary> VerifyLogFolder(
    const LogCheck& check, const std::function<void(const AuditEntry&)>& visit = {});

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_LOG_FOLDER_H_
