// A keystore that is cheap to open, for what wants a store and not its safety.
#ifndef IEUM_TESTS_SUPPORT_NEW_KEYSTORE_H_
#define IEUM_TESTS_SUPPORT_NEW_KEYSTORE_H_

#include <filesystem>
#include <memory>
#include <string>

#include "ieum/core/base/status.h"
#include "ieum/server/keystore/keystore.h"
#include "ieum/server/keystore/passphrase_root_key.h"

namespace ieum::testing {

// Makes a keystore, and the folder for it, and opens it. Ends the program if that fails.
inline std::unique_ptr<server::Keystore> NewKeystore(const std::string& path) {
  core::Random& random = core::SystemRandom();
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  const auto passphrase = core::SecretBytes::CopyOf(core::AsBytes("not a secret"));
  const auto root =
      server::NewPassphraseRootKey(passphrase, server::kMinScryptLog2N, random).value();
  IEUM_CHECK(server::Keystore::Create(path, *root, random).ok());
  const auto find = [&](const server::RootKeyParameters& parameters) {
    return server::FindPassphraseRootKey(passphrase, parameters, random);
  };
  return server::Keystore::Open(path, find, core::SystemClock(), random).value();
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_NEW_KEYSTORE_H_
