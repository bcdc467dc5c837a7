#include "ieum/core/format/part_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// Opens `path` for writing alone: another writer of the same file is refused, and a part left by
// one that died is taken over.
absl::StatusOr<FileDescriptor> OpenAlone(const std::string& path) {
  FileDescriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd.get() < 0) return SystemError("create", path, errno);
  struct stat locked {};
  struct stat named {};
  const bool alone = ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0 && ::fstat(fd.get(), &locked) == 0 &&
                     ::stat(path.c_str(), &named) == 0 &&
                     // A writer that finished between our open and our lock has renamed this file.
                     locked.st_ino == named.st_ino && locked.st_dev == named.st_dev;
  if (!alone) {
    return FailedPrecondition("'%s' is being written by another process; wait until it ends", path);
  }
  if (::ftruncate(fd.get(), 0) != 0) return SystemError("write", path, errno);
  return fd;
}

}  // namespace

PartFile::PartFile(std::string path, std::string part_path, FileDescriptor fd)
    : path_(std::move(path)), part_path_(std::move(part_path)), fd_(std::move(fd)) {}

PartFile::PartFile(PartFile&& other) noexcept
    : path_(std::move(other.path_)),
      part_path_(std::exchange(other.part_path_, {})),
      fd_(std::move(other.fd_)) {}

PartFile::~PartFile() {
  if (!part_path_.empty()) ::unlink(part_path_.c_str());
}

absl::StatusOr<PartFile> PartFile::Create(const std::string& path) {
  std::string part_path = path + ".part";
  IEUM_ASSIGN_OR_RETURN(FileDescriptor fd, OpenAlone(part_path));
  return PartFile(path, std::move(part_path), std::move(fd));
}

absl::Status PartFile::Append(ByteView bytes) { return WriteAll(fd_.get(), bytes, part_path_); }

absl::Status PartFile::Finish() {
  IEUM_RETURN_IF_ERROR(SyncFile(fd_.get(), part_path_));
  if (::rename(part_path_.c_str(), path_.c_str()) != 0) {
    return SystemError("rename", part_path_, errno);
  }
  part_path_.clear();
  return SyncFolderOf(path_);
}

}  // namespace ieum::core
