// ieumctl keystore: works on the file, with the server stopped; but for `agree`.
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/passphrase_prompt.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/server/keystore/keystore.h"
#include "ieum/server/keystore/passphrase_root_key.h"
#include "ieum/server/keystore/root_key_source.h"
#include "ieum/v1/custody_service.grpc.pb.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"
#include "ieumctl/propose.h"

namespace ieum::server {
namespace {

using core::SecretBytes;

absl::StatusOr<SecretBytes> Ask(const std::string& question) {
  return core::AskPassphraseAt(core::kControllingTerminal, question, kMaxPassphraseBytes, {});
}

const char* PhraseName(const TokenPlace& token) {
  return token.module.empty() ? "passphrase" : "PIN of the token";
}

// What opens the root key that is there.
absl::StatusOr<SecretBytes> Phrase(const std::string& file, const TokenPlace& token,
                                   const std::string& keystore) {
  if (!file.empty()) return ReadPassphrase({.file = file, .descriptor = -1});
  return Ask(absl::StrFormat("The %s of '%s': ", PhraseName(token), keystore));
}

// A token's PIN is there already, and the token tells whether it is right; a new passphrase is
// asked for twice.
absl::StatusOr<std::unique_ptr<RootKey>> NewRoot(const std::string& file, const TokenPlace& token) {
  IEUM_ASSIGN_OR_RETURN(const SecretBytes phrase,
                        file.empty() ? Ask(absl::StrFormat("New %s: ", PhraseName(token)))
                                     : ReadPassphrase({.file = file, .descriptor = -1}));
  if (file.empty() && token.module.empty()) {
    IEUM_RETURN_IF_ERROR(CheckNewPassphrase(phrase));
    IEUM_ASSIGN_OR_RETURN(const SecretBytes again, Ask("The same again: "));
    if (!phrase.Equals(again.view())) {
      return core::InvalidArgument("the two passphrases differ; run the command again");
    }
  }
  return NewRootKey(token, phrase, core::SystemRandom());
}

absl::StatusOr<TokenPlace> TokenOf(const std::string& module, const std::string& label,
                                   const char* options) {
  if (module.empty() == label.empty()) return TokenPlace{.module = module, .label = label};
  return core::InvalidArgument("%s: give both of them or neither", options);
}
absl::StatusOr<TokenPlace> TokenOf(const KeystoreOptions& options) {
  return TokenOf(options.token_module, options.token_label, "--token-module and --token");
}

absl::StatusOr<std::unique_ptr<Keystore>> OpenWith(const KeystoreOptions& options) {
  IEUM_ASSIGN_OR_RETURN(const TokenPlace token, TokenOf(options));
  return Keystore::Open(
      options.keystore,
      [&](const RootKeyParameters& parameters) -> absl::StatusOr<std::unique_ptr<RootKey>> {
        IEUM_ASSIGN_OR_RETURN(const SecretBytes phrase,
                              Phrase(options.passphrase_file, token, options.keystore));
        return FindRootKeyOf(parameters, token, phrase, core::SystemRandom());
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
  IEUM_ASSIGN_OR_RETURN(const TokenPlace token, TokenOf(options));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RootKey> root,
                        NewRoot(options.passphrase_file, token));
  IEUM_RETURN_IF_ERROR(Keystore::Create(options.keystore, *root, core::SystemRandom()));
  PrintText(context.out,
            absl::StrFormat("made keystore '%s'\n"
                            "Keep a copy of it and of its %s, apart from each other and from "
                            "backups of the data: without them no project can be read.\n",
                            options.keystore, token.module.empty() ? "passphrase" : "token"));
  return absl::OkStatus();
}

absl::Status RunCommand(const KeystoreShowOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(core::InitSecureMemory());
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<Keystore> keystore, OpenWith(options));
  const OpaqueId database = keystore->database();
  PrintText(context.out,
            absl::StrFormat("keystore %s\nstore    %s\nrevision %d\nroot key %s\n\n",
                            core::ToHex(keystore->id()),
                            database == OpaqueId{} ? "none yet" : core::ToHex(database),
                            keystore->revision(), core::ToHex(keystore->root_digest())));
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
  IEUM_ASSIGN_OR_RETURN(const TokenPlace token,
                        TokenOf(options.new_token_module, options.new_token_label,
                                "--new-token-module and --new-token"));
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<RootKey> root, NewRoot(options.new_passphrase_file, token));
  IEUM_RETURN_IF_ERROR(keystore->Rotate(std::move(root)));
  PrintText(context.out,
            absl::StrFormat("keystore '%s' is under the new root key, revision %d\n"
                            "Older copies of it still open under the old one: destroy them.\n"
                            "Start the server, and let two persons agree:\n"
                            "  ieumctl keystore agree --root-key %s --propose WHY\n",
                            options.keystore, keystore->revision(),
                            core::ToHex(keystore->root_digest())));
  return absl::OkStatus();
}

absl::Status RunCommand(const KeystoreAgreeOptions& options, const CommandContext& context) {
  using Custody = Connection<v1::CustodyService>;
  const absl::StatusOr<core::Bytes> root = core::FromHex(options.root_key);
  if (!root.ok() || root->size() != sizeof(core::Sha256Digest)) {
    return core::InvalidArgument("--root-key: want the 64 hexadecimal digits of 'keystore show'");
  }
  v1::AgreeRootKeyRequest request;
  request.set_root_key_digest(root->data(), root->size());
  if (!options.propose.empty()) {
    return Propose({"CustodyService/AgreeRootKey", "", options.propose}, request, options.common,
                   context.out);
  }
  IEUM_ASSIGN_OR_RETURN(Custody custody, Custody::Open(options.common.channel));
  IEUM_ASSIGN_OR_RETURN(const v1::AgreeRootKeyResponse response,
                        custody.Ask(&Custody::Stub::AgreeRootKey, request));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  PrintText(context.out, "two persons have agreed to the root key; the server goes on\n");
  return absl::OkStatus();
}

}  // namespace ieum::server
