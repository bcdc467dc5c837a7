#include "ieum/core/matching/model_matching.h"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/matching/threshold_choice.h"
#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core::model_matching_test {
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

std::vector<uint64_t> Joined(std::vector<uint64_t> a, const std::vector<uint64_t>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// `shared` persons first in every party, with errors and missing segments, then strangers.
std::vector<BitMatrix> Parties(int64_t row_count, int64_t shared, int party_count) {
  std::mt19937_64 engine(7);
  const std::vector<uint64_t> persons = RandomWords(shared, Layout(), engine);
  std::vector<BitMatrix> parties;
  for (int p = 0; p < party_count; ++p) {
    std::vector<uint64_t> words = WithErrors(persons, engine);
    words = Joined(std::move(words), RandomWords(row_count - shared, Layout(), engine));
    ClearSegments(words, Layout(), 10, engine);
    parties.push_back(MatrixOf(Layout(), words));
  }
  return parties;
}

absl::StatusOr<ModelMatching> Match(const std::vector<BitMatrix>& parties,
                                    const ModelMatchingOptions& options = {}) {
  std::vector<PartyRows> borrowed;
  for (const BitMatrix& party : parties) borrowed.push_back({.encodings = &party});
  return RunModelMatching(borrowed, kEncodings, options, {}, {});
}

int64_t CountShared(const MatchingOutcome& outcome, size_t a, size_t b, size_t shared) {
  int64_t found = 0;
  for (size_t row = 0; row < shared; ++row) {
    found += outcome.entities[a][row] == outcome.entities[b][row] ? 1 : 0;
  }
  return found;
}

TEST(ModelMatchingTest, FindsSharedPersonsWithoutThresholdOrLabels) {
  const std::vector<BitMatrix> parties = Parties(400, 200, 2);
  ASSERT_OK_AND_ASSIGN(const ModelMatching matched, Match(parties));
  EXPECT_GE(CountShared(matched.matching, 0, 1, 200), 195);
  EXPECT_LE(matched.matching.linked_entity_count, 204);
  EXPECT_TRUE(matched.model.by_runner_up);
  EXPECT_NEAR(matched.model.expected_match_count, 200, 5);
  EXPECT_GT(matched.model.estimate.precision(), 0.97);
  EXPECT_EQ(matched.model.duplicate_counts, (std::vector<int64_t>{0, 0}));
  EXPECT_EQ(matched.matching.compared_pair_count, 160'000);
}

TEST(ModelMatchingTest, DoesNotDependOnThreads) {
  const std::vector<BitMatrix> parties = Parties(300, 100, 3);
  ASSERT_OK_AND_ASSIGN(const ModelMatching one, Match(parties));
  for (const int threads : {2, 5}) {
    ModelMatchingOptions options;
    options.thread_count = threads;
    ASSERT_OK_AND_ASSIGN(const ModelMatching many, Match(parties, options));
    EXPECT_EQ(many.matching.entities, one.matching.entities);
    EXPECT_EQ(many.model.segments, one.model.segments);
    EXPECT_EQ(many.model.estimate.threshold, one.model.estimate.threshold);
  }
}

TEST(ModelMatchingTest, LinksSeveralParties) {
  const std::vector<BitMatrix> parties = Parties(200, 100, 4);
  ASSERT_OK_AND_ASSIGN(const ModelMatching matched, Match(parties));
  for (size_t a = 0; a < 4; ++a) {
    for (size_t b = a + 1; b < 4; ++b) {
      EXPECT_GE(CountShared(matched.matching, a, b, 100), 95);
    }
  }
  EXPECT_LE(matched.matching.linked_entity_count, 102);
}

TEST(ModelMatchingTest, JoinsAllRowsOfAPersonWhereDuplicatesAreDeclared) {
  std::mt19937_64 engine(8);
  const std::vector<uint64_t> persons = RandomWords(150, Layout(), engine);
  std::vector<BitMatrix> parties;
  parties.push_back(MatrixOf(Layout(), persons));
  parties.push_back(
      MatrixOf(Layout(), Joined(WithErrors(persons, engine), WithErrors(persons, engine))));
  ModelMatchingOptions options;
  options.holds_duplicates = {false, true};
  ASSERT_OK_AND_ASSIGN(const ModelMatching declared, Match(parties, options));
  int64_t both = 0;
  for (size_t row = 0; row < 150; ++row) {
    const uint32_t entity = declared.matching.entities[0][row];
    both += declared.matching.entities[1][row] == entity &&
                    declared.matching.entities[1][150 + row] == entity
                ? 1
                : 0;
  }
  EXPECT_GE(both, 148);
  // Not declared, each person is found once, and the second rows are noticed.
  ASSERT_OK_AND_ASSIGN(const ModelMatching undeclared, Match(parties));
  EXPECT_GE(undeclared.matching.linked_entity_count, 148);
  EXPECT_GE(undeclared.model.duplicate_counts[1], 140);
}

TEST(ModelMatchingTest, LinksNobodyWhereNobodyIsShared) {
  const std::vector<BitMatrix> parties = Parties(300, 0, 2);
  ASSERT_OK_AND_ASSIGN(const ModelMatching matched, Match(parties));
  EXPECT_LE(matched.matching.linked_entity_count, 1);
}

TEST(ModelMatchingTest, TakesTinyOneSidedAndDegenerateParties) {
  for (const auto& [left, right] :
       {std::pair<int64_t, int64_t>{0, 0}, {0, 5}, {1, 1}, {1, 300}, {2, 2}}) {
    std::mt19937_64 engine(9);
    const std::vector<uint64_t> more = RandomWords(std::max(left, right), Layout(), engine);
    const auto words = static_cast<int64_t>(Layout().row_words());
    std::vector<BitMatrix> parties;
    parties.push_back(MatrixOf(Layout(), {more.begin(), more.begin() + left * words}));
    parties.push_back(MatrixOf(Layout(), {more.begin(), more.begin() + right * words}));
    ASSERT_OK_AND_ASSIGN(const ModelMatching matched, Match(parties));
    // The smaller party's rows are all in the larger one, bit by bit.
    EXPECT_EQ(matched.matching.linked_entity_count, std::min(left, right)) << left << "," << right;
  }
  for (const uint64_t word : {uint64_t{0}, ~uint64_t{0}, uint64_t{0x1234'5678}}) {
    std::vector<BitMatrix> parties;
    for (int p = 0; p < 2; ++p) {
      parties.push_back(MatrixOf(Layout(), std::vector<uint64_t>(200 * 10, word)));
    }
    ASSERT_OK_AND_ASSIGN(const ModelMatching matched, Match(parties));
    EXPECT_GE(matched.matching.entity_count, 200);
  }
}

TEST(ModelMatchingTest, AFixedThresholdIsTaken) {
  const std::vector<BitMatrix> parties = Parties(300, 100, 2);
  ModelMatchingOptions options;
  options.threshold = 1'000'000;
  ASSERT_OK_AND_ASSIGN(const ModelMatching none, Match(parties, options));
  EXPECT_EQ(none.matching.linked_entity_count, 0);
  EXPECT_EQ(none.model.estimate.threshold, 1'000'000);
  options.threshold = 0;
  ASSERT_OK_AND_ASSIGN(const ModelMatching some, Match(parties, options));
  EXPECT_EQ(some.model.estimate.threshold, 0);
  EXPECT_GE(some.matching.linked_entity_count, 95);
}

TEST(ModelMatchingTest, APrecisionAskedForChoosesTheThreshold) {
  const std::vector<BitMatrix> parties = Parties(400, 200, 2);
  ModelMatchingOptions options;
  options.precision = 0.5;
  ASSERT_OK_AND_ASSIGN(const ModelMatching loose, Match(parties, options));
  options.precision = 0.999;
  ASSERT_OK_AND_ASSIGN(const ModelMatching strict, Match(parties, options));
  EXPECT_LT(loose.model.estimate.threshold, strict.model.estimate.threshold);
  EXPECT_GE(loose.model.estimate.precision(), 0.5);
  EXPECT_EQ(loose.model.asked_precision, 0.5);
  EXPECT_GE(loose.model.estimate.accepted, strict.model.estimate.accepted);
  options.precision = 1.5;
  EXPECT_THAT(Match(parties, options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("between 0 and 1")));
}

TEST(ModelMatchingTest, TooFewRowsToEstimateTakeTheOddsOfThePrecision) {
  const std::vector<BitMatrix> parties = Parties(4, 4, 2);
  ModelMatchingOptions options;
  options.precision = 0.99;
  ASSERT_OK_AND_ASSIGN(const ModelMatching matched, Match(parties, options));
  EXPECT_FALSE(matched.model.by_runner_up);
  EXPECT_EQ(matched.model.estimate.threshold, 4'595);
}

TEST(ModelMatchingTest, AFittedModelCanBeUsedAgain) {
  const std::vector<BitMatrix> parties = Parties(400, 200, 2);
  ASSERT_OK_AND_ASSIGN(const ModelMatching first, Match(parties));
  EXPECT_FALSE(first.model.fixed_model);
  const FixedModel model = {first.model.segments, first.model.chances};
  ModelMatchingOptions options;
  options.model = &model;
  ASSERT_OK_AND_ASSIGN(const ModelMatching again, Match(parties, options));
  EXPECT_TRUE(again.model.fixed_model);
  EXPECT_EQ(again.model.segments, first.model.segments);
  EXPECT_EQ(again.model.chances, first.model.chances);
  EXPECT_GE(CountShared(again.matching, 0, 1, 200), 195);
  EXPECT_NEAR(again.model.expected_match_count, 200, 5);
  const FixedModel other = {{first.model.segments[0]}, {0}};
  options.model = &other;
  EXPECT_THAT(Match(parties, options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 segments")));
}

TEST(ModelMatchingTest, TellsWhatAReportNeeds) {
  const std::vector<BitMatrix> parties = Parties(400, 200, 3);
  ASSERT_OK_AND_ASSIGN(const ModelMatching matched, Match(parties));
  const ModelOutcome& model = matched.model;
  EXPECT_LE(model.curve.size(), ThresholdChoice::kMostCurvePoints);
  EXPECT_GE(model.curve.size(), 50U);
  EXPECT_EQ(model.statistics.parties.size(), 3U);
  EXPECT_NEAR(static_cast<double>(model.statistics.parties[0].rows.linked_row_count), 200, 5);
  EXPECT_NEAR(static_cast<double>(model.statistics.linked_pair_count), 600, 15);
  // Everybody is with all three parties or with one.
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(static_cast<double>(model.statistics.overlaps[i].entity_count), 200, 10);
  }
  std::vector<std::string_view> names;
  for (const StageCost& stage : model.stages) names.push_back(stage.name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"chance", "compare", "fit", "threshold",
                                                  "certify", "solve", "summarise"}));
  EXPECT_EQ(model.stages[1].pair_count, 480'000);
  EXPECT_GT(model.stages[1].byte_count, 0);
}

// Keeps stages in memory; from the `fails_at`-th saving on it fails.
class MemoryStageStore final : public StageStore {
 public:
  absl::StatusOr<std::optional<Bytes>> Load(std::string_view name) override {
    const auto found = contents_.find(std::string(name));
    if (found == contents_.end()) return std::nullopt;
    return found->second;
  }
  absl::Status Save(std::string_view name, ByteView content) override {
    if (static_cast<int>(contents_.size()) >= fails_at_) return Unavailable("killed");
    contents_[std::string(name)].assign(content.begin(), content.end());
    return absl::OkStatus();
  }
  void FailAt(int saved) { fails_at_ = saved; }
  void Cut(const std::string& name) { contents_.at(name).pop_back(); }

 private:
  std::map<std::string, Bytes> contents_;
  int fails_at_ = 1'000;
};

TEST(ModelMatchingTest, GoesOnBehindTheStagesThatWereSaved) {
  const std::vector<BitMatrix> parties = Parties(300, 150, 3);
  ASSERT_OK_AND_ASSIGN(const ModelMatching whole, Match(parties));
  for (int killed_after = 0; killed_after <= 5; ++killed_after) {
    MemoryStageStore store;
    ModelMatchingOptions options;
    options.stage_store = &store;
    store.FailAt(killed_after);
    EXPECT_THAT(Match(parties, options).status(),
                StatusIs(absl::StatusCode::kUnavailable, "killed"));
    store.FailAt(1'000);
    ASSERT_OK_AND_ASSIGN(const ModelMatching resumed, Match(parties, options));
    EXPECT_EQ(resumed.matching.entities, whole.matching.entities);
    EXPECT_EQ(resumed.matching.accepted_pair_count, whole.matching.accepted_pair_count);
    EXPECT_EQ(resumed.model.segments, whole.model.segments);
    EXPECT_EQ(resumed.model.estimate.threshold, whole.model.estimate.threshold);
    EXPECT_EQ(resumed.model.duplicate_counts, whole.model.duplicate_counts);
    EXPECT_EQ(resumed.model.statistics.linked_pair_count, whole.model.statistics.linked_pair_count);
    int count = 0;
    for (const StageCost& stage : resumed.model.stages) count += stage.resumed ? 1 : 0;
    EXPECT_EQ(count, killed_after);
    EXPECT_EQ(resumed.model.stages[1].pair_count, whole.model.stages[1].pair_count);
  }
}

TEST(ModelMatchingTest, RefusesStagesThatDoNotFit) {
  const std::vector<BitMatrix> parties = Parties(60, 30, 2);
  MemoryStageStore store;
  ModelMatchingOptions options;
  options.stage_store = &store;
  ASSERT_OK(Match(parties, options).status());
  store.Cut("fit");
  EXPECT_THAT(Match(parties, options).status(),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("another version")));
}

TEST(ModelMatchingTest, RefusesACompletenessThatNoSampleCanShow) {
  const std::vector<BitMatrix> parties = Parties(20, 10, 2);
  for (const double wanted : {0.0, 1.0, -1.0, 2.0}) {
    ModelMatchingOptions options;
    options.min_completeness = wanted;
    EXPECT_THAT(Match(parties, options).status(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("between 0 and 1")));
  }
}

TEST(ModelMatchingTest, SolvesOptimallyWhereThatIsAskedForAndMakesSense) {
  ModelMatchingOptions options;
  options.solver = Solver::kOptimal;
  ASSERT_OK_AND_ASSIGN(const ModelMatching optimal, Match(Parties(400, 200, 2), options));
  EXPECT_EQ(optimal.model.solver, Solver::kOptimal);
  EXPECT_EQ(optimal.model.greedy_component_count, 0);
  EXPECT_GE(CountShared(optimal.matching, 0, 1, 200), 195);
  EXPECT_THAT(Match(Parties(20, 10, 3), options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("of two parties")));
  options.holds_duplicates = {true, false};
  EXPECT_THAT(Match(Parties(20, 10, 2), options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("holds duplicates")));
}

}  // namespace
}  // namespace ieum::core::model_matching_test
