#include "ieum/client/input/row_id_set.h"

#include <gtest/gtest.h>

#include <string>

namespace ieum::client {
namespace {

TEST(RowIdSetTest, TellsRepeatsFromNewIds) {
  RowIdSet ids;
  // 100,001 different ids of many lengths: a false repeat has probability below 2^-95.
  for (int i = 0; i < 100'000; ++i) {
    const std::string id = std::to_string(i) + std::string(static_cast<size_t>(i % 50), 'x');
    ASSERT_TRUE(ids.Insert(id)) << id;
  }
  EXPECT_TRUE(ids.Insert(""));
  EXPECT_FALSE(ids.Insert(""));
  EXPECT_FALSE(ids.Insert("0"));
  EXPECT_FALSE(ids.Insert(std::to_string(149) + std::string(49, 'x')));
}

}  // namespace
}  // namespace ieum::client
