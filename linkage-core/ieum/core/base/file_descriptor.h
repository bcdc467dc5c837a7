// Owner of an open file of the system, closed on destruction.
#ifndef IEUM_CORE_BASE_FILE_DESCRIPTOR_H_
#define IEUM_CORE_BASE_FILE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace ieum::core {

// One thread at a time. Errors of close() are not seen: what must be durable is synced before.
class FileDescriptor final {
 public:
  // `fd` as open() returns it; negative means none.
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&&) = delete;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_FILE_DESCRIPTOR_H_
