#include "ieum/client/input/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

class FileBytes final : public ByteSource {
 public:
  FileBytes(int file, std::string name, int64_t total)
      : fd_(file), path_(std::move(name)), bytes_total_(total) {}

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    while (true) {
      const ssize_t got = ::read(fd_.get(), out.data(), out.size());
      if (got >= 0) {
        bytes_read_ += got;
        return static_cast<size_t>(got);
      }
      if (errno != EINTR) return core::SystemError("read", path_, errno);
    }
  }
  int64_t bytes_read() const override { return bytes_read_; }
  int64_t bytes_total() const override { return bytes_total_; }

 private:
  const core::FileDescriptor fd_;
  const std::string path_;
  const int64_t bytes_total_;
  int64_t bytes_read_ = 0;
};

class MemoryBytes final : public ByteSource {
 public:
  explicit MemoryBytes(std::string_view text) : text_(text) {}

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    const size_t got = text_.substr(position_).copy(out.data(), out.size());
    position_ += got;
    return got;
  }
  int64_t bytes_read() const override { return static_cast<int64_t>(position_); }
  int64_t bytes_total() const override { return static_cast<int64_t>(text_.size()); }

 private:
  const std::string_view text_;
  size_t position_ = 0;
};

class PutBackBytes final : public ByteSource {
 public:
  PutBackBytes(std::string start, std::unique_ptr<ByteSource> rest)
      : start_(std::move(start)), rest_(std::move(rest)) {}

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    if (position_ == start_.size()) return rest_->Read(out);
    const size_t got = start_.copy(out.data(), out.size(), position_);
    position_ += got;
    return got;
  }
  int64_t bytes_read() const override {
    return rest_->bytes_read() - static_cast<int64_t>(start_.size() - position_);
  }
  int64_t bytes_total() const override { return rest_->bytes_total(); }

 private:
  const std::string start_;
  const std::unique_ptr<ByteSource> rest_;
  size_t position_ = 0;
};

}  // namespace

std::string InputName(std::string_view path) {
  return path == kStandardInput ? "standard input" : absl::StrFormat("'%s'", path);
}

absl::StatusOr<std::unique_ptr<ByteSource>> OpenRawBytes(const std::string& path) {
  const bool standard_input = path == kStandardInput;
  const int fd = standard_input ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const std::string name = standard_input ? "standard input" : path;
  if (fd < 0) return core::SystemError("open", name, errno);
  struct stat info {};
  auto file = std::make_unique<FileBytes>(
      fd, name,
      ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode) ? static_cast<int64_t>(info.st_size) : 0);
  if (S_ISDIR(info.st_mode)) return core::InvalidArgument("'%s' is a folder, not a file", path);
  return file;
}

std::unique_ptr<ByteSource> TextBytes(std::string_view text) {
  return std::make_unique<MemoryBytes>(text);
}

std::unique_ptr<ByteSource> PutBack(std::string start, std::unique_ptr<ByteSource> rest) {
  return std::make_unique<PutBackBytes>(std::move(start), std::move(rest));
}

}  // namespace ieum::client
