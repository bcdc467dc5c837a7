#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr char kExamples[] =
    "  ieumctl keystore init --keystore /etc/ieum/keystore --passphrase-file /run/ieum/passphrase\n"
    "  ieumctl keystore rotate --keystore /etc/ieum/keystore \\\n"
    "      --passphrase-file old.txt --new-passphrase-file new.txt\n";

// Commands that work on a file of this machine and call no server.
void DeclareKeystore(OptionSet& set, KeystoreOptions& target) {
  set.Text({"--keystore", "FILE", "The keystore"}, target.keystore, Presence::kRequired)
      .Text({"--passphrase-file", "FILE",
             "File with its passphrase, readable by you only (default: asked for)"},
            target.passphrase_file);
}

void DeclareInit(KeystoreInitOptions& options, OptionSet& set) { DeclareKeystore(set, options); }

void DeclareShow(KeystoreShowOptions& options, OptionSet& set) { DeclareKeystore(set, options); }

void DeclareRotate(KeystoreRotateOptions& options, OptionSet& set) {
  DeclareKeystore(set, options);
  set.Text({"--new-passphrase-file", "FILE",
            "File with the new passphrase, readable by you only (default: asked for)"},
           options.new_passphrase_file);
}

}  // namespace

void AddKeystoreCommands(CommandTree& tree) {
  tree.AddGroup({"keystore", "Keys of a server's projects, with the server stopped", kExamples});
  tree.Add<KeystoreInitOptions>({"keystore init", "Make the keystore of a new server", kExamples},
                                DeclareInit);
  tree.Add<KeystoreShowOptions>(
      {"keystore show", "Check a keystore and list its entries, never keys", kExamples},
      DeclareShow);
  tree.Add<KeystoreRotateOptions>(
      {"keystore rotate", "Put all keys under a new passphrase; data is not touched", kExamples},
      DeclareRotate);
}

}  // namespace ieum::server
