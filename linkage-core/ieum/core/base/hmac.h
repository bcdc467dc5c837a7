// HMAC-SHA-256 (RFC 2104, FIPS 198-1) with one key used for many messages.
#ifndef IEUM_CORE_BASE_HMAC_H_
#define IEUM_CORE_BASE_HMAC_H_

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/secret.h"

namespace ieum::core {

// Immutable, share freely. Key, keyed state and work area stay in secure memory, never in memory
// that a core dump would hold; OpenSSL's own HMAC context would keep them on the heap.
class HmacSha256 final {
 public:
  // Any size; the caller keeps its copy.
  explicit HmacSha256(ByteView key);

  // The 32-byte tag of one message.
  Sha256Digest Tag(ByteView message) const;
  // The same, written to tag: [32], for tags that are keys.
  void Tag(ByteView message, std::span<std::byte> tag) const;

 private:
  SecretBytes state_;  // hash states behind the inner and the outer padded key: [2, 32]
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_HMAC_H_
