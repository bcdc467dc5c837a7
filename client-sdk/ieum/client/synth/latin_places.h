// Cities and streets of synthetic persons of three European languages.
#ifndef IEUM_CLIENT_SYNTH_LATIN_PLACES_H_
#define IEUM_CLIENT_SYNTH_LATIN_PLACES_H_

#include <span>
#include <string_view>

namespace ieum::client {

struct LatinCity {
  std::string_view name;  // UTF-8
  int population;         // thousands, rounded
  int postcode;           // five digits, the first of the city's
  int area_code;          // of telephones, without the first 0
};

// All of one language; the index is LatinLanguageIndex.
std::span<const LatinCity> LatinCities(int language);
// "High Street", "Bahnhofstraße", "rue de la Gare"; UTF-8.
std::span<const std::string_view> LatinStreets(int language);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_LATIN_PLACES_H_
