// Another round scored by model: what is new is compared with what the run before left, and persons
// keep their joint keys. Over the real wire and a real store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kProject[] = "flu";

SyntheticParty Together(SyntheticParty first, const SyntheticParty& second) {
  first.persons.insert(first.persons.end(), second.persons.begin(), second.persons.end());
  first.serials.insert(first.serials.end(), second.serials.begin(), second.serials.end());
  return first;
}

class LaterRoundTest : public ::testing::Test {
 protected:
  // Half of the persons of each holder are in both.
  void MatchFirstRound(uint32_t rows) {
    rows_ = rows;
    a_ = MakeParty(SyntheticProfile(), Persons(0, rows), 1);
    b_ = MakeParty(SyntheticProfile(), Persons(rows / 2, rows), 2);
    host_.CreateProject(kProject);
    host_.Submit(kProject, "hospital-a", *a_);
    host_.Submit(kProject, "insurer-b", *b_);
    first_run_ = host_.Match(kProject, v1::SCORING_MODEL);
    ASSERT_EQ(first_run_.state(), v1::RUN_STATE_SUCCEEDED) << first_run_.error();
    EXPECT_EQ(first_run_.report().fitted_run(), 0U);
    Keep();
  }
  // The second holder brings 150 persons that the first has, and 50 that nobody had.
  void OpenSecondRound() {
    ASSERT_OK(host_.Operator().ReopenProject(kProject, 2));
    std::vector<uint32_t> persons = Persons(0, 150);
    const std::vector<uint32_t> strangers = Persons(50'000, 50);
    persons.insert(persons.end(), strangers.begin(), strangers.end());
    const SyntheticParty more = MakeParty(SyntheticProfile(), persons, 3);
    host_.Submit(kProject, "insurer-b", more);
    b_ = Together(*b_, more);
    ASSERT_OK(host_.Operator().SealProject(kProject));
  }
  // Remembers the keys of all rows so far.
  void Keep() {
    known_.clear();
    for (const char* holder : {"hospital-a", "insurer-b"}) {
      for (const client::JointKeyRow& row : host_.ReadKeys(kProject, holder)) {
        known_[core::ToHex(row.serial)] = row.joint_key.ToString();
      }
    }
  }
  void ExpectKeysAsBefore() {
    const auto keys_a = host_.ReadKeys(kProject, "hospital-a");
    const auto keys_b = host_.ReadKeys(kProject, "insurer-b");
    ExpectKeysFollowPersons({{*a_, keys_a}, {*b_, keys_b}});
    size_t same = 0;
    for (const auto& keys : {keys_a, keys_b}) {
      for (const client::JointKeyRow& row : keys) {
        const auto found = known_.find(core::ToHex(row.serial));
        if (found == known_.end()) continue;
        EXPECT_EQ(found->second, row.joint_key.ToString());
        ++same;
      }
    }
    EXPECT_EQ(same, known_.size());
  }
  v1::Run Run(bool from_scratch = false) {
    const auto started = host_.Operator().StartRun(kProject, v1::SCORING_MODEL, from_scratch);
    EXPECT_OK(started);
    return host_.Operator().WatchRun(kProject, started->run_number()).value();
  }
  void Restart() {
    host_.Kill();
    host_.Start();
  }

  MatcherHost host_;
  uint32_t rows_ = 0;
  std::optional<SyntheticParty> a_;
  std::optional<SyntheticParty> b_;
  v1::Run first_run_;
  std::map<std::string, std::string> known_;  // joint key of each serial
};

TEST_F(LaterRoundTest, ComparesOnlyWhatIsNewAndKeepsTheKeysOfKnownPersons) {
  MatchFirstRound(600);
  Restart();
  OpenSecondRound();
  Restart();
  const v1::Run second = Run();
  ASSERT_EQ(second.state(), v1::RUN_STATE_SUCCEEDED) << second.error();
  EXPECT_EQ(second.report().fitted_run(), 1U);
  EXPECT_EQ(second.report().new_row_count(), 200);
  EXPECT_EQ(second.report().compared_pair_count(), 200 * 600);
  EXPECT_EQ(second.report().linked_entity_count(), 300 + 150);
  EXPECT_EQ(second.report().model().match_weight_millinats(),
            first_run_.report().model().match_weight_millinats());
  EXPECT_OK(host_.Operator().GetMatchReport(kProject, 1));
  EXPECT_THAT(host_.Operator().GetMatchReport(kProject, 2),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("by the model of run 1; ask for the report of that one")));
  Restart();
  ExpectKeysAsBefore();

  // A third round goes on from the second, and a run from scratch finds the same persons.
  Keep();
  ASSERT_OK(host_.Operator().ReopenProject(kProject, 3));
  const SyntheticParty more = MakeParty(SyntheticProfile(), Persons(700, 100), 4);
  host_.Submit(kProject, "hospital-a", more);
  a_ = Together(*a_, more);
  ASSERT_OK(host_.Operator().SealProject(kProject));
  const v1::Run third = Run();
  ASSERT_EQ(third.state(), v1::RUN_STATE_SUCCEEDED) << third.error();
  EXPECT_EQ(third.report().fitted_run(), 1U);
  EXPECT_EQ(third.report().new_row_count(), 100);
  EXPECT_EQ(third.report().linked_entity_count(), 450 + 100);
  ExpectKeysAsBefore();
  Keep();
  const v1::Run anew = Run(/*from_scratch=*/true);
  ASSERT_EQ(anew.state(), v1::RUN_STATE_SUCCEEDED) << anew.error();
  EXPECT_TRUE(anew.from_scratch());
  EXPECT_EQ(anew.report().fitted_run(), 0U);
  EXPECT_EQ(anew.report().compared_pair_count(), 700 * 800);
  EXPECT_EQ(anew.report().linked_entity_count(), 550);
  ExpectKeysAsBefore();
}

TEST_F(LaterRoundTest, ComparesEverythingWhereMoreIsAsked) {
  MatchFirstRound(600);
  OpenSecondRound();
  v1::StartRunRequest request;
  request.set_project_id(kProject);
  request.mutable_wishes()->set_exhaustive(true);
  const auto started = host_.Operator().StartRun(request);
  ASSERT_OK(started);
  const v1::Run second = host_.Operator().WatchRun(kProject, started->run_number()).value();
  ASSERT_EQ(second.state(), v1::RUN_STATE_SUCCEEDED) << second.error();
  EXPECT_TRUE(second.wishes().exhaustive());
  EXPECT_EQ(second.report().fitted_run(), 0U);
  EXPECT_EQ(second.report().compared_pair_count(), 600 * 800);
  EXPECT_OK(host_.Operator().GetMatchReport(kProject, second.run_number()));
  ExpectKeysAsBefore();
}

TEST_F(LaterRoundTest, FindsPartnersThroughTheIndexWhereAllPairsAreTooMany) {
  MatchFirstRound(10'400);
  EXPECT_FALSE(first_run_.report().model().exhaustive());
  OpenSecondRound();
  Restart();
  const v1::Run second = Run();
  ASSERT_EQ(second.state(), v1::RUN_STATE_SUCCEEDED) << second.error();
  EXPECT_EQ(second.report().fitted_run(), 1U);
  EXPECT_EQ(second.report().new_row_count(), 200);
  EXPECT_LT(second.report().compared_pair_count(), 200 * 10'400 / 2);
  EXPECT_EQ(second.report().linked_entity_count(), 5'200 + 150);
  EXPECT_THAT(host_.Log(), Not(HasSubstr("index_unusable")));
  ExpectKeysAsBefore();
}

}  // namespace
}  // namespace ieum::testing
