#include "ieum/client/synth/korean_phones.h"

namespace ieum::client {
namespace {

// The digit put before exchanges 200 to 499 and 500 to 899 of each operator (Ministry of
// Information and Communication, 2003).
struct Renumbering {
  int operator_code;
  int low_digit;
  int high_digit;
};
constexpr Renumbering kRenumberings[] = {
    {11, 5, 3}, {16, 3, 2}, {17, 6, 4}, {18, 4, 6}, {19, 2, 5},
};

// Area codes of the national numbering plan and postcode areas of 2015.
constexpr KoreanRegion kRegions[] = {
    {"서울특별시", 2, 1, 9},        {"경기도", 31, 10, 20},         {"인천광역시", 32, 21, 23},
    {"강원특별자치도", 33, 24, 26}, {"충청북도", 43, 27, 29},       {"세종특별자치시", 44, 30, 30},
    {"충청남도", 41, 31, 33},       {"대전광역시", 42, 34, 35},     {"경상북도", 54, 36, 40},
    {"대구광역시", 53, 41, 43},     {"울산광역시", 52, 44, 45},     {"부산광역시", 51, 46, 49},
    {"경상남도", 55, 50, 53},       {"전북특별자치도", 63, 54, 56}, {"전라남도", 61, 57, 60},
    {"광주광역시", 62, 61, 62},     {"제주특별자치도", 64, 63, 63},
};

}  // namespace

std::optional<int64_t> FormerMobileNumber(int64_t number) {
  constexpr int64_t kSubscribers = 10'000;
  if (number / 100'000'000 != 10) return std::nullopt;
  const int64_t exchange = number / kSubscribers % 10'000;
  const auto digit = static_cast<int>(exchange / 1'000);
  const int64_t rest = exchange % 1'000;
  for (const Renumbering& rule : kRenumberings) {
    const bool low = digit == rule.low_digit && rest >= 200 && rest <= 499;
    const bool high = digit == rule.high_digit && rest >= 500 && rest <= 899;
    if (low || high) {
      return (rule.operator_code * int64_t{1'000} + rest) * kSubscribers + number % kSubscribers;
    }
  }
  return std::nullopt;
}

std::span<const KoreanRegion> KoreanRegions() { return kRegions; }

}  // namespace ieum::client
