#include "ieum/client/check/value_inspector.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "ieum/client/check/mojibake.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int kOldestAge = 125;  // years
// Days since 1899-12-30, as spreadsheets count: 1910-01-01 to 2064-04-08.
constexpr int kFirstSerial = 10'000;
constexpr int kLastSerial = 60'000;
constexpr size_t kSpreadsheetDigits = 15;  // that a spreadsheet's number can hold

// Said of any field. Not "na", "no" or "x": they are names and codes.
constexpr std::string_view kGenericPlaceholders[] = {
    "-",      "--",     ".",      "?",        "??",     "n/a",       "#",
    "null",   "(null)", "none",   "nil",      "nan",    "undefined", "unknown",
    "test",   "미상",   "불명",   "없음",     "무명",   "모름",      "공란",
    "무기재", "미기재", "미입력", "해당없음", "테스트", "확인불가",  "알수없음"};
constexpr std::string_view kNamePlaceholders[] = {"홍길동", "아기", "아무개", "성명", "이름",
                                                  "무명씨", "환자", "고객",   "name", "no name"};
constexpr std::string_view kDatePlaceholders[] = {"19000101", "19000100", "99991231",
                                                  "99999999", "29991231", "00010101",
                                                  "00000000", "000000",   "11111111"};
constexpr std::string_view kSexWords[] = {"m",    "f",    "남",   "여",   "남자",
                                          "여자", "남성", "여성", "male", "female"};

template <size_t kCount>
bool IsOneOf(std::string_view text, const std::string_view (&words)[kCount]) {
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

bool AllSame(std::string_view text) {
  return !text.empty() && text.find_first_not_of(text.front()) == std::string_view::npos;
}

int NumberOf(std::string_view digits) {
  int number = 0;
  return digits.size() <= 8 && absl::SimpleAtoi(std::string(digits), &number) ? number : 0;
}

bool IsMobileNumber(std::string_view digits) {
  return (digits.size() == 10 || digits.size() == 11) && digits.starts_with("01");
}

bool IsBirthDate(std::string_view digits) {
  return digits.size() == 8 && (digits.starts_with("19") || digits.starts_with("20")) &&
         IsCalendarDate(NumberOf(digits));
}

// YYMMDD of either hundred.
bool IsShortBirthDate(std::string_view digits) {
  return digits.size() == 6 && IsCalendarDate(20'000'000 + NumberOf(digits));
}

// Of a date that the normaliser refused: whether it is one day if the day is first and another if
// the month is.
bool CouldBeTwoDays(std::string_view folded) {
  const size_t first = folded.find_first_of("/-");
  if (first == std::string_view::npos) return false;
  const size_t second = folded.find(folded[first], first + 1);
  if (second == std::string_view::npos) return false;
  const int parts[] = {NumberOf(folded.substr(0, first)),
                       NumberOf(folded.substr(first + 1, second - first - 1))};
  constexpr int kMonths = 12;
  const auto may_be_month = [](int number) { return number >= 1 && number <= kMonths; };
  return may_be_month(parts[0]) && may_be_month(parts[1]) &&
         NumberOf(folded.substr(second + 1)) > 999;
}

// A national number whose first digit, always 0, was lost: 1012345678, 212345678, 311234567.
bool LacksZero(std::string_view digits) {
  if (digits.size() < 8 || digits.size() > 10) return false;
  const char first = digits[0];
  const char second = digits[1];
  if (first == '1')
    return digits.size() >= 9 &&
           (second == '0' || (second >= '6' && second <= '9') || second == '1');
  if (first == '2') return digits.size() == 8 || digits.size() == 9;
  return first >= '3' && first <= '6' && second >= '1' && second <= '5' && digits.size() >= 9;
}

}  // namespace

ValueRole RoleOf(const FieldSpec& field) {
  switch (field.normalizer) {
    case Normalizer::kLatinName:
    case Normalizer::kHangulName:
    case Normalizer::kRomanizedName:
    case Normalizer::kKanaName:
    case Normalizer::kKanjiName:
      return field.attribute == Attribute::kAddress ? ValueRole::kAddress : ValueRole::kName;
    case Normalizer::kDate:
      return ValueRole::kDate;
    case Normalizer::kSex:
      return ValueRole::kSex;
    case Normalizer::kPhone:
      return ValueRole::kPhone;
    case Normalizer::kPostcode:
      return ValueRole::kPostcode;
    case Normalizer::kKoreanAddress:
      return ValueRole::kAddress;
    case Normalizer::kEmail:
      return ValueRole::kEmail;
    case Normalizer::kBusinessNumber:
      return ValueRole::kBusinessNumber;
    case Normalizer::kDigits:
      return field.attribute == Attribute::kPhone ? ValueRole::kPhone : ValueRole::kNumber;
    case Normalizer::kCode:
      break;
  }
  if (field.attribute == Attribute::kSex) return ValueRole::kSex;
  if (field.attribute == Attribute::kAddress) return ValueRole::kAddress;
  return ValueRole::kCode;
}

absl::StatusOr<ValueInspector> ValueInspector::Create(const FieldSpec& field,
                                                      absl::CivilDay today) {
  IEUM_ASSIGN_OR_RETURN(const Cp949Table* const cp949, Cp949Table::Get());
  return ValueInspector(field, today, *cp949);
}

ValueInspector::ValueInspector(const FieldSpec& field, absl::CivilDay today,
                               const Cp949Table& cp949)
    : field_(field),
      role_(RoleOf(field)),
      today_(static_cast<int>(today.year()) * 10'000 + today.month() * 100 + today.day()),
      cp949_(cp949) {}

Defect ValueInspector::Inspect(std::string_view raw) {
  const std::string_view text = TrimSpace(raw);
  normalized_.clear();
  refusal_.clear();
  if (text.empty()) return Defect::kMissing;
  const absl::Status status = Normalize(field_.normalizer, field_.options, text, normalized_);
  if (!status.ok()) {
    refusal_ = core::Message(status);
    if (!NormalizeLeniently(field_.normalizer, field_.options, text, normalized_).ok()) {
      normalized_.clear();
    }
  }
  const Defect defect = Look(text);
  if (defect == Defect::kPlaceholder) normalized_.clear();
  return defect;
}

Defect ValueInspector::Look(std::string_view text) {
  shape_.Read(text);
  if (shape_.IsExcelError()) return Defect::kExcelError;
  if (IsPlaceholder(text)) return Defect::kPlaceholder;
  if (LooksLikeMojibake(text, cp949_)) return Defect::kMojibake;
  // Codes and addresses may hold any letters.
  const bool letters_hide =
      role_ == ValueRole::kName || role_ == ValueRole::kPhone || role_ == ValueRole::kDate;
  if (shape_.HasMaskSign() || (letters_hide && shape_.HasMaskLetters())) return Defect::kMasked;
  if (const Defect defect = LookAtRole(); defect != Defect::kNone) return defect;
  if (!refusal_.empty()) return Defect::kInvalid;
  // The normaliser knows more words for "missing" than we do.
  return normalized_.empty() ? Defect::kPlaceholder : Defect::kNone;
}

bool ValueInspector::IsPlaceholder(std::string_view text) const {
  if (std::find(field_.missing_values.begin(), field_.missing_values.end(), text) !=
      field_.missing_values.end()) {
    return true;
  }
  const std::string& folded = shape_.folded();
  if (IsOneOf(folded, kGenericPlaceholders)) return true;
  const std::string_view digits = shape_.digits();
  switch (role_) {
    case ValueRole::kName:
      return IsOneOf(folded, kNamePlaceholders) ||
             (shape_.hangul() >= 3 && folded.ends_with("아기"));
    case ValueRole::kDate:
      return shape_.only_number() && IsOneOf(digits, kDatePlaceholders);
    case ValueRole::kPhone: {
      if (!shape_.only_number()) return false;
      if (AllSame(digits)) return true;
      const std::string_view own = digits.size() > 3 ? digits.substr(3) : "";
      return digits.starts_with("01") && own.size() >= 7 && (AllSame(own) || own == "12345678");
    }
    case ValueRole::kPostcode:
    case ValueRole::kNumber:
    case ValueRole::kBusinessNumber:
      return shape_.only_number() && digits.size() >= 3 && AllSame(digits) &&
             (digits[0] == '0' || digits[0] == '9');
    case ValueRole::kEmail:
      return folded.starts_with("test@") || folded.starts_with("none@");
    case ValueRole::kSex:
    case ValueRole::kAddress:
    case ValueRole::kCode:
      return false;
  }
  return false;
}

bool ValueInspector::MeansSex() const { return IsOneOf(shape_.folded(), kSexWords); }

Defect ValueInspector::LookAtRole() const {
  const bool has_at = shape_.folded().find('@') != std::string::npos;
  const size_t digit_count = shape_.digits().size();
  switch (role_) {
    case ValueRole::kName:
      return LookAtName();
    case ValueRole::kDate:
      return LookAtDate();
    case ValueRole::kPhone:
      return LookAtPhone();
    case ValueRole::kPostcode:
      return LookAtPostcode();
    case ValueRole::kSex:
      if (shape_.IsFloat()) return Defect::kNumberAsFloat;
      return digit_count >= 4 || has_at || (shape_.hangul() >= 2 && !MeansSex())
                 ? Defect::kSwappedColumn
                 : Defect::kNone;
    case ValueRole::kAddress:
      return has_at || MeansSex() || (shape_.only_number() && digit_count >= 6)
                 ? Defect::kSwappedColumn
                 : Defect::kNone;
    case ValueRole::kEmail:
      return !has_at && (shape_.only_number() || shape_.hangul() > 0 || MeansSex())
                 ? Defect::kSwappedColumn
                 : Defect::kNone;
    case ValueRole::kBusinessNumber:
    case ValueRole::kNumber:
      return has_at || shape_.hangul() > 0 || MeansSex() ? Defect::kSwappedColumn : LookAtNumber();
    case ValueRole::kCode:
      return LookAtNumber();
  }
  return Defect::kNone;
}

Defect ValueInspector::LookAtName() const {
  const std::string& folded = shape_.folded();
  if (shape_.digits().size() >= 5 || folded.find('@') != std::string::npos) {
    return Defect::kSwappedColumn;
  }
  // One letter may be an initial where names are Latin.
  if (MeansSex() && (field_.normalizer == Normalizer::kHangulName || folded.size() > 1)) {
    return Defect::kSwappedColumn;
  }
  const size_t space = folded.find(' ');
  if (space != std::string::npos && shape_.hangul() >= 4) {
    const std::string_view first = std::string_view(folded).substr(0, space);
    const bool is_province = first.ends_with("시") || first.ends_with("도");
    const bool is_district = folded.ends_with("구") || folded.ends_with("군") ||
                             folded.ends_with("시") || folded.ends_with("동") ||
                             folded.ends_with("읍") || folded.ends_with("면");
    if (is_province && is_district) return Defect::kSwappedColumn;
  }
  return Defect::kNone;
}

Defect ValueInspector::LookAtDate() const {
  const std::string_view digits = shape_.digits();
  if (shape_.IsFloat()) return Defect::kNumberAsFloat;
  if (shape_.folded().find('@') != std::string::npos || MeansSex() || IsMobileNumber(digits) ||
      digits.empty()) {
    return Defect::kSwappedColumn;
  }
  if (shape_.only_digits() && digits.size() == 5) {
    const bool lost_zero =
        field_.options.two_digit_years_from != 0 && IsShortBirthDate("0" + std::string(digits));
    if (lost_zero) return Defect::kLeadingZeroLost;
    const int serial = NumberOf(digits);
    if (serial >= kFirstSerial && serial <= kLastSerial) return Defect::kExcelSerialDate;
  }
  if (!refusal_.empty()) {
    if (CouldBeTwoDays(shape_.folded())) return Defect::kAmbiguousDate;
    // The form of a date, but not a day.
    return shape_.only_number() && digits.size() >= 6 && digits.size() <= 8
               ? Defect::kImpossibleDate
               : Defect::kNone;
  }
  return LookAtNormalizedDate();
}

Defect ValueInspector::LookAtNormalizedDate() const {
  if (normalized_.size() != 8 || normalized_.find_first_not_of("0123456789") != std::string::npos) {
    return Defect::kNone;
  }
  const int date = NumberOf(normalized_);
  if (date > today_) return Defect::kFutureDate;
  return date < today_ - kOldestAge * 10'000 ? Defect::kImpossibleDate : Defect::kNone;
}

Defect ValueInspector::LookAtPhone() const {
  if (shape_.IsFloat()) return Defect::kNumberAsFloat;
  const std::string_view digits = shape_.digits();
  if (shape_.folded().find('@') != std::string::npos || MeansSex() ||
      (digits.size() < 7 && shape_.hangul() >= 2) || digits.empty()) {
    return Defect::kSwappedColumn;
  }
  if (IsBirthDate(digits) || (shape_.only_number() && IsShortBirthDate(digits))) {
    return Defect::kSwappedColumn;
  }
  if (shape_.only_number() && shape_.folded().front() != '+' && LacksZero(digits)) {
    return Defect::kLeadingZeroLost;
  }
  return Defect::kNone;
}

Defect ValueInspector::LookAtPostcode() const {
  if (shape_.IsFloat()) return Defect::kNumberAsFloat;
  const std::string_view digits = shape_.digits();
  if (shape_.hangul() > 0 || shape_.folded().find('@') != std::string::npos || MeansSex() ||
      (shape_.only_number() && digits.size() >= 8)) {
    return Defect::kSwappedColumn;
  }
  // Korean codes have five digits since 2015, and those of Seoul's provinces begin with 0.
  if (shape_.only_digits() && digits.size() == 4) return Defect::kLeadingZeroLost;
  return Defect::kNone;
}

Defect ValueInspector::LookAtNumber() const {
  if (shape_.IsFloat()) return Defect::kNumberAsFloat;
  const std::string_view digits = shape_.digits();
  if (!shape_.only_digits() || digits.size() <= kSpreadsheetDigits) return Defect::kNone;
  // One zero at the end is no sign yet; three are chance in one of a thousand.
  const std::string_view lost =
      digits.substr(std::min(kSpreadsheetDigits, digits.size() - size_t{3}));
  return lost.find_first_not_of('0') == std::string_view::npos ? Defect::kTruncatedNumber
                                                               : Defect::kNone;
}

}  // namespace ieum::client
