// The ways people and programs write a date. For this module.
#ifndef IEUM_CLIENT_NORMALIZE_DATE_FORMS_H_
#define IEUM_CLIENT_NORMALIZE_DATE_FORMS_H_

#include <string_view>

#include "ieum/client/normalize/calendar.h"

namespace ieum::client {

enum class DateReading {
  kDate,       // a year, month and day, which need not exist
  kLunarDate,  // the same, marked as one of the lunar calendar
  kAmbiguous,  // 01/02/1980 could be two days
  kNone,       // not in a form of docs/formats/encoding.md
};

struct ReadDate {
  DateReading reading;
  Date date;  // of kDate and kLunarDate
};

// Reads `text`, as NumericForm leaves it. `two_digit_years_from` as in NormalizerOptions.
ReadDate ReadDateForm(std::u32string_view text, int two_digit_years_from);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_DATE_FORMS_H_
