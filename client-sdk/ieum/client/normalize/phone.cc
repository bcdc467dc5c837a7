#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

template <typename Char>
bool TakeNumber(std::basic_string_view<Char> text, std::string& out, bool& plus) {
  out.clear();
  plus = false;
  for (const Char c : text) {
    if (c >= '0' && c <= '9') {
      out.push_back(static_cast<char>(c));
    } else if (c == '+' && out.empty() && !plus) {
      plus = true;
    } else if (c != ' ' && c != '\t' && c != '-' && c != '.' && c != '/' && c != '(' && c != ')') {
      return false;
    }
  }
  return true;
}

// Digits before the national number: 0 if there is no country code of Korea.
size_t CountryCodeSize(std::string_view digits, bool plus) {
  if (digits.starts_with("0082")) return 4;
  if (!digits.starts_with("82")) return 0;
  // Without a plus, 82 can also begin a local number of 7 or 8 digits; the shortest national
  // number behind a country code has eight.
  return plus || digits.size() >= 10 ? 2 : 0;
}

}  // namespace

absl::Status NormalizePhone(std::string_view raw, std::string& out) {
  bool plus = false;
  bool only_digits = false;
  if (core::IsAscii(raw)) {
    only_digits = TakeNumber(raw, out, plus);
  } else {
    IEUM_ASSIGN_OR_RETURN(const std::u32string form, NumericForm(raw));
    only_digits = TakeNumber(std::u32string_view(form), out, plus);
  }
  const size_t code = CountryCodeSize(out, plus);
  if (code > 0) {
    out.erase(0, code);
    // "+82 (0)10 …" carries the national 0 as well.
    if (!out.starts_with('0')) out.insert(out.begin(), '0');
  } else if (out.size() == 10 && out.starts_with("10")) {
    // Spreadsheets drop the 0 of 010-XXXX-XXXX.
    out.insert(out.begin(), '0');
  }
  // A plus or 00 that is left belongs to another country.
  const bool national = (!plus || code > 0) && !out.starts_with("00");
  if (only_digits && national && out.size() >= 8 && out.size() <= 11) return absl::OkStatus();
  return core::InvalidArgument(
      "is not one Korean telephone number of 8 to 11 digits; want 010-1234-5678, or +82 in front");
}

}  // namespace ieum::client
