#include "ieum/client/encode/value_memo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace ieum::client {
namespace {

const uint64_t* Find(ValueMemo& memo, const ValueMemo::Key& key) {
  return memo.Find(memo.Locate(key), key);
}

TEST(ValueMemoTest, KeysOfDifferentValuesDiffer) {
  // Every size, and in every size a change of every single byte.
  std::vector<std::string> values;
  for (size_t size = 0; size <= ValueMemo::kMaxValueBytes; ++size) {
    std::string value;
    for (size_t i = 0; i < size; ++i) value += static_cast<char>('a' + i % 3);
    values.push_back(value);
    for (size_t i = 0; i < size; ++i) {
      values.push_back(value);
      values.back()[i] = 'z';
    }
    if (size > 0) values.push_back(std::string(size, '\0'));
  }
  std::set<std::vector<uint64_t>> keys;
  for (const std::string& value : values) {
    const ValueMemo::Key key = ValueMemo::KeyOf(value);
    EXPECT_NE(key.length, 0U);
    EXPECT_EQ(key, ValueMemo::KeyOf(std::string(value)));
    std::vector<uint64_t> words(key.bytes.begin(), key.bytes.end());
    words.push_back(key.length);
    keys.insert(words);
  }
  EXPECT_EQ(keys.size(), values.size());
}

TEST(ValueMemoTest, FindsWhatWasKeptAndNothingElse) {
  ValueMemo memo(2);
  const ValueMemo::Key key = ValueMemo::KeyOf("value");
  EXPECT_EQ(Find(memo, key), nullptr);
  EXPECT_EQ(Find(memo, ValueMemo::KeyOf("")), nullptr) << "a free slot is not the empty value";
  uint64_t* const payload = memo.Insert(key);
  payload[0] = 4;
  payload[1] = 5;
  const uint64_t* const found = Find(memo, key);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found[0], 4U);
  EXPECT_EQ(found[1], 5U);
  EXPECT_EQ(Find(memo, ValueMemo::KeyOf("valu")), nullptr);
  EXPECT_EQ(memo.hits(), 1);
  EXPECT_EQ(memo.misses(), 3);
}

TEST(ValueMemoTest, NeverGivesTheMarksOfAnotherValueAndStaysWithinItsBound) {
  ValueMemo memo(16);
  for (int round = 0; round < 2; ++round) {
    for (uint64_t i = 0; i < 100'000; ++i) {
      const ValueMemo::Key key = ValueMemo::KeyOf(std::to_string(i));
      if (const uint64_t* const found = Find(memo, key); found != nullptr) {
        EXPECT_EQ(found[0], i);
      } else {
        memo.Insert(key)[0] = i;
      }
    }
  }
  EXPECT_GT(memo.hits(), 0);
  EXPECT_GT(memo.memory_bytes(), ValueMemo::kMaxBytes / 4);
  EXPECT_LE(memo.memory_bytes(), ValueMemo::kMaxBytes);
}

TEST(ValueMemoTest, KnowsWhichValuesCameBeforeAndForgetsThemInTime) {
  ValueMemo memo(1);
  EXPECT_FALSE(memo.SeenBefore(ValueMemo::KeyOf("value")));
  EXPECT_TRUE(memo.SeenBefore(ValueMemo::KeyOf("value")));
  int taken_for_known = 0;
  for (int i = 0; i < 1000; ++i) {
    taken_for_known += memo.SeenBefore(ValueMemo::KeyOf("other" + std::to_string(i)));
  }
  EXPECT_LT(taken_for_known, 50);
  for (int i = 0; i < 500'000; ++i) (void)memo.SeenBefore(ValueMemo::KeyOf(std::to_string(i)));
  taken_for_known = 0;
  for (int i = 0; i < 1000; ++i) {
    taken_for_known += memo.SeenBefore(ValueMemo::KeyOf("other" + std::to_string(i)));
  }
  EXPECT_LT(taken_for_known, 600) << "never more than half of the bits are set";
}

TEST(ValueMemoTest, LeavesColumnsAloneWhoseValuesDoNotRepeatAndTriesAgainLater) {
  ValueMemo memo(1);
  constexpr int kColumns = 200;
  int looked_up = 0;
  for (int column = 0; column < kColumns; ++column) {
    if (!memo.StartColumn(1000)) continue;
    ++looked_up;
    for (int i = 0; i < 1000; ++i) {
      const ValueMemo::Key key = ValueMemo::KeyOf(std::to_string(column * 1000 + i));
      if (Find(memo, key) == nullptr) memo.Insert(key)[0] = 1;
    }
  }
  EXPECT_GT(looked_up, 5);
  EXPECT_LT(looked_up, kColumns / 5);
}

TEST(ValueMemoTest, GoesOnWhileValuesRepeat) {
  ValueMemo memo(1);
  for (int column = 0; column < 100; ++column) {
    ASSERT_TRUE(memo.StartColumn(1000));
    for (int i = 0; i < 1000; ++i) {
      const ValueMemo::Key key = ValueMemo::KeyOf(std::to_string(i % 20));
      if (Find(memo, key) == nullptr) memo.Insert(key)[0] = 1;
    }
  }
  EXPECT_GE(memo.hits(), 99'900);
}

}  // namespace
}  // namespace ieum::client
