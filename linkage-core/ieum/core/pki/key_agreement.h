// ECDH on P-256 (NIST SP 800-56A): two parties with a key pair each get one secret that nobody who
// sees the public keys can compute.
#ifndef IEUM_CORE_PKI_KEY_AGREEMENT_H_
#define IEUM_CORE_PKI_KEY_AGREEMENT_H_

#include <array>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"

namespace ieum::core {

// A point, uncompressed (SEC 1 section 2.3.3): 04, x, y.
using EcPublicKey = std::array<std::byte, 65>;

// SHA-256 of the key as SubjectPublicKeyInfo (RFC 5480), by which certificates and programs name
// it: openssl pkey -in KEY -pubout -outform DER | sha256sum.
Sha256Digest DigestOfKey(const EcPublicKey& key);

// Immutable, share freely; move-only.
class KeyAgreement final {
 public:
  static constexpr size_t kPrivateKeyBytes = 32;

  static KeyAgreement Generate(Random& random);
  // private_key: [32], big-endian. INVALID_ARGUMENT if it is no private key of the curve.
  static absl::StatusOr<KeyAgreement> FromPrivateKey(SecretBytes private_key);

  // From a private key in PEM form. INVALID_ARGUMENT: not PEM without passphrase, or not a key of
  // P-256. `what` names the key in messages.
  static absl::StatusOr<KeyAgreement> FromPem(std::string_view key_pem, std::string_view what);

  const SecretBytes& private_key() const { return private_key_; }
  const EcPublicKey& public_key() const { return public_key_; }

  // The x coordinate of the shared point: [32], to derive keys from (HKDF), not to use as a key.
  // INVALID_ARGUMENT: not a point of the curve.
  absl::StatusOr<SecretBytes> Agree(const EcPublicKey& other) const;

 private:
  KeyAgreement(SecretBytes private_key, const EcPublicKey& public_key)
      : private_key_(std::move(private_key)), public_key_(public_key) {}
  SecretBytes private_key_;
  EcPublicKey public_key_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PKI_KEY_AGREEMENT_H_
