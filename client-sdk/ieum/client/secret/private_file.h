// Small files with secrets in them: read straight into secure memory, written for the owner only.
#ifndef IEUM_CLIENT_SECRET_PRIVATE_FILE_H_
#define IEUM_CLIENT_SECRET_PRIVATE_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/secret.h"

namespace ieum::client {

enum class PrivateInput {
  kFile,        // a regular file
  kFileOrPipe,  // also a pipe, such as /dev/fd/3 of a shell
};

// Content of at most `limit_bytes`; "-" is standard input where pipes are allowed.
// PERMISSION_DENIED if others can read the file; INVALID_ARGUMENT if it is larger, or no such
// input; others as core::SystemError.
absl::StatusOr<core::SecretBytes> ReadPrivateFile(const std::string& path, size_t limit_bytes,
                                                  PrivateInput input = PrivateInput::kFile);

// Creates a file of mode 0600 and syncs it and its folder. ALREADY_EXISTS rather than overwrite.
absl::Status WriteNewPrivateFile(const std::string& path, core::ByteView content);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SECRET_PRIVATE_FILE_H_
