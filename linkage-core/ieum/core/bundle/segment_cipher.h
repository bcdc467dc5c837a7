// The content of a bundle as segments, each sealed for its place: the STREAM construction (Hoang,
// Reyhanitabar, Rogaway, Vizár: Online authenticated-encryption and its nonce-reuse
// misuse-resistance, CRYPTO 2015) over AES-256-GCM. None can be left out, doubled, moved or put
// behind the last one.
#ifndef IEUM_CORE_BUNDLE_SEGMENT_CIPHER_H_
#define IEUM_CORE_BUNDLE_SEGMENT_CIPHER_H_

#include <cstdint>

#include "ieum/core/base/aead.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/bundle/bundle_cover.h"

namespace ieum::core {

// Key of one bundle's content. shared: ECDH of the ephemeral and the recipient's key; `header`: as
// serialised, so that a changed header gives another key.
SecretBytes BundleContentKey(const SecretBytes& shared, const Sha256Digest& header);

// One thread at a time.
class SegmentCipher final {
 public:
  // REQUIRES: the key is used for one bundle only.
  SegmentCipher(const SecretBytes& key, const Sha256Digest& header) : gcm_(key), header_(header) {}

  // A segment of at most kBundleSegmentBytes, numbered from 0; sealed: [plaintext.size() +
  // kTagBytes]. REQUIRES: each number is sealed once.
  void Seal(uint64_t number, bool last, ByteView plaintext, std::span<std::byte> sealed);
  // False, and plaintext zeros, unless it is this segment and the last one exactly if said so.
  [[nodiscard]] bool Open(uint64_t number, bool last, ByteView sealed,
                          std::span<std::byte> plaintext);

 private:
  struct Place;
  Place PlaceOf(uint64_t number, bool last) const;

  Aes256Gcm gcm_;
  const Sha256Digest header_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BUNDLE_SEGMENT_CIPHER_H_
