// Secrets at rest under a passphrase: scrypt makes the key, AES-256-GCM seals the content, and the
// lines before it are its associated data. FORMAT: docs/formats/secret-file.md, byte-exact:
//
//   <kind>\n
//   scrypt <log2 n> 8 1 <salt, 32 digits>\n
//   aes-256-gcm <nonce, 24 digits>\n
//   <ciphertext and tag, digits>\n
#ifndef IEUM_CLIENT_SECRET_PASSPHRASE_H_
#define IEUM_CLIENT_SECRET_PASSPHRASE_H_

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/base/aead.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"

namespace ieum::client {

// Where a passphrase comes from: the terminal or a file. Called only when one is needed.
using AskPassphrase = std::function<absl::StatusOr<core::SecretBytes>()>;

inline constexpr size_t kMinPassphraseCharacters = 12;
inline constexpr size_t kMaxPassphraseBytes = 1024;

// Costs of scrypt that are written and read: 32, 64 and 128 MiB a guess. A file cannot ask for
// more.
inline constexpr int kMinScryptLog2N = 15;
inline constexpr int kMaxScryptLog2N = 17;

// INVALID_ARGUMENT if it is too short (characters are counted, not bytes) or too long to seal
// anything new with.
absl::Status CheckNewPassphrase(const core::SecretBytes& passphrase);

// The text. REQUIRES: kMinScryptLog2N <= log2_n <= kMaxScryptLog2N. RESOURCE_EXHAUSTED: no memory.
absl::StatusOr<std::string> SealWithPassphrase(std::string_view kind,
                                               const core::SecretBytes& content,
                                               const core::SecretBytes& passphrase, int log2_n,
                                               core::Random& random);

// A text whose form is right and that a passphrase may open. Immutable.
class SealedText final {
 public:
  // INVALID_ARGUMENT if `text` is not of this kind, or the sealed content has another size.
  static absl::StatusOr<SealedText> Parse(std::string_view kind, std::string_view text,
                                          size_t content_bytes);
  // PERMISSION_DENIED: another passphrase, or something was changed; which one cannot be told.
  absl::StatusOr<core::SecretBytes> Open(const core::SecretBytes& passphrase) const;

 private:
  static constexpr size_t kSaltBytes = 16;
  friend absl::StatusOr<std::string> SealWithPassphrase(std::string_view kind,
                                                        const core::SecretBytes& content,
                                                        const core::SecretBytes& passphrase,
                                                        int log2_n, core::Random& random);
  std::string header_;  // the lines before the sealed one
  int log2_n_ = 0;
  std::array<std::byte, kSaltBytes> salt_{};
  core::Aes256Gcm::Nonce nonce_{};
  core::Bytes sealed_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SECRET_PASSPHRASE_H_
