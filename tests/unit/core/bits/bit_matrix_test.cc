#include "ieum/core/bits/bit_matrix.h"

#include <algorithm>
#include <bit>

#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::LayoutOf;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

TEST(BitMatrixTest, RowsAreAlignedAndPaddedWithZeros) {
  std::mt19937_64 engine(1);
  const EncodingLayout layout = LayoutOf({320, 64, 192});
  const std::vector<uint64_t> words = ieum::testing::RandomWords(5, layout, engine);
  const BitMatrix matrix = ieum::testing::MatrixOf(layout, words);
  EXPECT_EQ(matrix.row_count(), 5);
  EXPECT_EQ(matrix.stride_words(), 16);
  for (int64_t i = 0; i < 5; ++i) {
    const std::span<const uint64_t> row = matrix.row(i);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(row.data()) % 64, 0U);
    ASSERT_EQ(row.size(), 16U);
    for (size_t w = 0; w < 9; ++w) EXPECT_EQ(row[w], words[static_cast<size_t>(i) * 9 + w]);
    for (size_t w = 9; w < 16; ++w) EXPECT_EQ(row[w], 0U);
  }
}

TEST(BitMatrixTest, CountsTheBitsOfEachSegment) {
  const EncodingLayout layout = LayoutOf({128, 64, 64});
  const BitMatrix matrix =
      ieum::testing::MatrixOf(layout, {3, uint64_t{1} << 63, 0, ~uint64_t{0},  //
                                       0, 0, 5, 0});
  EXPECT_THAT(matrix.popcounts(0), ::testing::ElementsAre(3, 0, 64));
  EXPECT_THAT(matrix.popcounts(1), ::testing::ElementsAre(0, 2, 0));
}

TEST(BitMatrixTest, ByteOrderIsThatOfTheWire) {
  ASSERT_OK_AND_ASSIGN(BitMatrix matrix, BitMatrix::Create(LayoutOf({64}), 1));
  // Bit 0 is the lowest of byte 0; bit 63 is the highest of byte 7.
  const Bytes row = {std::byte{0x01}, std::byte{0}, std::byte{0}, std::byte{0},
                     std::byte{0},    std::byte{0}, std::byte{0}, std::byte{0x80}};
  ASSERT_OK(matrix.AppendRows(row));
  EXPECT_EQ(matrix.row(0)[0], uint64_t{1} | uint64_t{1} << 63);
}

TEST(BitMatrixTest, RowsThatAreSetInAnyOrderAreThoseThatAreAppended) {
  std::mt19937_64 engine(2);
  const EncodingLayout layout = LayoutOf({320, 64, 192});
  // More than a huge page.
  constexpr int64_t kRows = 20'000;
  const std::vector<uint64_t> words = ieum::testing::RandomWords(kRows, layout, engine);
  const BitMatrix appended = ieum::testing::MatrixOf(layout, words);
  ASSERT_OK_AND_ASSIGN(BitMatrix matrix, BitMatrix::Create(layout, kRows));
  ASSERT_OK(matrix.AddRows(kRows));
  const ByteView bytes = std::as_bytes(std::span(words));
  const auto row_bytes = static_cast<size_t>(layout.row_bytes());
  for (const auto& [begin, end] : {std::pair(700, 20'000), std::pair(0, 1), std::pair(1, 700)}) {
    ASSERT_OK(matrix.SetRows(begin, bytes.subspan(static_cast<size_t>(begin) * row_bytes,
                                                  static_cast<size_t>(end - begin) * row_bytes)));
  }
  for (int64_t i = 0; i < kRows; ++i) {
    ASSERT_TRUE(std::equal(matrix.row(i).begin(), matrix.row(i).end(), appended.row(i).begin()));
    ASSERT_TRUE(std::equal(matrix.popcounts(i).begin(), matrix.popcounts(i).end(),
                           appended.popcounts(i).begin()));
  }
}

TEST(BitMatrixTest, RowsThatAreNotThereCannotBeSet) {
  ASSERT_OK_AND_ASSIGN(BitMatrix matrix, BitMatrix::Create(LayoutOf({64}), 3));
  EXPECT_THAT(matrix.AddRows(4),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("room for 3")));
  ASSERT_OK(matrix.AddRows(2));
  EXPECT_THAT(matrix.SetRows(1, Bytes(16)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the 2 of the matrix")));
  EXPECT_THAT(matrix.SetRows(-1, Bytes(8)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("rows -1 to -1")));
  EXPECT_THAT(matrix.SetRows(0, Bytes(12)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not whole rows")));
  EXPECT_OK(matrix.SetRows(0, Bytes(16)));
}

TEST(BitMatrixTest, AppendsInPiecesUpToItsCapacity) {
  ASSERT_OK_AND_ASSIGN(BitMatrix matrix, BitMatrix::Create(LayoutOf({64}), 3));
  EXPECT_OK(matrix.AppendRows(Bytes(16)));
  EXPECT_OK(matrix.AppendRows({}));
  EXPECT_THAT(matrix.AppendRows(Bytes(16)),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("room for 1")));
  EXPECT_EQ(matrix.row_count(), 2);
  EXPECT_OK(matrix.AppendRows(Bytes(8)));
  EXPECT_EQ(matrix.row_count(), 3);
  EXPECT_EQ(matrix.row_capacity(), 3);
}

TEST(BitMatrixTest, RefusesPartsOfRows) {
  ASSERT_OK_AND_ASSIGN(BitMatrix matrix, BitMatrix::Create(LayoutOf({128}), 3));
  EXPECT_THAT(matrix.AppendRows(Bytes(17)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("rows of 16 bytes")));
  EXPECT_EQ(matrix.row_count(), 0);
}

TEST(BitMatrixTest, RefusesImpossibleCapacities) {
  EXPECT_THAT(BitMatrix::Create(LayoutOf({64}), -1),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("-1 rows")));
  EXPECT_EQ(BitMatrix::Create(LayoutOf({64}), int64_t{1} << 31).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(BitMatrixTest, AnEmptyMatrixHoldsNothing) {
  ASSERT_OK_AND_ASSIGN(const BitMatrix matrix, BitMatrix::Create(LayoutOf({64}), 0));
  EXPECT_EQ(matrix.row_count(), 0);
  EXPECT_EQ(matrix.memory_bytes(), 0);
}

TEST(BitMatrixTest, GathersRowsOfAnotherMatrixInAnyOrder) {
  ASSERT_OK_AND_ASSIGN(BitMatrix from, BitMatrix::Create(LayoutOf({64, 64}), 20));
  std::vector<uint64_t> words;
  for (uint64_t i = 0; i < 20; ++i) {
    words.push_back((uint64_t{1} << i) - 1);
    words.push_back(i % 2);
  }
  ASSERT_OK(from.AppendRows(std::as_bytes(std::span(words))));
  ASSERT_OK_AND_ASSIGN(BitMatrix rows, BitMatrix::Create(from.layout(), 15));
  ASSERT_OK(rows.AppendRows(Bytes(16)));
  const std::vector<uint32_t> numbers = {19, 3, 3, 0, 7, 8, 9, 10, 11, 12, 13, 14};
  const std::vector<uint32_t> ahead = {1, 2};
  for (size_t count = numbers.size() + 1; count-- > 0;) {
    rows.Gather(from, std::span(numbers).first(count), ahead);
    ASSERT_EQ(rows.row_count(), static_cast<int64_t>(count));
    EXPECT_EQ(rows.all_popcounts().size(), 2 * count);
    for (size_t i = 0; i < count; ++i) {
      const auto row = static_cast<int64_t>(i);
      EXPECT_TRUE(std::ranges::equal(rows.row(row), from.row(numbers[i])));
      EXPECT_TRUE(std::ranges::equal(rows.popcounts(row), from.popcounts(numbers[i])));
      EXPECT_EQ(rows.popcounts(row)[0], numbers[i]);
    }
  }
}

TEST(BitMatrixTest, KnowsItsMemory) {
  ASSERT_OK_AND_ASSIGN(const BitMatrix matrix, BitMatrix::Create(LayoutOf({64, 64}), 100));
  // A row takes a cache line and two 16-bit counts.
  EXPECT_EQ(matrix.memory_bytes(), 100 * 64 + 100 * 2 * 2);
}

}  // namespace
}  // namespace ieum::core
