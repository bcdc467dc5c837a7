// The attacks on whole profiles: plain filters must fall, or the attack is broken; the record
// preset must not. All draws are seeded, so a figure is the same in every run; bounds leave room
// for other seeds. Figures for every preset: docs/privacy.md.
#include <gtest/gtest.h>

#include "attack/experiment.h"
#include "attack/measured_profiles.h"

namespace ieum::testing {
namespace {

AttackExperiment Experiment(std::string_view profile, uint64_t seed = 1, int thread_count = 2) {
  ExperimentOptions options;
  options.persons = 1'200;
  options.seed = seed;
  options.thread_count = thread_count;
  return AttackExperiment(ReadMeasuredProfile(profile).value(), options);
}

TEST(LandmarkAttackTest, BreaksPlainFilters) {
  const AttackExperiment experiment = Experiment("plain");
  for (const int64_t known : {20, 100, 400}) {
    const AttackExperiment::Outcome outcome = experiment.Attack(known);
    EXPECT_EQ(outcome.unknown, 600 - known);
    EXPECT_GE(outcome.share(), 0.99) << known << " known pairs";
  }
  EXPECT_GE(experiment.SegmentCorrelations()[0], 0.80);
}

TEST(LandmarkAttackTest, BreaksFoldedFilters) {
  EXPECT_GE(Experiment("xor-fold").Attack(400).share(), 0.99);
}

// Five populations, because one has only 200 persons to find.
TEST(LandmarkAttackTest, FindsAtMostTwoPercentOfThePersonsUnderTheRecordPreset) {
  AttackExperiment::Outcome together;
  for (const uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    const AttackExperiment::Outcome outcome = Experiment("record", seed).Attack(400);
    together.unknown += outcome.unknown;
    together.found += outcome.found;
  }
  EXPECT_EQ(together.unknown, 1'000);
  EXPECT_LE(together.share(), 0.02) << together.found << " persons found";
}

TEST(LandmarkAttackTest, TheRecordPresetShowsHardlyAnySimilarity) {
  const std::vector<double> correlations = Experiment("record").SegmentCorrelations();
  ASSERT_EQ(correlations.size(), 1U);
  EXPECT_LE(correlations[0], 0.10);
  EXPECT_GE(correlations[0], -0.10);
}

// What docs/privacy.md says of segments: one that is not diffused opens the record.
TEST(LandmarkAttackTest, BreaksProfilesWithASegmentThatIsOnlyBalanced) {
  EXPECT_GE(Experiment("grouped").Attack(400).share(), 0.90);
  EXPECT_GE(Experiment("field").Attack(400).share(), 0.90);
}

TEST(LandmarkAttackTest, FindsTheSameForAnyNumberOfThreads) {
  const AttackExperiment::Outcome one = Experiment("record-t10", 4, 1).Attack(100);
  for (const int threads : {2, 5}) {
    EXPECT_EQ(Experiment("record-t10", 4, threads).Attack(100).found, one.found) << threads;
  }
}

TEST(RepeatedShareTest, SegmentsOfFewValuesShowWhoIsEqual) {
  const AttackExperiment experiment = Experiment("plain-grouped");
  const double names = experiment.RepeatedShare(0);
  EXPECT_GT(names, 0.05) << "many persons share a name with another";
  EXPECT_LT(names, 0.90);
  EXPECT_LT(Experiment("record").RepeatedShare(0), 0.01) << "name and birth date together";
}

TEST(MeasuredProfilesTest, AllAreProfilesAndHaveNames) {
  for (const MeasuredProfile& profile : MeasuredProfiles()) {
    EXPECT_TRUE(ReadMeasuredProfile(profile.name).ok()) << profile.name;
    EXPECT_FALSE(profile.description.empty());
  }
  EXPECT_EQ(ReadMeasuredProfile("no-such").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace ieum::testing
