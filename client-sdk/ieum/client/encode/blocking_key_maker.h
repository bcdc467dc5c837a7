// The keyed 64-bit values beside an encoding by which a matcher finds candidates. FORMAT:
// docs/formats/encoding.md §7, byte-exact. SOURCE of min-hashing: Broder, "On the resemblance and
// containment of documents", 1997; of keyed bands in linkage: Karapiperis, Verykios, "An LSH-based
// blocking approach with a homomorphic matching technique for privacy-preserving record linkage",
// 2015.
#ifndef IEUM_CLIENT_ENCODE_BLOCKING_KEY_MAKER_H_
#define IEUM_CLIENT_ENCODE_BLOCKING_KEY_MAKER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/hmac.h"

namespace ieum::client {

// No key: what a key needs is missing.
inline constexpr uint64_t kNoBlockingKey = 0;
// The min-hash of no token. Min-hashes are 32-bit numbers, one to a word so that they can lie
// behind a bitmap.
inline constexpr uint64_t kNoMinHash = 0xFFFF'FFFF;

// One BlockingKeySpec with its key. Immutable, share freely.
class BlockingKeyMaker final {
 public:
  // key: derived for this spec alone.
  BlockingKeyMaker(const BlockingKeySpec& spec, core::ByteView key) : spec_(spec), hmac_(key) {}

  const BlockingKeySpec& spec() const { return spec_; }
  // Keys that it makes for a record.
  size_t key_count() const { return static_cast<size_t>(spec_.bands); }
  // kMinHash: numbers kept for a set of tokens; 0 for kExact.
  size_t min_hash_count() const {
    return static_cast<size_t>(spec_.bands) * static_cast<size_t>(spec_.rows_per_band);
  }

  // kExact. values: normalised values of spec().fields; one that is empty means no key.
  uint64_t ExactKey(std::span<const std::string* const> values) const;

  // kMinHash. Lowers numbers, [min_hash_count()], to those of a token of the field at `place` in
  // spec().fields. token: the bytes of WriteToken.
  void AddToken(size_t place, core::ByteView token, std::span<uint64_t> min_hashes) const;
  // kMinHash. keys: [key_count()], overwritten. min_hashes: over the tokens of all the fields.
  void MinHashKeys(std::span<const uint64_t> min_hashes, std::span<uint64_t> keys) const;

 private:
  uint64_t KeyOf(core::ByteView message) const;

  BlockingKeySpec spec_;
  core::HmacSha256 hmac_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_BLOCKING_KEY_MAKER_H_
