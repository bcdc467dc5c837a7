// Ed25519 signatures (RFC 8032): keys and signatures are plain bytes, as transparency logs write
// them.
#ifndef IEUM_CORE_PKI_ED25519_H_
#define IEUM_CORE_PKI_ED25519_H_

#include <array>
#include <utility>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"

namespace ieum::core {

using Ed25519PublicKey = std::array<std::byte, 32>;
using Ed25519Signature = std::array<std::byte, 64>;

// Immutable, share freely; move-only.
class Ed25519Key final {
 public:
  static constexpr size_t kSeedBytes = 32;

  static Ed25519Key Generate(Random& random);
  // INVALID_ARGUMENT unless the seed has 32 bytes.
  static absl::StatusOr<Ed25519Key> FromSeed(SecretBytes seed);

  const SecretBytes& seed() const { return seed_; }
  const Ed25519PublicKey& public_key() const { return public_key_; }
  Ed25519Signature Sign(ByteView message) const;

 private:
  Ed25519Key(SecretBytes seed, const Ed25519PublicKey& public_key)
      : seed_(std::move(seed)), public_key_(public_key) {}
  SecretBytes seed_;
  Ed25519PublicKey public_key_;
};

// True if the owner of the key has signed the message.
bool Ed25519Verifies(const Ed25519PublicKey& key, ByteView message, ByteView signature);

}  // namespace ieum::core

#endif  // IEUM_CORE_PKI_ED25519_H_
