#include "ieum/client/encode/segment_hardener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <vector>

#include "ieum/client/encode/bit_lanes.h"
#include "support/seeded_random.h"

namespace ieum::client {
namespace {

using core::HardeningMethod;
using core::SegmentHardening;
using ::ieum::testing::SeededRandom;
using ::testing::Each;

constexpr std::string_view kKey = "a key of a segment";

struct Method {
  SegmentHardening hardening;
  int segment_bits;
};
constexpr Method kMethods[] = {
    {{.method = HardeningMethod::kNone, .filter_bits = 192}, 192},
    {{.method = HardeningMethod::kDiffusion, .filter_bits = 192, .xor_count = 5}, 320},
    {{.method = HardeningMethod::kBalance, .filter_bits = 192}, 384},
    {{.method = HardeningMethod::kFlip, .filter_bits = 192, .flip_basis_points = 1000}, 192},
    {{.method = HardeningMethod::kXorFold, .filter_bits = 256}, 128}};

SegmentHardener Hardener(const Method& method, std::string_view key = kKey) {
  return SegmentHardener(method.hardening, method.segment_bits, core::AsBytes(key));
}

// Filters of `row_count` rows with about a third of the bits set, in whole blocks.
std::vector<uint64_t> Filters(const Method& method, size_t row_count, uint64_t seed = 1) {
  const auto words = static_cast<size_t>(method.hardening.filter_bits) / 64;
  std::vector<uint64_t> filters((row_count + kLaneRecords - 1) / kLaneRecords * kLaneRecords *
                                words);
  std::vector<uint64_t> other(row_count * words);
  SeededRandom random(seed);
  random.Fill(std::as_writable_bytes(std::span(filters).first(row_count * words)));
  random.Fill(std::as_writable_bytes(std::span(other)));
  for (size_t i = 0; i < other.size(); ++i) filters[i] &= other[i];
  return filters;
}

std::vector<uint64_t> Harden(SegmentHardener& hardener, const Method& method,
                             const std::vector<uint64_t>& filters, size_t row_count) {
  const auto words = static_cast<size_t>(method.segment_bits) / 64;
  std::vector<uint64_t> segments(row_count * words, ~uint64_t{0});
  hardener.Harden(filters.data(), row_count, segments.data(), words);
  return segments;
}

int Ones(std::span<const uint64_t> words) {
  int count = 0;
  for (const uint64_t word : words) count += std::popcount(word);
  return count;
}

TEST(SegmentHardenerTest, AnEmptyFilterStaysEmptyInEveryMethod) {
  for (const Method& method : kMethods) {
    for (const size_t row_count : {size_t{1}, size_t{300}}) {
      SegmentHardener hardener = Hardener(method);
      const std::vector<uint64_t> filters(Filters(method, row_count).size());
      EXPECT_THAT(Harden(hardener, method, filters, row_count), Each(0U));
    }
  }
}

TEST(SegmentHardenerTest, RowsTogetherAreHardenedLikeRowsAlone) {
  for (const Method& method : kMethods) {
    SegmentHardener hardener = Hardener(method);
    for (const size_t row_count : {size_t{1}, size_t{3}, size_t{4}, size_t{256}, size_t{301}}) {
      const std::vector<uint64_t> filters = Filters(method, row_count);
      const size_t filter_words = hardener.filter_words();
      std::vector<uint64_t> alone;
      for (size_t r = 0; r < row_count; ++r) {
        const auto first = filters.begin() + static_cast<ptrdiff_t>(r * filter_words);
        std::vector<uint64_t> block(kLaneRecords * filter_words);
        std::copy(first, first + static_cast<ptrdiff_t>(filter_words), block.begin());
        const std::vector<uint64_t> one = Harden(hardener, method, block, 1);
        alone.insert(alone.end(), one.begin(), one.end());
      }
      EXPECT_EQ(Harden(hardener, method, filters, row_count), alone) << row_count << " rows";
    }
  }
}

TEST(SegmentHardenerTest, WritesNothingBetweenTheSegmentsOfTwoRows) {
  for (const Method& method : kMethods) {
    constexpr size_t kRows = 20;
    const auto words = static_cast<size_t>(method.segment_bits) / 64;
    const std::vector<uint64_t> filters = Filters(method, kRows);
    SegmentHardener hardener = Hardener(method);
    std::vector<uint64_t> rows(kRows * (words + 2), 7);
    hardener.Harden(filters.data(), kRows, rows.data(), words + 2);
    for (size_t r = 0; r < kRows; ++r) {
      EXPECT_EQ(rows[r * (words + 2) + words], 7U);
      EXPECT_EQ(rows[r * (words + 2) + words + 1], 7U);
    }
  }
}

TEST(SegmentHardenerTest, DiffusionAndFlipsDependOnTheKeyAndOnlyTheyDo) {
  for (const Method& method : kMethods) {
    SegmentHardener one = Hardener(method);
    SegmentHardener other = Hardener(method, "another key");
    const std::vector<uint64_t> filters = Filters(method, 5);
    const bool keyed = method.hardening.method == HardeningMethod::kDiffusion ||
                       method.hardening.method == HardeningMethod::kFlip;
    EXPECT_EQ(Harden(one, method, filters, 5) != Harden(other, method, filters, 5), keyed);
  }
}

TEST(SegmentHardenerTest, DiffusionIsLinear) {
  const Method& method = kMethods[1];
  SegmentHardener hardener = Hardener(method);
  const std::vector<uint64_t> left = Filters(method, 9, 1);
  const std::vector<uint64_t> right = Filters(method, 9, 2);
  std::vector<uint64_t> both = left;
  for (size_t i = 0; i < both.size(); ++i) both[i] ^= right[i];
  std::vector<uint64_t> want = Harden(hardener, method, left, 9);
  const std::vector<uint64_t> second = Harden(hardener, method, right, 9);
  for (size_t i = 0; i < want.size(); ++i) want[i] ^= second[i];
  EXPECT_EQ(Harden(hardener, method, both, 9), want);
}

TEST(SegmentHardenerTest, EachDiffusedBitDependsOnAsManyDifferentPositionsAsTheProfileSays) {
  // A filter with one bit set shows all output bits that use it.
  const Method& method = kMethods[1];
  SegmentHardener hardener = Hardener(method);
  std::vector<uint64_t> filters(kLaneRecords * hardener.filter_words());
  constexpr size_t kFilterBits = 192;
  for (size_t bit = 0; bit < kFilterBits; ++bit) {
    filters[bit * hardener.filter_words() + bit / 64] = uint64_t{1} << (bit % 64);
  }
  const std::vector<uint64_t> uses = Harden(hardener, method, filters, kFilterBits);
  EXPECT_EQ(Ones(uses), 5 * 320) << "repeated positions would cancel out";
}

TEST(SegmentHardenerTest, BalancedSegmentsHaveHalfTheirBitsSet) {
  const Method& method = kMethods[2];
  SegmentHardener hardener = Hardener(method);
  const std::vector<uint64_t> segments = Harden(hardener, method, Filters(method, 10), 10);
  for (size_t r = 0; r < 10; ++r) EXPECT_EQ(Ones(std::span(segments).subspan(r * 6, 6)), 192);
}

TEST(SegmentHardenerTest, FlipsAreTheSameForTheSameFilterAndAsManyAsTheProfileSays) {
  const Method& method = kMethods[3];
  SegmentHardener hardener = Hardener(method);
  const std::vector<uint64_t> filters = Filters(method, 200);
  const std::vector<uint64_t> segments = Harden(hardener, method, filters, 200);
  EXPECT_EQ(Harden(hardener, method, filters, 200), segments);
  int flips = 0;
  for (size_t i = 0; i < segments.size(); ++i) flips += std::popcount(segments[i] ^ filters[i]);
  // 38,400 bits with probability 0.1: 3,840 expected, variance 3,456. Beyond six standard
  // deviations (353) the probability is below 1e-8; the seed is fixed.
  EXPECT_GE(flips, 3840 - 353);
  EXPECT_LE(flips, 3840 + 353);
}

TEST(SegmentHardenerTest, FoldingAddsTheHalvesWithoutCarry) {
  const Method& method = kMethods[4];
  SegmentHardener hardener = Hardener(method);
  const std::vector<uint64_t> filters = Filters(method, 1);
  EXPECT_EQ(Harden(hardener, method, filters, 1),
            (std::vector<uint64_t>{filters[0] ^ filters[2], filters[1] ^ filters[3]}));
}

}  // namespace
}  // namespace ieum::client
