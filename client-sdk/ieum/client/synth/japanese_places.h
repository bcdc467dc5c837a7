// Cities of synthetic Japanese persons.
#ifndef IEUM_CLIENT_SYNTH_JAPANESE_PLACES_H_
#define IEUM_CLIENT_SYNTH_JAPANESE_PLACES_H_

#include <span>
#include <string_view>

namespace ieum::client {

struct JapaneseCity {
  std::string_view name;  // "東京都世田谷区", UTF-8
  int population;         // thousands, rounded
  int postcode;           // first three digits of seven
  int area_code;          // of telephones, without the first 0
};
std::span<const JapaneseCity> JapaneseCities();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_JAPANESE_PLACES_H_
