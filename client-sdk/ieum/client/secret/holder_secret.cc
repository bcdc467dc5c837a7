#include "ieum/client/secret/holder_secret.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::ByteView;
using core::FileDescriptor;
using core::SecretBytes;

// FORMAT: docs/formats/secret-file.md.
constexpr std::string_view kFirstLine = "ieum holder secret 1\n";
constexpr size_t kDigitCount = 2 * HolderSecret::kSizeBytes;
constexpr size_t kFileBytes = kFirstLine.size() + kDigitCount + 1;
constexpr std::string_view kCheckValueInfo = "ieum/v1/check value";
constexpr size_t kCheckValueBytes = 4;

// Value of a hexadecimal digit, or -1. The text never leaves secure memory, hence not FromHex.
int DigitValue(std::byte digit) {
  const char c = static_cast<char>(digit);
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::byte DigitOf(unsigned value) { return static_cast<std::byte>("0123456789abcdef"[value]); }

absl::Status NotASecretFile(const std::string& path) {
  return core::InvalidArgument(
      "'%s' is not a holder secret file; want the line 'ieum holder secret 1' and a line of %d "
      "hexadecimal digits. Make one with: ieum secret new",
      path, kDigitCount);
}

// The whole file, which has one valid size. INVALID_ARGUMENT if it has another one.
absl::StatusOr<SecretBytes> ReadText(int fd, const std::string& path) {
  SecretBytes text(kFileBytes + 1);  // one more, to notice a longer file
  size_t size = 0;
  while (size < text.size()) {
    const std::span<std::byte> rest = text.mutable_view().subspan(size);
    const ssize_t got = ::read(fd, rest.data(), rest.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return core::SystemError("read", path, errno);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size != kFileBytes) return NotASecretFile(path);
  return text;
}

}  // namespace

HolderSecret HolderSecret::Generate(core::Random& random) {
  HolderSecret secret{.bytes = SecretBytes(kSizeBytes)};
  random.Fill(secret.bytes.mutable_view());
  return secret;
}

absl::StatusOr<HolderSecret> HolderSecret::ReadFrom(const std::string& path) {
  // Non-blocking, so that a pipe is refused below instead of waited for.
  const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) return core::SystemError("open", path, errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return core::SystemError("read", path, errno);
  if (!S_ISREG(info.st_mode)) return NotASecretFile(path);
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(path));

  IEUM_ASSIGN_OR_RETURN(const SecretBytes text, ReadText(fd.get(), path));
  const ByteView digits = text.view().subspan(kFirstLine.size(), kDigitCount);
  if (core::AsText(text.view().first(kFirstLine.size())) != kFirstLine ||
      text.view()[kFileBytes - 1] != std::byte{'\n'}) {
    return NotASecretFile(path);
  }
  HolderSecret secret{.bytes = SecretBytes(kSizeBytes)};
  for (size_t i = 0; i < kSizeBytes; ++i) {
    const int high = DigitValue(digits[2 * i]);
    const int low = DigitValue(digits[2 * i + 1]);
    if (high < 0 || low < 0) return NotASecretFile(path);
    secret.bytes.mutable_view()[i] = static_cast<std::byte>(high * 16 + low);
  }
  return secret;
}

absl::Status HolderSecret::WriteTo(const std::string& path) const {
  IEUM_CHECK(bytes.size() == kSizeBytes);
  SecretBytes text(kFileBytes);
  const std::span<std::byte> out = text.mutable_view();
  const ByteView first_line = core::AsBytes(kFirstLine);
  std::copy(first_line.begin(), first_line.end(), out.begin());
  for (size_t i = 0; i < kSizeBytes; ++i) {
    const auto value = std::to_integer<unsigned>(bytes.view()[i]);
    out[kFirstLine.size() + 2 * i] = DigitOf(value >> 4);
    out[kFirstLine.size() + 2 * i + 1] = DigitOf(value & 0xf);
  }
  out[kFileBytes - 1] = std::byte{'\n'};

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
    status = core::WriteAll(fd.get(), text.view(), path);
    if (status.ok()) status = core::SyncFile(fd.get(), path);
  }
  if (!status.ok()) {
    ::unlink(path.c_str());
    return status;
  }
  return core::SyncFolderOf(path);
}

std::string HolderSecret::CheckValue() const {
  IEUM_CHECK(bytes.size() == kSizeBytes);
  const SecretBytes value =
      core::HkdfSha256(bytes, ByteView(), core::AsBytes(kCheckValueInfo), kCheckValueBytes);
  return core::ToHex(value.view());
}

}  // namespace ieum::client
