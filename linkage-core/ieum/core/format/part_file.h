// A file that appears under its name only when it is whole: written as `path`.part, then synced and
// renamed.
#ifndef IEUM_CORE_FORMAT_PART_FILE_H_
#define IEUM_CORE_FORMAT_PART_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_descriptor.h"

namespace ieum::core {

// One thread at a time. Destroying an unfinished one removes the part.
class PartFile final {
 public:
  // Mode 0600. A part left by a writer that died is taken over; FAILED_PRECONDITION if another
  // process is writing it. Others as SystemError.
  static absl::StatusOr<PartFile> Create(const std::string& path);
  ~PartFile();
  PartFile(PartFile&& other) noexcept;
  PartFile& operator=(PartFile&&) = delete;
  PartFile(const PartFile&) = delete;

  absl::Status Append(ByteView bytes);
  // Syncs, renames and syncs the folder. Call once; afterwards only destruction is allowed.
  absl::Status Finish();

 private:
  PartFile(std::string path, std::string part_path, FileDescriptor fd);

  std::string path_;
  std::string part_path_;  // empty: nothing to remove
  FileDescriptor fd_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_FORMAT_PART_FILE_H_
