// Raw values to normalised values: pure functions of the value alone, the same on every machine and
// in every locale. FORMAT: docs/formats/encoding.md; a changed rule changes encodings.
//
// All of them overwrite `out` (a buffer the caller reuses, because this runs for every value of
// every record) and leave it unspecified on an error. Errors are INVALID_ARGUMENT; the message
// names the rule as a predicate ("is not a calendar date …") and never the value, so that the
// caller can put the field before it.
#ifndef IEUM_CLIENT_NORMALIZE_NORMALIZE_H_
#define IEUM_CLIENT_NORMALIZE_NORMALIZE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

// Largest raw value, in bytes, and largest normalised value, in characters.
inline constexpr size_t kMaxRawBytes = 4096;
inline constexpr size_t kMaxNormalizedCharacters = 255;

// `text` without leading and trailing spaces, tabs, line ends, no-break and ideographic spaces.
std::string_view TrimSpace(std::string_view text);

// Applies the rule of `normalizer`. The result is UTF-8, has no control characters and at most
// kMaxNormalizedCharacters characters. It is empty if the value is a placeholder that means
// "missing", such as 0000-00-00.
absl::Status Normalize(Normalizer normalizer, const NormalizerOptions& options,
                       std::string_view raw, std::string& out);

// What is left of a value that Normalize may have refused, for profiles that keep such values: the
// digits for dates, digits, phone and business numbers; the letters for names; the letters and
// digits for the others; perhaps nothing. Refuses only what is not UTF-8 or too long: that is
// damage to the file, not a typing error.
absl::Status NormalizeLeniently(Normalizer normalizer, const NormalizerOptions& options,
                                std::string_view raw, std::string& out);

// Appends further normalised values that the same raw value may stand for; their tokens enter the
// filter beside those of `normalized`. Usually none. REQUIRES: `normalized` is a result of
// Normalize or NormalizeLeniently with the same options, and is not empty.
void AppendCandidates(Normalizer normalizer, const NormalizerOptions& options,
                      std::string_view normalized, std::vector<std::string>& out);

// The rules one by one, each in a source file of its name; none checks the length limits. FORMAT:
// docs/formats/encoding.md has every rule in full.

// Lower case, diacritics and apostrophes dropped, particles joined with the name behind them, words
// separated by one space. Letters of other scripts stay.
absl::Status NormalizeLatinName(std::string_view raw, std::string& out);
// Syllables of a Korean name (letters in lower case if it has no Hangul). Loose jamo are composed
// or refused, masked names refused, suffixes dropped; names of newborns and the like mean
// "missing".
absl::Status NormalizeHangulName(const NormalizerOptions& options, std::string_view raw,
                                 std::string& out);
// "surname given" in one spelling, from Hangul or from Latin letters in either order. Not a fixed
// point of itself.
absl::Status NormalizeRomanizedName(std::string_view raw, std::string& out);
// Full-size katakana, long vowels in one writing; refuses letters that are no kana.
absl::Status NormalizeKanaName(std::string_view raw, std::string& out);
// Letters, character variants in one form.
absl::Status NormalizeKanjiName(std::string_view raw, std::string& out);
// A day of the Gregorian calendar from 1850 to 2100 as YYYYMMDD; with lunar_candidate also a 29 or
// 30 February that the lunar calendar had in that year.
absl::Status NormalizeDate(const NormalizerOptions& options, std::string_view raw,
                           std::string& out);
// M or F; unknown and other mean "missing".
absl::Status NormalizeSex(std::string_view raw, std::string& out);
// Decimal digits; spaces, hyphens, slashes and brackets are dropped, anything else is refused.
absl::Status NormalizeDigits(std::string_view raw, std::string& out);
// The first number of the value in Korea's national form, 8 to 12 digits.
absl::Status NormalizePhone(std::string_view raw, std::string& out);
// 3 to 10 upper-case letters and digits; four digits get a 0 in front.
absl::Status NormalizePostcode(std::string_view raw, std::string& out);
// "시도 시군구 읍면동", as much of it as the address has, under the names of today.
absl::Status NormalizeKoreanAddress(std::string_view raw, std::string& out);
// Lower case, without what follows a plus.
absl::Status NormalizeEmail(std::string_view raw, std::string& out);
// Ten digits with the right check digit.
absl::Status NormalizeBusinessNumber(std::string_view raw, std::string& out);
// Compatibility forms unified, upper case, letters and digits only.
absl::Status NormalizeCode(std::string_view raw, std::string& out);

// Parts of NormalizeLeniently and AppendCandidates that stand beside their rules.
absl::Status HangulNameLeniently(const NormalizerOptions& options, std::string_view raw,
                                 std::string& out);
absl::Status RomanizedNameLeniently(std::string_view raw, std::string& out);
absl::Status KanaNameLeniently(std::string_view raw, std::string& out);
absl::Status EmailLeniently(std::string_view raw, std::string& out);
void AppendLunarCandidate(std::string_view normalized, std::vector<std::string>& out);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_NORMALIZE_H_
