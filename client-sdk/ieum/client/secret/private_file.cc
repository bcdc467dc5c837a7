#include "ieum/client/secret/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::FileDescriptor;
using core::SecretBytes;

constexpr unsigned kOthers = 077;

absl::Status CheckInput(int fd, const std::string& path, PrivateInput input) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return core::SystemError("read", path, errno);
  if (S_ISREG(info.st_mode)) {
    if ((info.st_mode & kOthers) == 0) return absl::OkStatus();
    return core::PermissionDenied(
        "'%s' can be read or written by others (mode %04o); it holds a secret. Run: chmod 600 '%s'",
        path, info.st_mode & 07777U, path);
  }
  if (input == PrivateInput::kFileOrPipe && S_ISFIFO(info.st_mode)) return absl::OkStatus();
  return core::InvalidArgument(
      "'%s' is not a regular file%s; name the file itself", path,
      input == PrivateInput::kFileOrPipe ? std::string(" and not a pipe") : std::string());
}

}  // namespace

absl::StatusOr<SecretBytes> ReadPrivateFile(const std::string& path, size_t limit_bytes,
                                            PrivateInput input) {
  const bool standard_input = input == PrivateInput::kFileOrPipe && path == "-";
  // Where pipes are not wanted, they are refused below instead of waited for.
  const int flags = O_RDONLY | O_CLOEXEC | (input == PrivateInput::kFile ? O_NONBLOCK : 0);
  const FileDescriptor fd(standard_input ? ::dup(STDIN_FILENO) : ::open(path.c_str(), flags));
  if (fd.get() < 0) return core::SystemError("open", path, errno);
  if (!standard_input) IEUM_RETURN_IF_ERROR(CheckInput(fd.get(), path, input));

  SecretBytes buffer(limit_bytes + 1);  // one more, to notice a larger file
  size_t size = 0;
  while (size < buffer.size()) {
    const std::span<std::byte> rest = buffer.mutable_view().subspan(size);
    const ssize_t got = ::read(fd.get(), rest.data(), rest.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return core::SystemError("read", path, errno);
    if (got == 0) return SecretBytes::CopyOf(buffer.view().first(size));
    size += static_cast<size_t>(got);
  }
  return core::InvalidArgument("'%s' is larger than %d bytes, the most allowed here", path,
                               limit_bytes);
}

absl::Status WriteNewPrivateFile(const std::string& path, core::ByteView content) {
  absl::Status status;
  {
    const FileDescriptor fd(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fd.get() < 0 && errno == EEXIST) {
      return core::AlreadyExists(
          "'%s' exists and is not overwritten: a lost secret cannot be recovered. Choose another "
          "name",
          path);
    }
    if (fd.get() < 0) return core::SystemError("create", path, errno);
    status = core::WriteAll(fd.get(), content, path);
    if (status.ok()) status = core::SyncFile(fd.get(), path);
  }
  if (!status.ok()) {
    ::unlink(path.c_str());
    return status;
  }
  return core::SyncFolderOf(path);
}

}  // namespace ieum::client
