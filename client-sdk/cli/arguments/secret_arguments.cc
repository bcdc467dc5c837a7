#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

void DeclareSecretOut(OptionSet& set, SecretOutOptions& options) {
  set.Text({"--out", "FILE", "New file, mode 0600"}, options.out_file, Presence::kRequired);
  DeclarePassphraseFile(set, options.passphrase_file);
  set.Flag({"--no-passphrase", "", "Do not encrypt the file: for tests, and inside a vault"},
           options.no_passphrase);
  DeclareOutput(set, options.output);
}

void DeclareImport(SecretImportOptions& options, OptionSet& set) {
  set.Text({"--in", "FILE",
            "64 hexadecimal digits, 44 of base64, or a secret file; mode 0600; '-' is standard "
            "input"},
           options.in_file, Presence::kRequired)
      .Text({"--in-passphrase-file", "FILE", "Passphrase of the secret file that is imported"},
            options.in_passphrase_file);
  DeclareSecretOut(set, options.out);
}

void DeclareShowCheckValue(SecretShowCheckValueOptions& options, OptionSet& set) {
  set.Text({"--secret-file", "FILE", "Holder secret"}, options.secret_file, Presence::kRequired);
  DeclarePassphraseFile(set, options.passphrase_file);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddSecretCommands(CommandTree& tree) {
  tree.AddGroup("secret");
  tree.Add<SecretNewOptions>("secret new", [](SecretNewOptions& options, OptionSet& set) {
    DeclareSecretOut(set, options.out);
  });
  tree.Add<SecretImportOptions>("secret import", DeclareImport);
  tree.Add<SecretShowCheckValueOptions>("secret show-check-value", DeclareShowCheckValue);
}

}  // namespace ieum::client
