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

// What is left of a value that Normalize may have refused: the digits for dates, digits and phone
// numbers, the letters and digits for the others; perhaps empty. Refuses only what is not UTF-8 or
// too long: that is damage to the file, not a typing error.
absl::Status NormalizeLeniently(Normalizer normalizer, const NormalizerOptions& options,
                                std::string_view raw, std::string& out);

// Appends further normalised values that the same raw value may stand for; their tokens enter the
// filter beside those of `normalized`. Usually none. REQUIRES: `normalized` is a result of
// Normalize or NormalizeLeniently with the same options, and is not empty.
void AppendCandidates(Normalizer normalizer, const NormalizerOptions& options,
                      std::string_view normalized, std::vector<std::string>& out);

// The rules one by one; none checks the length limits.

// Compatibility forms unified, lower case, diacritics dropped, apostrophes dropped, anything else
// that is neither letter nor digit to one space. Letters of other scripts stay.
absl::Status NormalizeLatinName(std::string_view raw, std::string& out);
// NFC, full-width ASCII to ASCII, lower case, letters only. Beside Hangul, Chinese characters are
// dropped: they repeat the name in brackets.
absl::Status NormalizeHangulName(std::string_view raw, std::string& out);
// A day of the Gregorian calendar from 1850 to 2100 as YYYYMMDD.
absl::Status NormalizeDate(std::string_view raw, std::string& out);
// Decimal digits; spaces, hyphens, slashes and brackets are dropped, anything else is refused.
absl::Status NormalizeDigits(std::string_view raw, std::string& out);
// 8 to 11 digits in Korea's national form: +82, 0082 and 82 become 0.
absl::Status NormalizePhone(std::string_view raw, std::string& out);
// Compatibility forms unified, upper case, letters and digits only.
absl::Status NormalizeCode(std::string_view raw, std::string& out);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_NORMALIZE_H_
