// What a backup says of itself: a line of JSON that the audit log's key signs, over a list of the
// hashes of all its files. FORMAT: docs/formats/backup.md.
#ifndef IEUM_SERVER_CUSTODY_BACKUP_STATEMENT_H_
#define IEUM_SERVER_CUSTODY_BACKUP_STATEMENT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/digest.h"
#include "ieum/server/keystore/keystore_file.h"

namespace ieum::server {

// Names in a backup's folder.
inline constexpr char kBackupStore[] = "store";
inline constexpr char kBackupSums[] = "SHA256SUMS";
inline constexpr char kBackupStatement[] = "backup";
inline constexpr int64_t kMaxSumsBytes = int64_t{64} << 20;

struct BackupStatement {
  absl::Time created = {};  // to microseconds
  OpaqueId keystore{};
  uint64_t keystore_revision = 0;
  OpaqueId database{};
  uint64_t audit_size = 0;  // entries that the log had when the backup began; it holds them all
  uint64_t file_count = 0;
  uint64_t byte_count = 0;
  core::Sha256Digest sums{};  // of SHA256SUMS

  friend bool operator==(const BackupStatement&, const BackupStatement&) = default;
};

// With its line feed.
std::string SerializeStatement(const BackupStatement& statement);
// A line without line feed. INVALID_ARGUMENT: not one, or of another version.
absl::StatusOr<BackupStatement> ParseStatement(std::string_view line);

struct BackupFile {
  std::string path = {};  // within the backup, "store/CURRENT"
  core::Sha256Digest digest = {};
};
// As sha256sum writes and checks it, by path.
std::string SerializeSums(const std::vector<BackupFile>& files);
// INVALID_ARGUMENT: not such a list, or a path leads elsewhere.
absl::StatusOr<std::vector<BackupFile>> ParseSums(std::string_view text);

struct HashedFile {
  core::Sha256Digest digest = {};
  uint64_t byte_count = 0;
};
// Reads the file in pieces. Codes of SystemError.
absl::StatusOr<HashedFile> HashFile(const std::string& path);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CUSTODY_BACKUP_STATEMENT_H_
