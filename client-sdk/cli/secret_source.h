// The holder secret as commands get it: only ever from a file.
#ifndef IEUM_CLIENT_CLI_SECRET_SOURCE_H_
#define IEUM_CLIENT_CLI_SECRET_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/client/secret/holder_secret.h"

namespace ieum::client {

// INVALID_ARGUMENT, with what to do, if no file was named. Others as HolderSecret::ReadFrom.
absl::StatusOr<HolderSecret> ReadSecret(const std::string& secret_file);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_SECRET_SOURCE_H_
