#include "cli/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 20;
constexpr mode_t kOwnerOnly = 0600;

}  // namespace

absl::Status CheckMayWrite(const std::string& path, bool force) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    return errno == ENOENT ? absl::OkStatus() : core::SystemError("look at", path, errno);
  }
  if (!S_ISREG(info.st_mode)) {
    return core::InvalidArgument("'%s' is not a regular file; choose another name", path);
  }
  if (force) return absl::OkStatus();
  return core::AlreadyExists("'%s' exists; choose another name, or give --force to replace it",
                             path);
}

absl::Status CheckIsNotInput(const std::string& path, std::initializer_list<std::string> inputs) {
  struct stat out {};
  if (::stat(path.c_str(), &out) != 0) return absl::OkStatus();  // nothing there to replace
  for (const std::string& input : inputs) {
    struct stat in {};
    if (::stat(input.c_str(), &in) == 0 && in.st_dev == out.st_dev && in.st_ino == out.st_ino) {
      return core::InvalidArgument("'%s' is a file that this command reads; choose another name",
                                   path);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<OutputFile>> OutputFile::Create(const std::string& path) {
  std::string temporary_path = absl::StrFormat("%s.%d.tmp", path, ::getpid());
  ::unlink(temporary_path.c_str());
  core::FileDescriptor file(::open(
      temporary_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
  if (file.get() < 0) return core::SystemError("create", temporary_path, errno);
  return std::unique_ptr<OutputFile>(
      new OutputFile(path, std::move(temporary_path), std::move(file)));
}

OutputFile::OutputFile(std::string path, std::string temporary_path, core::FileDescriptor file)
    : path_(std::move(path)), temporary_path_(std::move(temporary_path)), file_(std::move(file)) {
  buffer_.reserve(kBufferBytes);
}

OutputFile::~OutputFile() {
  if (!finished_) ::unlink(temporary_path_.c_str());
}

absl::Status OutputFile::Append(std::string_view text) {
  if (buffer_.size() + text.size() > kBufferBytes) IEUM_RETURN_IF_ERROR(Flush());
  buffer_ += text;
  return absl::OkStatus();
}

absl::Status OutputFile::Flush() {
  IEUM_RETURN_IF_ERROR(core::WriteAll(file_.get(), core::AsBytes(buffer_), temporary_path_));
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status OutputFile::Finish() {
  IEUM_RETURN_IF_ERROR(Flush());
  IEUM_RETURN_IF_ERROR(core::SyncFile(file_.get(), temporary_path_));
  if (::rename(temporary_path_.c_str(), path_.c_str()) != 0) {
    return core::SystemError("rename", path_, errno);
  }
  finished_ = true;
  return core::SyncFolderOf(path_);
}

}  // namespace ieum::client
