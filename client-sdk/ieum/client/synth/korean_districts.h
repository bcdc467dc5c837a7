// Districts (시군구) of synthetic Korean persons, drawn by population.
#ifndef IEUM_CLIENT_SYNTH_KOREAN_DISTRICTS_H_
#define IEUM_CLIENT_SYNTH_KOREAN_DISTRICTS_H_

#include <span>
#include <string_view>

namespace ieum::client {

struct District {
  std::string_view name;  // "서울특별시 송파구", UTF-8
  int population;         // ten thousand persons, rounded
};

// All different.
std::span<const District> KoreanDistricts();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_KOREAN_DISTRICTS_H_
