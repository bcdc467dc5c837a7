// Whole small files, read with a limit and written so that a crash leaves the old or the new
// content; and the steps of writing durably, for those who write larger files piece by piece.
#ifndef IEUM_CORE_BASE_FILE_IO_H_
#define IEUM_CORE_BASE_FILE_IO_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"

namespace ieum::core {

// NOT_FOUND if there is no such file, PERMISSION_DENIED if it may not be read, INVALID_ARGUMENT if
// it is larger than `limit_bytes` or not a regular file, UNAVAILABLE on a read error.
absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t limit_bytes);

// Writes a temporary file beside `path`, syncs it, renames it over `path` and syncs the folder.
// `mode` are permission bits such as 0600. UNAVAILABLE with the system's reason on failure, and
// then `path` is as it was.
absl::Status WriteFileDurably(const std::string& path, std::string_view content, unsigned mode);

// OK if nobody but the owner can read or write `path`; PERMISSION_DENIED with the command that
// mends it otherwise; NOT_FOUND if there is no such file.
absl::Status RequireOwnerOnly(const std::string& path);

// Writes all of `content` to the open file `fd`; `path` is for the message. Codes of SystemError.
absl::Status WriteAll(int fd, ByteView content, const std::string& path);
// Brings what was written to the disk, and the folder entry of `path` (after creating or renaming).
absl::Status SyncFile(int fd, const std::string& path);
absl::Status SyncFolderOf(const std::string& path);

// A file that nobody else can open and that is gone when it is closed, in the folder of `path`:
// unnamed, or, where the file system has no such files, named like `path` for a moment. Returns the
// open descriptor, which the caller closes. Codes of SystemError.
absl::StatusOr<int> OpenUnnamedFile(const std::string& path);

// Names the system error (errno) for a message about `path`. NOT_FOUND: no such file or folder;
// PERMISSION_DENIED; RESOURCE_EXHAUSTED: disk, quota or descriptors; UNAVAILABLE: anything else.
absl::Status SystemError(const std::string& action, const std::string& path, int error_number);

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_FILE_IO_H_
