#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"

namespace ieum::client {

absl::Status NormalizeLatinName(std::string_view raw, std::string& out) {
  out.clear();
  bool space = false;
  for (const char c : raw) {
    if (static_cast<unsigned char>(c) >= 0x80) return LatinNameByUnicode(raw, out);
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      if (space && !out.empty()) out.push_back(' ');
      space = false;
      out.push_back(upper ? static_cast<char>(c | 0x20) : c);
    } else if (c != '\'' && c != '`') {
      space = true;
    }
  }
  return out.empty() ? NothingLeftError() : absl::OkStatus();
}

}  // namespace ieum::client
