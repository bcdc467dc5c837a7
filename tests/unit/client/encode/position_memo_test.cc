#include "ieum/client/encode/position_memo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ieum::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Positions that can be computed back from the token.
std::vector<uint16_t> PositionsOf(Token token) {
  return {static_cast<uint16_t>(token), static_cast<uint16_t>(token >> 5),
          static_cast<uint16_t>(token * 31)};
}

TEST(PositionMemoTest, RemembersEveryTokenWhileItGrows) {
  PositionMemo memo(5000, 3);
  for (Token token = 1; token <= 5000; ++token) {
    EXPECT_THAT(memo.Find(token << 28), IsEmpty());
    memo.Insert(token << 28, PositionsOf(token));
  }
  for (Token token = 1; token <= 5000; ++token) {
    const auto expected = PositionsOf(token);
    EXPECT_THAT(memo.Find(token << 28), ElementsAre(expected[0], expected[1], expected[2]));
  }
  EXPECT_EQ(memo.size(), 5000);
}

TEST(PositionMemoTest, KeepsWhatItHasWhenFull) {
  PositionMemo memo(10, 3);
  for (Token token = 1; token <= 20; ++token) memo.Insert(token, PositionsOf(token));
  EXPECT_EQ(memo.size(), 10);
  EXPECT_EQ(memo.Find(10).size(), 3U);
  EXPECT_THAT(memo.Find(11), IsEmpty());
}

TEST(PositionMemoTest, HoldsAtMostFourSlotsATokenAndATable) {
  PositionMemo memo(1 << 16, 8);
  for (Token token = 1; token <= 200'000; ++token) memo.Insert(token, std::vector<uint16_t>(8));
  EXPECT_EQ(memo.size(), 1 << 16);
  EXPECT_LE(memo.memory_bytes(), int64_t{4} * (1 << 16) * (8 + 2 * 8));
}

TEST(PositionMemoTest, RemembersNothingWithoutCapacity) {
  PositionMemo memo(0, 3);
  memo.Insert(7, PositionsOf(7));
  EXPECT_THAT(memo.Find(7), IsEmpty());
  EXPECT_EQ(memo.size(), 0);
  EXPECT_LT(memo.memory_bytes(), 100);
}

}  // namespace
}  // namespace ieum::client
