#include "ieum/core/similarity/pair_scorer.h"

#include <algorithm>

#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

using Accepted = std::vector<std::pair<int64_t, int32_t>>;

// What the rule says about every row of the range, one by one.
Accepted ByTheRule(const ScoringRule& rule, const BitMatrix& left, int64_t i, const BitMatrix& rows,
                   RowRange range) {
  const auto segment_count = static_cast<size_t>(rows.layout().segment_count());
  std::vector<int32_t> common(static_cast<size_t>(range.size()) * segment_count);
  CompiledKernels().back()->CommonBits(left.row(i), rows, range, common);
  Accepted accepted;
  for (int64_t row = range.begin; row < range.end; ++row) {
    const int32_t similarity =
        rule.Similarity(std::span(common).subspan(
                            static_cast<size_t>(row - range.begin) * segment_count, segment_count),
                        left.popcounts(i), rows.popcounts(row));
    if (similarity >= rule.threshold_basis_points()) accepted.emplace_back(row, similarity);
  }
  return accepted;
}

Accepted ByTheScorer(PairScorer& scorer, const BitMatrix& left, int64_t i) {
  std::vector<AcceptedRow> rows;
  scorer.Score(left, i, rows);
  Accepted accepted;
  for (const AcceptedRow& row : rows) accepted.emplace_back(row.row, row.similarity);
  return accepted;
}

// A matrix of one segment whose row i has the lowest `bit_counts[i]` bits set.
BitMatrix LowBits(int segment_bits, const std::vector<int>& bit_counts) {
  std::vector<uint64_t> words;
  for (const int bit_count : bit_counts) {
    for (int w = 0; w < segment_bits / 64; ++w) {
      const int bits = std::clamp(bit_count - w * 64, 0, 64);
      words.push_back(bits == 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1);
    }
  }
  return MatrixOf(LayoutOf({segment_bits}), words);
}

TEST(PairScorerTest, AcceptsExactlyWhatTheRuleAcceptsForEveryPairOfBitCounts) {
  std::vector<int> bit_counts;
  for (int bits = 0; bits <= 256; ++bits) bit_counts.push_back(bits);
  const BitMatrix matrix = LowBits(256, bit_counts);
  // The row of fewer bits lies inside the other, so Dice takes the value 2l / (l + r) of every l,
  // r.
  for (const int threshold : {1, 5000, 6666, 6667, 8000, 9523, 9999, 10'000}) {
    ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::Create({3}, threshold));
    ASSERT_OK_AND_ASSIGN(PairScorer scorer,
                         PairScorer::Create(rule, matrix.layout(), BestKernel()));
    const RowRange all{0, matrix.row_count()};
    scorer.LoadTile(matrix, all);
    for (int64_t i = 0; i < matrix.row_count(); ++i) {
      ASSERT_EQ(ByTheScorer(scorer, matrix, i), ByTheRule(rule, matrix, i, matrix, all))
          << "threshold " << threshold << ", " << i << " bits";
    }
  }
}

TEST(PairScorerTest, AcceptsExactlyWhatTheRuleAcceptsForEveryLayout) {
  std::mt19937_64 engine(20);
  const std::vector<std::vector<int>> layouts = {{64},
                                                 {512},
                                                 {1024},
                                                 {8192},
                                                 {64, 64},
                                                 {256, 256},
                                                 {512, 64, 320},
                                                 {256, 256, 256, 256},
                                                 {64, 128, 192, 256, 320},
                                                 std::vector<int>(31, 64),
                                                 std::vector<int>(32, 512)};
  for (const std::vector<int>& bit_counts : layouts) {
    const EncodingLayout layout = LayoutOf(bit_counts);
    std::vector<uint64_t> words = ieum::testing::RandomWords(50, layout, engine);
    std::vector<uint64_t> noisy = ieum::testing::WithErrors(words, engine);
    ieum::testing::ClearSegments(words, layout, 20, engine);
    ieum::testing::ClearSegments(noisy, layout, 20, engine);
    const BitMatrix left = MatrixOf(layout, words);
    const BitMatrix right = MatrixOf(layout, noisy);
    std::vector<int> weights;
    for (int s = 0; s < layout.segment_count(); ++s) {
      weights.push_back(static_cast<int>(engine() % 1000) + 1);
    }
    for (const int threshold : {1, 3000, 3700, 4500, 8000, 9000, 10'000}) {
      ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::Create(weights, threshold));
      ASSERT_OK_AND_ASSIGN(PairScorer scorer, PairScorer::Create(rule, layout, BestKernel()));
      for (const RowRange range :
           {RowRange{0, 50}, RowRange{7, 8}, RowRange{3, 49}, RowRange{10, 10}}) {
        scorer.LoadTile(right, range);
        for (int64_t i = 0; i < left.row_count(); ++i) {
          ASSERT_EQ(ByTheScorer(scorer, left, i), ByTheRule(rule, left, i, right, range))
              << layout.row_bits() << " bits, threshold " << threshold << ", query " << i;
        }
      }
    }
  }
}

// Segments of the layout by Dice or by distance, in every mixture that a seed draws.
std::vector<SegmentRule> MixedSegments(const EncodingLayout& layout, std::mt19937_64& engine) {
  std::vector<SegmentRule> segments;
  for (const Segment& segment : layout.segments()) {
    SegmentRule& rule = segments.emplace_back();
    rule.weight = static_cast<int>(engine() % 1000) + 1;
    if (engine() % 3 == 0) continue;
    rule.hamming_bits = segment.bit_count;
    rule.xor_count = static_cast<int>(engine() % 10) + 1;
  }
  segments[0].hamming_bits = layout.segments()[0].bit_count;
  return segments;
}

TEST(PairScorerTest, AcceptsExactlyWhatTheRuleAcceptsForHammingAndMixedSegments) {
  std::mt19937_64 engine(22);
  for (const std::vector<int>& bit_counts : {std::vector<int>{64},
                                             {512},
                                             {2048},
                                             {8192},
                                             {64, 64},
                                             {512, 64, 320},
                                             {1024, 512, 256, 256},
                                             {64, 128, 192, 256, 320},
                                             std::vector<int>(32, 512)}) {
    const EncodingLayout layout = LayoutOf(bit_counts);
    std::vector<uint64_t> words = ieum::testing::RandomWords(50, layout, engine);
    std::vector<uint64_t> noisy = ieum::testing::WithErrors(words, engine);
    ieum::testing::ClearSegments(words, layout, 20, engine);
    ieum::testing::ClearSegments(noisy, layout, 20, engine);
    const BitMatrix left = MatrixOf(layout, words);
    const BitMatrix right = MatrixOf(layout, noisy);
    size_t accepted_count = 0;
    for (const int threshold : {1, 2000, 6000, 8000, 8750, 9500, 10'000}) {
      ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::CreateForSegments(
                                                       MixedSegments(layout, engine), threshold));
      ASSERT_OK_AND_ASSIGN(PairScorer scorer, PairScorer::Create(rule, layout, BestKernel()));
      for (const RowRange range :
           {RowRange{0, 50}, RowRange{7, 8}, RowRange{3, 49}, RowRange{10, 10}}) {
        scorer.LoadTile(right, range);
        for (int64_t i = 0; i < left.row_count(); ++i) {
          const Accepted accepted = ByTheScorer(scorer, left, i);
          ASSERT_EQ(accepted, ByTheRule(rule, left, i, right, range))
              << layout.row_bits() << " bits, threshold " << threshold << ", query " << i;
          accepted_count += accepted.size();
        }
      }
    }
    EXPECT_GT(accepted_count, 50U) << layout.row_bits();
  }
}

TEST(PairScorerTest, AcceptsEveryDistanceOfOneHammingSegmentAsTheRuleDoes) {
  std::vector<int> bit_counts;
  for (int bits = 0; bits <= 256; ++bits) bit_counts.push_back(bits);
  const BitMatrix matrix = LowBits(256, bit_counts);  // rows i and j differ in |i - j| bits
  for (const int xor_count : {1, 8}) {
    for (const int threshold : {1, 5000, 6667, 8000, 9999, 10'000}) {
      const std::vector<SegmentRule> segments = {
          {.weight = 3, .hamming_bits = 256, .xor_count = xor_count}};
      ASSERT_OK_AND_ASSIGN(const ScoringRule rule,
                           ScoringRule::CreateForSegments(segments, threshold));
      ASSERT_OK_AND_ASSIGN(PairScorer scorer,
                           PairScorer::Create(rule, matrix.layout(), BestKernel()));
      const RowRange all{0, matrix.row_count()};
      scorer.LoadTile(matrix, all);
      for (int64_t i = 0; i < matrix.row_count(); ++i) {
        ASSERT_EQ(ByTheScorer(scorer, matrix, i), ByTheRule(rule, matrix, i, matrix, all))
            << "threshold " << threshold << ", " << i << " bits";
      }
    }
  }
}

TEST(PairScorerTest, EveryThresholdIsInclusiveToTheBasisPoint) {
  // Thresholds set to exactly the similarity of a pair, and one more.
  std::mt19937_64 engine(21);
  const EncodingLayout layout = LayoutOf({256, 256, 256, 256});
  const std::vector<uint64_t> words = ieum::testing::RandomWords(200, layout, engine);
  const BitMatrix left = MatrixOf(layout, words);
  const BitMatrix right = MatrixOf(layout, ieum::testing::WithErrors(words, engine));
  ASSERT_OK_AND_ASSIGN(const ScoringRule lowest, ScoringRule::Create({4, 3, 2, 1}, 1));
  for (int64_t i = 0; i < left.row_count(); ++i) {
    const RowRange partner{i, i + 1};
    const Accepted accepted = ByTheRule(lowest, left, i, right, partner);
    ASSERT_EQ(accepted.size(), 1U);
    const int32_t similarity = accepted[0].second;
    ASSERT_LT(similarity, 10'000);
    for (const int32_t more : {0, 1}) {
      ASSERT_OK_AND_ASSIGN(const ScoringRule rule,
                           ScoringRule::Create({4, 3, 2, 1}, similarity + more));
      ASSERT_OK_AND_ASSIGN(PairScorer scorer, PairScorer::Create(rule, layout, BestKernel()));
      scorer.LoadTile(right, partner);
      EXPECT_EQ(ByTheScorer(scorer, left, i).size(), more == 0 ? 1U : 0U) << "pair " << i;
    }
  }
}

TEST(PairScorerTest, TilesFitIntoHalfAFirstLevelCache) {
  for (const auto& [bits, most] : std::vector<std::pair<int, int64_t>>{
           {64, 1024}, {512, 256}, {1024, 128}, {2048, 64}, {8192, 16}}) {
    ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::Create({1}, 8000));
    ASSERT_OK_AND_ASSIGN(const PairScorer scorer,
                         PairScorer::Create(rule, LayoutOf({bits}), BestKernel()));
    EXPECT_EQ(scorer.rows_per_tile(), most) << bits;
  }
}

TEST(PairScorerTest, RefusesARuleForAnotherLayout) {
  ASSERT_OK_AND_ASSIGN(const ScoringRule rule, ScoringRule::Create({1, 1}, 8000));
  EXPECT_THAT(PairScorer::Create(rule, LayoutOf({64}), BestKernel()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("2 weights for encodings of 1 segments")));
  const std::vector<SegmentRule> segments = {{.weight = 1, .hamming_bits = 128}};
  ASSERT_OK_AND_ASSIGN(const ScoringRule wide, ScoringRule::CreateForSegments(segments, 8000));
  EXPECT_THAT(PairScorer::Create(wide, LayoutOf({64}), BestKernel()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("compares segment 0 over 128 bits; it has 64")));
}

}  // namespace
}  // namespace ieum::core
