// What the commands of `ieumctl keystore` were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_KEYSTORE_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_KEYSTORE_OPTIONS_H_

#include <string>

namespace ieum::server {

// A keystore on this machine.
struct KeystoreOptions {
  std::string keystore;
  std::string passphrase_file;  // empty: ask at the terminal
};

struct KeystoreInitOptions : KeystoreOptions {};
struct KeystoreShowOptions : KeystoreOptions {};
struct KeystoreRotateOptions : KeystoreOptions {
  std::string new_passphrase_file;  // empty: ask at the terminal
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_KEYSTORE_OPTIONS_H_
