// A file that lives in memory only, for targets that read by path.
#ifndef IEUM_TESTS_FUZZ_MEMORY_FILE_H_
#define IEUM_TESTS_FUZZ_MEMORY_FILE_H_

#include <sys/mman.h>
#include <sys/stat.h>

#include <string>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::testing {

class MemoryFile final {
 public:
  explicit MemoryFile(core::ByteView content) : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    IEUM_CHECK(fd_.get() >= 0);
    IEUM_CHECK(::fchmod(fd_.get(), 0600) == 0);
    IEUM_CHECK(core::WriteAll(fd_.get(), content, path()).ok());
  }

  // Opening it starts at the first byte.
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_.get()); }

 private:
  core::FileDescriptor fd_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_FUZZ_MEMORY_FILE_H_
