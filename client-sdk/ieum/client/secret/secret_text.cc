#include "ieum/client/secret/secret_text.h"

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::SecretBytes;

constexpr size_t kGroupDigits = 4;  // of base64, three bytes
constexpr size_t kGroupBytes = 3;

// Value of a digit, or -1.
int HexValue(std::byte digit) {
  const char c = static_cast<char>(digit);
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int Base64Value(std::byte digit) {
  const char c = static_cast<char>(digit);
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

}  // namespace

std::optional<SecretBytes> SecretFromHex(core::ByteView digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  SecretBytes bytes(digits.size() / 2);
  for (size_t i = 0; i < bytes.size(); ++i) {
    const int high = HexValue(digits[2 * i]);
    const int low = HexValue(digits[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.mutable_view()[i] = static_cast<std::byte>(high * 16 + low);
  }
  return bytes;
}

std::optional<SecretBytes> SecretFromBase64(core::ByteView digits) {
  if (digits.empty() || digits.size() % kGroupDigits != 0) return std::nullopt;
  size_t digit_count = digits.size();
  while (digits.size() - digit_count < 2 && digits[digit_count - 1] == std::byte{'='}) {
    --digit_count;
  }
  SecretBytes bytes(digits.size() / kGroupDigits * kGroupBytes - (digits.size() - digit_count));
  uint32_t bits = 0;
  int bit_count = 0;
  size_t done = 0;
  for (const std::byte digit : digits.first(digit_count)) {
    const int value = Base64Value(digit);
    if (value < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<uint32_t>(value);
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    bytes.mutable_view()[done++] = static_cast<std::byte>(bits >> bit_count);
    bits &= (1U << bit_count) - 1;
  }
  // What the last digit says beyond the last byte must be nothing.
  if (bits != 0 || done != bytes.size()) return std::nullopt;
  return bytes;
}

void SecretToHex(core::ByteView bytes, std::span<std::byte> out) {
  IEUM_CHECK(out.size() == 2 * bytes.size());
  static constexpr char kDigits[] = "0123456789abcdef";
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto value = std::to_integer<unsigned>(bytes[i]);
    out[2 * i] = static_cast<std::byte>(kDigits[value >> 4]);
    out[2 * i + 1] = static_cast<std::byte>(kDigits[value & 0xf]);
  }
}

}  // namespace ieum::client
