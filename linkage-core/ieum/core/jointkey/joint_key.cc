#include "ieum/core/jointkey/joint_key.h"

#include <algorithm>
#include <cstdint>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// FORMAT: Crockford base32.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr unsigned kCheckModulus = 1021;
constexpr size_t kBodySize = 26;
constexpr size_t kSecretBytes = 32;

// 0 to 31, or -1 for a character that is none.
int DigitOf(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  const size_t digit = kAlphabet.find(c);
  return digit == std::string_view::npos ? -1 : static_cast<int>(digit);
}

unsigned CheckValue(const std::array<std::byte, 16>& bytes) {
  unsigned remainder = 0;
  for (const std::byte byte : bytes) {
    remainder = (remainder * 256 + static_cast<unsigned>(byte)) % kCheckModulus;
  }
  return remainder;
}

}  // namespace

absl::StatusOr<JointKey> JointKey::Parse(std::string_view text) {
  std::array<unsigned, kTextSize> digits{};
  size_t count = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-') continue;
    const int digit = DigitOf(text[i]);
    if (digit < 0) {
      return InvalidArgument(
          "a joint key has another character at position %d; want 0-9 and A-Z without I, L, O, U",
          i + 1);
    }
    if (count == kTextSize) {
      return InvalidArgument("a joint key has more than %d characters", kTextSize);
    }
    digits[count++] = static_cast<unsigned>(digit);
  }
  if (count != kTextSize) {
    return InvalidArgument("a joint key has %d characters; want %d", count, kTextSize);
  }
  if (digits[0] > 7) {
    return InvalidArgument(
        "a joint key starts with a character above 7, so it is no 128-bit value");
  }
  // Bits come in fives and leave in eights; the two zero bits in front of the first digit drop out.
  std::array<std::byte, 16> bytes{};
  unsigned pending = digits[0];
  unsigned pending_bits = 3;
  size_t next = 0;
  for (size_t i = 1; i < kBodySize; ++i) {
    pending = (pending << 5 | digits[i]) & 0xfffU;
    pending_bits += 5;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      bytes[next++] = static_cast<std::byte>(pending >> pending_bits & 0xffU);
    }
  }
  if (digits[kBodySize] * 32 + digits[kBodySize + 1] != CheckValue(bytes)) {
    return InvalidArgument(
        "the check characters of a joint key do not fit; a character is wrong or out of place");
  }
  return JointKey(bytes);
}

std::string JointKey::ToString() const {
  std::string text;
  text.reserve(kTextSize);
  unsigned pending = 0;
  unsigned pending_bits = 2;
  for (const std::byte byte : bytes_) {
    pending = (pending << 8 | static_cast<unsigned>(byte)) & 0xfffU;
    pending_bits += 8;
    while (pending_bits >= 5) {
      pending_bits -= 5;
      text.push_back(kAlphabet[pending >> pending_bits & 31U]);
    }
  }
  const unsigned check = CheckValue(bytes_);
  text.push_back(kAlphabet[check / 32]);
  text.push_back(kAlphabet[check % 32]);
  return text;
}

absl::StatusOr<JointKeyDeriver> JointKeyDeriver::Create(const SecretBytes& joint_secret) {
  if (joint_secret.size() != kSecretBytes) {
    return InvalidArgument("a joint secret has %d bytes; want %d", joint_secret.size(),
                           kSecretBytes);
  }
  return JointKeyDeriver(HmacSha256(joint_secret.view()));
}

JointKey JointKeyDeriver::Derive(std::span<const std::byte, 16> entity_id) {
  const Sha256Digest tag = hmac_.Tag(entity_id);
  std::array<std::byte, 16> bytes;
  std::copy_n(tag.begin(), bytes.size(), bytes.begin());
  return JointKey(bytes);
}

}  // namespace ieum::core
