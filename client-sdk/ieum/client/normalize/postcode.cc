#include <algorithm>

#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {

absl::Status NormalizePostcode(std::string_view raw, std::string& out) {
  constexpr size_t kMaxCharacters = 10;
  const absl::Status code = NormalizeCode(raw, out);
  for (const std::string_view label : {std::string_view("우편번호"), std::string_view("우")}) {
    if (code.ok() && out.starts_with(label)) out.erase(0, label.size());
  }
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_other = [](char c) { return (c < '0' || c > '9') && (c < 'A' || c > 'Z'); };
  if (!code.ok() || out.size() < 3 || out.size() > kMaxCharacters ||
      std::none_of(out.begin(), out.end(), is_digit) ||
      std::any_of(out.begin(), out.end(), is_other)) {
    if (!core::IsUtf8(raw)) return code;
    return core::InvalidArgument(
        "is not a postcode; want five digits (six before August 2015), or 3 to 10 letters and "
        "digits");
  }
  if (out.find_first_not_of('0') == std::string::npos) {
    out.clear();
  } else if (out.size() == 4 && std::all_of(out.begin(), out.end(), is_digit)) {
    // Spreadsheets drop the 0 that codes of Seoul begin with.
    out.insert(out.begin(), '0');
  }
  return absl::OkStatus();
}

}  // namespace ieum::client
