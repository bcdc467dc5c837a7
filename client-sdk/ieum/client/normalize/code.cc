#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {

absl::Status NormalizeCode(std::string_view raw, std::string& out) {
  out.clear();
  for (size_t offset = 0; offset < raw.size();) {
    const size_t start = offset;
    const char32_t c = core::NextCodePoint(raw, offset);
    if (c < 0x80) {
      const bool lower = c >= 'a' && c <= 'z';
      if (lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        out.push_back(static_cast<char>(lower ? c - ('a' - 'A') : c));
      }
    } else if (IsSyllable(c)) {
      // District and category names; precomposed syllables are in NFKC already.
      out.append(raw.substr(start, offset - start));
    } else {
      return CodeByUnicode(raw, out);
    }
  }
  return out.empty() ? NothingLeftError() : absl::OkStatus();
}

absl::Status CodeByUnicode(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const std::u32string text, Decode(raw));
  std::u32string kept;
  for (const char32_t c : Nfkc(Upper(Nfkc(text)))) {
    if (IsInvisible(c)) continue;
    if (const int digit = DigitValue(c); digit >= 0) {
      kept.push_back(U'0' + static_cast<char32_t>(digit));
    } else if (IsLetterOrMark(c) || IsNumber(c)) {
      kept.push_back(c);
    }
  }
  return Store(Nfc(kept), out);
}

}  // namespace ieum::client
