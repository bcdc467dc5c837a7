#include "ieum/core/join/sliced_side.h"

#include <bit>
#include <numeric>

#include "ieum/core/join/query_block.h"
#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::StatusIs;

constexpr int kBits = 192;

// Rows of every density, some of them empty.
BitMatrix Rows(int64_t count, uint64_t seed) {
  std::mt19937_64 engine(seed);
  const EncodingLayout layout = LayoutOf({kBits});
  std::vector<uint64_t> words = ieum::testing::RandomWords(count, layout, engine);
  for (uint64_t& word : words) {
    if (engine() % 3 == 0) word &= engine() & engine();
  }
  ieum::testing::ClearSegments(words, layout, 4, engine);
  return MatrixOf(layout, words);
}

bool HasBit(const BitMatrix& rows, uint32_t row, size_t bit) {
  return (rows.row(row)[bit / 64] >> (bit % 64) & 1U) != 0;
}

TEST(SlicedSideTest, RarestBitsComeFirst) {
  const BitMatrix left = MatrixOf(LayoutOf({64}), {0b1110, 0b1100, ~uint64_t{0} << 1});
  const BitMatrix right = MatrixOf(LayoutOf({64}), {0b0101, 0b0100});
  const std::vector<uint16_t> order = RarestBitsFirst(left, right);
  ASSERT_EQ(order.size(), 64U);
  // Bit 0 once; bits 4 to 63 once each; bit 1 twice; bit 3 three times; bit 2 five times.
  EXPECT_EQ(order.front(), 0);
  EXPECT_EQ(order[1], 4);
  EXPECT_EQ((std::vector<uint16_t>(order.end() - 3, order.end())),
            (std::vector<uint16_t>{1, 3, 2}));
}

TEST(SlicedSideTest, TilesHoldTheInvertedBitsOfTheRowsByPopcount) {
  const BitMatrix rows = Rows(700, 1);
  std::vector<uint16_t> order = RarestBitsFirst(rows, rows);
  for (const int plane_words : {1, 4}) {
    for (const int thread_count : {1, 3}) {
      ASSERT_OK_AND_ASSIGN(const SlicedSide side, SlicedSide::Create(rows, std::nullopt, order,
                                                                     {.plane_words = plane_words,
                                                                      .thread_count = thread_count,
                                                                      .stop = {}}));
      ASSERT_LT(side.size(), 700) << "empty rows are left out";
      ASSERT_GT(side.size(), 600);
      const int64_t tile_rows = side.tile_rows();
      ASSERT_EQ(side.tile_count(), (side.size() + tile_rows - 1) / tile_rows);
      for (int64_t t = 0; t < side.tile_count(); ++t) {
        uint32_t smallest = UINT32_MAX;
        for (int64_t k = 0; k < tile_rows; ++k) {
          const int64_t position = t * tile_rows + k;
          const bool there = position < side.size();
          for (size_t plane = 0; plane <= kBits; ++plane) {
            const uint64_t word = side.tile(
                t)[plane * static_cast<size_t>(plane_words) + static_cast<size_t>(k) / 64];
            const bool lacks = (word >> (k % 64) & 1U) != 0;
            const bool expected =
                plane < kBits && (!there || !HasBit(rows, side.row(position), order[plane]));
            ASSERT_EQ(lacks, expected) << "tile " << t << ", target " << k << ", plane " << plane;
          }
          if (there) smallest = std::min(smallest, side.row(position));
        }
        EXPECT_EQ(side.smallest_row(t), smallest);
      }
      for (int64_t i = 1; i < side.size(); ++i) {
        ASSERT_LE(std::pair(side.popcount(i - 1), side.row(i - 1)),
                  std::pair(side.popcount(i), side.row(i)));
        ASSERT_EQ(side.popcount(i), rows.popcounts(side.row(i))[0]);
      }
      for (int32_t popcount = 0; popcount <= kBits + 1; ++popcount) {
        const int64_t first = side.FirstWith(popcount);
        EXPECT_TRUE(first == 0 || side.popcount(first - 1) < popcount);
        EXPECT_TRUE(first == side.size() || side.popcount(first) >= popcount);
      }
    }
  }
}

TEST(SlicedSideTest, AChoiceOfRowsKnowsWhereEachCameFrom) {
  const BitMatrix rows = Rows(300, 2);
  std::vector<uint32_t> chosen;
  for (uint32_t row = 1; row < 300; row += 7) chosen.push_back(row);
  ASSERT_OK_AND_ASSIGN(
      const SlicedSide side,
      SlicedSide::Create(rows, std::span<const uint32_t>(chosen), RarestBitsFirst(rows, rows),
                         {.plane_words = 4, .thread_count = 1, .stop = {}}));
  ASSERT_GT(side.size(), 30);
  for (int64_t i = 0; i < side.size(); ++i) EXPECT_EQ(chosen[side.choice(i)], side.row(i));
}

TEST(SlicedSideTest, NoRowsMakeNoTiles) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {0, 0});
  ASSERT_OK_AND_ASSIGN(const SlicedSide side,
                       SlicedSide::Create(rows, std::nullopt, RarestBitsFirst(rows, rows),
                                          {.plane_words = 4, .thread_count = 1, .stop = {}}));
  EXPECT_EQ(side.size(), 0);
  EXPECT_EQ(side.tile_count(), 0);
}

TEST(SlicedSideTest, StopsWhenAsked) {
  const BitMatrix rows = Rows(300, 3);
  std::stop_source stop;
  stop.request_stop();
  const SlicedSide::Options options{.plane_words = 1, .thread_count = 2, .stop = stop.get_token()};
  EXPECT_THAT(SlicedSide::Create(rows, std::nullopt, RarestBitsFirst(rows, rows), options).status(),
              StatusIs(absl::StatusCode::kCancelled, ::testing::HasSubstr("stopped on request")));
}

TEST(QueryBlockTest, ListsThePlanesOfEachRowsBitsRarestFirst) {
  const BitMatrix rows = Rows(400, 4);
  const std::vector<uint16_t> order = RarestBitsFirst(rows, rows);
  for (const int plane_words : {1, 4}) {
    ASSERT_OK_AND_ASSIGN(
        const SlicedSide side,
        SlicedSide::Create(rows, std::nullopt, order,
                           {.plane_words = plane_words, .thread_count = 1, .stop = {}}));
    QueryBlock block;
    for (const auto& [begin, end] : std::vector<std::pair<int64_t, int64_t>>{
             {0, 256}, {256, side.size()}, {64, 65}, {128, 128}}) {
      block.Load(side, begin, end);
      ASSERT_EQ(block.queries().size(), static_cast<size_t>(end - begin));
      for (int64_t position = begin; position < end; ++position) {
        const PlaneQuery& query = block.queries()[static_cast<size_t>(position - begin)];
        std::vector<uint16_t> expected;
        for (size_t plane = 0; plane < kBits; ++plane) {
          if (!HasBit(rows, side.row(position), order[plane])) continue;
          expected.push_back(static_cast<uint16_t>(plane * static_cast<size_t>(plane_words)));
        }
        while (expected.size() % kPlanesPerBlock != 0) {
          expected.push_back(static_cast<uint16_t>(kBits * plane_words));
        }
        ASSERT_EQ(
            std::vector<uint16_t>(query.planes, query.planes + query.block_count * kPlanesPerBlock),
            expected);
        EXPECT_LT(query.miss_budget, 0) << "nobody has set it";
      }
    }
  }
}

TEST(QueryBlockTest, BlocksAreWholeGroupsAndFitTheCache) {
  for (int bits = 64; bits <= 8192; bits += 64) {
    const int64_t rows = QueryBlock::RowsPerBlock(bits);
    EXPECT_EQ(rows % 64, 0);
    EXPECT_GE(rows, 64);
    EXPECT_LE(rows, 256);
  }
}

}  // namespace
}  // namespace ieum::core
