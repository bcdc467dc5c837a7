// A root key derived from a passphrase by scrypt, and where the passphrase comes from.
#ifndef IEUM_SERVER_KEYSTORE_PASSPHRASE_ROOT_KEY_H_
#define IEUM_SERVER_KEYSTORE_PASSPHRASE_ROOT_KEY_H_

#include <string>

#include "ieum/core/base/random.h"
#include "ieum/core/base/scrypt.h"
#include "ieum/server/keystore/root_key.h"

namespace ieum::server {

inline constexpr size_t kMinPassphraseBytes = 12;
inline constexpr size_t kMaxPassphraseBytes = 1024;

// log2 of scrypt's n. A file asks for no more than 256 MiB.
inline constexpr int kMinScryptLog2N = 10;
inline constexpr int kScryptLog2N = 17;
inline constexpr int kMaxScryptLog2N = 18;

// Where a passphrase is read from: a file, or a descriptor that the process
// was started with. Never an argument or a variable, which other users and child processes see.
struct PassphraseSource {
  std::string file;
  int descriptor = -1;
};

// One line, without its end; it goes nowhere but into secure memory. INVALID_ARGUMENT: empty,
// several lines, longer than kMaxPassphraseBytes. PERMISSION_DENIED: a file that others can read or
// write. NOT_FOUND: there is no such file.
absl::StatusOr<core::SecretBytes> ReadPassphrase(const PassphraseSource& source);

// INVALID_ARGUMENT if it is shorter than kMinPassphraseBytes.
absl::Status CheckNewPassphrase(const core::SecretBytes& passphrase);

// A root key with a salt of its own. `random` outlives the key. RESOURCE_EXHAUSTED: no memory to
// derive it.
absl::StatusOr<std::unique_ptr<RootKey>> NewPassphraseRootKey(const core::SecretBytes& passphrase,
                                                              int scrypt_log2_n,
                                                              core::Random& random);

// The root key of a file. INVALID_ARGUMENT: the file is under a key of another kind, or its
// parameters are none. That the passphrase is another one shows when something is opened.
absl::StatusOr<std::unique_ptr<RootKey>> FindPassphraseRootKey(const core::SecretBytes& passphrase,
                                                               const RootKeyParameters& parameters,
                                                               core::Random& random);

}  // namespace ieum::server

#endif  // IEUM_SERVER_KEYSTORE_PASSPHRASE_ROOT_KEY_H_
