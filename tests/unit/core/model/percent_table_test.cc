#include "ieum/core/model/percent_table.h"

#include <algorithm>
#include <random>
#include <vector>

#include "ieum/core/model/model_judge.h"
#include "ieum/core/similarity/kernel.h"
#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

TEST(PercentTableTest, HoldsTheSimilarityOfEveryPairOfCounts) {
  for (const SegmentEncoding& encoding :
       {SegmentEncoding{128, 0, 0}, SegmentEncoding{128, 8, 0}, SegmentEncoding{128, 0, 300}}) {
    const SegmentSimilarity similarity(encoding, 0.1);
    const PercentTable table(similarity, 30, 70);
    ASSERT_FALSE(table.empty());
    for (int32_t left = 30; left <= 70; ++left) {
      for (int32_t right = 30; right <= 70; ++right) {
        for (int32_t common = 0; common <= std::min(left, right); ++common) {
          ASSERT_EQ(table.Percent(common, left, right), similarity.Percent(common, left, right));
        }
      }
      EXPECT_EQ(table.Percent(0, left, 0), kMissingPercent);
      EXPECT_EQ(table.Percent(0, 0, left), kMissingPercent);
    }
  }
}

TEST(PercentTableTest, IsEmptyIfItWouldBeHuge) {
  EXPECT_TRUE(PercentTable(SegmentSimilarity({8'192, 0, 0}, 0), 1, 8'192).empty());
}

TEST(PercentTableTest, AJudgeWithTablesSaysTheSame) {
  const EncodingLayout layout = testing::LayoutOf({256, 128});
  std::mt19937_64 engine(3);
  std::vector<uint64_t> words = testing::RandomWords(40, layout, engine);
  testing::ClearSegments(words, layout, 20, engine);
  const BitMatrix matrix = testing::MatrixOf(layout, words);
  const std::vector<const BitMatrix*> parties = {&matrix, &matrix};
  const std::vector<SegmentEncoding> encodings = {{256, 0, 0}, {128, 1, 0}};
  ASSERT_OK_AND_ASSIGN(const ValueIndex values, ValueIndex::Create(parties, 1, {}));
  ASSERT_OK_AND_ASSIGN(const std::vector<SegmentChance> chances,
                       MeasureChance(parties, encodings, values, 10'000, 1, {}));
  std::vector<SegmentParameters> segments(2);
  for (SegmentParameters& segment : segments) {
    for (size_t level = 0; level < kLevelCount; ++level) {
      segment.m[level] = static_cast<double>(kLevelCount - level);
      segment.u[level] = static_cast<double>(level + 1);
    }
  }
  const LinkageModel model(segments);
  const ModelJudge plain(model, chances);
  const ModelJudge tabled(model, chances, MakePercentTables(chances, parties));
  std::vector<int32_t> common(2);
  for (int64_t left = 0; left < 40; ++left) {
    for (int64_t right = 0; right < 40; ++right) {
      BestKernel().CommonBits(matrix.row(left), matrix, {right, right + 1}, common);
      EXPECT_EQ(tabled.Score(common, matrix.popcounts(left), matrix.popcounts(right)),
                plain.Score(common, matrix.popcounts(left), matrix.popcounts(right)));
    }
  }
}

}  // namespace
}  // namespace ieum::core
