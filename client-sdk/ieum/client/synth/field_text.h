// Numbers and dates as files write them.
#ifndef IEUM_CLIENT_SYNTH_FIELD_TEXT_H_
#define IEUM_CLIENT_SYNTH_FIELD_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace ieum::client {

// `digits` decimal digits of `number`, more if it has more. REQUIRES: number >= 0, digits <= 19.
inline void AppendPadded(std::string& out, int64_t number, int digits) {
  char text[20];
  char* const end = text + sizeof(text);
  char* p = end;
  do {
    *--p = static_cast<char>('0' + number % 10);
    number /= 10;
    --digits;
  } while (number > 0 || digits > 0);
  out.append(p, end);
}

// 19880131 as YYYY, MM and DD with `separator` between.
inline void AppendYearMonthDay(std::string& out, int32_t date, std::string_view separator) {
  AppendPadded(out, date / 10'000, 4);
  out += separator;
  AppendPadded(out, date / 100 % 100, 2);
  out += separator;
  AppendPadded(out, date % 100, 2);
}

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_FIELD_TEXT_H_
