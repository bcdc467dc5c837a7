// Reading and writing UTF-8, strictly: no surrogates, no overlong forms, nothing above U+10FFFF.
#ifndef IEUM_CLIENT_NORMALIZE_UTF8_H_
#define IEUM_CLIENT_NORMALIZE_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace ieum::client {

// What NextCodePoint returns for bytes that are not UTF-8; no code point has this value.
inline constexpr char32_t kNotUtf8 = 0xFFFF'FFFF;

// Code point that starts at text[offset], and moves `offset` behind it. At bytes that are not
// UTF-8 it returns kNotUtf8 and moves by one byte. REQUIRES: offset < text.size().
char32_t NextCodePoint(std::string_view text, size_t& offset);

bool IsUtf8(std::string_view text);
bool IsAscii(std::string_view text);

// Writes 1 to 4 bytes and returns how many. REQUIRES: `c` is a code point other than a surrogate;
// `out` has room for four bytes.
size_t WriteUtf8(char32_t c, char* out);
inline void AppendUtf8(char32_t c, std::string& out) {
  char bytes[4];
  out.append(bytes, WriteUtf8(c, bytes));
}

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_UTF8_H_
