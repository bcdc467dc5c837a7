// Digits and what people put between them, in ASCII and in the other forms of Korean texts. For
// this module.
#ifndef IEUM_CORE_GUARD_WRITTEN_CHARACTER_H_
#define IEUM_CORE_GUARD_WRITTEN_CHARACTER_H_

#include <cstdint>

namespace ieum::core {

inline bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool IsHexDigit(char c) {
  return IsAsciiDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

enum class CharacterKind { kDigit, kSeparator, kOther };

struct WrittenCharacter {
  CharacterKind kind;
  int digit;   // 0 to 9 for kDigit
  int length;  // bytes
};

inline bool IsSeparator(uint32_t code) {
  switch (code) {
    case ' ':
    case '\t':
    case '-':
    case '.':
    case '/':
    case '_':
    case 0x00A0:  // no-break space
    case 0x00AD:  // soft hyphen
    case 0x00B7:  // middle dot
    case 0x200B:  // zero-width space
    case 0x2060:  // word joiner
    case 0x2212:  // minus
    case 0x3000:  // ideographic space
    case 0x3002:  // ideographic full stop
    case 0x30FB:  // katakana middle dot
    case 0x30FC:  // long vowel mark, looks like a dash
    case 0x3161:  // Hangul letter EU, looks like a dash
    case 0xFE63:  // small hyphen
    case 0xFEFF:  // zero-width no-break space
    case 0xFF0D:  // full-width hyphen
    case 0xFF0E:  // full-width full stop
    case 0xFF0F:  // full-width slash
    case 0xFF3F:  // full-width low line
    case 0xFF65:  // half-width middle dot
      return true;
    default:
      return (code >= 0x2000 && code <= 0x200A) ||  // spaces of all widths
             (code >= 0x2010 && code <= 0x2015);    // hyphens and dashes
  }
}

// The character at `p`. The cell was checked to be UTF-8, or at least ends before `end`.
inline WrittenCharacter Classify(const char* p, const char* end) {
  const auto lead = static_cast<uint8_t>(*p);
  if (IsAsciiDigit(*p)) return {CharacterKind::kDigit, *p - '0', 1};
  if (lead < 0x80)
    return {IsSeparator(lead) ? CharacterKind::kSeparator : CharacterKind::kOther, 0, 1};
  const int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (end - p < length) return {CharacterKind::kOther, 0, 1};
  uint32_t code = lead & (0x7FU >> length);
  for (int i = 1; i < length; ++i) code = code << 6 | (static_cast<uint8_t>(p[i]) & 0x3FU);
  if (code >= 0xFF10 && code <= 0xFF19) {
    return {CharacterKind::kDigit, static_cast<int>(code - 0xFF10), length};
  }
  return {IsSeparator(code) ? CharacterKind::kSeparator : CharacterKind::kOther, 0, length};
}

}  // namespace ieum::core

#endif  // IEUM_CORE_GUARD_WRITTEN_CHARACTER_H_
