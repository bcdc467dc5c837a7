// A library that is loaded in front of the C library's (LD_PRELOAD) and has the functions by which
// a process changes files: it counts what is done to watched files, and ends the process, as
// kill -9 would, instead of a chosen one. See kill_switch.h.
//
// Built without _FORTIFY_SOURCE, whose headers define the functions that are defined here.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "support/kill_control.h"

namespace {

using ieum::testing::KillControl;

KillControl* OpenControl() {
  const char* const path = ::getenv(ieum::testing::kKillControlVariable);
  const int file = path == nullptr ? -1 : ::open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return nullptr;
  void* const memory =
      ::mmap(nullptr, sizeof(KillControl), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  return memory == MAP_FAILED ? nullptr : static_cast<KillControl*>(memory);
}

KillControl* Control() {
  static KillControl* const control = OpenControl();
  return control;
}

// The C library's function of this name.
template <typename Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

void CountPath(const char* path) {
  KillControl* const control = Control();
  if (control == nullptr || control->prefix[0] == '\0') return;
  if (std::strncmp(path, control->prefix, std::strlen(control->prefix)) != 0) return;
  if (++control->write_count != control->kill_at) return;
  control->killed = 1;
  ::kill(::getpid(), SIGKILL);
}

void Count(int fd) {
  KillControl* const control = Control();
  if (control == nullptr || control->prefix[0] == '\0') return;
  char link[32];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  char path[512];
  const ssize_t size = ::readlink(link, path, sizeof path - 1);
  if (size <= 0) return;
  path[size] = '\0';
  CountPath(path);
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* data, size_t size) {
  Count(fd);
  return Next<ssize_t(int, const void*, size_t)>("write")(fd, data, size);
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
  Count(fd);
  return Next<ssize_t(int, const struct iovec*, int)>("writev")(fd, parts, count);
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  Count(fd);
  return Next<ssize_t(int, const void*, size_t, off_t)>("pwrite")(fd, data, size, offset);
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  Count(fd);
  return Next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64")(fd, data, size, offset);
}

int fsync(int fd) {
  Count(fd);
  return Next<int(int)>("fsync")(fd);
}

int fdatasync(int fd) {
  Count(fd);
  return Next<int(int)>("fdatasync")(fd);
}

int ftruncate(int fd, off_t size) noexcept {
  Count(fd);
  return Next<int(int, off_t)>("ftruncate")(fd, size);
}

int ftruncate64(int fd, off64_t size) noexcept {
  Count(fd);
  return Next<int(int, off64_t)>("ftruncate64")(fd, size);
}

int rename(const char* from, const char* to) noexcept {
  CountPath(to);
  return Next<int(const char*, const char*)>("rename")(from, to);
}

int unlink(const char* path) noexcept {
  CountPath(path);
  return Next<int(const char*)>("unlink")(path);
}

}  // extern "C"
