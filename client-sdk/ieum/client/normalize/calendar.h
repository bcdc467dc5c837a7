// Days of the Gregorian calendar, and of Korea's lunar calendar. For this module.
#ifndef IEUM_CLIENT_NORMALIZE_CALENDAR_H_
#define IEUM_CLIENT_NORMALIZE_CALENDAR_H_

#include <cstdint>
#include <optional>

namespace ieum::client {

struct Date {
  int year;
  int month;
  int day;

  friend bool operator==(const Date&, const Date&) = default;
};

inline bool IsLeapYear(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
// Days of a month; 0 if there is no such month.
int DaysInMonth(int year, int month);
// Whether `date` is a day from 1850-01-01 to 2100-12-31.
bool IsCalendarDate(const Date& date);

// Days since 1970-01-01, and back. REQUIRES: a day of the Gregorian calendar; years 1 to 9999.
int64_t DaysOf(const Date& date);
Date DateOf(int64_t days);

// Years of the lunar calendar that are known.
inline constexpr int kFirstLunarYear = 1900;
inline constexpr int kLastLunarYear = 2050;

// The Gregorian day of a day of the lunar calendar as Korea reckons it (the meridian of its own
// time), in the ordinary and not the leap month of that number; nothing outside the known years or
// if the month has no such day. The table was computed once by ICU's calendar "dangi", which a test
// compares with it month by month, so that results do not follow the version of ICU.
std::optional<Date> FromLunar(const Date& lunar);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_CALENDAR_H_
