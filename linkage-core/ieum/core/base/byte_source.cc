#include "ieum/core/base/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

class FileSource final : public ByteSource {
 public:
  FileSource(std::string path, FileDescriptor fd, uint64_t size_bytes)
      : path_(std::move(path)), fd_(std::move(fd)), size_bytes_(size_bytes) {}

  uint64_t size_bytes() const override { return size_bytes_; }
  absl::Status ReadAt(uint64_t offset, std::span<std::byte> out) override {
    while (!out.empty()) {
      const ssize_t got = ::pread(fd_.get(), out.data(), out.size(), static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return SystemError("read", path_, errno);
      if (got == 0) return DataLoss("'%s' was cut short while it was read", path_);
      out = out.subspan(static_cast<size_t>(got));
      offset += static_cast<uint64_t>(got);
    }
    return absl::OkStatus();
  }

 private:
  const std::string path_;
  const FileDescriptor fd_;
  const uint64_t size_bytes_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> OpenByteSource(const std::string& path) {
  // Non-blocking, so that a pipe is refused below instead of waited for.
  FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) return SystemError("open", path, errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return SystemError("read", path, errno);
  if (!S_ISREG(info.st_mode)) return InvalidArgument("'%s' is not a regular file", path);
  return std::make_unique<FileSource>(path, std::move(fd), static_cast<uint64_t>(info.st_size));
}

}  // namespace ieum::core
