// From encoded files to joint keys, over the real wire, store and process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/client/submit/submitter.h"
#include "ieum/core/base/bytes.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using client::Submitter;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FullFlow, HoldersGetEqualKeysForEqualPersonsAndForNoOthers) {
  MatcherHost host;
  host.CreateProject("flu");
  const core::ProfileHeader profile = SyntheticProfile();
  // 1,500 and 1,200 rows; 600 persons are in both files.
  const SyntheticParty a = MakeParty(profile, Persons(0, 1'500), 1);
  const SyntheticParty b = MakeParty(profile, Persons(900, 1'200), 2);
  for (const auto& [holder, party] : {std::pair("hospital-a", &a), std::pair("insurer-b", &b)}) {
    const std::string file = WriteSubmissionFile(host.dir(), holder, "flu", *party, 200);
    const auto submitter = Submitter::Create({.channel = host.Channel("holder", holder)});
    ASSERT_OK(submitter);
    const auto report = (*submitter)->Submit(file, false, {}, {});
    ASSERT_OK(report);
    EXPECT_EQ(report->row_count, party->row_count());
  }
  const v1::Run run = host.Match("flu", v1::SCORING_PROFILE);
  EXPECT_EQ(run.threshold_basis_points(), 8'000U);
  EXPECT_EQ(run.report().linked_entity_count(), 600);
  EXPECT_EQ(run.report().entity_count(), 2'100);
  EXPECT_EQ(run.report().compared_pair_count(), 1'500 * 1'200);
  EXPECT_EQ(run.report().accepted_pair_count(), 600);
  ASSERT_EQ(run.report().holders_size(), 2);
  EXPECT_EQ(run.report().holders(1).holder(), "insurer-b");
  EXPECT_EQ(run.report().holders(1).row_count(), 1'200);
  EXPECT_EQ(run.report().holders(1).linked_row_count(), 600);
  EXPECT_GT(run.report().stages_size(), 0);

  const auto keys_a = host.ReadKeys("flu", "hospital-a");
  const auto keys_b = host.ReadKeys("flu", "insurer-b");
  ExpectKeysFollowPersons({{a, keys_a}, {b, keys_b}});
}

TEST(FullFlow, TheModelDecidesFindsItsThresholdAndSaysWhatToExpect) {
  MatcherHost host;
  host.CreateProject("flu");
  const SyntheticParty a = MakeParty(SyntheticProfile(), Persons(0, 1'500), 1);
  const SyntheticParty b = MakeParty(SyntheticProfile(), Persons(900, 1'200), 2);
  host.Submit("flu", "hospital-a", a);
  host.Submit("flu", "insurer-b", b);
  const v1::Run run = host.Match("flu", v1::SCORING_UNSPECIFIED);
  EXPECT_EQ(run.scoring(), v1::SCORING_MODEL);
  EXPECT_EQ(run.threshold_basis_points(), 0U);
  EXPECT_EQ(run.report().linked_entity_count(), 600);
  const v1::ModelFigures& model = run.report().model();
  EXPECT_NEAR(static_cast<double>(model.expected_match_count()), 600, 10);
  EXPECT_GT(model.estimated_precision_millionths(), 950'000U);
  EXPECT_TRUE(model.exhaustive());
  EXPECT_EQ(model.completeness_bound_millionths(), 1'000'000U);
  EXPECT_THAT(model.duplicate_counts(), ElementsAre(0, 0));
  ExpectKeysFollowPersons(
      {{a, host.ReadKeys("flu", "hospital-a")}, {b, host.ReadKeys("flu", "insurer-b")}});
  // The figures are durable.
  host.Kill();
  host.Start();
  const auto again = host.Operator().GetRun("flu", run.run_number());
  ASSERT_OK(again);
  EXPECT_EQ(again->report().SerializeAsString(), run.report().SerializeAsString());
}

TEST(FullFlow, LinksThreeHolders) {
  MatcherHost host;
  host.CreateProject("three", {.holders = {"a", "b", "c"}});
  const core::ProfileHeader profile = SyntheticProfile();
  const SyntheticParty a = MakeParty(profile, Persons(0, 300), 1);
  const SyntheticParty b = MakeParty(profile, Persons(0, 200, 2), 2);
  const SyntheticParty c = MakeParty(profile, Persons(0, 150, 3), 3);
  host.Submit("three", "a", a);
  host.Submit("three", "b", b);
  host.Submit("three", "c", c);
  host.Match("three");
  const auto keys_a = host.ReadKeys("three", "a");
  const auto keys_b = host.ReadKeys("three", "b");
  const auto keys_c = host.ReadKeys("three", "c");
  ExpectKeysFollowPersons({{a, keys_a}, {b, keys_b}, {c, keys_c}});
}

TEST(FullFlow, AProjectCanBeMatchedAgainAndProjectsDoNotShareKeys) {
  MatcherHost host;
  const core::ProfileHeader profile = SyntheticProfile();
  const SyntheticParty a = MakeParty(profile, Persons(0, 100), 1);
  const SyntheticParty b = MakeParty(profile, Persons(50, 100), 2);
  for (const char* project : {"flu", "cancer"}) {
    host.CreateProject(project);
    host.Submit(project, "hospital-a", a);
    host.Submit(project, "insurer-b", b);
    host.Match(project);
  }
  const auto flu = host.ReadKeys("flu", "hospital-a");
  const auto cancer = host.ReadKeys("cancer", "hospital-a");
  ASSERT_EQ(flu.size(), cancer.size());
  for (size_t row = 0; row < flu.size(); ++row) {
    EXPECT_NE(flu[row].joint_key, cancer[row].joint_key);
  }
  const v1::Run again = host.Match("flu");
  EXPECT_EQ(again.run_number(), 2U);
  const auto keys_a = host.ReadKeys("flu", "hospital-a");
  const auto keys_b = host.ReadKeys("flu", "insurer-b");
  ExpectKeysFollowPersons({{a, keys_a}, {b, keys_b}});
  const auto runs = host.Operator().ListRuns("flu");
  ASSERT_OK(runs);
  ASSERT_EQ(runs->size(), 2U);
  EXPECT_EQ(runs->front().run_number(), 2U) << "newest first";
}

TEST(FullFlow, ACancelledRunLeavesTheProjectAsItWas) {
  MatcherHost host(/*threads=*/1);
  host.CreateProject("big");
  const core::ProfileHeader profile = SyntheticProfile();
  host.Submit("big", "hospital-a", MakeParty(profile, Persons(0, 60'000), 1), 4'000);
  host.Submit("big", "insurer-b", MakeParty(profile, Persons(0, 60'000), 2), 4'000);
  ApiClient api = host.Operator();
  ASSERT_OK(api.SealProject("big"));
  const auto started = api.StartRun("big");
  ASSERT_OK(started);
  const auto same = api.StartRun("big");
  ASSERT_OK(same);
  EXPECT_EQ(same->run_number(), started->run_number()) << "one run at a time";
  ASSERT_OK(api.CancelRun("big", started->run_number()));
  const auto ended = api.WatchRun("big", started->run_number());
  ASSERT_OK(ended);
  EXPECT_EQ(ended->state(), v1::RUN_STATE_CANCELLED);
  EXPECT_EQ(api.GetProject("big")->state(), v1::PROJECT_STATE_SEALED);
  ASSERT_OK(api.CancelRun("big", started->run_number())) << "harmless on a run that has ended";
  EXPECT_THAT(host.Holder("hospital-a").ReadJointKeys("big"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("run")));
}

TEST(FullFlow, CreatingTheSameProjectTwiceIsHarmlessAndAnotherOneIsRefused) {
  MatcherHost host;
  const v1::Project created = host.CreateProject("flu");
  EXPECT_EQ(created.state(), v1::PROJECT_STATE_OPEN);
  EXPECT_EQ(created.profile_digest(), std::string(core::AsText(SyntheticProfile().digest)));
  EXPECT_EQ(created.threshold_basis_points(), 8'000U);
  EXPECT_EQ(host.CreateProject("flu").SerializeAsString(), created.SerializeAsString());
  v1::Project other;
  other.set_project_id("flu");
  other.add_holders("hospital-a");
  other.add_holders("card-c");
  other.set_profile_json(SyntheticProfileJson());
  other.set_test(true);
  EXPECT_THAT(host.Operator().CreateProject(other),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("flu")));
  other.set_project_id("real");
  other.set_test(false);
  EXPECT_THAT(host.Operator().CreateProject(other),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("of preset plain, which only a manifest with")));
}

TEST(FullFlow, EveryRoleMayAskForHealth) {
  MatcherHost host;
  for (const char* role : {"operator", "holder", "matcher"}) {
    const auto health = ApiClient(host.Channel(role, "linkage-center")).GetHealth();
    ASSERT_OK(health) << role;
    EXPECT_EQ(health->readiness(), v1::READINESS_READY);
    EXPECT_EQ(health->role(), "matcher");
    EXPECT_FALSE(health->version().empty());
    EXPECT_LT(std::abs(health->now_unix_micros() - absl::ToUnixMicros(absl::Now())), 60'000'000);
  }
}

TEST(FullFlow, TheLogHoldsNoSerialAndNoKey) {
  MatcherHost host;
  host.CreateProject("flu");
  const core::ProfileHeader profile = SyntheticProfile();
  const SyntheticParty a = MakeParty(profile, Persons(0, 20), 1);
  host.Submit("flu", "hospital-a", a);
  host.Submit("flu", "insurer-b", MakeParty(profile, Persons(0, 20), 2));
  host.Match("flu");
  const auto keys = host.ReadKeys("flu", "hospital-a");
  host.Stop();
  host.Start();
  const std::string log = host.Log();
  EXPECT_THAT(log, HasSubstr("{")) << "a log without lines proves nothing";
  for (size_t row = 0; row < keys.size(); ++row) {
    EXPECT_THAT(log, Not(HasSubstr(core::ToHex(a.serials[row]))));
    EXPECT_THAT(log, Not(HasSubstr(keys[row].joint_key.ToString())));
    EXPECT_THAT(log, Not(HasSubstr(core::ToHex(keys[row].joint_key.bytes()))));
  }
}

}  // namespace
}  // namespace ieum::testing
