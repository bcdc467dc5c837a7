#include "ieum/server/storage/data_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {

absl::StatusOr<DataDir> DataDir::Open(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return core::SystemError("make folder", path, errno);
  }
  const std::string lock_path = path + "/lock";
  core::FileDescriptor lock(
      ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (lock.get() < 0) return core::SystemError("open", lock_path, errno);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return core::SystemError("lock", lock_path, errno);
    return core::FailedPrecondition(
        "the data folder '%s' is in use by another server process; stop that one, or give this one "
        "another --data-dir",
        path);
  }
  // What is acknowledged later lies in this folder, so its own entry must be durable too.
  IEUM_RETURN_IF_ERROR(core::SyncFolderOf(path));
  return DataDir(path, std::move(lock));
}

absl::Status DataDir::RequireFreeSpace(int64_t bytes) const {
  struct statvfs file_system {};
  if (::statvfs(path_.c_str(), &file_system) != 0) {
    return core::SystemError("ask for free space of", path_, errno);
  }
  const auto free_mib = static_cast<int64_t>(
      (static_cast<double>(file_system.f_bavail) * static_cast<double>(file_system.f_frsize)) /
      (1 << 20));
  if (free_mib >= bytes >> 20) return absl::OkStatus();
  return core::ResourceExhausted(
      "the server's disk has %d MiB free, less than the reserve of %d MiB; nothing was written and "
      "nothing is lost; the operator must make room",
      free_mib, bytes >> 20);
}

}  // namespace ieum::server
