#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"

namespace ieum::client {

absl::Status NormalizeCode(std::string_view raw, std::string& out) {
  out.clear();
  for (const char c : raw) {
    if (static_cast<unsigned char>(c) >= 0x80) return CodeByUnicode(raw, out);
    const bool lower = c >= 'a' && c <= 'z';
    if (lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      out.push_back(lower ? static_cast<char>(c & ~0x20) : c);
    }
  }
  return out.empty() ? NothingLeftError() : absl::OkStatus();
}

}  // namespace ieum::client
