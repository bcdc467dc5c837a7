#include "ieum/client/encode/bit_lanes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "support/seeded_random.h"

namespace ieum::client {
namespace {

using ::ieum::testing::SeededRandom;

std::vector<uint64_t> RandomWords(SeededRandom& random, size_t count) {
  std::vector<uint64_t> words(count);
  random.Fill(std::as_writable_bytes(std::span(words)));
  return words;
}

TEST(BitLanesTest, ThePortableVariantIsAlwaysThere) {
  ASSERT_FALSE(UsableBitLanes().empty());
  EXPECT_EQ(UsableBitLanes().front()->name, "portable");
  EXPECT_EQ(UsableBitLanes().back(), &FastestBitLanes());
}

TEST(BitLanesTest, OrsEveryBitmapIntoWhatWasThere) {
  SeededRandom random(1);
  for (const BitLanes* const lanes : UsableBitLanes()) {
    for (const size_t words :
         {size_t{1}, size_t{3}, size_t{4}, size_t{16}, size_t{21}, size_t{37}}) {
      for (const size_t count : {size_t{0}, size_t{1}, size_t{7}}) {
        const std::vector<uint64_t> bitmaps = RandomWords(random, words * count);
        std::vector<uint64_t> out = RandomWords(random, words + 1);
        std::vector<uint64_t> want = out;
        std::vector<const uint64_t*> pointers;
        for (size_t i = 0; i < count; ++i) {
          pointers.push_back(&bitmaps[i * words]);
          for (size_t w = 0; w < words; ++w) want[w] |= bitmaps[i * words + w];
        }
        lanes->or_bitmaps(pointers, words, out.data());
        EXPECT_EQ(out, want) << lanes->name << ", " << words << " words, " << count << " bitmaps";
      }
    }
  }
}

TEST(BitLanesTest, OrsEachBitmapIntoItsRowAndPassesOverNone) {
  SeededRandom random(3);
  for (const BitLanes* const lanes : UsableBitLanes()) {
    for (const size_t words : {size_t{1}, size_t{4}, size_t{6}, size_t{16}}) {
      constexpr size_t kRows = 9;
      const size_t stride = words + 2;
      const std::vector<uint64_t> bitmaps = RandomWords(random, words * kRows);
      std::vector<uint64_t> out = RandomWords(random, stride * kRows);
      std::vector<uint64_t> want = out;
      std::vector<const uint64_t*> pointers(kRows);
      for (size_t r = 0; r < kRows; ++r) {
        if (r == 4) continue;
        pointers[r] = &bitmaps[r * words];
        for (size_t w = 0; w < words; ++w) want[r * stride + w] |= bitmaps[r * words + w];
      }
      lanes->or_rows(pointers, words, out.data(), stride);
      EXPECT_EQ(out, want) << lanes->name << ", " << words << " words";
    }
  }
}

TEST(BitLanesTest, DiffusesEachRecordAsBitByBit) {
  SeededRandom random(2);
  for (const BitLanes* const lanes : UsableBitLanes()) {
    for (const size_t record_count : {size_t{1}, size_t{63}, size_t{65}, kLaneRecords}) {
      constexpr size_t kFilterWords = 3;
      constexpr size_t kOutWords = 5;
      constexpr size_t kStride = 7;
      constexpr size_t kXorCount = 4;
      const std::vector<uint64_t> filters = RandomWords(random, kFilterWords * kLaneRecords);
      std::vector<uint16_t> positions(kOutWords * 64 * kXorCount);
      for (uint16_t& position : positions) {
        position = static_cast<uint16_t>(RandomWords(random, 1)[0] % (64 * kFilterWords));
      }
      std::vector<uint64_t> out(kStride * kLaneRecords, 42);
      std::vector<uint64_t> want = out;
      for (size_t r = 0; r < record_count; ++r) {
        const auto bit = [&](size_t position) {
          return (filters[r * kFilterWords + position / 64] >> (position % 64)) & 1;
        };
        for (size_t w = 0; w < kOutWords; ++w) want[r * kStride + w] = 0;
        for (size_t j = 0; j < 64 * kOutWords; ++j) {
          for (size_t i = 0; i < kXorCount; ++i) {
            want[r * kStride + j / 64] ^= bit(positions[j * kXorCount + i]) << (j % 64);
          }
        }
      }
      std::vector<uint64_t> scratch(kFilterWords * kLaneRecords);
      lanes->diffuse(filters.data(), kFilterWords, positions, kXorCount, record_count, out.data(),
                     kOutWords, kStride, scratch.data());
      EXPECT_EQ(out, want) << lanes->name << ", " << record_count << " records";
    }
  }
}

}  // namespace
}  // namespace ieum::client
