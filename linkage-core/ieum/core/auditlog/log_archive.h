// An exported audit log as one file, for a bundle or a medium that carries single files.
// FORMAT: docs/formats/audit-log.md, "As one file".
#ifndef IEUM_CORE_AUDITLOG_LOG_ARCHIVE_H_
#define IEUM_CORE_AUDITLOG_LOG_ARCHIVE_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/base/byte_source.h"
#include "ieum/core/base/bytes.h"

namespace ieum::core {

// The content of a file of the log, by its path in the folder, at most so many bytes.
using LogFileReader =
    std::function<absl::StatusOr<std::string>(const std::string& path, int64_t limit_bytes)>;
// Takes a file of the log.
using LogFileWriter =
    std::function<absl::Status(const std::string& path, std::string_view content)>;

// Writes the archive piece by piece; holds one file of the log at a time. INVALID_ARGUMENT: the
// checkpoint is none; else the first error of `read` or `write`. Verifies nothing else: verify the
// folder first.
absl::Status PackLog(const LogFileReader& read, const std::function<absl::Status(ByteView)>& write);

// Gives out the checkpoint, then the other files, each once. Their paths follow from the size in
// the checkpoint: none is read from the archive. INVALID_ARGUMENT: not an archive, damaged, cut, or
// something follows it; what was given out before is worth nothing then. Verifies no signature and
// no hash: verify the folder afterwards. What is unpacked is not longer than the archive.
absl::Status UnpackLog(ByteSource& archive, const LogFileWriter& write);

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_LOG_ARCHIVE_H_
