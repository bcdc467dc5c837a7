// An invented person, as the person is or as a file knows the person.
#ifndef IEUM_CLIENT_SYNTH_PERSON_H_
#define IEUM_CLIENT_SYNTH_PERSON_H_

#include <cstdint>

#include "ieum/client/synth/short_text.h"

namespace ieum::client {

enum class Sex : uint8_t { kMale, kFemale, kUnknown };

struct SyntheticPerson {
  ShortText surname;
  ShortText given_name;
  ShortText surname_reading;  // katakana of Japanese names, else empty
  ShortText given_reading;
  ShortText suffix;           // a title or letter that somebody wrote behind the name
  int32_t birth_date = 0;     // YYYYMMDD; 0 if missing
  int64_t phone = 0;          // national number without its first 0; 0 if missing
  int64_t landline = 0;       // the same, of the household; 0 if there is none
  int32_t place = 0;          // index into the culture's places; -1 if missing
  int32_t street = 0;         // index into the culture's streets
  int32_t building = 1;       // house number
  Sex sex = Sex::kUnknown;    // kUnknown only if missing
  uint8_t language = 0;       // of Latin names, index into the culture's languages
  bool former_phone = false;  // write the number as it was before Korea's change to 010

  friend bool operator==(const SyntheticPerson&, const SyntheticPerson&) = default;
};

// The first year and the last in which persons are born, and the year in which they are counted.
inline constexpr int kFirstBirthYear = 1921;
inline constexpr int kLastBirthYear = 2020;

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_PERSON_H_
