// Provinces, cities, counties and districts of Korea under all the names they bear in addresses.
// For this module.
#ifndef IEUM_CLIENT_NORMALIZE_KOREAN_REGIONS_H_
#define IEUM_CLIENT_NORMALIZE_KOREAN_REGIONS_H_

#include <span>
#include <string_view>

namespace ieum::client {

struct Province {
  std::string_view name;     // of today
  std::string_view others;   // other and shorter names, separated by spaces
  std::string_view members;  // cities, counties and districts of today, separated by spaces
};
std::span<const Province> Provinces();

// Cities whose districts (구) are part of an address, with those districts, separated by spaces.
struct CityDistricts {
  std::string_view city;
  std::string_view districts;
};
std::span<const CityDistricts> DistrictsOfCities();

// A member that moved, merged or was renamed. Empty `new_province`: it stays where it was.
struct Renaming {
  std::string_view old_province;
  std::string_view old_member;
  std::string_view new_province;
  std::string_view new_member;  // may be empty (Sejong has none)
};
std::span<const Renaming> Renamings();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_KOREAN_REGIONS_H_
