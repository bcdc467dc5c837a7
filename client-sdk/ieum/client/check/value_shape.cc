#include "ieum/client/check/value_shape.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }
bool IsSyllable(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }

bool IsMaskSign(char32_t c) {
  switch (c) {
    case '*':
    case 0x00D7:  // multiplication sign
    case 0x203B:  // reference mark
    case 0x25A0:  // squares
    case 0x25A1:
    case 0x25CB:  // circles
    case 0x25CF:
    case 0x25EF:
    case 0x3007:  // ideographic zero, looks like a circle
      return true;
    default:
      return false;
  }
}

bool IsBetweenDigits(char32_t c) {
  switch (c) {
    case ' ':
    case '-':
    case '.':
    case '/':
    case '(':
    case ')':
    case '+':
    case 0x2010:
    case 0x2013:
    case 0x3000:
      return true;
    default:
      return false;
  }
}

char32_t FoldAscii(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFF01 - '!';
  return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool AllDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void ValueShape::Read(std::string_view text) {
  folded_.clear();
  digits_.clear();
  latin_ = hangul_ = other_ = 0;
  only_number_ = true;
  mask_sign_ = mask_letter_ = false;
  char32_t before = 0;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = FoldAscii(core::NextCodePoint(text, i));
    if (c == core::kNotUtf8) continue;
    core::AppendUtf8(c, folded_);
    if (IsDigit(c)) {
      digits_ += static_cast<char>(c);
    } else if (c >= 'a' && c <= 'z') {
      ++latin_;
      only_number_ = false;
      const bool hides = c == 'x' || c == 'o';
      mask_letter_ = mask_letter_ || (hides && (IsSyllable(before) || before == c));
    } else {
      hangul_ += static_cast<int>(IsSyllable(c));
      other_ += static_cast<int>(c >= 0x80 && !IsSyllable(c));
      mask_sign_ = mask_sign_ || IsMaskSign(c);
      only_number_ = only_number_ && IsBetweenDigits(c);
    }
    before = c;
  }
}

bool ValueShape::IsFloat() const {
  const size_t point = folded_.find('.');
  const size_t exponent = folded_.find('e');
  if (exponent != std::string::npos) {
    std::string mantissa = folded_.substr(0, exponent);
    if (point < exponent) mantissa.erase(point, 1);
    std::string_view power = std::string_view(folded_).substr(exponent + 1);
    if (power.starts_with('+') || power.starts_with('-')) power.remove_prefix(1);
    return AllDigits(mantissa) && AllDigits(power);
  }
  if (point == std::string::npos || point == 0) return false;
  const std::string_view fraction = std::string_view(folded_).substr(point + 1);
  return AllDigits(std::string_view(folded_).substr(0, point)) && !fraction.empty() &&
         fraction.find_first_not_of('0') == std::string_view::npos;
}

bool ValueShape::IsExcelError() const {
  if (!folded_.starts_with('#')) return false;
  if (folded_.size() >= 2 && folded_.find_first_not_of('#') == std::string::npos) return true;
  for (const std::string_view error :
       {"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!"}) {
    if (folded_ == error) return true;
  }
  return false;
}

bool ValueShape::HasMaskLetters() const {
  return mask_letter_ && (hangul_ > 0 || digits_.size() >= 3);
}

bool IsCalendarDate(int yyyymmdd) {
  const int year = yyyymmdd / 10'000;
  const int month = yyyymmdd / 100 % 100;
  const int day = yyyymmdd % 100;
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const absl::CivilDay civil(year, month, day);  // a day too many becomes one of the next month
  return civil.month() == month && civil.day() == day;
}

}  // namespace ieum::client
