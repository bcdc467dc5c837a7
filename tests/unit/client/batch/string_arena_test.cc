#include "ieum/client/batch/string_arena.h"

#include <gtest/gtest.h>

namespace ieum::client {
namespace {

TEST(StringArenaTest, GivesBackTextsInOrderEvenEmptyOnes) {
  StringArena arena;
  EXPECT_TRUE(arena.empty());
  arena.Append("");
  arena.Append("a,1");
  arena.Append("");
  arena.Append("이음");
  ASSERT_EQ(arena.size(), 4);
  EXPECT_EQ(arena[0], "");
  EXPECT_EQ(arena[1], "a,1");
  EXPECT_EQ(arena[2], "");
  EXPECT_EQ(arena[3], "이음");
}

TEST(StringArenaTest, AppendsAllTextsOfAnother) {
  StringArena first;
  first.Append("x");
  StringArena second;
  second.Append("");
  second.Append("yz");
  first.AppendAll(second);
  ASSERT_EQ(first.size(), 3);
  EXPECT_EQ(first[0], "x");
  EXPECT_EQ(first[1], "");
  EXPECT_EQ(first[2], "yz");
  first.Clear();
  EXPECT_EQ(first.size(), 0);
}

}  // namespace
}  // namespace ieum::client
