// Dates cut into numbers, words and signs. For date_forms.
#ifndef IEUM_CLIENT_NORMALIZE_DATE_PIECES_H_
#define IEUM_CLIENT_NORMALIZE_DATE_PIECES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ieum::client {

struct DatePiece {
  enum Kind { kNumber, kWord, kSign, kEnd };

  Kind kind = kEnd;
  bool spaced = false;  // a space or tab stands before it
  int64_t value = 0;    // of a number
  int digits = 0;       // of a number, 1 to 14
  char32_t sign = 0;
  std::u32string text;  // of a word: letters and marks, lower case
};

// The longest form has fewer pieces; the last element is always kEnd.
inline constexpr size_t kMaxDatePieces = 16;
using DatePieces = std::array<DatePiece, kMaxDatePieces + 1>;

// Nothing if there are more pieces or digits than any form has.
std::optional<DatePieces> CutDate(std::u32string_view text);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_DATE_PIECES_H_
