#include "ieum/server/custody/make_backup.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

// Removes what was begun, unless it was finished.
class Unfinished final {
 public:
  explicit Unfinished(std::string path) : path_(std::move(path)) {}
  ~Unfinished() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  void Finish() { path_.clear(); }

 private:
  std::string path_;
};

absl::Status SyncPath(const std::string& path) {
  const core::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return core::SystemError("open", path, errno);
  return core::SyncFile(file.get(), path);
}

absl::StatusOr<std::vector<BackupFile>> HashAll(const std::string& folder,
                                                BackupStatement& statement) {
  std::vector<BackupFile> files;
  std::error_code error;
  for (const auto& found :
       std::filesystem::directory_iterator(folder + "/" + kBackupStore, error)) {
    if (!found.is_regular_file()) continue;
    IEUM_RETURN_IF_ERROR(SyncPath(found.path().string()));
    IEUM_ASSIGN_OR_RETURN(const HashedFile hashed, HashFile(found.path().string()));
    files.push_back({.path = std::string(kBackupStore) + "/" + found.path().filename().string(),
                     .digest = hashed.digest});
    ++statement.file_count;
    statement.byte_count += hashed.byte_count;
  }
  if (error) return core::SystemError("read folder", folder, error.value());
  std::sort(files.begin(), files.end(),
            [](const BackupFile& a, const BackupFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace

absl::StatusOr<Backup> MakeBackup(const std::string& folder, ServerStore& store,
                                  const Keystore& keystore, const AuditLog& audit,
                                  const core::Clock& clock) {
  Backup backup;
  BackupStatement& statement = backup.statement;
  statement.created = clock.Now();
  const std::string stem =
      "backup-" + absl::FormatTime("%Y%m%dT%H%M%SZ", statement.created, absl::UTCTimeZone());
  backup.name = stem;
  std::error_code error;
  for (int again = 2; std::filesystem::exists(folder + "/" + backup.name, error); ++again) {
    backup.name = absl::StrFormat("%s-%d", stem, again);
  }
  const std::string path = folder + "/" + backup.name;
  const std::string partial = path + ".partial";
  if (::mkdir(partial.c_str(), 0700) != 0) return core::SystemError("make folder", partial, errno);
  Unfinished unfinished(partial);
  // Before the store: what the statement says of the log is in the store for certain.
  statement.audit_size = audit.head().size;
  IEUM_RETURN_IF_ERROR(store.unsealed_database().MakeCheckpoint(partial + "/" + kBackupStore));
  // Behind it: the store may not have seen a later revision than the one it is restored with.
  statement.keystore = keystore.id();
  statement.database = keystore.database();
  statement.keystore_revision = keystore.revision();
  IEUM_ASSIGN_OR_RETURN(const std::vector<BackupFile> files, HashAll(partial, statement));
  const std::string sums = SerializeSums(files);
  statement.sums = core::Sha256(core::AsBytes(sums));
  IEUM_RETURN_IF_ERROR(core::WriteFileDurably(partial + "/" + kBackupSums, sums, 0600));
  IEUM_RETURN_IF_ERROR(core::WriteFileDurably(partial + "/" + kBackupStatement,
                                              audit.SignLine(SerializeStatement(statement)), 0600));
  IEUM_RETURN_IF_ERROR(SyncPath(partial + "/" + kBackupStore));
  if (::rename(partial.c_str(), path.c_str()) != 0) return core::SystemError("name", path, errno);
  unfinished.Finish();
  IEUM_RETURN_IF_ERROR(core::SyncFolderOf(path));
  return backup;
}

}  // namespace ieum::server
