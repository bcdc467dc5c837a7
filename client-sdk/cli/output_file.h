// Files that commands write piece by piece and that appear under their name only when whole.
#ifndef IEUM_CLIENT_CLI_OUTPUT_FILE_H_
#define IEUM_CLIENT_CLI_OUTPUT_FILE_H_

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/base/file_descriptor.h"

namespace ieum::client {

// ALREADY_EXISTS if there is something at `path`, unless `force`. INVALID_ARGUMENT if it is not a
// regular file, which could not be replaced as a whole.
absl::Status CheckMayWrite(const std::string& path, bool force);

// INVALID_ARGUMENT if `path` is one of the files that the command reads, under whatever name: a
// command never replaces its own input.
absl::Status CheckIsNotInput(const std::string& path, std::initializer_list<std::string> inputs);

// Writes a temporary file beside `path`. Destroying an unfinished one removes it. One thread at a
// time.
class OutputFile final {
 public:
  // Mode 0600: everything that commands write names rows. Errors as core::SystemError.
  static absl::StatusOr<std::unique_ptr<OutputFile>> Create(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  absl::Status Append(std::string_view text);
  // Syncs, renames over `path` and syncs the folder. Call once; afterwards only destruction.
  absl::Status Finish();

 private:
  OutputFile(std::string path, std::string temporary_path, core::FileDescriptor file);
  absl::Status Flush();

  std::string path_;
  std::string temporary_path_;
  core::FileDescriptor file_;
  std::string buffer_;
  bool finished_ = false;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_OUTPUT_FILE_H_
