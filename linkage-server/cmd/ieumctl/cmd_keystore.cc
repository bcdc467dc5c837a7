// ieumctl keystore: works on the file, with the server stopped.
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/passphrase_prompt.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/server/keystore/keystore.h"
#include "ieum/server/keystore/passphrase_root_key.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

using core::SecretBytes;

absl::StatusOr<SecretBytes> Ask(const std::string& question) {
  return core::AskPassphraseAt(core::kControllingTerminal, question, kMaxPassphraseBytes, {});
}

absl::StatusOr<SecretBytes> Passphrase(const std::string& file, const std::string& of) {
  if (!file.empty()) return ReadPassphrase({.file = file, .descriptor = -1});
  return Ask(absl::StrFormat("Passphrase of '%s': ", of));
}

absl::StatusOr<std::unique_ptr<RootKey>> NewRoot(const std::string& file) {
  IEUM_ASSIGN_OR_RETURN(
      const SecretBytes passphrase,
      file.empty() ? Ask("New passphrase: ") : ReadPassphrase({.file = file, .descriptor = -1}));
  IEUM_RETURN_IF_ERROR(CheckNewPassphrase(passphrase));
  if (file.empty()) {
    IEUM_ASSIGN_OR_RETURN(const SecretBytes again, Ask("The same again: "));
    if (!passphrase.Equals(again.view())) {
      return core::InvalidArgument("the two passphrases differ; run the command again");
    }
  }
  return NewPassphraseRootKey(passphrase, kScryptLog2N, core::SystemRandom());
}

absl::StatusOr<std::unique_ptr<Keystore>> OpenWith(const KeystoreOptions& options) {
  return Keystore::Open(
      options.keystore,
      [&](const RootKeyParameters& parameters) -> absl::StatusOr<std::unique_ptr<RootKey>> {
        IEUM_ASSIGN_OR_RETURN(const SecretBytes passphrase,
                              Passphrase(options.passphrase_file, options.keystore));
        return FindPassphraseRootKey(passphrase, parameters, core::SystemRandom());
      },
      core::SystemClock(), core::SystemRandom());
}

std::string StateText(ProjectKeyState state) {
  switch (state) {
    case ProjectKeyState::kPending:
      return "pending";
    case ProjectKeyState::kLive:
      return "live";
    case ProjectKeyState::kErased:
      return "erased";
  }
  return "unknown";
}

}  // namespace

absl::Status RunCommand(const KeystoreInitOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(core::InitSecureMemory());
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RootKey> root, NewRoot(options.passphrase_file));
  IEUM_RETURN_IF_ERROR(Keystore::Create(options.keystore, *root, core::SystemRandom()));
  PrintText(context.out,
            absl::StrFormat("made keystore '%s'\n"
                            "Keep a copy of it and of its passphrase, apart from each other and "
                            "from backups of the data: without them no project can be read.\n",
                            options.keystore));
  return absl::OkStatus();
}

absl::Status RunCommand(const KeystoreShowOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(core::InitSecureMemory());
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<Keystore> keystore, OpenWith(options));
  const OpaqueId database = keystore->database();
  PrintText(context.out,
            absl::StrFormat(
                "keystore %s\nstore    %s\nrevision %d\n\n", core::ToHex(keystore->id()),
                database == OpaqueId{} ? "none yet" : core::ToHex(database), keystore->revision()));
  core::Table table({"project", "id", "key id", "state", "made", "erased"});
  for (const ProjectKeyEntry& entry : keystore->Entries()) {
    const bool erased = entry.state == ProjectKeyState::kErased;
    table.AddRow({absl::StrFormat("%d", entry.number), core::ToHex(entry.project),
                  core::ToHex(entry.key_id), StateText(entry.state),
                  TimeText(absl::ToUnixMicros(entry.created)),
                  erased ? TimeText(absl::ToUnixMicros(entry.erased)) : "-"});
  }
  PrintText(context.out, table.ToString());
  return absl::OkStatus();
}

absl::Status RunCommand(const KeystoreRotateOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(core::InitSecureMemory());
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<Keystore> keystore, OpenWith(options));
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<RootKey> root, NewRoot(options.new_passphrase_file));
  IEUM_RETURN_IF_ERROR(keystore->Rotate(std::move(root)));
  PrintText(context.out,
            absl::StrFormat("keystore '%s' is under the new passphrase, revision %d\n"
                            "Older copies of it still open under the old one: destroy them.\n",
                            options.keystore, keystore->revision()));
  return absl::OkStatus();
}

}  // namespace ieum::server
