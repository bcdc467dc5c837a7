// What a process holds right now, by the kernel's word.
#ifndef IEUM_TESTS_SOAK_PROCESS_PROBE_H_
#define IEUM_TESTS_SOAK_PROCESS_PROBE_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace ieum::testing {

struct ProcessState {
  int64_t anonymous_kib;  // resident and not of a file: what the process has allocated
  int64_t descriptors;
  int64_t threads;
};

// Ends the test program if there is no such process.
ProcessState LookAt(pid_t pid);

// Bytes of the files below a folder that is in use meanwhile.
int64_t FolderBytes(const std::string& folder);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SOAK_PROCESS_PROBE_H_
