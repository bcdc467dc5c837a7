#include "ieum/client/synth/korean_districts.h"

#include <gtest/gtest.h>

#include <set>

namespace ieum::client {
namespace {

TEST(KoreanDistrictsTest, DistrictsDifferAndNeedNoQuotes) {
  std::set<std::string_view> names;
  for (const District& district : KoreanDistricts()) {
    EXPECT_TRUE(names.insert(district.name).second) << district.name;
    EXPECT_EQ(district.name.find_first_of(",\"\r\n"), std::string_view::npos);
    EXPECT_GT(district.population, 0);
  }
  EXPECT_GE(names.size(), 100U);
}

}  // namespace
}  // namespace ieum::client
