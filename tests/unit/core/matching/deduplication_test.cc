#include "ieum/core/matching/deduplication.h"

#include <random>
#include <utility>
#include <vector>

#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core::deduplication_test {
namespace {

using ::ieum::testing::ClearSegments;
using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::RandomWords;
using ::ieum::testing::StatusIs;
using ::ieum::testing::WithErrors;
using ::testing::HasSubstr;

const std::vector<SegmentEncoding> kEncodings = {{256, 0, 0}, {256, 0, 0}, {128, 0, 0}};

EncodingLayout Layout() { return LayoutOf({256, 256, 128}); }

// `person_count` persons, then those of the first `repeated` again as often as `copies` says, with
// errors: row person_count + c * repeated + i is person i.
BitMatrix Rows(int64_t person_count, int64_t repeated, int copies) {
  std::mt19937_64 engine(11);
  std::vector<uint64_t> words = RandomWords(person_count, Layout(), engine);
  const auto row_words = static_cast<size_t>(Layout().row_words());
  const std::vector<uint64_t> again(
      words.begin(),
      words.begin() + static_cast<ptrdiff_t>(row_words * static_cast<size_t>(repeated)));
  for (int copy = 0; copy < copies; ++copy) {
    const std::vector<uint64_t> damaged = WithErrors(again, engine);
    words.insert(words.end(), damaged.begin(), damaged.end());
  }
  ClearSegments(words, Layout(), 10, engine);
  return MatrixOf(Layout(), words);
}

absl::StatusOr<ModelMatching> Find(const BitMatrix& rows,
                                   const DeduplicationOptions& options = {}) {
  return RunDeduplication({.encodings = &rows}, kEncodings, options, {}, {});
}

// Pairs of rows of one person that are in one entity.
int64_t CountFound(const MatchingOutcome& outcome, size_t person_count, size_t repeated,
                   size_t copies) {
  const std::vector<uint32_t>& entities = outcome.entities.front();
  int64_t found = 0;
  for (size_t person = 0; person < repeated; ++person) {
    std::vector<uint32_t> rows = {entities[person]};
    for (size_t copy = 0; copy < copies; ++copy) {
      const uint32_t entity = entities[person_count + copy * repeated + person];
      for (const uint32_t other : rows) found += other == entity ? 1 : 0;
      rows.push_back(entity);
    }
  }
  return found;
}

TEST(DeduplicationTest, FindsSecondRowsWithoutThresholdOrLabels) {
  const BitMatrix rows = Rows(400, 100, 1);
  ASSERT_OK_AND_ASSIGN(const ModelMatching found, Find(rows));
  EXPECT_GE(CountFound(found.matching, 400, 100, 1), 96);
  EXPECT_LE(found.matching.linked_entity_count, 102);
  EXPECT_EQ(found.matching.entity_count + found.matching.linked_entity_count, 500);
  EXPECT_NEAR(found.model.expected_match_count, 100, 4);
  EXPECT_GT(found.model.estimate.precision(), 0.97);
  EXPECT_EQ(found.matching.compared_pair_count, 500 * 499 / 2);
  for (const ScoredPair& pair : found.accepted) EXPECT_LT(pair.left, pair.right);
}

TEST(DeduplicationTest, APersonMayHaveManyRows) {
  const BitMatrix rows = Rows(200, 50, 4);
  ASSERT_OK_AND_ASSIGN(const ModelMatching found, Find(rows));
  EXPECT_GE(CountFound(found.matching, 200, 50, 4), 480);  // of 50 * 10
  EXPECT_LE(found.matching.entity_count, 206);
}

TEST(DeduplicationTest, RowsThatAreAllIdenticalAreOnePerson) {
  std::mt19937_64 engine(12);
  const std::vector<uint64_t> person = RandomWords(1, Layout(), engine);
  std::vector<uint64_t> words = RandomWords(300, Layout(), engine);
  for (int copy = 0; copy < 200; ++copy) words.insert(words.end(), person.begin(), person.end());
  const BitMatrix rows = MatrixOf(Layout(), words);
  ASSERT_OK_AND_ASSIGN(const ModelMatching found, Find(rows));
  EXPECT_EQ(found.matching.entity_count, 301);
  EXPECT_EQ(found.matching.linked_entity_count, 1);
}

TEST(DeduplicationTest, ManyRowsAreComparedByAPlanThatIsCertified) {
  // Every person twice, of the second rows the last segment only is another: two are equal.
  constexpr int64_t kPersons = 5'100;
  std::mt19937_64 engine(13);
  std::vector<uint64_t> words = RandomWords(kPersons, Layout(), engine);
  const std::vector<uint64_t> others = RandomWords(kPersons, Layout(), engine);
  const auto row_words = static_cast<size_t>(Layout().row_words());
  const size_t size = words.size();
  for (size_t i = 0; i < size; ++i) words.push_back(i % row_words < 8 ? words[i] : others[i]);
  const BitMatrix rows = MatrixOf(Layout(), words);
  DeduplicationOptions options;
  options.sample_pairs = 1'000'000;
  ASSERT_OK_AND_ASSIGN(const ModelMatching found, Find(rows, options));
  EXPECT_FALSE(found.model.exhaustive);
  EXPECT_LT(found.matching.compared_pair_count, kPersons * kPersons / 10);
  EXPECT_GT(found.model.completeness.reference_pairs, 0);
  EXPECT_GE(CountFound(found.matching, kPersons, kPersons, 1), kPersons - 10);
}

TEST(DeduplicationTest, DoesNotDependOnThreads) {
  const BitMatrix rows = Rows(300, 80, 2);
  ASSERT_OK_AND_ASSIGN(const ModelMatching one, Find(rows));
  DeduplicationOptions options;
  options.thread_count = 3;
  ASSERT_OK_AND_ASSIGN(const ModelMatching many, Find(rows, options));
  EXPECT_EQ(many.matching.entities, one.matching.entities);
  EXPECT_EQ(many.model.estimate.threshold, one.model.estimate.threshold);
}

TEST(DeduplicationTest, AThresholdThatIsFixedIsUsed) {
  const BitMatrix rows = Rows(300, 80, 1);
  DeduplicationOptions options;
  options.threshold = 200'000;
  ASSERT_OK_AND_ASSIGN(const ModelMatching found, Find(rows, options));
  EXPECT_TRUE(found.model.fixed_threshold);
  EXPECT_EQ(found.matching.entity_count, 380);
}

TEST(DeduplicationTest, NoRowsOneRowAndStrangersAreNobodysDuplicates) {
  for (const int64_t row_count : {0, 1, 2, 100}) {
    ASSERT_OK_AND_ASSIGN(const ModelMatching found, Find(Rows(row_count, 0, 0)));
    EXPECT_EQ(found.matching.entity_count, row_count);
    EXPECT_EQ(found.matching.linked_entity_count, 0);
  }
}

TEST(DeduplicationTest, RefusesOptionsOutOfRange) {
  const BitMatrix rows = Rows(2, 0, 0);
  DeduplicationOptions options;
  options.thread_count = 0;
  EXPECT_THAT(Find(rows, options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0 threads")));
  options.thread_count = 1;
  options.precision = 1.5;
  EXPECT_THAT(Find(rows, options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not between 0 and 1")));
  options.precision.reset();
  options.candidate_limit = 0;
  EXPECT_THAT(Find(rows, options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0 candidates")));
}

TEST(DeduplicationTest, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  const BitMatrix rows = Rows(50, 10, 1);
  EXPECT_EQ(
      RunDeduplication({.encodings = &rows}, kEncodings, {}, {}, stop.get_token()).status().code(),
      absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace ieum::core::deduplication_test
