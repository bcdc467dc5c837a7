// The holder secret: 256 bits shared by the holders of one project, never given to a server.
#ifndef IEUM_CLIENT_SECRET_HOLDER_SECRET_H_
#define IEUM_CLIENT_SECRET_HOLDER_SECRET_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/client/secret/passphrase.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"

namespace ieum::client {

// Its own type, so that it cannot be mistaken for another secret. Move-only.
struct HolderSecret {
  static constexpr size_t kSizeBytes = 32;
  core::SecretBytes bytes;  // [kSizeBytes]

  static HolderSecret Generate(core::Random& random);
  // What a key issuer sent: 64 hexadecimal digits or 44 of base64, white space behind them.
  // INVALID_ARGUMENT if it is neither, or plainly not random.
  static absl::StatusOr<HolderSecret> FromDigits(const core::SecretBytes& text);

  // Eight hexadecimal digits of HKDF(secret, info "ieum/v1/check value"): two holders compare them
  // by telephone to learn whether their secrets are equal. Tells nothing else about the secret.
  std::string CheckValue() const;
};

// The file. FORMAT: docs/formats/secret-file.md; mode 0600.
struct SecretFile {
  HolderSecret secret;
  bool encrypted;
};

// `ask` is called only if the file is encrypted. PERMISSION_DENIED if others can read the file or
// the passphrase does not open it; INVALID_ARGUMENT if it is not such a file; NOT_FOUND.
absl::StatusOr<SecretFile> ReadSecretFile(const std::string& path, const AskPassphrase& ask);
// The same of content that was read already; `name` stands in messages.
absl::StatusOr<SecretFile> ParseSecretFile(const core::SecretBytes& text, const std::string& name,
                                           const AskPassphrase& ask);

// ALREADY_EXISTS rather than overwrite; INVALID_ARGUMENT if the passphrase is too short or too
// long; RESOURCE_EXHAUSTED: no memory for scrypt. scrypt_log2_n: binary logarithm of scrypt's cost;
// programs give kMaxScryptLog2N. REQUIRES: kMinScryptLog2N <= scrypt_log2_n <= kMaxScryptLog2N.
absl::Status WriteSecretFile(const std::string& path, const HolderSecret& secret,
                             const core::SecretBytes& passphrase, int scrypt_log2_n,
                             core::Random& random);
// Without passphrase: for tests, and for machines where the file lies in a vault.
absl::Status WritePlainSecretFile(const std::string& path, const HolderSecret& secret);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SECRET_HOLDER_SECRET_H_
