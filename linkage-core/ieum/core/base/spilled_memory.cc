#include "ieum/core/base/spilled_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <utility>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// Two threads that touch spilled memory bring some ten megabytes a millisecond.
constexpr std::chrono::milliseconds kLook{1};
constexpr int64_t kMarginShare = 8;  // of the limit, for what comes between two looks

}  // namespace

SpilledMemory::~SpilledMemory() {
  limit_.Forget(*this);
  ::munmap(data_, size_);
}

MemoryLimit::MemoryLimit(std::string folder, int64_t limit_bytes)
    : folder_(std::move(folder)), limit_bytes_(limit_bytes), watcher_([this] { Watch(); }) {}

MemoryLimit::~MemoryLimit() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  watcher_.join();
}

absl::StatusOr<std::unique_ptr<SpilledMemory>> MemoryLimit::Allocate(size_t size) {
  IEUM_ASSIGN_OR_RETURN(const int fd, OpenUnnamedFile(folder_ + "/encodings"));
  const FileDescriptor file(fd);
  if (const int error = ::posix_fallocate(file.get(), 0, static_cast<off_t>(size)); error != 0) {
    return SystemError("reserve room for encodings in", folder_, error);
  }
  void* const data = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (data == MAP_FAILED) return SystemError("map encodings in", folder_, errno);
  // Rows are touched in any order: reading ahead would bring what nobody asked for.
  ::madvise(data, size, MADV_RANDOM);
  std::unique_ptr<SpilledMemory> memory(new SpilledMemory(*this, data, size));
  const MutexLock lock(mutex_);
  spilled_.insert(memory.get());
  return memory;
}

int64_t MemoryLimit::eviction_count() const {
  const MutexLock lock(mutex_);
  return eviction_count_;
}

void MemoryLimit::Forget(const SpilledMemory& memory) {
  const MutexLock lock(mutex_);
  spilled_.erase(&memory);
}

void MemoryLimit::Watch() {
  const MutexLock lock(mutex_);
  while (!stopping_) {
    if (!spilled_.empty() && ResidentBytes() > limit_bytes_ - limit_bytes_ / kMarginShare) {
      // What was written stays with the file; only this process's view of it is taken down.
      for (const SpilledMemory* memory : spilled_) {
        ::madvise(memory->data_, memory->size_, MADV_DONTNEED);
      }
      ++eviction_count_;
    }
    changed_.WaitFor(mutex_, kLook);
  }
}

int64_t ResidentBytes() {
  std::FILE* const file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  long total = 0;
  long resident = 0;
  const int read = std::fscanf(file, "%ld %ld", &total, &resident);
  std::fclose(file);
  return read == 2 ? int64_t{resident} * ::sysconf(_SC_PAGESIZE) : 0;
}

}  // namespace ieum::core
