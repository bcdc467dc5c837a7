#include "ieum/core/blocking/key_blocks.h"

#include <map>
#include <random>
#include <set>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

KeyBlocks Between(const std::vector<uint64_t>& left, const std::vector<uint64_t>& right,
                  int thread_count = 1) {
  auto blocks = BuildBlocks(left, right, thread_count, {});
  EXPECT_TRUE(blocks.ok());
  return *std::move(blocks);
}

std::vector<uint64_t> RandomKeys(size_t count, uint64_t distinct, std::mt19937_64& engine) {
  std::vector<uint64_t> keys(count);
  // Multiples of an odd number: spread over the upper bits, as hashes are. One in `distinct` is 0.
  for (uint64_t& key : keys) key = engine() % distinct * 0x9e3779b97f4a7c15;
  return keys;
}

TEST(KeyBlocksTest, RowsShareABlockIfAndOnlyIfTheyShareAKey) {
  std::mt19937_64 engine(5);
  const std::vector<uint64_t> left = RandomKeys(9'000, 5'000, engine);
  const std::vector<uint64_t> right = RandomKeys(11'000, 5'000, engine);
  const KeyBlocks blocks = Between(left, right);
  std::map<uint64_t, int64_t> left_counts;
  std::map<uint64_t, int64_t> right_counts;
  for (const uint64_t key : left) ++left_counts[key];
  for (const uint64_t key : right) ++right_counts[key];
  int64_t pairs = 0;
  std::map<uint64_t, uint32_t> block_of_key;
  for (size_t i = 0; i < left.size(); ++i) {
    if (left[i] == 0 || right_counts[left[i]] == 0) {
      EXPECT_EQ(blocks.left_blocks[i], 0);
      continue;
    }
    pairs += right_counts[left[i]];
    ASSERT_NE(blocks.left_blocks[i], 0);
    const uint32_t block = block_of_key.emplace(left[i], blocks.left_blocks[i]).first->second;
    EXPECT_EQ(blocks.left_blocks[i], block);
    EXPECT_EQ(blocks.sizes[block].left, left_counts[left[i]]);
    EXPECT_EQ(blocks.sizes[block].right, right_counts[left[i]]);
  }
  for (size_t i = 0; i < right.size(); ++i) {
    const auto found = block_of_key.find(right[i]);
    EXPECT_EQ(blocks.right_blocks[i], found == block_of_key.end() ? 0 : found->second);
  }
  EXPECT_EQ(blocks.block_count(), static_cast<int64_t>(block_of_key.size()));
  EXPECT_EQ(blocks.CountPairs(), pairs);
}

TEST(KeyBlocksTest, NumbersDoNotDependOnThreads) {
  std::mt19937_64 engine(6);
  const std::vector<uint64_t> left = RandomKeys(30'000, 20'000, engine);
  const std::vector<uint64_t> right = RandomKeys(10'000, 20'000, engine);
  const KeyBlocks one = Between(left, right, 1);
  const KeyBlocks four = Between(left, right, 4);
  EXPECT_EQ(one.left_blocks, four.left_blocks);
  EXPECT_EQ(one.right_blocks, four.right_blocks);
  EXPECT_EQ(one.sizes, four.sizes);
}

TEST(KeyBlocksTest, WithinAPartyTwoRowsMakeABlockAndOneMakesNone) {
  auto blocks = BuildBlocksWithin(std::vector<uint64_t>{5, 6, 5, 0, 0, 5}, 1, {});
  ASSERT_TRUE(blocks.ok());
  EXPECT_EQ(blocks->left_blocks, (std::vector<uint32_t>{1, 0, 1, 0, 0, 1}));
  EXPECT_EQ(blocks->CountPairs(), 3);
}

TEST(KeyBlocksTest, WithoutRowsOrSharedKeysThereIsNoBlock) {
  EXPECT_EQ(Between({}, {}).block_count(), 0);
  EXPECT_EQ(Between({1, 2}, {}).block_count(), 0);
  EXPECT_EQ(Between({1, 2, 0}, {3, 0}).block_count(), 0);
}

TEST(KeepSmallBlocksTest, TakesOutTheLargestUntilTheBudgetHolds) {
  // Key 1: 1 pair, key 2: 4 pairs, key 3: 9 pairs.
  KeyBlocks blocks = Between({1, 2, 2, 3, 3, 3}, {3, 3, 3, 2, 2, 1});
  const RemovedBlocks removed = KeepSmallBlocks(5, 100, blocks);
  EXPECT_EQ(removed.block_count, 1);
  EXPECT_EQ(removed.pair_count, 9);
  EXPECT_EQ(removed.left_row_count, 3);
  EXPECT_EQ(removed.right_row_count, 3);
  EXPECT_EQ(removed.largest_kept, 4);
  EXPECT_EQ(blocks.CountPairs(), 5);
  EXPECT_EQ(blocks.block_count(), 2);
  EXPECT_EQ(blocks.left_blocks[3], KeyBlocks::kTooLarge);
  EXPECT_EQ(blocks.right_blocks[0], KeyBlocks::kTooLarge);
  EXPECT_EQ(blocks.left_blocks[1], blocks.right_blocks[3]);
}

TEST(KeepSmallBlocksTest, TheBlockLimitHoldsWhateverTheBudget) {
  KeyBlocks blocks = Between({1, 2, 2, 3, 3, 3}, {3, 3, 3, 2, 2, 1});
  EXPECT_EQ(KeepSmallBlocks(1'000'000, 4, blocks).pair_count, 9);
  EXPECT_EQ(KeepSmallBlocks(1'000'000, 3, blocks).pair_count, 4);
  EXPECT_EQ(blocks.CountPairs(), 1);
}

TEST(KeepSmallBlocksTest, ABlockOfEverybodyIsTakenOut) {
  const std::vector<uint64_t> same(100'000, 7);
  KeyBlocks blocks = Between(same, same, 2);
  EXPECT_EQ(blocks.CountPairs(), int64_t{10'000'000'000});
  const RemovedBlocks removed = KeepSmallBlocks(INT64_MAX, 2'000'000, blocks);
  EXPECT_EQ(removed.pair_count, int64_t{10'000'000'000});
  EXPECT_EQ(blocks.block_count(), 0);
}

}  // namespace
}  // namespace ieum::core
