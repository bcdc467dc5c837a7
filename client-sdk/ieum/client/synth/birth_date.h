// Dates of birth as numbers YYYYMMDD.
#ifndef IEUM_CLIENT_SYNTH_BIRTH_DATE_H_
#define IEUM_CLIENT_SYNTH_BIRTH_DATE_H_

#include <cstdint>

#include "ieum/client/normalize/calendar.h"
#include "ieum/client/synth/portable_random.h"

namespace ieum::client {

inline Date DateOfNumber(int32_t number) {
  return {number / 10'000, number / 100 % 100, number % 100};
}

inline int32_t NumberOfDate(const Date& date) {
  return date.year * 10'000 + date.month * 100 + date.day;
}

// A day that a form takes as a date of birth.
inline bool IsPossibleBirthDate(int32_t number) {
  const Date date = DateOfNumber(number);
  return date.year >= 1900 && date.year <= 2024 && IsCalendarDate(date);
}

// Any day of the year.
inline int32_t DrawDay(int year, PortableRandom& random) {
  const int month = 1 + static_cast<int>(random.Below(12));
  const auto days = static_cast<uint64_t>(DaysInMonth(year, month));
  return NumberOfDate({year, month, 1 + static_cast<int>(random.Below(days))});
}

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_BIRTH_DATE_H_
