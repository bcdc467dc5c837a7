// Birthdays of the lunar calendar, which older Koreans keep and forms take for solar ones.
#ifndef IEUM_CLIENT_SYNTH_KOREAN_LUNAR_H_
#define IEUM_CLIENT_SYNTH_KOREAN_LUNAR_H_

#include <cstdint>

namespace ieum::client {

// Year, month and day of the Korean lunar calendar of a solar day, as YYYYMMDD. 0 if forms would
// not take it for a date (the 30th of the second month), or it is of a leap month.
int32_t KoreanLunarDate(int32_t solar_date);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_KOREAN_LUNAR_H_
