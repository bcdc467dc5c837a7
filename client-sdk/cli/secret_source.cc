#include "cli/secret_source.h"

#include <utility>

#include "cli/passphrase_source.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::StatusOr<HolderSecret> ReadSecret(const std::string& secret_file,
                                        const std::string& passphrase_file,
                                        const CommandContext& context) {
  if (secret_file.empty()) {
    return core::InvalidArgument(
        "this needs the holder secret and no --secret-file was given.\n"
        "Make one with 'ieum secret new --out holder.secret', or take the file that the holders of "
        "the project agreed on, and add '--secret-file holder.secret'.");
  }
  IEUM_ASSIGN_OR_RETURN(
      SecretFile file,
      ReadSecretFile(secret_file, PassphraseOf(secret_file, passphrase_file, context)));
  if (!file.encrypted) {
    absl::FPrintF(context.err,
                  "Note: '%s' is not encrypted; whoever copies it can test guesses of identifiers. "
                  "To encrypt:\nieum secret import --in '%s' --out NEW_FILE\n",
                  secret_file, secret_file);
  }
  return std::move(file.secret);
}

}  // namespace ieum::client
