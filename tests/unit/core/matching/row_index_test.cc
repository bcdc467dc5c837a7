#include "ieum/core/matching/row_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two segments; rows 0 and 2 are equal in the first, row 3 lacks it.
const EncodingLayout kLayout = testing::LayoutOf({64, 64});
const std::vector<uint64_t> kWords = {5, 1, 9, 2, 5, 3, 0, 4};
const KeyColumn kFirst{.equal_segments = {0}, .sampled_bits = {}};

TEST(RowIndexTest, ListsTheRowsThatHaveAKeyByKeyThenRow) {
  const BitMatrix rows = testing::MatrixOf(kLayout, kWords);
  ASSERT_OK_AND_ASSIGN(const KeyMaker maker, KeyMaker::Create({.encodings = &rows}, 1, {}));
  const std::vector<IndexEntry> entries = ColumnEntries(maker, kFirst, 100);
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_TRUE(std::is_sorted(entries.begin(), entries.end()));
  std::vector<uint32_t> numbers;
  for (const IndexEntry& entry : entries) {
    numbers.push_back(entry.number);
    EXPECT_LT(entry.key, uint64_t{1} << kIndexKeyBits);
  }
  EXPECT_THAT(numbers, ::testing::UnorderedElementsAre(100, 101, 102));
  EXPECT_EQ(std::count_if(entries.begin(), entries.end(),
                          [&](const IndexEntry& entry) { return entry.key == entries[0].key; }) +
                std::count_if(entries.begin(), entries.end(),
                              [&](const IndexEntry& entry) { return entry.key == entries[2].key; }),
            3);
}

TEST(RowIndexTest, CountsTheRowsOfAllPartiesThatHaveAValue) {
  const BitMatrix rows = testing::MatrixOf(kLayout, kWords);
  ASSERT_OK_AND_ASSIGN(const KeyMaker maker, KeyMaker::Create({.encodings = &rows}, 1, {}));
  const std::vector<const KeyMaker*> both = {&maker, &maker};
  std::vector<uint32_t> counts;
  for (const IndexEntry& entry : ValueEntries(both, 0)) counts.push_back(entry.number);
  EXPECT_THAT(counts, ::testing::UnorderedElementsAre(4, 2));
}

TEST(RowIndexTest, SortsManyKeysAsAComparingSortWould) {
  std::mt19937_64 engine(3);
  const BitMatrix rows = testing::MatrixOf(kLayout, testing::RandomWords(20'000, kLayout, engine));
  ASSERT_OK_AND_ASSIGN(const KeyMaker maker, KeyMaker::Create({.encodings = &rows}, 1, {}));
  const KeyColumn few_bits{.equal_segments = {}, .sampled_bits = {1, 5, 66, 90}};
  const std::vector<IndexEntry> entries = ColumnEntries(maker, few_bits, 0);
  EXPECT_EQ(entries.size(), 20'000U);
  EXPECT_TRUE(std::is_sorted(entries.begin(), entries.end()));
}

TEST(RowIndexTest, FindsTheEntriesOfTheKeysAskedForOnly) {
  const MemoryRowIndex index({{{3, 1}, {3, 8}, {5, 0}, {9, 2}}, {}});
  std::vector<IndexEntry> found = {{1, 1}};
  ASSERT_OK(index.Find(0, std::vector<uint64_t>{2, 3, 9, 10}, found));
  EXPECT_THAT(found,
              ElementsAre(IndexEntry{1, 1}, IndexEntry{3, 1}, IndexEntry{3, 8}, IndexEntry{9, 2}));
  found.clear();
  ASSERT_OK(index.Find(1, std::vector<uint64_t>{3}, found));
  EXPECT_THAT(found, IsEmpty());
}

}  // namespace
}  // namespace ieum::core
