#include "ieum/core/matching/match_statistics.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "ieum/core/model/comparison_levels.h"
#include "support/random_encodings.h"

namespace ieum::core {
namespace {

using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;

constexpr auto kUnlikeLevel = static_cast<uint8_t>(kLevelCount - 1);

// Two segments of one word; a row {a, b} has `a` and `b` as its segments.
BitMatrix Party(const std::vector<uint64_t>& words) { return MatrixOf(LayoutOf({64, 64}), words); }

LinkageModel Model() {
  SegmentParameters segment;
  segment.m.fill(0.5 / (kLevelCount - 1));
  segment.m[0] = 0.5;
  segment.u.fill(1.0 / kLevelCount);
  return LinkageModel({segment, segment});
}

ComparedPairs Pairs(uint32_t left_party, uint32_t right_party, int64_t left_rows,
                    int64_t right_rows) {
  ComparedPairs pairs;
  pairs.left_party = left_party;
  pairs.right_party = right_party;
  pairs.left_row_count = left_rows;
  pairs.right_row_count = right_rows;
  pairs.segment_count = 2;
  return pairs;
}

void Add(ComparedPairs& pairs, uint32_t left, uint32_t right, uint8_t first, uint8_t second) {
  pairs.left.push_back(left);
  pairs.right.push_back(right);
  pairs.levels.push_back(first);
  pairs.levels.push_back(second);
}

TEST(MatchStatisticsTest, LevelsAreSaidInWords) {
  EXPECT_EQ(AgreementOf(0), SegmentAgreement::kIdentical);
  EXPECT_EQ(AgreementOf(kFrequencyClassCount - 1), SegmentAgreement::kIdentical);
  EXPECT_EQ(AgreementOf(LevelOfPercent(99)), SegmentAgreement::kAlike);
  EXPECT_EQ(AgreementOf(LevelOfPercent(70)), SegmentAgreement::kAlike);
  EXPECT_EQ(AgreementOf(LevelOfPercent(69)), SegmentAgreement::kUnlike);
  EXPECT_EQ(AgreementOf(LevelOfPercent(0)), SegmentAgreement::kUnlike);
  EXPECT_EQ(AgreementOf(kNoLevel), SegmentAgreement::kMissing);
}

// Party 0: six rows, party 1: seven. Rows i and i are one person for i < 5; row 5 on the left has a
// near miss, and row 0 on the left has a second candidate above the threshold.
struct TwoParties {
  BitMatrix left = Party({1, 1, 2, 2, 3, 3, 4, 4, 5, 0, 0, 0});
  BitMatrix right = Party({1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7});
  std::vector<const BitMatrix*> parties = {&left, &right};
  std::vector<ComparedPairs> pairs = {Pairs(0, 1, 6, 7)};
  std::vector<std::vector<int32_t>> weights;
  std::vector<std::vector<uint32_t>> entities = {{0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 6, 7}};
  LinkageModel model = Model();

  TwoParties() {
    Add(pairs[0], 0, 0, 0, 0);
    Add(pairs[0], 0, 6, 0, kUnlikeLevel);
    for (uint32_t row = 1; row < 5; ++row) Add(pairs[0], row, row, 0, 0);
    Add(pairs[0], 5, 5, kUnlikeLevel, kNoLevel);
    weights = {{9'000, 6'000, 9'000, 9'000, 9'000, 9'400, -3'100}};
  }
  MatchStatistics Summarised() const {
    return Summarise({.parties = parties,
                      .pairs = pairs,
                      .weights = weights,
                      .model = model,
                      .entities = entities,
                      .entity_count = 8,
                      .threshold = 5'000,
                      .duplicate_parties = 0});
  }
};

TEST(MatchStatisticsTest, TheHistogramHoldsTheBestPairOfEachRow) {
  const WeightHistogram histogram = TwoParties().Summarised().histogram;
  EXPECT_EQ(histogram.first, -3'500);
  ASSERT_EQ(histogram.bins.size(), 26U) << "to the bin that begins with 9000";
  EXPECT_EQ(histogram.bins.front().pair_count, 1);
  EXPECT_NEAR(histogram.bins.front().expected_matches, 1 / (1 + std::exp(3.1)), 1e-9);
  EXPECT_EQ(histogram.bins.back().pair_count, 5) << "the second candidate is not a best pair";
  EXPECT_NEAR(histogram.bins.back().expected_matches, 4.95, 0.01);
  EXPECT_EQ(std::accumulate(histogram.bins.begin(), histogram.bins.end(), int64_t{0},
                            [](int64_t sum, const auto& bin) { return sum + bin.pair_count; }),
            6);
}

TEST(MatchStatisticsTest, ExtremeWeightsCountInTheOuterBins) {
  TwoParties run;
  run.weights[0][0] = 1'000'000;
  run.weights[0][6] = -1'000'000;
  const WeightHistogram histogram = run.Summarised().histogram;
  EXPECT_EQ(histogram.first, WeightHistogram::kLowest);
  EXPECT_EQ(histogram.bins.size(), 301U);
  EXPECT_EQ(histogram.bins.front().pair_count, 1);
  EXPECT_EQ(histogram.bins.back().pair_count, 1);
}

TEST(MatchStatisticsTest, ClassesAreCrowdsWithMeanWeights) {
  const MatchStatistics found = TwoParties().Summarised();
  ASSERT_EQ(found.classes.size(), 1U) << "the class of the one near miss is not shown";
  EXPECT_EQ(found.unlisted_pair_count, 1);
  const AgreementClass& identical = found.classes[0];
  EXPECT_EQ(identical.segments,
            (std::vector{SegmentAgreement::kIdentical, SegmentAgreement::kIdentical}));
  EXPECT_EQ(identical.pair_count, 5);
  EXPECT_EQ(identical.linked_pair_count, 5);
  EXPECT_EQ(identical.pair_weight, 9'080);
  const int32_t weight = TwoParties().model.weight(0, 0);
  EXPECT_EQ(identical.weights, (std::vector{weight, weight}));
}

TEST(MatchStatisticsTest, RowsOfSeveralTakersAreAmbiguous) {
  const MatchStatistics found = TwoParties().Summarised();
  ASSERT_EQ(found.parties.size(), 2U);
  EXPECT_EQ(found.parties[0].ambiguous_row_count, 1);
  EXPECT_EQ(found.parties[1].ambiguous_row_count, 0) << "a lost candidate alone is not ambiguous";
  TwoParties declared;
  declared.entities[1][6] = 0;  // the second candidate is a second row of the person
  EXPECT_EQ(declared.Summarised().parties[0].ambiguous_row_count, 0);
  TwoParties below;
  below.weights[0][1] = 4'999;
  EXPECT_EQ(below.Summarised().parties[0].ambiguous_row_count, 0);
}

TEST(MatchStatisticsTest, RowsAreCountedByWhatTheyHave) {
  const MatchStatistics found = TwoParties().Summarised();
  const PartyStatistics& left = found.parties[0];
  EXPECT_EQ(left.rows.row_count, 6);
  EXPECT_EQ(left.rows.linked_row_count, 5);
  EXPECT_EQ(left.missing_row_counts, (std::vector<int64_t>{1, 2}));
  ASSERT_EQ(left.by_present_segments.size(), 3U);
  EXPECT_EQ(left.by_present_segments[0].row_count, 1);
  EXPECT_EQ(left.by_present_segments[0].linked_row_count, 0);
  EXPECT_EQ(left.by_present_segments[1].row_count, 1);
  EXPECT_EQ(left.by_present_segments[1].linked_row_count, 1);
  EXPECT_EQ(left.by_present_segments[2].linked_row_count, 4);
}

TEST(MatchStatisticsTest, OverlapsAreCountedByPartiesLargestFirst) {
  const MatchStatistics found = TwoParties().Summarised();
  ASSERT_EQ(found.overlaps.size(), 3U);
  EXPECT_EQ(found.overlaps[0].parties, 0b11U);
  EXPECT_EQ(found.overlaps[0].entity_count, 5);
  EXPECT_EQ(found.overlaps[1].parties, 0b10U);
  EXPECT_EQ(found.overlaps[1].entity_count, 2);
  EXPECT_EQ(found.overlaps[2].parties, 0b01U);
  EXPECT_EQ(found.unlisted_entity_count, 0);
  EXPECT_EQ(found.linked_pair_count, 5);
}

TEST(MatchStatisticsTest, ThirtyOnePartiesShowTheirLargestOverlaps) {
  constexpr size_t kParties = 31;
  std::vector<BitMatrix> matrices;
  std::vector<const BitMatrix*> parties;
  std::vector<std::vector<uint32_t>> entities;
  // Entity e is in the parties of e's bits, in the last one always.
  constexpr uint32_t kEntities = 100;
  for (size_t p = 0; p < kParties; ++p) {
    std::vector<uint32_t>& of_party = entities.emplace_back();
    for (uint32_t e = 0; e < kEntities; ++e) {
      if (p + 1 == kParties || (p < 7 && (e >> p & 1) != 0)) of_party.push_back(e);
    }
    matrices.push_back(Party(std::vector<uint64_t>(2 * of_party.size(), 1)));
  }
  for (const BitMatrix& matrix : matrices) parties.push_back(&matrix);
  const LinkageModel model = Model();
  const MatchStatistics found = Summarise({.parties = parties,
                                           .pairs = {},
                                           .weights = {},
                                           .model = model,
                                           .entities = entities,
                                           .entity_count = kEntities,
                                           .threshold = 0,
                                           .duplicate_parties = 0});
  EXPECT_EQ(found.overlaps.size(), MatchStatistics::kMostOverlaps);
  EXPECT_EQ(found.unlisted_entity_count, 36);
  EXPECT_EQ(found.overlaps[0].parties, uint32_t{1} << 30);
  EXPECT_TRUE(found.histogram.bins.empty());
}

TEST(MatchStatisticsTest, EmptyPartiesGiveEmptyStatistics) {
  const BitMatrix empty = Party({});
  const std::vector<const BitMatrix*> parties = {&empty, &empty};
  const std::vector<ComparedPairs> pairs = {Pairs(0, 1, 0, 0)};
  const std::vector<std::vector<int32_t>> weights = {{}};
  const std::vector<std::vector<uint32_t>> entities = {{}, {}};
  const LinkageModel model = Model();
  const MatchStatistics found = Summarise({.parties = parties,
                                           .pairs = pairs,
                                           .weights = weights,
                                           .model = model,
                                           .entities = entities,
                                           .entity_count = 0,
                                           .threshold = 0,
                                           .duplicate_parties = 0});
  EXPECT_TRUE(found.histogram.bins.empty());
  EXPECT_TRUE(found.classes.empty());
  EXPECT_TRUE(found.overlaps.empty());
  EXPECT_EQ(found.parties.size(), 2U);
}

}  // namespace
}  // namespace ieum::core
