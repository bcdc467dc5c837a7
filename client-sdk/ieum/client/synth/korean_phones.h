// Numbers of Korean mobile telephones and of regions.
#ifndef IEUM_CLIENT_SYNTH_KOREAN_PHONES_H_
#define IEUM_CLIENT_SYNTH_KOREAN_PHONES_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ieum::client {

// What a 010 number was before its owner's operator moved it there (2004 to 2021): 010-5234-5678
// was 011-234-5678. Both without the first 0; nullopt if no rule leads to the number. The rules for
// exchanges of three digits only: those for four overlap.
std::optional<int64_t> FormerMobileNumber(int64_t number);

struct KoreanRegion {
  std::string_view name;    // how names of its districts begin, UTF-8
  int area_code;            // of landlines, without the first 0
  int first_postcode_area;  // first two digits of postcodes, from and to
  int last_postcode_area;
};
// The 17 provinces and cities of the first level.
std::span<const KoreanRegion> KoreanRegions();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_KOREAN_PHONES_H_
