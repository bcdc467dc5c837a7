#include "ieum/core/payload/payload_value.h"

#include <algorithm>
#include <limits>

#include "absl/time/civil_time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::core {
namespace {

constexpr size_t kDigestBytes = 32;
constexpr int kFirstYear = 1000;
constexpr int kLastYear = 9999;
const absl::CivilDay kEpoch(1970, 1, 1);

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

int Number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = 10 * value + (c - '0');
  return value;
}

absl::Status NotDecimal(int places) {
  if (places == 0) {
    return InvalidArgument(
        "is not a 64-bit integer; want digits without leading zero, sign + or separators");
  }
  return InvalidArgument(
      "is not a decimal number; want digits, a point and at most %d digits behind it, without "
      "separators, in 64 bits",
      places);
}

// Whole units of `unit` before the year's first day.
int64_t UnitsPerYear(DateUnit unit) {
  return unit == DateUnit::kMonth ? 12 : unit == DateUnit::kQuarter ? 4 : 1;
}

int64_t FloorDivide(int64_t value, int64_t divisor) {
  const int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

absl::Status CheckRange(const ValueType& type, int64_t number) {
  if ((type.least.has_value() && number < *type.least) ||
      (type.most.has_value() && number > *type.most)) {
    return InvalidArgument("is outside the range that the schema declares");
  }
  return absl::OkStatus();
}

absl::Status CheckText(const ValueType& type, std::string_view text) {
  if (text.empty()) return InvalidArgument("is empty, which only a missing value may be");
  if (text.size() > static_cast<size_t>(type.byte_count)) {
    return InvalidArgument("is longer than %d bytes, the most that the schema allows",
                           type.byte_count);
  }
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<uint8_t>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
  });
  if (control) return InvalidArgument("holds a control character; remove it");
  if (!IsUtf8(text)) return InvalidArgument("is not UTF-8");
  return absl::OkStatus();
}

absl::Status CheckFileSize(const ValueType& type, int64_t size) {
  if (size < 0 || (type.max_file_bytes.has_value() && size > *type.max_file_bytes)) {
    return InvalidArgument("refers to a file larger than the schema allows");
  }
  return absl::OkStatus();
}

absl::Status ParseObject(const ValueType& type, std::string_view text, PayloadValue& out) {
  const size_t first = text.find(' ');
  const size_t second = first == std::string_view::npos ? first : text.find(' ', first + 1);
  if (second == std::string_view::npos || first != 2 * kDigestBytes) {
    return InvalidArgument(
        "is not an object reference; want '<SHA-256 in hexadecimal> <media type> <bytes>'");
  }
  const absl::StatusOr<Bytes> digest = FromHex(text.substr(0, first));
  if (!digest.ok()) return InvalidArgument("begins with no SHA-256 digest in hexadecimal");
  const std::string_view media_type = text.substr(first + 1, second - first - 1);
  const auto place = std::find(type.media_types.begin(), type.media_types.end(), media_type);
  if (place == type.media_types.end()) {
    return InvalidArgument("has a media type that is not in the schema's list");
  }
  const absl::StatusOr<int64_t> size = ParseDecimal(text.substr(second + 1), 0);
  if (!size.ok() || *size < 0) return InvalidArgument("does not end with the bytes of the file");
  out.number = *size;
  out.bytes = std::string(AsText(*digest));
  out.media_type = static_cast<uint32_t>(place - type.media_types.begin());
  return CheckFileSize(type, *size);
}

}  // namespace

absl::StatusOr<int64_t> ParseDecimal(std::string_view text, int places) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view rest =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (!AllDigits(whole) || (whole.size() > 1 && whole.front() == '0') || whole.size() > 19 ||
      (point != std::string_view::npos && !AllDigits(rest)) ||
      rest.size() > static_cast<size_t>(places)) {
    return NotDecimal(places);
  }
  // Of at most 19 + 18 digits; stops before it leaves 64 bits.
  constexpr uint64_t kLimit = uint64_t{1} << 63;
  uint64_t units = 0;
  const auto append = [&units](int digit) {
    const auto next = static_cast<uint64_t>(digit);
    if (units > (kLimit - next) / 10) return false;
    units = 10 * units + next;
    return true;
  };
  for (const char c : whole) {
    if (!append(c - '0')) return NotDecimal(places);
  }
  for (size_t i = 0; i < static_cast<size_t>(places); ++i) {
    if (!append(i < rest.size() ? rest[i] - '0' : 0)) return NotDecimal(places);
  }
  if (!negative && units == kLimit) return NotDecimal(places);
  if (negative && units == 0) return InvalidArgument("is a zero with a sign; write 0");
  return static_cast<int64_t>(negative ? 0 - units : units);
}

std::string DecimalText(int64_t units, int places) {
  const uint64_t size = units < 0 ? 0 - static_cast<uint64_t>(units) : static_cast<uint64_t>(units);
  std::string digits = std::to_string(size);
  if (places > 0) {
    const auto behind = static_cast<size_t>(places);
    if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
    digits.insert(digits.size() - behind, ".");
  }
  return units < 0 ? "-" + digits : digits;
}

absl::StatusOr<int64_t> ParseDay(std::string_view text) {
  const bool separated = text.size() == 10 && text[4] == '-' && text[7] == '-';
  std::string digits(text);
  if (separated) digits = std::string(text.substr(0, 4)) + digits.substr(5, 2) + digits.substr(8);
  if (digits.size() == 8 && AllDigits(digits)) {
    const std::string_view view = digits;
    const int year = Number(view.substr(0, 4));
    const int month = Number(view.substr(4, 2));
    const int day = Number(view.substr(6, 2));
    const absl::CivilDay civil(year, month, day);  // carries over what is no day
    if (year >= kFirstYear && civil.year() == year && civil.month() == month &&
        civil.day() == day) {
      return civil - kEpoch;
    }
  }
  return InvalidArgument("is not a calendar date; want YYYY-MM-DD or YYYYMMDD");
}

int64_t DayToUnit(int64_t day, DateUnit unit) {
  if (unit == DateUnit::kDay) return day;
  const absl::CivilDay civil = kEpoch + day;
  const int64_t years = civil.year() - 1970;
  if (unit == DateUnit::kYear) return years;
  if (unit == DateUnit::kMonth) return 12 * years + civil.month() - 1;
  return 4 * years + (civil.month() - 1) / 3;
}

std::string DateText(int64_t number, DateUnit unit) {
  if (unit == DateUnit::kDay) {
    const absl::CivilDay civil = kEpoch + number;
    return absl::StrFormat("%04d-%02d-%02d", civil.year(), civil.month(), civil.day());
  }
  const int64_t per_year = UnitsPerYear(unit);
  const int64_t years = FloorDivide(number, per_year);
  const int64_t rest = number - per_year * years;
  switch (unit) {
    case DateUnit::kMonth:
      return absl::StrFormat("%04d-%02d", 1970 + years, rest + 1);
    case DateUnit::kQuarter:
      return absl::StrFormat("%04d-Q%d", 1970 + years, rest + 1);
    default:
      return absl::StrFormat("%04d", 1970 + years);
  }
}

absl::Status ParseValue(const ValueType& type, std::string_view text, PayloadValue& out) {
  out = {};
  switch (type.kind) {
    case ValueKind::kInteger:
    case ValueKind::kDecimal: {
      IEUM_ASSIGN_OR_RETURN(out.number, ParseDecimal(text, type.places));
      return CheckRange(type, out.number);
    }
    case ValueKind::kCategory: {
      const auto found = type.code_index.find(text);
      if (found == type.code_index.end()) {
        return InvalidArgument("holds a code that is not in the schema's list of %d codes",
                               type.codes.size());
      }
      out.number = found->second;
      return absl::OkStatus();
    }
    case ValueKind::kDate: {
      IEUM_ASSIGN_OR_RETURN(out.number, ParseDay(text));
      return CheckRange(type, out.number);
    }
    case ValueKind::kText:
      IEUM_RETURN_IF_ERROR(CheckText(type, text));
      out.bytes = std::string(text);
      return absl::OkStatus();
    case ValueKind::kObject:
      return ParseObject(type, text, out);
    case ValueKind::kToken:
      break;
  }
  return Internal("a token cannot be read from text");
}

absl::Status CheckValue(const ValueType& type, const PayloadValue& value) {
  switch (type.kind) {
    case ValueKind::kInteger:
    case ValueKind::kDecimal:
      return CheckRange(type, value.number);
    case ValueKind::kCategory:
      if (value.number >= 0 && value.number < static_cast<int64_t>(type.codes.size())) {
        return absl::OkStatus();
      }
      return InvalidArgument("is not the number of a code in the schema's list");
    case ValueKind::kDate: {
      const int64_t first = DayToUnit(absl::CivilDay(kFirstYear, 1, 1) - kEpoch, type.unit);
      const int64_t last = DayToUnit(absl::CivilDay(kLastYear, 12, 31) - kEpoch, type.unit);
      if (value.number < first || value.number > last) {
        return InvalidArgument("is not a date of the years %d to %d", kFirstYear, kLastYear);
      }
      return CheckRange(type, value.number);
    }
    case ValueKind::kText:
      return CheckText(type, value.bytes);
    case ValueKind::kObject:
      if (value.bytes.size() != kDigestBytes || value.media_type >= type.media_types.size()) {
        return InvalidArgument("is not an object reference of the schema");
      }
      return CheckFileSize(type, value.number);
    case ValueKind::kToken:
      if (value.bytes.size() == static_cast<size_t>(type.byte_count)) return absl::OkStatus();
      return InvalidArgument("is not a token of %d bytes", type.byte_count);
  }
  return Internal("a value of no kind");
}

void AppendValueText(const ValueType& type, const PayloadValue& value, std::string& out) {
  if (value.missing) return;
  switch (type.kind) {
    case ValueKind::kInteger:
    case ValueKind::kDecimal:
      out += DecimalText(value.number, type.places);
      return;
    case ValueKind::kCategory:
      out += type.codes[static_cast<size_t>(value.number)].code;
      return;
    case ValueKind::kDate:
      out += DateText(value.number, type.unit);
      return;
    case ValueKind::kText:
      out += value.bytes;
      return;
    case ValueKind::kObject:
      out += ToHex(AsBytes(value.bytes)) + " " + type.media_types[value.media_type] + " " +
             std::to_string(value.number);
      return;
    case ValueKind::kToken:
      out += ToHex(AsBytes(value.bytes));
      return;
  }
}

}  // namespace ieum::core
