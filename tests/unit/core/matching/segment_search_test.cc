#include "ieum/core/matching/segment_search.h"

#include <algorithm>
#include <random>
#include <vector>

#include "ieum/core/blocking/completeness.h"
#include "ieum/core/matching/certificate.h"
#include "ieum/core/matching/repeatable_random.h"
#include "ieum/core/model/model_fit.h"
#include "ieum/core/model/model_judge.h"
#include "ieum/core/model/value_index.h"
#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::ClearSegments;
using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::RandomWords;
using ::ieum::testing::WithErrors;

struct Scored {
  std::vector<BitMatrix> parties;
  std::vector<SegmentChance> chances;
  std::optional<LinkageModel> model;
};

Scored ScoredOf(const std::vector<SegmentEncoding>& encodings, int64_t row_count) {
  std::vector<int> sizes;
  for (const SegmentEncoding& encoding : encodings) sizes.push_back(encoding.bit_count);
  const EncodingLayout layout = LayoutOf(sizes);
  std::mt19937_64 engine(3);
  const std::vector<uint64_t> persons = RandomWords(row_count, layout, engine);
  Scored scored;
  for (int p = 0; p < 2; ++p) {
    std::vector<uint64_t> words = WithErrors(persons, engine);
    ClearSegments(words, layout, 10, engine);
    scored.parties.push_back(MatrixOf(layout, words));
  }
  const BitMatrix* const borrowed[] = {&scored.parties[0], &scored.parties[1]};
  const ValueIndex values = ValueIndex::Create(borrowed, 1, {}).value();
  scored.chances = MeasureChance(borrowed, encodings, values, 20'000, 1, {}).value();
  scored.model.emplace(PriorModel(scored.chances));
  return scored;
}

// Of all rows, by comparing row by row.
std::vector<CandidatePair> RowByRow(const Scored& scored, int32_t min_score, int pairs_per_row) {
  RepeatableRandom random(1);
  SampleOptions all;
  all.min_rows = scored.parties[0].row_count();
  all.min_score = min_score;
  all.pairs_per_row = pairs_per_row;
  const ModelJudge judge(*scored.model, scored.chances);
  return DrawReferenceSample(scored.parties[0], scored.parties[1], judge, all, random, {}, {})
      .value()
      .pairs;
}

const std::vector<std::vector<SegmentEncoding>> kKinds = {
    {{256, 0, 0}, {256, 0, 0}, {128, 0, 0}},  // Bloom filters
    {{512, 0, 0}},
    {{256, 0, 300}, {256, 0, 300}},  // flipped bits
    {{256, 2, 0}, {512, 1, 0}},      // diffused, balanced
};

TEST(SegmentSearchTest, FindsWhatComparingRowByRowFinds) {
  for (const std::vector<SegmentEncoding>& kind : kKinds) {
    const Scored scored = ScoredOf(kind, 300);
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < 300; ++row) rows.push_back(row);
    int found_sets = 0;
    for (const int32_t min_score : {3'000, 6'000, 9'000, 12'000}) {
      for (const int threads : {1, 3}) {
        ASSERT_OK_AND_ASSIGN(
            const std::optional<std::vector<CandidatePair>> found,
            SearchBySegments({scored.parties[0], scored.parties[1], *scored.model, scored.chances},
                             rows, min_score, 5, threads, {}));
        if (!found.has_value()) continue;
        ++found_sets;
        EXPECT_EQ(*found, RowByRow(scored, min_score, 5));
      }
    }
    // Higher scores can be searched for.
    EXPECT_GE(found_sets, 2) << kind.size() << " segments of " << kind[0].bit_count;
  }
}

TEST(SegmentSearchTest, CutsLeaveTooLittleWeightBelow) {
  const Scored scored = ScoredOf(kKinds[0], 200);
  for (int32_t min_score = 500; min_score < 30'000; min_score += 500) {
    const std::optional<std::vector<SegmentCut>> cuts = ChooseCuts(*scored.model, min_score);
    if (!cuts.has_value()) continue;
    int64_t below = 0;
    for (const SegmentCut& cut : *cuts) below += cut.most_below;
    EXPECT_LT(below, min_score);
  }
  EXPECT_FALSE(ChooseCuts(*scored.model, 0).has_value());
}

TEST(SampledRowCountTest, IsLargeEnoughForTheCompletenessThatIsToBeShown) {
  const Scored scored = ScoredOf(kKinds[0], 2'000);
  const ScoredParties parties = {scored.parties[0], scored.parties[1], *scored.model,
                                 scored.chances};
  // One row in two has a match: 299 matches without a miss show 0.99, 2,995 show 0.999.
  const int64_t usual = SampledRowCount(parties, 1'000, 0.99, 0.05);
  EXPECT_GT(usual, 2 * 299);
  EXPECT_LT(usual, 1'000);
  EXPECT_EQ(SampledRowCount(parties, 1'000, 0.999, 0.05), 2'000) << "all there are";
  EXPECT_EQ(SampledRowCount(parties, 2'000, 0.5, 0.05), 200) << "no fewer";
}

TEST(SegmentSearchTest, LeavesRowsThatAreAlikeBeyondReasonToRowByRow) {
  const EncodingLayout layout = LayoutOf({256});
  std::mt19937_64 engine(4);
  const std::vector<uint64_t> one = RandomWords(1, layout, engine);
  std::vector<uint64_t> words;
  for (int i = 0; i < 50; ++i) words.insert(words.end(), one.begin(), one.end());
  const BitMatrix same = MatrixOf(layout, words);
  const BitMatrix* const borrowed[] = {&same, &same};
  const ValueIndex values = ValueIndex::Create(borrowed, 1, {}).value();
  const std::vector<SegmentChance> chances =
      MeasureChance(borrowed, std::vector<SegmentEncoding>{{256, 0, 0}}, values, 1'000, 1, {})
          .value();
  const LinkageModel model = PriorModel(chances);
  const std::vector<uint32_t> rows = {0, 7};
  ASSERT_OK_AND_ASSIGN(const std::optional<std::vector<CandidatePair>> found,
                       SearchBySegments({same, same, model, chances}, rows, 100, 5, 1, {}));
  EXPECT_FALSE(found.has_value());
}

}  // namespace
}  // namespace ieum::core
