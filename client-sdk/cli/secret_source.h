// The holder secret as commands get it: only ever from a file.
#ifndef IEUM_CLIENT_CLI_SECRET_SOURCE_H_
#define IEUM_CLIENT_CLI_SECRET_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/command.h"
#include "ieum/client/secret/holder_secret.h"

namespace ieum::client {

// Asks for the passphrase if the file is encrypted, and says on context.err if it is not.
// INVALID_ARGUMENT, with what to do, if no file was named. Others as ReadSecretFile.
absl::StatusOr<HolderSecret> ReadSecret(const std::string& secret_file,
                                        const std::string& passphrase_file,
                                        const CommandContext& context);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_SECRET_SOURCE_H_
