#include "ieum/client/encode/token_memo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace ieum::client {
namespace {

constexpr size_t kWords = 3;

TEST(TokenMemoTest, FindsEveryTokenAndItsMarksWhileItGrows) {
  TokenMemo memo(5000, kWords);
  std::vector<const uint64_t*> places;
  for (Token token = 1; token <= 5000; ++token) {
    EXPECT_EQ(memo.Find(token << 20), nullptr);
    uint64_t* const marks = memo.Insert(token << 20);
    ASSERT_NE(marks, nullptr);
    for (size_t w = 0; w < kWords; ++w) {
      EXPECT_EQ(marks[w], 0U);
      marks[w] = token * 10 + w;
    }
    places.push_back(marks);
  }
  for (Token token = 1; token <= 5000; ++token) {
    const uint64_t* const marks = memo.Find(token << 20);
    ASSERT_EQ(marks, places[token - 1]) << "marks never move";
    EXPECT_EQ(marks[2], token * 10 + 2);
  }
  EXPECT_EQ(memo.size(), 5000);
}

TEST(TokenMemoTest, KeepsTheFirstTokensWhenFull) {
  TokenMemo memo(2, kWords);
  EXPECT_NE(memo.Insert(7), nullptr);
  EXPECT_NE(memo.Insert(8), nullptr);
  EXPECT_EQ(memo.Insert(9), nullptr);
  EXPECT_NE(memo.Find(7), nullptr);
  EXPECT_NE(memo.Find(8), nullptr);
  EXPECT_EQ(memo.Find(9), nullptr);
  EXPECT_EQ(memo.size(), 2);
}

TEST(TokenMemoTest, RemembersNothingWithoutCapacity) {
  TokenMemo memo(0, kWords);
  EXPECT_EQ(memo.Find(1), nullptr);
  EXPECT_EQ(memo.Insert(1), nullptr);
  EXPECT_LT(memo.memory_bytes(), 100);
}

TEST(TokenMemoTest, BoundsTheMemoryOfWideMarks) {
  constexpr size_t kWideWords = 128;
  TokenMemo memo(int64_t{1} << 20, kWideWords);
  Token token = 1;
  while (memo.Insert(token) != nullptr) ++token;
  EXPECT_EQ(memo.size(), TokenMemo::kMaxBytes / static_cast<int64_t>(kWideWords * 8));
  EXPECT_LT(memo.memory_bytes(), 2 * TokenMemo::kMaxBytes);
}

}  // namespace
}  // namespace ieum::client
