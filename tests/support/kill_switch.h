// Kills a server at a chosen write to its files.
#ifndef IEUM_TESTS_SUPPORT_KILL_SWITCH_H_
#define IEUM_TESTS_SUPPORT_KILL_SWITCH_H_

#include <cstdint>
#include <string>

#include "support/kill_control.h"
#include "support/temp_dir.h"

namespace ieum::testing {

// Programs that are started while it lives count what they do to watched files: each write, sync,
// renaming, truncation and deletion; whichever makes the chosen one is killed instead, as kill -9
// would. One object at a time; one thread at a time.
class KillSwitch final {
 public:
  KillSwitch();
  ~KillSwitch();
  KillSwitch(const KillSwitch&) = delete;
  KillSwitch& operator=(const KillSwitch&) = delete;

  // From now on counts writes to files whose path begins so.
  void Watch(const std::string& prefix);
  // The n-th write from now on kills, n > 0.
  void Arm(int64_t n);
  // Returns whether it has killed since it was armed.
  bool Disarm();

 private:
  TempDir dir_;
  KillControl* control_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_KILL_SWITCH_H_
