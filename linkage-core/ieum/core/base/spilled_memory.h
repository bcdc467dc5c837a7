// Memory with a file behind it: what the process does not touch may leave its memory and comes back
// when it is touched.
#ifndef IEUM_CORE_BASE_SPILLED_MEMORY_H_
#define IEUM_CORE_BASE_SPILLED_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "ieum/core/base/mutex.h"

namespace ieum::core {

class MemoryLimit;

// Bytes of an unnamed file of mode 0600, which is gone when this object or the process ends. Zero
// at first. Aligned to a page. The disk space is reserved at once, so that no later write fails.
// Read and written like memory, by any number of threads.
class SpilledMemory final {
 public:
  ~SpilledMemory();
  SpilledMemory(const SpilledMemory&) = delete;
  SpilledMemory& operator=(const SpilledMemory&) = delete;

  void* data() const { return data_; }

 private:
  friend class MemoryLimit;
  SpilledMemory(MemoryLimit& limit, void* data, size_t size)
      : limit_(limit), data_(data), size_(size) {}

  MemoryLimit& limit_;
  void* data_;
  size_t size_;
};

// Keeps the memory of the process at about a limit by sending spilled memory to its files whenever
// there is more. Memory that is not spilled it cannot make less. Thread-safe; outlives what it
// gave. It looks a thousand times a second, so the limit may be passed for a moment.
class MemoryLimit final {
 public:
  // folder: where the files are. limit_bytes: resident memory of the whole process.
  MemoryLimit(std::string folder, int64_t limit_bytes);
  ~MemoryLimit();
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  // RESOURCE_EXHAUSTED: the disk has not so much room. Else codes of SystemError.
  absl::StatusOr<std::unique_ptr<SpilledMemory>> Allocate(size_t size);

  int64_t limit_bytes() const { return limit_bytes_; }
  // How often memory was sent away.
  int64_t eviction_count() const;

 private:
  friend class SpilledMemory;
  void Watch();
  void Forget(const SpilledMemory& memory);

  const std::string folder_;
  const int64_t limit_bytes_;
  mutable Mutex mutex_;
  ConditionVariable changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t eviction_count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<const SpilledMemory*> spilled_ ABSL_GUARDED_BY(mutex_);
  std::thread watcher_;
};

// Resident memory of this process, in bytes; 0 if the system does not tell.
int64_t ResidentBytes();

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_SPILLED_MEMORY_H_
