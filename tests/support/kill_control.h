// What a test and the process that it kills share, in a file that both map.
#ifndef IEUM_TESTS_SUPPORT_KILL_CONTROL_H_
#define IEUM_TESTS_SUPPORT_KILL_CONTROL_H_

#include <atomic>
#include <cstdint>

namespace ieum::testing {

// Environment variable with the file's path.
inline constexpr char kKillControlVariable[] = "IEUM_KILL_CONTROL";

struct KillControl {
  std::atomic<int64_t> write_count;  // so far, to watched files
  std::atomic<int64_t> kill_at;      // dies instead of this write; 0: lives
  std::atomic<int32_t> killed;       // 1 once it has
  char prefix[256];                  // of the paths that are watched; empty: none
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_KILL_CONTROL_H_
