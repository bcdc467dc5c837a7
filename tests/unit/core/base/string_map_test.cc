#include "ieum/core/base/string_map.h"

#include <gmock/gmock.h>

#include <vector>

namespace ieum::core {
namespace {

TEST(StringMapTest, IsSearchedWithAViewAndIteratesInKeyOrder) {
  StringMap<int> map{{"b", 2}, {"a", 1}, {"c", 3}};
  EXPECT_EQ(map.find(std::string_view("bx").substr(0, 1))->second, 2);
  EXPECT_FALSE(map.contains(std::string_view("d")));
  std::vector<std::string> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  EXPECT_THAT(keys, ::testing::ElementsAre("a", "b", "c"));
}

TEST(StringMapTest, TheHashMapIsSearchedWithAView) {
  StringHashMap<int> map{{"a", 1}};
  EXPECT_TRUE(map.contains(std::string_view("a")));
  EXPECT_FALSE(map.contains(std::string_view("b")));
}

}  // namespace
}  // namespace ieum::core
