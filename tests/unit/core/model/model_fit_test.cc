#include "ieum/core/model/model_fit.h"

#include <numeric>
#include <vector>

#include "support/status_matchers.h"
#include "unit/core/model/simulated_pairs.h"

namespace ieum::core {
namespace {

LinkageModel Truth() {
  return LinkageModel({SegmentOf(0.8, 0.001), SegmentOf(0.9, 0.002), SegmentOf(0.6, 0.01)});
}

// The same u, and an m of usual quality.
LinkageModel Prior() {
  const LinkageModel truth = Truth();
  std::vector<SegmentParameters> segments;
  for (size_t s = 0; s < truth.segment_count(); ++s) {
    segments.push_back({.m = SegmentOf(0.7, 0.001).m, .u = truth.segment(s).u});
  }
  return LinkageModel(std::move(segments));
}

TEST(ModelFitTest, FindsTheNumberOfMatchesAndTheirLevels) {
  const Simulation simulated = Simulate(Truth(), 2'000, 1'200, 8, 1);
  ASSERT_OK_AND_ASSIGN(const ModelFit fit, FitModel(Prior(), {&simulated.pairs, 1}, {}, {}));
  EXPECT_NEAR(fit.match_counts.front(), 1'200, 30);
  for (size_t s = 0; s < 3; ++s) {
    EXPECT_NEAR(fit.model.segment(s).m[2], Truth().segment(s).m[2], 0.03);
    EXPECT_EQ(fit.model.segment(s).u, Truth().segment(s).u);
  }
}

TEST(ModelFitTest, KeepsWeightsFallingFromLevelToLevel) {
  const Simulation simulated = Simulate(Truth(), 300, 200, 8, 2);
  ASSERT_OK_AND_ASSIGN(const ModelFit fit, FitModel(Prior(), {&simulated.pairs, 1}, {}, {}));
  for (size_t s = 0; s < 3; ++s) {
    const SegmentParameters& segment = fit.model.segment(s);
    EXPECT_NEAR(std::accumulate(segment.m.begin(), segment.m.end(), 0.0), 1, 1e-9);
    for (int level = 1; level < kLevelCount; ++level) {
      if (level == kFrequencyClassCount) continue;
      EXPECT_GE(fit.model.weight(s, level - 1), fit.model.weight(s, level));
    }
  }
}

// Unrelated pairs are seen up to the level of 50 percent, ten times fewer at each.
SegmentChance SteepChance() {
  SegmentChance chance = {
      .similarity = SegmentSimilarity({256, 0, 0}, 0), .chance = 0, .identity = {}, .percents = {}};
  chance.percents[10] = 1'000'000;
  chance.percents[20] = 100'000;
  chance.percents[30] = 10'000;
  chance.percents[40] = 1'000;
  chance.percents[50] = 100;
  return chance;
}

TEST(PriorModelTest, OfOneSegmentChanceFallsOnAsItWasLastSeenToFall) {
  const std::vector<SegmentChance> one = {SteepChance()};
  const SegmentParameters alone = PriorModel(one).segment(0);
  const auto at = [](int percent) { return static_cast<size_t>(LevelOfPercent(percent)); };
  EXPECT_NEAR(alone.u[at(60)], alone.u[at(50)] / 10, 1e-9);
  EXPECT_NEAR(alone.u[at(70)], alone.u[at(50)] / 100, 1e-9);
  // Beside other segments, which share the proof, more carefully.
  const std::vector<SegmentChance> two = {SteepChance(), SteepChance()};
  const SegmentParameters beside = PriorModel(two).segment(0);
  EXPECT_NEAR(beside.u[at(60)], beside.u[at(50)] / 3, 1e-9);
}

TEST(ModelFitTest, FindsNoMatchesWhereThereAreNone) {
  const Simulation simulated = Simulate(Truth(), 2'000, 0, 8, 3);
  ASSERT_OK_AND_ASSIGN(const ModelFit fit, FitModel(Prior(), {&simulated.pairs, 1}, {}, {}));
  EXPECT_LT(fit.match_counts.front(), 10);
}

TEST(ModelFitTest, TakesPartiesWithoutPairsOrRows) {
  const Simulation none = Simulate(Truth(), 0, 0, 0, 4);
  ASSERT_OK_AND_ASSIGN(const ModelFit fit, FitModel(Prior(), {&none.pairs, 1}, {}, {}));
  EXPECT_EQ(fit.match_counts, std::vector<double>{0.01});
  EXPECT_EQ(fit.model.segment(0).u, Truth().segment(0).u);
  ASSERT_OK(FitModel(Prior(), {}, {}, {}));
}

TEST(ModelFitTest, RowsOfAPartyWithDuplicatesDoNotCompete) {
  // Every person of the left party is two rows of the right one.
  Simulation simulated = Simulate(Truth(), 500, 500, 0, 5);
  ComparedPairs doubled = simulated.pairs;
  doubled.left.clear();
  doubled.right.clear();
  doubled.levels.clear();
  doubled.right_row_count = 1'000;
  for (uint32_t i = 0; i < simulated.pairs.size(); ++i) {
    for (const uint32_t copy : {0U, 1U}) {
      doubled.left.push_back(i);
      doubled.right.push_back(2 * i + copy);
      for (const uint8_t level : simulated.pairs.levels_of(i)) doubled.levels.push_back(level);
    }
  }
  ASSERT_OK_AND_ASSIGN(const ModelFit declared,
                       FitModel(Prior(), {&doubled, 1}, {.holds_duplicates = {false, true}}, {}));
  EXPECT_NEAR(declared.match_counts.front(), 1'000, 20);
  ASSERT_OK_AND_ASSIGN(const ModelFit undeclared, FitModel(Prior(), {&doubled, 1}, {}, {}));
  EXPECT_NEAR(undeclared.match_counts.front(), 500, 20);
}

TEST(ModelFitTest, AKnownModelIsKeptAndOnlyMatchesAreCounted) {
  const Simulation simulated = Simulate(Truth(), 2'000, 700, 8, 7);
  ASSERT_OK_AND_ASSIGN(
      const ModelFit fit,
      FitModel(Truth(), {&simulated.pairs, 1}, {.holds_duplicates = {}, .keeps_model = true}, {}));
  EXPECT_NEAR(fit.match_counts.front(), 700, 20);
  EXPECT_GT(fit.rounds, 1);
  EXPECT_LT(fit.rounds, 60) << "it converges";
  for (size_t s = 0; s < 3; ++s) EXPECT_EQ(fit.model.segment(s), Truth().segment(s));
}

TEST(ModelFitTest, StopsWhenAsked) {
  const Simulation simulated = Simulate(Truth(), 100, 50, 3, 6);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(FitModel(Prior(), {&simulated.pairs, 1}, {}, stop.get_token()).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace ieum::core
