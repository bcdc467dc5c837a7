// Unicode, as far as the rules need it: normalisation forms and properties of code points, by ICU.
// For this module and its tests. Nothing here depends on a locale.
#ifndef IEUM_CLIENT_NORMALIZE_UNICODE_TEXT_H_
#define IEUM_CLIENT_NORMALIZE_UNICODE_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ieum::client {

// The code points of `raw`; INVALID_ARGUMENT if it is not UTF-8.
absl::StatusOr<std::u32string> Decode(std::string_view raw);
// Replaces `out`; INVALID_ARGUMENT ("has no letter or digit …") if there is nothing to store.
absl::Status Store(std::u32string_view text, std::string& out);

std::u32string Nfc(std::u32string_view text);
std::u32string Nfd(std::u32string_view text);
std::u32string Nfkc(std::u32string_view text);
std::u32string NfkcCaseFold(std::u32string_view text);
std::u32string Upper(std::u32string_view text);  // full mapping: ß becomes SS
std::u32string Lower(std::u32string_view text);

bool IsLetterOrMark(char32_t c);  // general categories L and M
bool IsNumber(char32_t c);        // N
bool IsDash(char32_t c);          // Pd
bool IsSpace(char32_t c);         // Zs
// Default_Ignorable_Code_Point: fillers and joiners, which count as letters or marks but cannot be
// seen.
bool IsInvisible(char32_t c);
bool IsIdeograph(char32_t c);
char32_t FoldCase(char32_t c);  // simple folding
int DigitValue(char32_t c);     // 0 to 9, or -1 for what is no decimal digit

inline bool IsSyllable(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }
// The syllable that stands at text[offset], or 0 if none does: cheaper than decoding.
inline char32_t SyllableAt(std::string_view text, size_t offset) {
  if (text.size() - offset < 3) return 0;
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const bool three =
      (byte(0) & 0xF0) == 0xE0 && (byte(1) & 0xC0) == 0x80 && (byte(2) & 0xC0) == 0x80;
  const char32_t c =
      (char32_t{byte(0)} & 0xF) << 12 | (char32_t{byte(1)} & 0x3F) << 6 | (byte(2) & 0x3F);
  return three && IsSyllable(c) ? c : 0;
}
// Whether `text` is made of ASCII, syllables and the ranges that Japanese names are written in
// (hiragana, katakana, common ideographs) alone: NFC and NFKC leave it as it is.
bool IsComposed(std::u32string_view text);
// Full-width ASCII (U+FF01 to U+FF5E) as ASCII; everything else is itself.
inline char32_t Narrow(char32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c; }

// NFKC of a value that should be made of digits: decimal digits of any script are ASCII digits,
// dashes are '-', spaces are ' ', everything else is itself.
absl::StatusOr<std::u32string> NumericForm(std::string_view raw);

// Errors that several rules share.
absl::Status NotUtf8Error();
absl::Status NothingLeftError();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_UNICODE_TEXT_H_
