#include <algorithm>
#include <array>

#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

constexpr size_t kMinDigits = 8;
constexpr size_t kMaxDigits = 12;  // 050X-XXXX-XXXX
// Longest number with an area code before which no other number can end.
constexpr size_t kWholeNumber = 9;

// Digits before the national number: 0 if there is no country code of Korea.
size_t CountryCodeSize(std::string_view digits, bool plus) {
  if (digits.starts_with("0082")) return 4;
  if (!digits.starts_with("82")) return 0;
  // Without a plus, 82 can also begin a local number of 7 or 8 digits; the shortest national
  // number behind a country code has eight.
  return plus || digits.size() >= 10 ? 2 : 0;
}

// Reads the first number of a cell. Char is char for ASCII and char32_t for everything else.
template <typename Char>
class FirstNumber final {
 public:
  explicit FirstNumber(std::basic_string_view<Char> text) : text_(text) {}

  // Replaces `digits`; false if there is something that belongs to no number.
  bool Read(std::string& digits) {
    digits.clear();
    for (; position_ < text_.size(); ++position_) {
      const auto c = static_cast<char32_t>(text_[position_]);
      if (c >= '0' && c <= '9') {
        digits.push_back(static_cast<char>(c));
      } else if (c == '+' && digits.empty() && !plus_) {
        plus_ = true;
      } else if (c == ',' || c == ';' || c == '|' || c == '~' || c == '\n' || c == '\r' ||
                 (c == '/' && digits.size() >= kWholeNumber)) {
        if (!digits.empty()) return true;  // a second number follows
      } else if (c == '(' && HoldsNoDigit()) {
        position_ = std::min(text_.find(Char{')'}, position_), text_.size() - 1);
      } else if (c == ' ') {
        if (digits.size() >= kWholeNumber && IsWhole(digits) && AnotherFollows()) return true;
      } else if (c != '\t' && c != '-' && c != '.' && c != '/' && c != '(' && c != ')') {
        return digits.size() >= kMinDigits && IsExtension();
      }
    }
    return true;
  }
  bool plus() const { return plus_; }

 private:
  // Whether the bracket that opens here holds a remark, as in 010-1234-5678(집).
  bool HoldsNoDigit() const {
    for (size_t i = position_ + 1; i < text_.size() && text_[i] != ')'; ++i) {
      if ((text_[i] >= '0' && text_[i] <= '9') || text_[i] == '*') return false;
    }
    return position_ + 1 < text_.size() && text_[position_ + 1] != ')';
  }
  static bool IsWhole(std::string_view digits) {
    return digits.starts_with("01") ? digits.size() >= 10 : digits.starts_with('0');
  }
  // Whether a number with a 0 and at least nine digits stands behind this space.
  bool AnotherFollows() const {
    size_t i = position_;
    while (i < text_.size() && text_[i] == ' ') ++i;
    if (i == text_.size() || text_[i] != '0') return false;
    size_t count = 0;
    for (; i < text_.size(); ++i) count += text_[i] >= '0' && text_[i] <= '9' ? 1 : 0;
    return count >= kWholeNumber;
  }
  // Whether the rest is an extension: a word for it, and digits.
  bool IsExtension() const {
    std::u32string rest;
    for (const Char each : text_.substr(position_)) {
      const auto c = static_cast<char32_t>(each);
      rest.push_back(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    for (const std::u32string_view word :
         {U"extension", U"ext", U"x", U"#", U"내선", U"교환", U"구내"}) {
      if (!rest.starts_with(word)) continue;
      bool has_digit = false;
      for (const char32_t c : std::u32string_view(rest).substr(word.size())) {
        const bool digit = c >= '0' && c <= '9';
        has_digit = has_digit || digit;
        constexpr std::u32string_view kBetween = U" .:-번)";
        if (!digit && kBetween.find(c) == std::u32string_view::npos) return false;
      }
      return has_digit;
    }
    return false;
  }

  std::basic_string_view<Char> text_;
  size_t position_ = 0;
  bool plus_ = false;
};

// Numbers that fill a field which may not stay empty: one digit only, or nothing else behind the
// prefix (010-0000-0000).
bool IsPlaceholder(std::string_view digits) {
  constexpr size_t kSubscriber = 8;
  const std::string_view tail =
      digits.size() > kSubscriber ? digits.substr(digits.size() - kSubscriber) : digits;
  return tail.size() >= 3 && tail.find_first_not_of(tail.front()) == std::string_view::npos;
}

// "01012345678" and "010-1234-5678": nearly every number there is, read without asking at each
// character what it may be. False if the number is written in another way; `out` is then
// unspecified.
bool ReadPlain(std::string_view raw, std::string& out) {
  constexpr size_t kDigits = 11;
  const bool separated = raw.size() == kDigits + 2 && raw[3] == '-' && raw[8] == '-';
  if (raw.size() != kDigits && !separated) return false;
  std::array<char, kDigits> digits;
  const size_t skipped = separated ? 1 : 0;
  std::copy_n(raw.data(), 3, digits.data());
  std::copy_n(raw.data() + 3 + skipped, 4, digits.data() + 3);
  std::copy_n(raw.data() + 7 + 2 * skipped, 4, digits.data() + 7);
  bool all_digits = true;
  for (const char c : digits) all_digits &= c >= '0' && c <= '9';
  if (!all_digits || digits[0] != '0' || digits[1] != '1') return false;
  out.assign(digits.data(), digits.size());
  return true;
}

}  // namespace

absl::Status NormalizePhone(std::string_view raw, std::string& out) {
  if (ReadPlain(raw, out)) {
    if (IsPlaceholder(out)) out.clear();
    return absl::OkStatus();
  }
  bool plus = false;
  bool is_number = false;
  if (core::IsAscii(raw)) {
    FirstNumber<char> number(raw);
    is_number = number.Read(out);
    plus = number.plus();
  } else {
    IEUM_ASSIGN_OR_RETURN(const std::u32string form, NumericForm(raw));
    FirstNumber<char32_t> number(form);
    is_number = number.Read(out);
    plus = number.plus();
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
  if (is_number && IsPlaceholder(out)) {
    out.clear();
    return absl::OkStatus();
  }
  // A plus or 00 that is left belongs to another country.
  const bool national = (!plus || code > 0) && !out.starts_with("00");
  const bool long_enough = out.size() >= kMinDigits;
  // Twelve digits only with the prefix of personal numbers.
  const bool short_enough =
      out.size() < kMaxDigits || (out.size() == kMaxDigits && out.starts_with("050"));
  if (is_number && national && long_enough && short_enough) return absl::OkStatus();
  return core::InvalidArgument(
      "is not a Korean telephone number of 8 to 11 digits; want 010-1234-5678, or +82 in front");
}

}  // namespace ieum::client
