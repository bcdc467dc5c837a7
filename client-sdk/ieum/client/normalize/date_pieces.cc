#include "ieum/client/normalize/date_pieces.h"

#include "ieum/client/normalize/unicode_text.h"

namespace ieum::client {

std::optional<DatePieces> CutDate(std::u32string_view text) {
  constexpr int kMaxDigits = 14;
  DatePieces pieces;
  size_t count = 0;
  bool spaced = false;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = text[i];
    if (c == ' ' || c == '\t') {
      spaced = true;
      ++i;
      continue;
    }
    if (count == kMaxDatePieces) return std::nullopt;
    DatePiece& piece = pieces[count++];
    piece.spaced = spaced;
    spaced = false;
    if (c >= '0' && c <= '9') {
      piece.kind = DatePiece::kNumber;
      for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
        if (++piece.digits > kMaxDigits) return std::nullopt;
        piece.value = piece.value * 10 + static_cast<int64_t>(text[i] - '0');
      }
    } else if (IsLetterOrMark(c)) {
      piece.kind = DatePiece::kWord;
      for (; i < text.size() && IsLetterOrMark(text[i]); ++i) {
        piece.text.push_back(FoldCase(text[i]));
      }
    } else {
      piece.kind = DatePiece::kSign;
      piece.sign = c;
      ++i;
    }
  }
  return pieces;
}

}  // namespace ieum::client
