// Joint keys: the pseudonym that every linked record gets in place of a name.
#ifndef IEUM_CORE_JOINTKEY_JOINT_KEY_H_
#define IEUM_CORE_JOINTKEY_JOINT_KEY_H_

#include <array>
#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "ieum/core/base/hmac.h"
#include "ieum/core/base/secret.h"

namespace ieum::core {

// 128 bits and their text form: 26 characters of Crockford base32 (0-9 A-Z without I, L, O, U),
// most significant first with two zero bits in front, then two check characters = value mod 1021 in
// the same alphabet. 1021 is the largest prime below 32^2, so every single wrong character and
// every swap of two neighbours is found. FORMAT: docs/formats/joint-key.md. Immutable.
class JointKey final {
 public:
  static constexpr size_t kTextSize = 28;

  explicit JointKey(const std::array<std::byte, 16>& bytes) : bytes_(bytes) {}
  // Accepts lower case, O for 0, I and L for 1, and hyphens anywhere, as people type them.
  // INVALID_ARGUMENT names the rule broken, never the text.
  static absl::StatusOr<JointKey> Parse(std::string_view text);

  std::string ToString() const;
  // Big-endian.
  const std::array<std::byte, 16>& bytes() const { return bytes_; }
  friend auto operator<=>(const JointKey&, const JointKey&) = default;

 private:
  std::array<std::byte, 16> bytes_;
};

// Joint key = HMAC-SHA-256(project joint secret, entity id)[0..15]. Without the secret, keys of two
// projects cannot be related to each other or to entity ids. One thread at a time.
class JointKeyDeriver final {
 public:
  // INVALID_ARGUMENT if the secret is not 32 bytes.
  static absl::StatusOr<JointKeyDeriver> Create(const SecretBytes& joint_secret);
  JointKey Derive(std::span<const std::byte, 16> entity_id);

 private:
  explicit JointKeyDeriver(HmacSha256 hmac) : hmac_(std::move(hmac)) {}
  HmacSha256 hmac_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_JOINTKEY_JOINT_KEY_H_
