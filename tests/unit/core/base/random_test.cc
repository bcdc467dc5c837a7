#include "ieum/core/base/random.h"

#include <gtest/gtest.h>

#include <set>

#include "support/seeded_random.h"

namespace ieum::core {
namespace {

TEST(RandomTest, SystemValuesDoNotRepeat) {
  // 10'000 values of 128 bits: a repeat has probability below 2^-102.
  std::set<std::array<std::byte, 16>> seen;
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(seen.insert(SystemRandom().Next128()).second);
}

TEST(RandomTest, FillReachesEveryByte) {
  // Each byte is zero in all 64 fills with probability 2^-512.
  std::array<std::byte, 100> seen{};
  for (int i = 0; i < 64; ++i) {
    std::array<std::byte, 100> bytes{};
    SystemRandom().Fill(bytes);
    for (size_t b = 0; b < bytes.size(); ++b) seen[b] |= bytes[b];
  }
  for (size_t b = 0; b < seen.size(); ++b) EXPECT_NE(seen[b], std::byte{0}) << "byte " << b;
}

TEST(RandomTest, SeededValuesRepeatWithTheirSeed) {
  ieum::testing::SeededRandom a(1);
  ieum::testing::SeededRandom b(1);
  ieum::testing::SeededRandom c(2);
  const auto first = a.Next128();
  EXPECT_EQ(b.Next128(), first);
  EXPECT_NE(c.Next128(), first);
}

}  // namespace
}  // namespace ieum::core
