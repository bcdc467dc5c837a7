#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

// False if there is a character that is neither digit nor separator.
template <typename Char>
bool TakeDigits(std::basic_string_view<Char> text, std::string& out) {
  out.clear();
  for (const Char c : text) {
    if (c >= '0' && c <= '9') {
      out.push_back(static_cast<char>(c));
    } else if (c != ' ' && c != '\t' && c != '-' && c != '/' && c != '(' && c != ')') {
      return false;
    }
  }
  return true;
}

}  // namespace

absl::Status NormalizeDigits(std::string_view raw, std::string& out) {
  bool only_digits = false;
  if (core::IsAscii(raw)) {
    only_digits = TakeDigits(raw, out);
  } else {
    IEUM_ASSIGN_OR_RETURN(const std::u32string form, NumericForm(raw));
    only_digits = TakeDigits(std::u32string_view(form), out);
  }
  if (only_digits && !out.empty()) return absl::OkStatus();
  // A point or an exponent is refused too: spreadsheets write long numbers as 1.23E+09.
  return core::InvalidArgument(
      "is not a number of digits; want digits, with spaces, hyphens, slashes or brackets at most");
}

}  // namespace ieum::client
