// GCM (NIST SP 800-38D) with AES-256 (FIPS 197) or ARIA-256 (RFC 5794) over OpenSSL: content that
// only the key opens, and that opens only if no bit of it or of the associated data has changed.
#ifndef IEUM_CORE_BASE_AEAD_H_
#define IEUM_CORE_BASE_AEAD_H_

#include <array>
#include <memory>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/secret.h"

namespace ieum::core {

enum class GcmCipher { kAes256, kAria256 };

// One thread at a time. OpenSSL's context, in ordinary memory, holds the expanded key while the
// object lives and cleanses it.
class Gcm {
 public:
  static constexpr size_t kKeyBytes = 32;
  static constexpr size_t kNonceBytes = 12;
  static constexpr size_t kTagBytes = 16;
  // Never the same for two messages under one key: a repeated nonce gives both messages away.
  using Nonce = std::array<std::byte, kNonceBytes>;

  // REQUIRES: key.size() == kKeyBytes.
  Gcm(GcmCipher cipher, const SecretBytes& key);
  ~Gcm();
  Gcm(Gcm&&) noexcept;
  Gcm& operator=(Gcm&&) noexcept;

  // sealed: [plaintext.size() + kTagBytes], the ciphertext and behind it the tag; may not overlap
  // the plaintext. REQUIRES: plaintext and associated data of less than 1 GiB.
  void Seal(const Nonce& nonce, ByteView associated, ByteView plaintext,
            std::span<std::byte> sealed);
  // plaintext: [sealed.size() - kTagBytes]. False, and then plaintext is all zeros, if key, nonce,
  // associated data or any bit of `sealed` is not that of Seal().
  // REQUIRES: sealed.size() >= kTagBytes.
  [[nodiscard]] bool Open(const Nonce& nonce, ByteView associated, ByteView sealed,
                          std::span<std::byte> plaintext);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

class Aes256Gcm final : public Gcm {
 public:
  explicit Aes256Gcm(const SecretBytes& key) : Gcm(GcmCipher::kAes256, key) {}
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_AEAD_H_
