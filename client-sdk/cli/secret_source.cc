#include "cli/secret_source.h"

#include "ieum/core/base/status.h"

namespace ieum::client {

absl::StatusOr<HolderSecret> ReadSecret(const std::string& secret_file) {
  if (secret_file.empty()) {
    return core::InvalidArgument(
        "encoding needs the holder secret and no --secret-file was given.\n"
        "Make one with 'ieum secret new --out holder.secret', or take the file that the holders of "
        "the project agreed on, and add '--secret-file holder.secret'.");
  }
  return HolderSecret::ReadFrom(secret_file);
}

}  // namespace ieum::client
