#include "ieum/core/base/file_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

absl::Status SystemError(const std::string& action, const std::string& path, int error_number) {
  const std::string reason = std::error_code(error_number, std::generic_category()).message();
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return NotFound("cannot %s '%s': %s", action, path, reason);
    case EACCES:
    case EPERM:
    case EROFS:
      return PermissionDenied("cannot %s '%s': %s", action, path, reason);
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
      return ResourceExhausted("cannot %s '%s': %s", action, path, reason);
    default:
      return Unavailable("cannot %s '%s': %s", action, path, reason);
  }
}

absl::Status WriteAll(int fd, ByteView content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("write", path, errno);
    content = content.subspan(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status SyncFile(int fd, const std::string& path) {
  if (::fsync(fd) != 0) return SystemError("sync", path, errno);
  return absl::OkStatus();
}

absl::StatusOr<int> OpenUnnamedFile(const std::string& path) {
  int fd = ::open(FolderOf(path).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
  if (fd >= 0) return fd;
  const std::string name = absl::StrFormat("%s.%d.rows", path, ::getpid());
  ::unlink(name.c_str());
  fd = ::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return SystemError("create", name, errno);
  ::unlink(name.c_str());
  return fd;
}

absl::Status SyncFolderOf(const std::string& path) {
  const std::string folder = FolderOf(path);
  const FileDescriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) return SystemError("sync", folder, errno);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t limit_bytes) {
  const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return SystemError("open", path, errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return SystemError("read", path, errno);
  if (!S_ISREG(info.st_mode)) return InvalidArgument("'%s' is not a regular file", path);
  std::string content;
  char buffer[1 << 16];
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("read", path, errno);
    if (got == 0) return content;
    content.append(buffer, static_cast<size_t>(got));
    if (static_cast<int64_t>(content.size()) > limit_bytes) {
      return InvalidArgument("'%s' is larger than %d bytes, the most allowed here", path,
                             limit_bytes);
    }
  }
}

absl::Status WriteFileDurably(const std::string& path, std::string_view content, unsigned mode) {
  const std::string temporary = absl::StrFormat("%s.%d.tmp", path, ::getpid());
  ::unlink(temporary.c_str());
  absl::Status status;
  {
    const FileDescriptor fd(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
    if (fd.get() < 0) return SystemError("create", temporary, errno);
    status = WriteAll(fd.get(), AsBytes(content), temporary);
    if (status.ok()) status = SyncFile(fd.get(), temporary);
  }
  if (status.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) {
    status = SystemError("rename", path, errno);
  }
  if (!status.ok()) {
    ::unlink(temporary.c_str());
    return status;
  }
  return SyncFolderOf(path);
}

absl::Status RequireOwnerOnly(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return SystemError("open", path, errno);
  if ((info.st_mode & 077U) == 0) return absl::OkStatus();
  return PermissionDenied(
      "'%s' can be read or written by others (mode %04o); it holds a secret. Run: chmod 600 '%s'",
      path, info.st_mode & 07777U, path);
}

}  // namespace ieum::core
