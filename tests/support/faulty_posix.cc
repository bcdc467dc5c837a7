// Built without _FORTIFY_SOURCE, whose headers define the functions that are defined here.
#include "support/faulty_posix.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

namespace ieum::testing {
namespace {

struct Watched {
  DiskFaults& faults;
  std::vector<std::string> prefixes;
};

// Held by whoever is writing when the object ends.
std::atomic<std::shared_ptr<Watched>> watched;

// The C library's function of this name.
template <typename Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

// Null unless the path is watched.
std::shared_ptr<Watched> WatchOver(const std::string& path) {
  const std::shared_ptr<Watched> now = watched.load();
  if (now == nullptr) return nullptr;
  for (const std::string& prefix : now->prefixes) {
    if (path.starts_with(prefix)) return now;
  }
  return nullptr;
}

std::string PathOf(int fd) {
  if (watched.load() == nullptr) return {};
  char path[PATH_MAX];
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t size = ::readlink(link.c_str(), path, sizeof path);
  return size < 0 ? std::string() : std::string(path, static_cast<size_t>(size));
}

std::string PathOf(int folder, const char* name) {
  return folder == AT_FDCWD || name[0] == '/' ? std::string(name) : PathOf(folder) + "/" + name;
}

// True, with errno set, if this write is to fail.
bool Fails(Watched& watch) {
  const std::optional<Fault> fault = watch.faults.Write();
  if (!fault.has_value()) return false;
  errno = *fault == Fault::kNoSpace ? ENOSPC : EIO;
  return true;
}

bool Exists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

uint64_t SizeOf(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
}

// Runs what takes a name away.
template <typename Work>
int Delete(const std::string& path, const Work& work) {
  const std::shared_ptr<Watched> watch = WatchOver(path);
  if (watch == nullptr || !Exists(path)) return work();
  if (Fails(*watch)) return -1;
  const int result = work();
  if (result == 0) watch->faults.Deleted(path);
  return result;
}

}  // namespace

FaultyPosix::FaultyPosix(DiskFaults& faults, std::vector<std::string> prefixes) {
  watched = std::make_shared<Watched>(Watched{.faults = faults, .prefixes = std::move(prefixes)});
}
FaultyPosix::~FaultyPosix() { watched.store(nullptr); }

}  // namespace ieum::testing

using namespace ieum::testing;  // NOLINT: for the functions below

extern "C" {

int open(const char* name, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  static auto* const next = Next<int(const char*, int, ...)>("open");
  const std::shared_ptr<Watched> watch = WatchOver(name);
  const bool makes = watch != nullptr && (flags & O_CREAT) != 0 && !Exists(name);
  if (makes && Fails(*watch)) return -1;
  const int fd = next(name, flags, mode);
  if (fd < 0 || watch == nullptr) return fd;
  if (makes) {
    watch->faults.Created(name);
  } else if ((flags & (O_WRONLY | O_RDWR)) != 0) {
    watch->faults.Found(name, SizeOf(fd));
  }
  return fd;
}

ssize_t write(int fd, const void* bytes, size_t size) {
  static auto* const next = Next<ssize_t(int, const void*, size_t)>("write");
  const std::string path = PathOf(fd);
  const std::shared_ptr<Watched> watch = WatchOver(path);
  if (watch == nullptr) return next(fd, bytes, size);
  if (Fails(*watch)) return -1;
  const ssize_t written = next(fd, bytes, size);
  if (written > 0) watch->faults.Appended(path, SizeOf(fd));
  return written;
}

int fsync(int fd) {
  static auto* const next = Next<int(int)>("fsync");
  const std::string path = PathOf(fd);
  const std::shared_ptr<Watched> watch = WatchOver(path);
  if (watch == nullptr) return next(fd);
  if (Fails(*watch)) return -1;
  const int result = next(fd);
  if (result != 0) return result;
  if (std::filesystem::is_directory(path)) {
    watch->faults.FolderSynced(path);
  } else {
    watch->faults.Synced(path);
  }
  return result;
}

int rename(const char* from, const char* to) noexcept {
  static auto* const next = Next<int(const char*, const char*)>("rename");
  const std::shared_ptr<Watched> watch = WatchOver(to);
  if (watch == nullptr) return next(from, to);
  if (Fails(*watch)) return -1;
  std::optional<std::string> replaced = watch->faults.Replaced(to);
  const int result = next(from, to);
  if (result == 0) watch->faults.Renamed(from, to, std::move(replaced));
  return result;
}

int unlink(const char* name) noexcept {
  static auto* const next = Next<int(const char*)>("unlink");
  return Delete(name, [&] { return next(name); });
}

int remove(const char* name) noexcept {
  static auto* const next = Next<int(const char*)>("remove");
  return Delete(name, [&] { return next(name); });
}

int unlinkat(int folder, const char* name, int flags) noexcept {
  static auto* const next = Next<int(int, const char*, int)>("unlinkat");
  return Delete(PathOf(folder, name), [&] { return next(folder, name, flags); });
}

int mkdir(const char* name, mode_t mode) noexcept {
  static auto* const next = Next<int(const char*, mode_t)>("mkdir");
  const std::shared_ptr<Watched> watch = WatchOver(name);
  if (watch != nullptr && !Exists(name) && Fails(*watch)) return -1;
  return next(name, mode);
}

}  // extern "C"
