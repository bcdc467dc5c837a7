// Reading and writing UTF-8, strictly (RFC 3629): no surrogates, no overlong forms, nothing above
// U+10FFFF.
#ifndef IEUM_CORE_BASE_UTF8_H_
#define IEUM_CORE_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ieum::core {

// Bytes of the well-formed sequence that starts at `text`, 1 to 4, or 0 if it is not well formed.
// A NUL byte after the text is enough as its end: no byte behind one that breaks the sequence is
// looked at. Source: Unicode table 3-7.
inline int Utf8SequenceLength(const char* text) {
  const auto byte = [text](int i) { return static_cast<uint8_t>(text[i]); };
  const auto continues = [&byte](int i) { return (byte(i) & 0xC0U) == 0x80U; };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;  // a continuation byte, or an overlong form of two bytes
  if (lead < 0xE0) return continues(1) ? 2 : 0;
  if (lead < 0xF0) {
    const uint8_t lowest = lead == 0xE0 ? 0xA0 : 0x80;   // below: overlong
    const uint8_t highest = lead == 0xED ? 0x9F : 0xBF;  // above: surrogates
    return byte(1) >= lowest && byte(1) <= highest && continues(2) ? 3 : 0;
  }
  if (lead > 0xF4) return 0;
  const uint8_t lowest = lead == 0xF0 ? 0x90 : 0x80;   // below: overlong
  const uint8_t highest = lead == 0xF4 ? 0x8F : 0xBF;  // above: beyond U+10FFFF
  return byte(1) >= lowest && byte(1) <= highest && continues(2) && continues(3) ? 4 : 0;
}

// What NextCodePoint returns for bytes that are not UTF-8; no code point has this value.
inline constexpr char32_t kNotUtf8 = 0xFFFF'FFFF;

// As NextCodePoint, where the byte at `offset` is not ASCII.
char32_t NextLongCodePoint(std::string_view text, size_t& offset);
// Code point that starts at text[offset], and moves `offset` behind it. At bytes that are not
// UTF-8 it returns kNotUtf8 and moves by one byte. REQUIRES: offset < text.size().
inline char32_t NextCodePoint(std::string_view text, size_t& offset) {
  const auto first = static_cast<unsigned char>(text[offset]);
  // Most of what is read: a call for each digit would cost more than the rest.
  if (first >= 0x80) return NextLongCodePoint(text, offset);
  ++offset;
  return first;
}

bool IsUtf8(std::string_view text);
bool IsAscii(std::string_view text);

// Writes 1 to 4 bytes and returns how many. REQUIRES: `c` is a code point other than a surrogate;
// `out` has room for four bytes.
size_t WriteUtf8(char32_t c, char* out);
inline void AppendUtf8(char32_t c, std::string& out) {
  char bytes[4];
  out.append(bytes, WriteUtf8(c, bytes));
}

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_UTF8_H_
