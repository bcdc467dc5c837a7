#include "ieum/core/blocking/bit_sampling.h"

#include <algorithm>
#include <random>
#include <set>

#include "support/random_encodings.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::SeededRandom;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::Ge;
using ::testing::Lt;

TEST(BitSampleTest, DrawsDifferentBitsOfTheSegmentsAskedForOnly) {
  SeededRandom random(1);
  const EncodingLayout layout = LayoutOf({128, 256, 64});
  const std::vector<int> segments = {1};
  const BitSample sample(layout, segments, random);
  ASSERT_EQ(sample.size(), kMaxSampledBits);
  const std::vector<int> bits = sample.FirstBits(sample.size());
  EXPECT_THAT(bits, Each(AllOf(Ge(128), Lt(384))));
  EXPECT_TRUE(std::is_sorted(bits.begin(), bits.end()));
  EXPECT_EQ(std::set<int>(bits.begin(), bits.end()).size(), bits.size());
}

TEST(BitSampleTest, MoreBitsContainFewerAndASeedRepeats) {
  const EncodingLayout layout = LayoutOf({512});
  const std::vector<int> segments = {0};
  SeededRandom first(7);
  SeededRandom second(7);
  const BitSample sample(layout, segments, first);
  EXPECT_EQ(BitSample(layout, segments, second).FirstBits(20), sample.FirstBits(20));
  const std::vector<int> few = sample.FirstBits(5);
  const std::vector<int> many = sample.FirstBits(20);
  EXPECT_TRUE(std::includes(many.begin(), many.end(), few.begin(), few.end()));
}

TEST(BitSampleTest, TakesAsManyBitsAsMakeTheShareOfAgreeingPairsSmallEnough) {
  // Independent bits set with probability 3/8 agree with probability 17/32, so that 10 bits make
  // (17/32)^10 = 0.0018 and 9 bits 0.0034.
  std::mt19937_64 engine(4);
  const EncodingLayout layout = LayoutOf({512});
  const BitMatrix left = MatrixOf(layout, ieum::testing::RandomWords(3'000, layout, engine));
  const BitMatrix right = MatrixOf(layout, ieum::testing::RandomWords(3'000, layout, engine));
  SeededRandom random(3);
  const std::vector<int> segments = {0};
  const BitSample sample(layout, segments, random);
  EXPECT_EQ(sample.BitsForShare(left, right, 0.6), 1);
  EXPECT_EQ(sample.BitsForShare(left, right, 0.0025), 10);
  // Too rare for the sample of pairs: continued from more frequent ones. (17/32)^30 is 5.8e-9.
  EXPECT_NEAR(sample.BitsForShare(left, right, 5.8e-9), 30, 3);
  EXPECT_EQ(sample.BitsForShare(left, right, 0), kMaxSampledBits);
}

TEST(BitSampleTest, RowsThatLackASegmentAreNotCounted) {
  const EncodingLayout layout = LayoutOf({64, 64});
  std::vector<uint64_t> words;
  for (uint64_t i = 0; i < 400; ++i) {
    words.push_back(i % 2 == 0 ? 0 : ~uint64_t{0} << (i % 64));
    words.push_back(i);
  }
  const BitMatrix rows = MatrixOf(layout, words);
  const BitMatrix empty = MatrixOf(layout, {});
  SeededRandom random(3);
  const std::vector<int> segments = {0};
  const BitSample sample(layout, segments, random);
  EXPECT_GT(sample.BitsForShare(rows, rows, 0.2), 1);
  EXPECT_EQ(sample.BitsForShare(empty, rows, 0.2), 3) << "halved with each bit if nothing is known";
}

}  // namespace
}  // namespace ieum::core
