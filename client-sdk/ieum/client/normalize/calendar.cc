#include "ieum/client/normalize/calendar.h"

#include <array>
#include <cstddef>

namespace ieum::client {
namespace {

// One number for each year from kFirstLunarYear. Bits 0 to 12: its months in order, the leap month
// among them, 1 for thirty days and 0 for twenty-nine. Bits 13 to 16: the number of the month that
// the leap month follows, 0 if there is none. Bits 17 to 22: days from 1 January to its first day.
constexpr std::array<uint32_t, kLastLunarYear - kFirstLunarYear + 1> kLunarYears = {
    0x3d16d2, 0x620752, 0x4c0ea5, 0x38b64a, 0x5c064b, 0x440a9b, 0x309556, 0x56056a, 0x400b59,
    0x2a5752, 0x500752, 0x3adb25, 0x600b25, 0x480a4b, 0x32b29b, 0x580aad, 0x44056a, 0x2c4b69,
    0x520ba9, 0x3efb52, 0x640d92, 0x4c0d25, 0x36ba4d, 0x5c0956, 0x4602b5, 0x2e95ad, 0x5606d4,
    0x400da9, 0x2c5d92, 0x500e92, 0x3acd26, 0x5e0527, 0x480a57, 0x32b2b6, 0x580ada, 0x4406d4,
    0x2e6ea9, 0x520749, 0x3cf693, 0x620a93, 0x4c052b, 0x34ca5b, 0x5a096d, 0x460b6a, 0x329b54,
    0x560ba4, 0x400b49, 0x2a5a93, 0x500a95, 0x38f52b, 0x5e052d, 0x480aad, 0x34b56a, 0x580db2,
    0x440da4, 0x2e7d49, 0x540d4a, 0x3d1a95, 0x620a96, 0x4c0556, 0x36cab5, 0x5a0ad5, 0x4606d2,
    0x308ea5, 0x560ea5, 0x400e4a, 0x2a6c96, 0x4e0a9b, 0x3af556, 0x5e056a, 0x480b59, 0x34b752,
    0x5a0752, 0x420725, 0x2c964b, 0x520a4b, 0x3d12ab, 0x6002ad, 0x4a056b, 0x36cb69, 0x5c0da9,
    0x460d92, 0x309b25, 0x560d25, 0x415a4d, 0x640a56, 0x4e02b6, 0x38d5ad, 0x6006d4, 0x480da9,
    0x34bd92, 0x5a0e92, 0x440d26, 0x2c6a56, 0x500a57, 0x3d12b6, 0x620b5a, 0x4c06d4, 0x36aec9,
    0x5c0749, 0x460693, 0x2e9527, 0x54052b, 0x3e0a5b, 0x2a555a, 0x4e036a, 0x38fb55, 0x600ba4,
    0x4a0b49, 0x32ba93, 0x580a95, 0x42052d, 0x2c6a5d, 0x500aad, 0x3d35aa, 0x6205d2, 0x4c0da5,
    0x36bd49, 0x5c0d4a, 0x460a95, 0x30952d, 0x540556, 0x3e0ab5, 0x2a55aa, 0x5006d2, 0x38cea5,
    0x5e0ea5, 0x4a0e4a, 0x34ac96, 0x560c9b, 0x42055a, 0x2c6ad5, 0x520b69, 0x3d7752, 0x620752,
    0x4c0b25, 0x36d64b, 0x5a0a4b, 0x4404ab, 0x2ea55b, 0x54056d, 0x3e0b69, 0x2a5b52, 0x500d92,
    0x3afd25, 0x5e0d25, 0x480a4d, 0x32b4ad, 0x5802b6, 0x4005b5, 0x2c6da9};

struct LunarYear {
  explicit LunarYear(uint32_t packed)
      : lengths(packed & 0x1FFF),
        leap_month(static_cast<int>(packed >> 13 & 0xF)),
        first_day(static_cast<int>(packed >> 17)) {}

  int DaysOfMonth(int index) const { return 29 + static_cast<int>(lengths >> index & 1); }

  uint32_t lengths;
  int leap_month;
  int first_day;
};

}  // namespace

int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  return kDays[month - 1] + (month == 2 && IsLeapYear(year) ? 1 : 0);
}

bool IsCalendarDate(const Date& date) {
  return date.year >= 1850 && date.year <= 2100 && date.day >= 1 &&
         date.day <= DaysInMonth(date.year, date.month);
}

int64_t DaysOf(const Date& date) {
  const int64_t before = date.year - 1;
  int64_t days = before * 365 + before / 4 - before / 100 + before / 400;
  for (int month = 1; month < date.month; ++month) days += DaysInMonth(date.year, month);
  constexpr int64_t kDaysBefore1970 = 719'162;
  return days + date.day - 1 - kDaysBefore1970;
}

Date DateOf(int64_t days) {
  // A first guess; no year is longer than 366 days.
  Date date{static_cast<int>(1970 + days / 366), 1, 1};
  while (DaysOf({date.year + 1, 1, 1}) <= days) ++date.year;
  while (DaysOf(date) > days) --date.year;
  int64_t left = days - DaysOf(date);
  while (left >= DaysInMonth(date.year, date.month)) {
    left -= DaysInMonth(date.year, date.month);
    ++date.month;
  }
  date.day += static_cast<int>(left);
  return date;
}

std::optional<Date> FromLunar(const Date& lunar) {
  if (lunar.year < kFirstLunarYear || lunar.year > kLastLunarYear) return std::nullopt;
  const LunarYear year(kLunarYears[static_cast<size_t>(lunar.year - kFirstLunarYear)]);
  if (lunar.month < 1 || lunar.month > 12 || lunar.day < 1) return std::nullopt;
  const bool behind_leap = year.leap_month != 0 && lunar.month > year.leap_month;
  const int index = lunar.month - 1 + (behind_leap ? 1 : 0);
  if (lunar.day > year.DaysOfMonth(index)) return std::nullopt;
  int64_t days = DaysOf({lunar.year, 1, 1}) + year.first_day + lunar.day - 1;
  for (int month = 0; month < index; ++month) days += year.DaysOfMonth(month);
  return DateOf(days);
}

}  // namespace ieum::client
