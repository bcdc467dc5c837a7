#include "ieum/client/synth/korean_lunar.h"

#include <optional>

#include "ieum/client/normalize/calendar.h"
#include "ieum/client/synth/birth_date.h"

namespace ieum::client {

int32_t KoreanLunarDate(int32_t solar_date) {
  // A lunar date is the name of a solar day 17 to 53 days earlier.
  constexpr int64_t kLeast = 15;
  constexpr int64_t kMost = 56;
  const Date solar = DateOfNumber(solar_date);
  for (int64_t days = kLeast; days <= kMost; ++days) {
    const Date lunar = DateOf(DaysOf(solar) - days);
    if (FromLunar(lunar) == std::optional<Date>(solar)) return NumberOfDate(lunar);
  }
  return 0;
}

}  // namespace ieum::client
