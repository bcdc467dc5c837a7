#include "ieum/client/encode/blocking_key_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace ieum::client {
namespace {

using ::testing::Each;
using ::testing::Le;
using ::testing::Not;

BlockingKeyMaker Exact(std::string_view key = "key") {
  return BlockingKeyMaker({.name = "exact", .method = BlockingMethod::kExact, .fields = {0, 1}},
                          core::AsBytes(key));
}
BlockingKeyMaker MinHash() {
  return BlockingKeyMaker({.name = "bands",
                           .method = BlockingMethod::kMinHash,
                           .fields = {0, 1},
                           .bands = 3,
                           .rows_per_band = 4},
                          core::AsBytes("key"));
}

uint64_t ExactKey(const BlockingKeyMaker& maker, const std::string& first,
                  const std::string& second) {
  const std::string* const values[] = {&first, &second};
  return maker.ExactKey(values);
}

std::vector<uint64_t> Numbers(const BlockingKeyMaker& maker, size_t place, std::string_view token) {
  std::vector<uint64_t> numbers(maker.min_hash_count(), kNoMinHash);
  maker.AddToken(place, core::AsBytes(token), numbers);
  return numbers;
}

TEST(BlockingKeyMakerTest, ExactKeysDependOnValuesOrderAndKey) {
  const BlockingKeyMaker maker = Exact();
  const uint64_t key = ExactKey(maker, "a", "b");
  EXPECT_NE(key, kNoBlockingKey);
  EXPECT_EQ(ExactKey(Exact(), "a", "b"), key);
  EXPECT_NE(ExactKey(maker, "b", "a"), key);
  EXPECT_NE(ExactKey(Exact("other"), "a", "b"), key);
}

TEST(BlockingKeyMakerTest, ExactKeysKeepNeighbouringValuesApart) {
  EXPECT_NE(ExactKey(Exact(), "ab", "c"), ExactKey(Exact(), "a", "bc"));
}

TEST(BlockingKeyMakerTest, AMissingValueMeansNoExactKey) {
  EXPECT_EQ(ExactKey(Exact(), "", "b"), kNoBlockingKey);
  EXPECT_EQ(ExactKey(Exact(), "a", ""), kNoBlockingKey);
}

TEST(BlockingKeyMakerTest, MinHashesAre32BitNumbersThatDependOnTokenAndPlace) {
  const BlockingKeyMaker maker = MinHash();
  ASSERT_EQ(maker.min_hash_count(), 12U);
  const std::vector<uint64_t> numbers = Numbers(maker, 0, "token");
  EXPECT_THAT(numbers, Each(Le(kNoMinHash)));
  EXPECT_EQ(Numbers(maker, 0, "token"), numbers);
  EXPECT_NE(Numbers(maker, 1, "token"), numbers);
  EXPECT_NE(Numbers(maker, 0, "tokem"), numbers);
}

TEST(BlockingKeyMakerTest, MinHashesOfASetAreTheSmallestInAnyOrder) {
  const BlockingKeyMaker maker = MinHash();
  const std::vector<uint64_t> one = Numbers(maker, 0, "one");
  const std::vector<uint64_t> two = Numbers(maker, 0, "two");
  std::vector<uint64_t> forth = one;
  maker.AddToken(0, core::AsBytes("two"), forth);
  std::vector<uint64_t> back = two;
  maker.AddToken(0, core::AsBytes("one"), back);
  maker.AddToken(0, core::AsBytes("one"), back);
  EXPECT_EQ(forth, back);
  for (size_t i = 0; i < one.size(); ++i) EXPECT_EQ(forth[i], std::min(one[i], two[i]));
}

TEST(BlockingKeyMakerTest, EachBandHasItsOwnKeyFromItsOwnNumbers) {
  const BlockingKeyMaker maker = MinHash();
  std::vector<uint64_t> numbers(12, 7);
  std::vector<uint64_t> keys(3);
  maker.MinHashKeys(numbers, keys);
  EXPECT_THAT(keys, Each(Not(kNoBlockingKey)));
  EXPECT_NE(keys[0], keys[1]) << "equal numbers in different bands";
  EXPECT_NE(keys[1], keys[2]);
  std::vector<uint64_t> changed(3);
  numbers[5] = 8;
  maker.MinHashKeys(numbers, changed);
  EXPECT_EQ(changed[0], keys[0]);
  EXPECT_NE(changed[1], keys[1]);
  EXPECT_EQ(changed[2], keys[2]);
}

TEST(BlockingKeyMakerTest, NoTokenMeansNoBand) {
  const BlockingKeyMaker maker = MinHash();
  std::vector<uint64_t> keys(3, 1);
  maker.MinHashKeys(std::vector<uint64_t>(12, kNoMinHash), keys);
  EXPECT_THAT(keys, Each(kNoBlockingKey));
}

}  // namespace
}  // namespace ieum::client
