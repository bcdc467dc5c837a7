// Passphrases as commands get them: typed at the terminal, or from a file that is named; never from
// an argument or a variable.
#ifndef IEUM_CLIENT_CLI_PASSPHRASE_SOURCE_H_
#define IEUM_CLIENT_CLI_PASSPHRASE_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/command.h"
#include "ieum/client/secret/passphrase.h"

namespace ieum::client {

// Asks for the passphrase of a file that is there; `of` says which, as in "holder.secret". With a
// passphrase file nobody is asked.
AskPassphrase PassphraseOf(std::string of, std::string passphrase_file,
                           const CommandContext& context);

// A new passphrase, typed twice, or from the file. INVALID_ARGUMENT: too short, or the two differ.
// Others as core::AskPassphraseAt and ReadPrivateFile.
absl::StatusOr<core::SecretBytes> NewPassphrase(const std::string& passphrase_file,
                                                const CommandContext& context);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_PASSPHRASE_SOURCE_H_
