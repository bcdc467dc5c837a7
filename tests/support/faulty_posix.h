// Files that a process writes by system calls, without RocksDB, on a disk that fails.
#ifndef IEUM_TESTS_SUPPORT_FAULTY_POSIX_H_
#define IEUM_TESTS_SUPPORT_FAULTY_POSIX_H_

#include <string>
#include <vector>

#include "support/disk_faults.h"

namespace ieum::testing {

// While it lives, what is done to files whose path begins with one of `prefixes` is told to
// `faults`, and fails when they say so: creation, write, sync, renaming, deletion, new folders.
// Programs that link it have their C library's functions replaced. One object at a time.
class FaultyPosix final {
 public:
  FaultyPosix(DiskFaults& faults, std::vector<std::string> prefixes);
  ~FaultyPosix();
  FaultyPosix(const FaultyPosix&) = delete;
  FaultyPosix& operator=(const FaultyPosix&) = delete;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_FAULTY_POSIX_H_
