// What the commands of `ieumctl keystore` were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_KEYSTORE_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_KEYSTORE_OPTIONS_H_

#include <string>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

// A keystore on this machine.
struct KeystoreOptions {
  std::string keystore;
  std::string passphrase_file;  // empty: ask at the terminal
  // Of the PKCS #11 token that has its root key; empty: it is under a passphrase.
  std::string token_module;
  std::string token_label;
};

struct KeystoreInitOptions : KeystoreOptions {};
struct KeystoreShowOptions : KeystoreOptions {};
struct KeystoreRotateOptions : KeystoreOptions {
  std::string new_passphrase_file;  // empty: ask at the terminal
  std::string new_token_module;     // as above
  std::string new_token_label;
};

// By the server, once the keystore was rotated.
struct KeystoreAgreeOptions {
  CommonOptions common;
  std::string root_key;  // 64 hexadecimal digits
  std::string propose;   // why; empty: make the call
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_KEYSTORE_OPTIONS_H_
