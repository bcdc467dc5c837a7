// The folder that one server process owns.
#ifndef IEUM_SERVER_STORAGE_DATA_DIR_H_
#define IEUM_SERVER_STORAGE_DATA_DIR_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "ieum/core/base/file_descriptor.h"

namespace ieum::server {

// Holds the lock on the folder as long as it lives; the system drops it when the process ends,
// however that happens. Move-only.
class DataDir final {
 public:
  // Makes the folder (mode 0700) if it is not there; its parent must be. FAILED_PRECONDITION if
  // another process has it; UNAVAILABLE or PERMISSION_DENIED if the system refuses.
  static absl::StatusOr<DataDir> Open(const std::string& path);
  const std::string& path() const { return path_; }
  // Folder of the database within.
  static std::string DatabasePath(const std::string& path) { return path + "/store"; }
  std::string DatabasePath() const { return DatabasePath(path_); }
  // RESOURCE_EXHAUSTED if less than `bytes` are free on the file system; nothing is written.
  absl::Status RequireFreeSpace(int64_t bytes) const;

 private:
  DataDir(std::string path, core::FileDescriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  core::FileDescriptor lock_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_DATA_DIR_H_
