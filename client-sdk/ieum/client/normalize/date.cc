#include <optional>

#include "ieum/client/normalize/calendar.h"
#include "ieum/client/normalize/date_forms.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

absl::Status NoDateError() {
  return core::InvalidArgument(
      "is not a calendar date from 1850 to 2100; want YYYY-MM-DD, YYYYMMDD or another form of "
      "docs/formats/encoding.md");
}

// "19801201" and "1980-12-01" with '-', '.' or '/': nearly every date there is, without Unicode and
// without memory.
std::optional<Date> ReadPlain(std::string_view raw) {
  const bool separated =
      raw.size() == 10 && raw[4] == raw[7] && (raw[4] == '-' || raw[4] == '.' || raw[4] == '/');
  if (raw.size() != 8 && !separated) return std::nullopt;
  int number = 0;
  for (size_t i = 0; i < raw.size(); ++i) {
    if (separated && (i == 4 || i == 7)) continue;
    if (raw[i] < '0' || raw[i] > '9') return std::nullopt;
    number = number * 10 + (raw[i] - '0');
  }
  return Date{number / 10'000, number / 100 % 100, number % 100};
}

// Days that programs and clerks write where the day is not known.
bool IsPlaceholder(const Date& date) {
  constexpr Date kPlaceholders[] = {{1, 1, 1},      {1111, 11, 11}, {1753, 1, 1},  {1800, 1, 1},
                                    {1899, 12, 30}, {1899, 12, 31}, {1900, 1, 1},  {9999, 12, 31},
                                    {9999, 1, 1},   {9999, 9, 9},   {9999, 99, 99}};
  for (const Date& each : kPlaceholders) {
    if (date == each) return true;
  }
  return date.month == 0 || date.day == 0 || date.year == 0;
}

void Write(const Date& date, std::string& out) {
  out.resize(8);
  int rest = date.year * 10'000 + date.month * 100 + date.day;
  for (size_t i = 8; i-- > 0; rest /= 10) out[i] = static_cast<char>('0' + rest % 10);
}

absl::Status Finish(const NormalizerOptions& options, Date date, bool is_lunar, std::string& out) {
  out.clear();
  if (IsPlaceholder(date)) return absl::OkStatus();
  if (is_lunar) {
    const std::optional<Date> solar = FromLunar(date);
    if (!solar.has_value()) {
      return core::InvalidArgument(
          "is marked as a day of the lunar calendar, which has no such day from 1900 to 2050");
    }
    date = *solar;
  } else if (!IsCalendarDate(date)) {
    // The lunar calendar can have a 30 February, and its day may stand unmarked.
    const bool may_be_lunar = options.lunar_candidate && FromLunar(date).has_value();
    if (!may_be_lunar) return NoDateError();
  }
  Write(date, out);
  return absl::OkStatus();
}

}  // namespace

absl::Status NormalizeDate(const NormalizerOptions& options, std::string_view raw,
                           std::string& out) {
  if (const std::optional<Date> plain = ReadPlain(raw); plain.has_value()) {
    return Finish(options, *plain, false, out);
  }
  IEUM_ASSIGN_OR_RETURN(const std::u32string form, NumericForm(raw));
  const ReadDate read = ReadDateForm(form, options.two_digit_years_from);
  switch (read.reading) {
    case DateReading::kDate:
    case DateReading::kLunarDate:
      return Finish(options, read.date, read.reading == DateReading::kLunarDate, out);
    case DateReading::kAmbiguous:
      return core::InvalidArgument(
          "could be two days, month or day first; write the column as YYYY-MM-DD or DD.MM.YYYY");
    case DateReading::kNone:
      break;
  }
  return NoDateError();
}

void AppendLunarCandidate(std::string_view normalized, std::vector<std::string>& out) {
  const std::optional<Date> lunar = ReadPlain(normalized);
  if (!lunar.has_value()) return;  // digits kept from something that is no date
  const std::optional<Date> solar = FromLunar(*lunar);
  if (!solar.has_value()) return;
  Write(*solar, out.emplace_back());
}

}  // namespace ieum::client
