#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr char kExamples[] =
    "  ieumctl keystore init --keystore /etc/ieum/keystore --passphrase-file /run/ieum/passphrase\n"
    "  ieumctl keystore rotate --keystore /etc/ieum/keystore \\\n"
    "      --passphrase-file old.txt --new-passphrase-file new.txt\n"
    "  ieumctl keystore rotate --keystore /etc/ieum/keystore --passphrase-file old.txt \\\n"
    "      --new-token-module /usr/lib/softhsm/libsofthsm2.so --new-token ieum \\\n"
    "      --new-passphrase-file pin.txt\n";

constexpr char kAgreeExamples[] =
    "  ieumctl keystore agree --server matcher.example.org:8443 --ca ca.pem --cert admin.pem \\\n"
    "      --key admin.key --propose 'Yearly rotation' --root-key \\\n"
    "      00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
    "  ieumctl keystore agree --server matcher.example.org:8443 --ca ca.pem --cert admin.pem \\\n"
    "      --key admin.key --root-key \\\n"
    "      00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";

// Commands that work on a file of this machine and call no server.
void DeclareKeystore(OptionSet& set, KeystoreOptions& target) {
  set.Text({"--keystore", "FILE", "The keystore"}, target.keystore, Presence::kRequired)
      .Text({"--passphrase-file", "FILE",
             "File with its passphrase, or with the token's PIN, readable by you only (default: "
             "asked for)"},
            target.passphrase_file)
      .Text({"--token-module", "FILE",
             "PKCS #11 library of the token that has its root key (default: a passphrase does)"},
            target.token_module)
      .Text({"--token", "LABEL", "Label of that token"}, target.token_label);
}

void DeclareInit(KeystoreInitOptions& options, OptionSet& set) { DeclareKeystore(set, options); }

void DeclareShow(KeystoreShowOptions& options, OptionSet& set) { DeclareKeystore(set, options); }

void DeclareRotate(KeystoreRotateOptions& options, OptionSet& set) {
  DeclareKeystore(set, options);
  set.Text({"--new-passphrase-file", "FILE",
            "File with the new passphrase or PIN, readable by you only (default: asked for)"},
           options.new_passphrase_file)
      .Text({"--new-token-module", "FILE",
             "PKCS #11 library of the token that is to make and keep the new root key (default: a "
             "passphrase)"},
            options.new_token_module)
      .Text({"--new-token", "LABEL", "Label of that token"}, options.new_token_label);
}

void DeclareAgree(KeystoreAgreeOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  set.Text({"--root-key", "DIGEST",
            "The root key, as 'ieumctl keystore rotate' and 'show' print it: 64 hexadecimal "
            "digits"},
           options.root_key, Presence::kRequired);
  DeclarePropose(set, options.propose);
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
      {"keystore rotate",
       "Put all keys under a new root key, of a passphrase or a token; data is not touched",
       kExamples},
      DeclareRotate);
  tree.Add<KeystoreAgreeOptions>(
      {"keystore agree", "Agree to the new root key, by two persons, so that the server goes on",
       kAgreeExamples},
      DeclareAgree);
}

}  // namespace ieum::server
