#include "ieum/core/base/utf8.h"

#include <cstdint>
#include <cstring>

namespace ieum::core {

char32_t NextLongCodePoint(std::string_view text, size_t& offset) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(offset);
  const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  // 0x80 to 0xC1 continue a character or start an overlong one; from 0xF5 it is above U+10FFFF.
  if (first < 0xC2 || first > 0xF4 || text.size() - offset < size) {
    ++offset;
    return kNotUtf8;
  }
  char32_t c = first & (0xFFU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    if ((byte(offset + i) & 0xC0) != 0x80) {
      ++offset;
      return kNotUtf8;
    }
    c = (c << 6) | (byte(offset + i) & 0x3FU);
  }
  const char32_t smallest = size == 4 ? 0x10000 : size == 3 ? 0x800 : 0x80;
  if (c < smallest || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
    ++offset;
    return kNotUtf8;
  }
  offset += size;
  return c;
}

bool IsUtf8(std::string_view text) {
  for (size_t offset = 0; offset < text.size();) {
    if (NextCodePoint(text, offset) == kNotUtf8) return false;
  }
  return true;
}

bool IsAscii(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080'8080'8080'8080;
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, sizeof(word));
    if ((word & kHighBits) != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) return false;
  }
  return true;
}

size_t WriteUtf8(char32_t c, char* out) {
  if (c < 0x80) {
    out[0] = static_cast<char>(c);
    return 1;
  }
  const auto continuation = [c](int shift) {
    return static_cast<char>(0x80 | ((c >> shift) & 0x3F));
  };
  if (c < 0x800) {
    out[0] = static_cast<char>(0xC0 | (c >> 6));
    out[1] = continuation(0);
    return 2;
  }
  if (c < 0x10000) {
    out[0] = static_cast<char>(0xE0 | (c >> 12));
    out[1] = continuation(6);
    out[2] = continuation(0);
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | (c >> 18));
  out[1] = continuation(12);
  out[2] = continuation(6);
  out[3] = continuation(0);
  return 4;
}

}  // namespace ieum::core
