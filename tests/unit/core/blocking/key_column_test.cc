#include "ieum/core/blocking/key_column.h"

#include <random>

#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

KeyMaker MakerOf(const PartyRows& party, int thread_count = 1) {
  auto maker = KeyMaker::Create(party, thread_count, {});
  EXPECT_TRUE(maker.ok());
  return *std::move(maker);
}

std::vector<uint64_t> KeysOf(const KeyMaker& maker, const KeyColumn& column) {
  std::vector<uint64_t> keys(static_cast<size_t>(maker.row_count()), 99);
  maker.MakeKeys(column, {0, maker.row_count()}, keys);
  return keys;
}

TEST(KeyMakerTest, RowsWithEqualSegmentsHaveEqualKeysAndOthersHaveNot) {
  const BitMatrix rows = MatrixOf(LayoutOf({64, 64}), {1, 2, 1, 3, 2, 1, 1, 2});
  const KeyMaker maker = MakerOf({.encodings = &rows});
  const std::vector<uint64_t> first = KeysOf(maker, {.equal_segments = {0}, .sampled_bits = {}});
  EXPECT_EQ(first[0], first[1]);
  EXPECT_NE(first[0], first[2]);
  EXPECT_EQ(first[0], first[3]);
  const std::vector<uint64_t> both = KeysOf(maker, {.equal_segments = {0, 1}, .sampled_bits = {}});
  EXPECT_NE(both[0], both[1]);
  EXPECT_NE(both[0], both[2]) << "the same values in the other order";
  EXPECT_EQ(both[0], both[3]);
}

TEST(KeyMakerTest, ARowThatLacksASegmentHasNoKey) {
  const BitMatrix rows = MatrixOf(LayoutOf({64, 64}), {1, 0, 1, 3});
  const KeyMaker maker = MakerOf({.encodings = &rows});
  EXPECT_NE(KeysOf(maker, {.equal_segments = {0}, .sampled_bits = {}})[0], 0);
  EXPECT_EQ(KeysOf(maker, {.equal_segments = {0, 1}, .sampled_bits = {}})[0], 0);
  EXPECT_EQ(KeysOf(maker, {.equal_segments = {0}, .sampled_bits = {70}})[0], 0);
  EXPECT_NE(KeysOf(maker, {.equal_segments = {0}, .sampled_bits = {70}})[1], 0);
}

TEST(KeyMakerTest, OnlySampledBitsCountWhereBitsAreSampled) {
  const BitMatrix rows =
      MatrixOf(LayoutOf({64, 128}), {5, 0b1011, 0, 5, 0b0011, 8, 5, 0b0010, 0, 4, 0b1011, 0});
  const KeyMaker maker = MakerOf({.encodings = &rows});
  const std::vector<uint64_t> keys =
      KeysOf(maker, {.equal_segments = {0}, .sampled_bits = {64, 65}});
  EXPECT_EQ(keys[0], keys[1]);
  EXPECT_NE(keys[0], keys[2]);
  EXPECT_NE(keys[0], keys[3]);
}

TEST(KeyMakerTest, TheHoldersKeysAreKeptApartAndNoneStaysNone) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {1, 2, 3});
  const std::vector<uint64_t> holder_keys = {7, 0, 7, 8, 9, 8};
  const KeyMaker maker =
      MakerOf({.encodings = &rows, .holder_keys = holder_keys, .holder_key_count = 2});
  KeyColumn column;
  column.holder_key = 0;
  const std::vector<uint64_t> first = KeysOf(maker, column);
  EXPECT_EQ(first[0], first[1]);
  EXPECT_NE(first[0], first[2]);
  column.holder_key = 1;
  const std::vector<uint64_t> second = KeysOf(maker, column);
  EXPECT_EQ(second[0], 0);
  EXPECT_EQ(second[1], second[2]);
}

TEST(KeyMakerTest, RefusesHolderKeysThatAreNotOneSetForEachRow) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {1, 2, 3});
  const std::vector<uint64_t> holder_keys = {7, 0, 7, 8, 9};
  EXPECT_THAT(KeyMaker::Create(
                  {.encodings = &rows, .holder_keys = holder_keys, .holder_key_count = 2}, 1, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("5 blocking keys for 3 rows were given; want 2 of each row")));
}

TEST(KeyMakerTest, KeysDoNotDependOnThreadsOrOnTheRangeAskedFor) {
  std::mt19937_64 engine(3);
  const EncodingLayout layout = LayoutOf({128, 64});
  const BitMatrix rows = MatrixOf(layout, ieum::testing::RandomWords(40'000, layout, engine));
  const KeyMaker one = MakerOf({.encodings = &rows}, 1);
  const KeyMaker three = MakerOf({.encodings = &rows}, 3);
  const KeyColumn column{.equal_segments = {1}, .sampled_bits = {3, 77, 100}};
  const std::vector<uint64_t> keys = KeysOf(one, column);
  EXPECT_EQ(KeysOf(three, column), keys);
  uint64_t key = 0;
  one.MakeKeys(column, {20'001, 20'002}, std::span(&key, 1));
  EXPECT_EQ(key, keys[20'001]);
}

TEST(KeyMakerTest, ARowRepeatedWithoutEndHasNoKey) {
  // Every third of many rows is the same.
  std::vector<uint64_t> words;
  for (uint64_t i = 0; i < 120'000; ++i) words.push_back(i % 3 == 0 ? 1 : 2 + i / 2);
  const BitMatrix rows = MatrixOf(LayoutOf({64}), words);
  const KeyMaker maker = MakerOf({.encodings = &rows}, 2);
  const std::vector<uint64_t> keys = KeysOf(maker, {.equal_segments = {0}, .sampled_bits = {}});
  EXPECT_EQ(maker.repeated_row_count(), 40'000);
  EXPECT_EQ(keys[0], 0);
  EXPECT_EQ(keys[119'997], 0);
  EXPECT_NE(keys[1], 0);
  EXPECT_NE(keys[119'999], 0);
  const BitMatrix few = MatrixOf(LayoutOf({64}), std::vector<uint64_t>(1'000, 1));
  EXPECT_EQ(MakerOf({.encodings = &few}).repeated_row_count(), 0);
}

TEST(KeyColumnTest, DescribesWhatMustBeEqual) {
  const EncodingLayout layout = LayoutOf({64, 128, 64});
  EXPECT_EQ(Describe({.equal_segments = {0, 2}, .sampled_bits = {}}, layout), "s0 = and s2 =");
  EXPECT_EQ(Describe({.equal_segments = {0}, .sampled_bits = {64, 70, 191}}, layout),
            "3 bits of s1, s0 =");
  EXPECT_EQ(Describe({.equal_segments = {}, .sampled_bits = {1, 192, 193}}, layout),
            "1 bits of s0, 2 bits of s2");
  KeyColumn holder;
  holder.holder_key = 1;
  EXPECT_EQ(Describe(holder, layout), "holder key 2");
  EXPECT_THAT(SegmentsOf({.equal_segments = {2}, .sampled_bits = {1, 2}}, layout),
              ElementsAre(0, 2));
}

TEST(KeyColumnTest, AColumnImpliesThoseThatAskForLess) {
  const EncodingLayout layout = LayoutOf({64, 64, 64});
  const KeyColumn zero{.equal_segments = {0}, .sampled_bits = {}};
  const KeyColumn zero_and_two{.equal_segments = {0, 2}, .sampled_bits = {}};
  const KeyColumn bits_of_two{.equal_segments = {0}, .sampled_bits = {128, 130}};
  const KeyColumn more_bits{.equal_segments = {0}, .sampled_bits = {128, 129, 130}};
  EXPECT_TRUE(Implies(zero_and_two, zero, layout));
  EXPECT_FALSE(Implies(zero, zero_and_two, layout));
  EXPECT_TRUE(Implies(bits_of_two, zero, layout));
  EXPECT_TRUE(Implies(zero_and_two, bits_of_two, layout)) << "equal segments agree in all bits";
  EXPECT_TRUE(Implies(more_bits, bits_of_two, layout));
  EXPECT_FALSE(Implies(bits_of_two, more_bits, layout));
  KeyColumn holder;
  holder.holder_key = 0;
  EXPECT_TRUE(Implies(holder, holder, layout));
  EXPECT_FALSE(Implies(zero, holder, layout));
  EXPECT_FALSE(Implies(holder, zero, layout));
}

}  // namespace
}  // namespace ieum::core
