#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {

absl::Status NormalizeHangulName(std::string_view raw, std::string& out) {
  out.clear();
  for (size_t offset = 0; offset < raw.size();) {
    const size_t start = offset;
    const char32_t c = core::NextCodePoint(raw, offset);
    if (c < 0x80) {
      const bool upper = c >= 'A' && c <= 'Z';
      if (upper || (c >= 'a' && c <= 'z')) out.push_back(static_cast<char>(c | 0x20));
    } else if (c >= 0xAC00 && c <= 0xD7A3) {
      // Precomposed syllables are in NFC already, and ASCII between them cannot change that.
      out.append(raw.substr(start, offset - start));
    } else {
      return HangulNameByUnicode(raw, out);
    }
  }
  return out.empty() ? NothingLeftError() : absl::OkStatus();
}

}  // namespace ieum::client
