#include "support/kill_switch.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "absl/time/clock.h"
#include "ieum/core/base/status.h"

namespace ieum::testing {

KillSwitch::KillSwitch() {
  const std::string path = dir_.File("control");
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  IEUM_CHECK(file >= 0 && ::ftruncate(file, sizeof(KillControl)) == 0);
  void* const memory =
      ::mmap(nullptr, sizeof(KillControl), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  IEUM_CHECK(memory != MAP_FAILED);
  ::close(file);
  control_ = static_cast<KillControl*>(memory);
  ::setenv(kKillControlVariable, path.c_str(), 1);
  ::setenv("LD_PRELOAD", IEUM_KILL_AT_WRITE, 1);
}

KillSwitch::~KillSwitch() {
  ::unsetenv("LD_PRELOAD");
  ::unsetenv(kKillControlVariable);
  ::munmap(control_, sizeof(KillControl));
}

void KillSwitch::Watch(const std::string& prefix) {
  IEUM_CHECK(prefix.size() < sizeof(control_->prefix));
  std::memcpy(control_->prefix, prefix.c_str(), prefix.size() + 1);
}

void KillSwitch::Arm(int64_t n) {
  control_->killed = 0;
  control_->kill_at = control_->write_count + n;
}

bool KillSwitch::Disarm() {
  control_->kill_at = 0;
  // A write that had read it before dies meanwhile.
  absl::SleepFor(absl::Milliseconds(10));
  return control_->killed != 0;
}

}  // namespace ieum::testing
