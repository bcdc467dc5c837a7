#include "ieum/client/check/mojibake.h"

#include <array>
#include <optional>
#include <string>

#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// Windows-1252 from 80 to 9F; 0 where it has no character.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::optional<uint8_t> InWindows1252(char32_t c) {
  if (c <= 0xFF) return static_cast<uint8_t>(c);
  for (size_t i = 0; i < kWindows1252.size(); ++i) {
    if (kWindows1252[i] == c) return static_cast<uint8_t>(0x80 + i);
  }
  return std::nullopt;
}

// The bytes that decoded to `text`, nothing if they cannot have.
std::optional<std::string> BackToWindows1252(std::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < text.size();) {
    const std::optional<uint8_t> byte = InWindows1252(core::NextCodePoint(text, i));
    if (!byte.has_value()) return std::nullopt;
    bytes += static_cast<char>(*byte);
  }
  return bytes;
}

std::optional<std::string> BackToCp949(std::string_view text, const Cp949Table& cp949) {
  std::string bytes;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = core::NextCodePoint(text, i);
    if (c < 0x80) {
      bytes += static_cast<char>(c);
      continue;
    }
    const uint16_t code = c > 0xFFFF ? uint16_t{0} : cp949.Encode(static_cast<char16_t>(c));
    if (code == 0) return std::nullopt;
    bytes += static_cast<char>(code >> 8);
    bytes += static_cast<char>(code & 0xFF);
  }
  return bytes;
}

bool Continues(char byte) { return (static_cast<uint8_t>(byte) & 0xC0U) == 0x80; }

// Whether `bytes` are UTF-8 with a character of `least_bytes` or more. A '?' stands for a byte that
// was lost: one that continues a character, or the first of three.
bool IsUtf8With(std::string_view bytes, size_t least_bytes) {
  bool found = false;
  for (size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<uint8_t>(bytes[i]);
    if (lead == '?' && i + 2 < bytes.size() && Continues(bytes[i + 1]) && Continues(bytes[i + 2])) {
      found = true;
      i += 3;
      continue;
    }
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                          : lead >= 0xE0 && lead < 0xF0 ? 3
                          : lead >= 0xF0 && lead < 0xF5 ? 4
                                                        : 0;
    if (length == 0 || i + length > bytes.size()) return false;
    for (size_t j = i + 1; j < i + length; ++j) {
      if (bytes[j] != '?' && !Continues(bytes[j])) return false;
    }
    found = found || length >= least_bytes;
    i += length;
  }
  return found;
}

// Whether all bytes outside ASCII are pairs that are syllables of KS X 1001, at least two of them.
bool IsHangulInCp949(std::string_view bytes) {
  int syllables = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = static_cast<uint8_t>(bytes[i]);
    if (lead < 0x80) continue;
    if (lead < 0xB0 || lead > 0xC8 || i + 1 == bytes.size()) return false;
    const auto trail = static_cast<uint8_t>(bytes[++i]);
    if (trail < 0xA1 || trail == 0xFF) return false;
    ++syllables;
  }
  return syllables >= 2;
}

}  // namespace

bool LooksLikeMojibake(std::string_view text, const Cp949Table& cp949) {
  if (core::IsAscii(text)) return false;
  for (size_t i = 0; i < text.size();) {
    if (core::NextCodePoint(text, i) == kReplacement) return true;
  }
  if (const auto bytes = BackToWindows1252(text); bytes.has_value()) {
    return IsUtf8With(*bytes, 2) || IsHangulInCp949(*bytes);
  }
  const auto bytes = BackToCp949(text, cp949);
  return bytes.has_value() && IsUtf8With(*bytes, 3);
}

}  // namespace ieum::client
