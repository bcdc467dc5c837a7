#include "ieum/server/custody/restore_backup.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <set>
#include <system_error>

#include "ieum/core/auditlog/checkpoint.h"
#include "ieum/core/auditlog/destruction_certificate.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

absl::Status CheckFiles(const RestoreRequest& request, const std::vector<BackupFile>& files) {
  std::set<std::string> listed = {kBackupSums, kBackupStatement};
  for (const BackupFile& file : files) {
    IEUM_ASSIGN_OR_RETURN(const HashedFile hashed, HashFile(request.backup + "/" + file.path));
    if (hashed.digest != file.digest) {
      return core::DataLoss("'%s' of the backup is not what was saved; take another backup",
                            file.path);
    }
    listed.insert(file.path);
  }
  std::error_code error;
  for (const auto& found : std::filesystem::recursive_directory_iterator(request.backup, error)) {
    const std::string path = found.path().lexically_relative(request.backup).string();
    if (found.is_directory() || listed.contains(path)) continue;
    return core::DataLoss("'%s' does not belong to the backup; remove it and ask who put it there",
                          path);
  }
  if (error) return core::SystemError("read folder", request.backup, error.value());
  return absl::OkStatus();
}

absl::Status CheckIsNewest(const RestoreRequest& request, const BackupStatement& statement) {
  if (request.newest_checkpoint.empty()) {
    if (request.accept_loss) return absl::OkStatus();
    return core::InvalidArgument(
        "whether the backup is the newest state cannot be told: give --newest-checkpoint (the file "
        "beside the server's audit key), or --accept-loss");
  }
  IEUM_ASSIGN_OR_RETURN(
      const std::string note,
      core::ReadFile(request.newest_checkpoint, static_cast<int64_t>(core::kMaxNoteBytes)));
  IEUM_ASSIGN_OR_RETURN(const core::Checkpoint newest,
                        core::VerifyCheckpoint(note, request.log, {}));
  if (newest.size <= statement.audit_size || request.accept_loss) return absl::OkStatus();
  return core::FailedPrecondition(
      "the backup knows %d entries of the audit log, and there were %d: what happened after it "
      "would be lost. Restore a newer backup, or say --accept-loss",
      statement.audit_size, newest.size);
}

absl::Status CheckIsFree(const std::string& data_dir) {
  std::error_code error;
  if (!std::filesystem::exists(data_dir, error)) return absl::OkStatus();
  if (std::filesystem::is_empty(data_dir, error) && !error) return absl::OkStatus();
  return core::AlreadyExists(
      "the data folder '%s' holds something and is not overwritten; name another, or move it away",
      data_dir);
}

absl::Status CopyFile(const std::string& from, const std::string& to) {
  std::error_code error;
  std::filesystem::copy_file(from, to, error);
  if (error) return core::SystemError("copy to", to, error.value());
  if (::chmod(to.c_str(), 0600) != 0) return core::SystemError("protect", to, errno);
  const core::FileDescriptor file(::open(to.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return core::SystemError("open", to, errno);
  return core::SyncFile(file.get(), to);
}

}  // namespace

absl::StatusOr<BackupStatement> RestoreBackup(const RestoreRequest& request,
                                              const RestoreProgress& progress) {
  IEUM_ASSIGN_OR_RETURN(const std::string note,
                        core::ReadFile(request.backup + "/" + kBackupStatement,
                                       static_cast<int64_t>(core::kMaxNoteBytes)));
  IEUM_ASSIGN_OR_RETURN(const std::string line, core::VerifySignedLine(note, request.log));
  IEUM_ASSIGN_OR_RETURN(const BackupStatement statement, ParseStatement(line));
  IEUM_ASSIGN_OR_RETURN(const std::string sums,
                        core::ReadFile(request.backup + "/" + kBackupSums, kMaxSumsBytes));
  if (core::Sha256(core::AsBytes(sums)) != statement.sums) {
    return core::DataLoss("the list of files is not that of the signed backup");
  }
  IEUM_ASSIGN_OR_RETURN(const std::vector<BackupFile> files, ParseSums(sums));
  IEUM_RETURN_IF_ERROR(CheckIsFree(request.data_dir));
  IEUM_RETURN_IF_ERROR(CheckIsNewest(request, statement));
  IEUM_RETURN_IF_ERROR(CheckFiles(request, files));
  if (::mkdir(request.data_dir.c_str(), 0700) != 0 && errno != EEXIST) {
    return core::SystemError("make folder", request.data_dir, errno);
  }
  // Under another name until it is whole, so that no server starts with a part.
  const std::string partial = request.data_dir + "/" + kBackupStore + ".partial";
  const std::string store = request.data_dir + "/" + kBackupStore;
  if (::mkdir(partial.c_str(), 0700) != 0) return core::SystemError("make folder", partial, errno);
  uint64_t done = 0;
  for (const BackupFile& file : files) {
    const std::string to = partial + file.path.substr(std::string(kBackupStore).size());
    IEUM_RETURN_IF_ERROR(CopyFile(request.backup + "/" + file.path, to));
    std::error_code ignored;
    done += std::filesystem::file_size(to, ignored);
    if (progress) progress(done, statement.byte_count);
  }
  IEUM_RETURN_IF_ERROR(core::SyncFolderOf(partial + "/CURRENT"));
  if (::rename(partial.c_str(), store.c_str()) != 0) {
    return core::SystemError("name", store, errno);
  }
  IEUM_RETURN_IF_ERROR(core::SyncFolderOf(store));
  if (!request.accept_loss || request.newest_checkpoint.empty()) return statement;
  const std::string aside = request.newest_checkpoint + ".before-restore";
  if (::rename(request.newest_checkpoint.c_str(), aside.c_str()) != 0) {
    return core::SystemError("set aside", request.newest_checkpoint, errno);
  }
  return statement;
}

}  // namespace ieum::server
