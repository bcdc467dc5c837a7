#include "ieum/core/bundle/bundle_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr std::string_view kSuffix = ".bundle";
constexpr unsigned kOwnerOnly = 0600;

absl::Status Exists(const std::string& path) {
  return AlreadyExists("'%s' is there already; choose another name or move it away", path);
}

}  // namespace

absl::Status CheckBundlePath(const std::string& cover_path) {
  const std::string name = cover_path.substr(cover_path.rfind('/') + 1);
  if (name.size() > kSuffix.size() && name.ends_with(kSuffix)) return absl::OkStatus();
  return InvalidArgument("'%s' is no name of a bundle; want NAME%s, its parts are NAME.001 …",
                         cover_path, kSuffix);
}

std::string BundlePartPath(const std::string& cover_path, uint32_t number) {
  return absl::StrFormat("%s.%03d", cover_path.substr(0, cover_path.size() - kSuffix.size()),
                         number);
}

absl::StatusOr<std::unique_ptr<BundleFileSink>> BundleFileSink::Create(
    const std::string& cover_path) {
  IEUM_RETURN_IF_ERROR(CheckBundlePath(cover_path));
  if (::access(cover_path.c_str(), F_OK) == 0) return Exists(cover_path);
  return std::unique_ptr<BundleFileSink>(new BundleFileSink(cover_path));
}

BundleFileSink::~BundleFileSink() {
  if (part_ >= 0) ::close(part_);
  if (finished_) return;
  for (const std::string& path : made_) ::unlink(path.c_str());
}

absl::Status BundleFileSink::BeginPart(uint32_t number) {
  const std::string path = BundlePartPath(cover_path_, number);
  part_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly);
  if (part_ < 0) return errno == EEXIST ? Exists(path) : SystemError("create", path, errno);
  made_.push_back(path);
  return absl::OkStatus();
}

absl::Status BundleFileSink::Write(ByteView bytes) { return WriteAll(part_, bytes, made_.back()); }

absl::Status BundleFileSink::EndPart() {
  const absl::Status synced = SyncFile(part_, made_.back());
  ::close(part_);
  part_ = -1;
  return synced;
}

absl::Status BundleFileSink::WriteCover(ByteView cover) {
  IEUM_RETURN_IF_ERROR(WriteFileDurably(cover_path_, AsText(cover), kOwnerOnly));
  finished_ = true;
  return absl::OkStatus();
}

BundleFileParts::~BundleFileParts() {
  if (open_ >= 0) ::close(open_);
}

std::string BundleFileParts::NameOf(uint32_t number) const {
  return "'" + BundlePartPath(cover_path_, number) + "'";
}

absl::Status BundleFileParts::Open(uint32_t number) {
  if (open_number_ == number) return absl::OkStatus();
  if (open_ >= 0) ::close(open_);
  open_number_ = 0;
  const std::string path = BundlePartPath(cover_path_, number);
  // Non-blocking, so that a pipe is refused below instead of waited for.
  open_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (open_ < 0) return SystemError("open", path, errno);
  struct stat info {};
  if (::fstat(open_, &info) != 0) return SystemError("read", path, errno);
  if (!S_ISREG(info.st_mode)) return InvalidArgument("'%s' is not a regular file", path);
  open_number_ = number;
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> BundleFileParts::SizeOf(uint32_t number) {
  IEUM_RETURN_IF_ERROR(Open(number));
  struct stat info {};
  if (::fstat(open_, &info) != 0) {
    return SystemError("read", BundlePartPath(cover_path_, number), errno);
  }
  return static_cast<uint64_t>(info.st_size);
}

absl::Status BundleFileParts::Read(uint32_t number, uint64_t offset, std::span<std::byte> out) {
  IEUM_RETURN_IF_ERROR(Open(number));
  while (!out.empty()) {
    const ssize_t got = ::pread(open_, out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("read", BundlePartPath(cover_path_, number), errno);
    if (got == 0) return DataLoss("%s ends too early; copy it again", NameOf(number));
    out = out.subspan(static_cast<size_t>(got));
    offset += static_cast<uint64_t>(got);
  }
  return absl::OkStatus();
}

}  // namespace ieum::core
