// Work in a process of its own, for tests after which nothing in memory may stay: RocksDB may end
// the process when a file fails it.
#ifndef IEUM_TESTS_SUPPORT_FORKED_RUN_H_
#define IEUM_TESTS_SUPPORT_FORKED_RUN_H_

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

#include "ieum/core/base/status.h"

namespace ieum::testing {

// What a process wrote before it ended, and whether it ended with 0.
struct Ended {
  std::string written;
  bool well = false;
};

// Runs `work`, given where to write to, in a process of its own. REQUIRES: no other threads.
inline Ended InProcess(const std::function<int(int)>& work) {
  int pipe[2];
  EXPECT_EQ(::pipe(pipe), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pipe[0]);
    ::_exit(work(pipe[1]));
  }
  ::close(pipe[1]);
  Ended ended;
  char buffer[256];
  for (ssize_t n = 0; (n = ::read(pipe[0], buffer, sizeof buffer)) > 0;) {
    ended.written.append(buffer, static_cast<size_t>(n));
  }
  ::close(pipe[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  ended.well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return ended;
}

// Writes to the parent; what was told before the process dies has arrived.
inline void Tell(int out, std::string_view text) {
  if (::write(out, text.data(), text.size()) < 0) ::_exit(9);
}

inline int TellError(int out, const absl::Status& status) {
  Tell(out, core::Message(status));
  return 1;
}

// Of a test that tries faults: 1 tries all (IEUM_FAULT_STRIDE), by default every ninth.
inline int64_t FaultStride() {
  const char* wanted = std::getenv("IEUM_FAULT_STRIDE");
  return wanted == nullptr ? 9 : std::max(1, std::atoi(wanted));
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_FORKED_RUN_H_
