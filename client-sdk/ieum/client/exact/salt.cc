#include "ieum/client/exact/salt.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::FileDescriptor;
using core::SecretBytes;

constexpr size_t kNewSaltBytes = 32;

absl::Status Refuse(const std::string& path, const char* why) {
  return core::InvalidArgument(
      "salt file '%s' %s; want a file of 1 to %d bytes that holds the salt and nothing else, such "
      "as 'ieum exact salt' makes",
      path, why, kMaxSaltBytes);
}

}  // namespace

absl::StatusOr<Salt> ReadSalt(const std::string& path) {
  // Non-blocking, so that a pipe is refused below instead of waited for.
  const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) return core::SystemError("open", path, errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return core::SystemError("read", path, errno);
  if (!S_ISREG(info.st_mode)) return Refuse(path, "is not a regular file");
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(path));
  if (info.st_size == 0) return Refuse(path, "is empty");
  if (info.st_size > static_cast<off_t>(kMaxSaltBytes)) return Refuse(path, "is too large");

  SecretBytes text(static_cast<size_t>(info.st_size));
  size_t size = 0;
  while (size < text.size()) {
    const std::span<std::byte> rest = text.mutable_view().subspan(size);
    const ssize_t got = ::read(fd.get(), rest.data(), rest.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return core::SystemError("read", path, errno);
    if (got == 0) return Refuse(path, "became shorter while it was read");
    size += static_cast<size_t>(got);
  }
  return Salt{std::move(text)};
}

absl::Status WriteNewSalt(core::Random& random, const std::string& path) {
  SecretBytes bytes(kNewSaltBytes);
  random.Fill(bytes.mutable_view());
  SecretBytes text(2 * kNewSaltBytes + 1);
  const std::span<std::byte> out = text.mutable_view();
  constexpr char kDigits[] = "0123456789abcdef";
  for (size_t i = 0; i < kNewSaltBytes; ++i) {
    const auto value = std::to_integer<unsigned>(bytes.view()[i]);
    out[2 * i] = static_cast<std::byte>(kDigits[value >> 4]);
    out[2 * i + 1] = static_cast<std::byte>(kDigits[value & 0xf]);
  }
  out.back() = std::byte{'\n'};

  absl::Status status;
  {
    const FileDescriptor fd(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fd.get() < 0 && errno == EEXIST) {
      return core::AlreadyExists(
          "'%s' exists and is not overwritten: a lost salt cannot be recovered. Choose another "
          "name",
          path);
    }
    if (fd.get() < 0) return core::SystemError("create", path, errno);
    status = core::WriteAll(fd.get(), text.view(), path);
    if (status.ok()) status = core::SyncFile(fd.get(), path);
  }
  if (!status.ok()) {
    ::unlink(path.c_str());
    return status;
  }
  return core::SyncFolderOf(path);
}

}  // namespace ieum::client
