#include "ieum/core/model/chance_agreement.h"

#include <numeric>
#include <random>
#include <span>
#include <vector>

#include "ieum/core/model/model_fit.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

constexpr int kBits = 256;

// Rows whose only segment has each bit set with probability 0.3; every fourth is `shared`.
BitMatrix Random(int64_t row_count, uint64_t seed, bool shared_values) {
  BitMatrix matrix =
      BitMatrix::Create(EncodingLayout::Create({{"name", kBits}}).value(), row_count).value();
  std::mt19937_64 random(seed);
  std::vector<uint64_t> words(kBits / 64);
  for (int64_t row = 0; row < row_count; ++row) {
    std::fill(words.begin(), words.end(), 0);
    std::mt19937_64 shared(99);
    std::mt19937_64& source = shared_values && row % 4 == 0 ? shared : random;
    for (size_t bit = 0; bit < kBits; ++bit) {
      if (source() % 10 < 3) words[bit / 64] |= uint64_t{1} << (bit % 64);
    }
    EXPECT_OK(matrix.AppendRows(std::as_bytes(std::span(words))));
  }
  return matrix;
}

std::vector<SegmentChance> Measure(const BitMatrix& a, const BitMatrix& b,
                                   const SegmentEncoding& encoding, int64_t pair_count) {
  const std::vector<const BitMatrix*> parties = {&a, &b};
  const std::vector<SegmentEncoding> encodings = {encoding};
  const ValueIndex values = ValueIndex::Create(parties, 1, {}).value();
  return MeasureChance(parties, encodings, values, pair_count, 2, {}).value();
}

TEST(ChanceAgreementTest, LooksAtAllPairsOfSmallParties) {
  const BitMatrix a = Random(20, 1, true);
  const BitMatrix b = Random(10, 2, false);
  const SegmentChance chance = Measure(a, b, {kBits, 0, 0}, 1'000).front();
  EXPECT_EQ(std::accumulate(chance.percents.begin(), chance.percents.end(), int64_t{0}), 190 + 45);
  // Five rows of a are alike: ten pairs.
  EXPECT_EQ(chance.percents[kIdenticalPercent], 10);
  EXPECT_DOUBLE_EQ(chance.identity.pair_shares[FrequencyClass(3)], 10.0 / (190 + 45));
  EXPECT_EQ(chance.chance, 0);
}

TEST(ChanceAgreementTest, SamplesLargePartiesTheSameWayEveryTime) {
  const BitMatrix a = Random(300, 1, true);
  const BitMatrix b = Random(200, 2, false);
  const SegmentChance once = Measure(a, b, {kBits, 0, 0}, 5'000).front();
  const SegmentChance again = Measure(a, b, {kBits, 0, 0}, 5'000).front();
  EXPECT_EQ(once.percents, again.percents);
  const int64_t pairs = std::accumulate(once.percents.begin(), once.percents.end(), int64_t{0});
  EXPECT_GE(pairs, 5'000);
  EXPECT_LE(pairs, 5'002);
}

TEST(ChanceAgreementTest, TakesTheLikenessOfStrangersOffDistances) {
  const BitMatrix a = Random(100, 1, false);
  const BitMatrix b = Random(100, 2, false);
  const SegmentChance balanced = Measure(a, b, {kBits, 1, 0}, 100'000).front();
  // Random bits of 30 % differ with probability 0.42: 1 - 2 * 0.42 = 0.16 and a little above it.
  EXPECT_GT(balanced.chance, 0.16);
  EXPECT_LT(balanced.chance, 0.30);
  int64_t zero = balanced.percents[0];
  int64_t all = std::accumulate(balanced.percents.begin(), balanced.percents.end(), int64_t{0});
  EXPECT_NEAR(static_cast<double>(zero) / static_cast<double>(all), 5.0 / 6.0, 0.1);
}

TEST(ChanceAgreementTest, TakesPartiesOfOneRowOrNone) {
  const BitMatrix none = Random(0, 1, false);
  const BitMatrix one = Random(1, 2, false);
  const SegmentChance chance = Measure(none, one, {kBits, 8, 0}, 100).front();
  EXPECT_EQ(std::accumulate(chance.percents.begin(), chance.percents.end(), int64_t{0}), 0);
  EXPECT_EQ(chance.identity.pair_count, 0);
}

TEST(ChanceAgreementTest, TakesOutWhatTheOtherSegmentsSayIsOnePerson) {
  // Two segments. Four pairs share a rare filter of the first; of two of them the second says that
  // they are one person, of the others that they are not, whatever the first one weighs.
  SegmentParameters parameters;
  parameters.m.fill(1.0 / kLevelCount);
  parameters.u = parameters.m;
  constexpr uint8_t kElse = kLevelCount - 1;
  SegmentParameters telling = parameters;
  telling.m = {};
  telling.u = {};
  telling.m[0] = telling.u[kElse] = 0.9999;
  telling.m[kElse] = telling.u[0] = 0.0001;
  const LinkageModel model({telling, telling});
  const ComparedPairs pairs = {.left_party = 0,
                               .right_party = 0,
                               .left_row_count = 20,
                               .right_row_count = 20,
                               .segment_count = 2,
                               .left = {0, 1, 2, 3},
                               .right = {10, 11, 12, 13},
                               .levels = {0, 0, 0, 0, 0, kElse, 0, kElse}};
  SegmentChance chance = {.similarity = SegmentSimilarity({kBits, 0, 0}, 0),
                          .chance = 0,
                          .identity = {},
                          .percents = {}};
  chance.identity.pair_count = 190;
  chance.identity.pair_shares[0] = 4.0 / 190;
  chance.percents[0] = 190;
  const std::vector<SegmentChance> chances = {chance, chance};
  const std::vector<SegmentChance> rest =
      WithoutMatches(chances, pairs, model, PairWeights(model, pairs, 0));
  EXPECT_NEAR(rest[0].identity.pair_shares[0] * 190, 2, 0.01);
  // The first segment is identical in all four, so the second one is believed nowhere: its two
  // unlike pairs count as one person, and so do the identical ones.
  EXPECT_NEAR(rest[1].identity.pair_shares[0] * 190, 2, 0.01);
  EXPECT_EQ(rest[1].percents[0], 188);
  EXPECT_EQ(rest[0].percents[0], 190);
}

}  // namespace
}  // namespace ieum::core
