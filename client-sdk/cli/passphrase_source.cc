#include "cli/passphrase_source.h"

#include <algorithm>
#include <utility>

#include "ieum/client/secret/private_file.h"
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/passphrase_prompt.h"

namespace ieum::client {
namespace {

using core::SecretBytes;

constexpr size_t kLineEndBytes = 2;

// The one line of the file, without its end.
absl::StatusOr<SecretBytes> PassphraseFromFile(const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(
      const SecretBytes content,
      ReadPrivateFile(path, kMaxPassphraseBytes + kLineEndBytes, PrivateInput::kFileOrPipe));
  core::ByteView line = content.view();
  for (const std::byte end : {std::byte{'\n'}, std::byte{'\r'}}) {
    if (!line.empty() && line.back() == end) line = line.first(line.size() - 1);
  }
  if (line.empty() || std::find(line.begin(), line.end(), std::byte{'\n'}) != line.end()) {
    return core::InvalidArgument("'%s' does not hold a passphrase; want one line", path);
  }
  return SecretBytes::CopyOf(line);
}

absl::StatusOr<SecretBytes> Ask(const std::string& question, const CommandContext& context) {
  return core::AskPassphraseAt(core::kControllingTerminal, question, kMaxPassphraseBytes,
                               context.stop);
}

}  // namespace

AskPassphrase PassphraseOf(std::string of, std::string passphrase_file,
                           const CommandContext& context) {
  return [of = std::move(of), file = std::move(passphrase_file),
          &context]() -> absl::StatusOr<SecretBytes> {
    if (!file.empty()) return PassphraseFromFile(file);
    return Ask(absl::StrFormat("Passphrase of '%s': ", of), context);
  };
}

absl::StatusOr<SecretBytes> NewPassphrase(const std::string& passphrase_file,
                                          const CommandContext& context) {
  if (!passphrase_file.empty()) {
    IEUM_ASSIGN_OR_RETURN(SecretBytes passphrase, PassphraseFromFile(passphrase_file));
    IEUM_RETURN_IF_ERROR(CheckNewPassphrase(passphrase));
    return passphrase;
  }
  IEUM_ASSIGN_OR_RETURN(
      SecretBytes passphrase,
      Ask(absl::StrFormat("New passphrase, at least %d characters: ", kMinPassphraseCharacters),
          context));
  IEUM_RETURN_IF_ERROR(CheckNewPassphrase(passphrase));
  IEUM_ASSIGN_OR_RETURN(const SecretBytes again, Ask("The same again: ", context));
  if (!passphrase.Equals(again.view())) {
    return core::InvalidArgument("the two passphrases differ; run the command again");
  }
  return passphrase;
}

}  // namespace ieum::client
