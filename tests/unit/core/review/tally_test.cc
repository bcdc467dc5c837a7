#include "ieum/core/review/tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/review/tally_words.h"
#include "unit/core/review/committee.h"

namespace ieum::core {
namespace {

using ::ieum::testing::Committee;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TallyTest : public ::testing::Test {
 protected:
  void Expect(ReviewOutcome outcome, OutcomeReason reason) {
    const Tally tally = committee_.Count();
    EXPECT_EQ(ReviewOutcomeName(tally.outcome), ReviewOutcomeName(outcome));
    EXPECT_EQ(OutcomeReasonName(tally.reason), OutcomeReasonName(reason));
    for (const Language language : {Language::kEnglish, Language::kKorean}) {
      EXPECT_FALSE(SayReason(committee_.review(), tally, language).empty());
    }
  }
  void Approve(std::initializer_list<const char*> names) {
    for (const char* name : names) ASSERT_OK(committee_.Say(name, Verdict::kApprove));
  }
  void Reject(std::initializer_list<const char*> names) {
    for (const char* name : names) ASSERT_OK(committee_.Say(name, Verdict::kReject, "no"));
  }
  void PassRespondBy() { committee_.Advance(absl::Hours(250)); }
  void ChangeCase(void (*change)(ReviewCase&)) {
    ReviewCase fields = ieum::testing::CaseFields(committee_.manifest(), committee_.now());
    change(fields);
    committee_.set_review(*MakeReviewCase(fields, committee_.manifest()));
  }

  Committee committee_;
};

TEST_F(TallyTest, IsOpenUntilMissingVotesCannotChangeIt) {
  Expect(ReviewOutcome::kOpen, OutcomeReason::kWaiting);
  Approve({"kim", "lee"});
  Expect(ReviewOutcome::kOpen, OutcomeReason::kWaiting);
  Approve({"park"});
  Expect(ReviewOutcome::kApproved, OutcomeReason::kMajority);
  const Tally tally = committee_.Count();
  EXPECT_EQ(tally.present, 3);
  EXPECT_EQ(tally.missing, 2);
  EXPECT_EQ(tally.units, 3);
  EXPECT_EQ(tally.members[3].state, MemberState::kMissing);
}

TEST_F(TallyTest, AMajorityOfThosePresentDecides) {
  Reject({"kim", "lee", "park"});
  Expect(ReviewOutcome::kRejected, OutcomeReason::kNoMajority);
}

TEST_F(TallyTest, TheManifestSaysHowManyMustApprove) {
  Approve({"kim", "lee"});
  ASSERT_OK(committee_.Say("park", Verdict::kAbstain));
  PassRespondBy();
  Expect(ReviewOutcome::kRejected, OutcomeReason::kTooFewApprovals);
}

TEST_F(TallyTest, AnAbstentionIsPresentAndNoApproval) {
  Approve({"kim", "lee", "park"});
  ASSERT_OK(committee_.Say("choi", Verdict::kAbstain));
  ASSERT_OK(committee_.Say("han", Verdict::kAbstain));
  Expect(ReviewOutcome::kApproved, OutcomeReason::kMajority);
  ASSERT_OK(committee_.Say("park", Verdict::kAbstain));
  Expect(ReviewOutcome::kRejected, OutcomeReason::kNoMajority);
}

TEST_F(TallyTest, WithoutAQuorumInTimeItLapses) {
  Approve({"kim", "lee"});
  PassRespondBy();
  Expect(ReviewOutcome::kLapsed, OutcomeReason::kNoQuorum);
  EXPECT_THAT(SayReason(committee_.review(), committee_.Count(), Language::kKorean),
              HasSubstr("의사정족수 3명"));
}

TEST_F(TallyTest, TheRecusedAreNeitherPresentNorCountedForTheQuorum) {
  ASSERT_OK(committee_.Declare("kim", Conflict::kEmployment));
  Approve({"lee", "park", "choi"});
  Expect(ReviewOutcome::kApproved, OutcomeReason::kMajority);
  const Tally tally = committee_.Count();
  EXPECT_EQ(tally.entitled, 4);
  EXPECT_EQ(tally.quorum(), 3);
  EXPECT_EQ(tally.members[0].state, MemberState::kRecused);
}

TEST_F(TallyTest, LapsesIfConflictsLeaveTooFew) {
  for (const char* name : {"kim", "lee"}) {
    ASSERT_OK(committee_.Declare(name, Conflict::kFinancial));
  }
  Expect(ReviewOutcome::kOpen, OutcomeReason::kWaiting);
  ASSERT_OK(committee_.Declare("park", Conflict::kFamily));
  Expect(ReviewOutcome::kLapsed, OutcomeReason::kTooFewLeft);
}

TEST_F(TallyTest, AVoteOfAMemberWithAConflictIsRefusedWhicheverCameFirst) {
  Approve({"kim"});
  ASSERT_OK(committee_.Declare("kim", Conflict::kInvolvement));
  Approve({"kim", "lee", "park"});
  Expect(ReviewOutcome::kOpen, OutcomeReason::kWaiting);
  const Tally tally = committee_.Count();
  ASSERT_THAT(tally.refused, SizeIs(2));
  for (const Refused& refused : tally.refused) {
    EXPECT_EQ(refused.rule, RefusalRule::kConflict);
    EXPECT_THAT(std::string(Message(refused.why)), HasSubstr("conflict of interest"));
  }
  EXPECT_EQ(tally.approvals, 2);
}

TEST_F(TallyTest, ALaterVoteReplacesAndBothStayOnRecord) {
  Reject({"kim"});
  Approve({"kim", "lee", "park"});
  ASSERT_OK(committee_.Declare("kim", Conflict::kNone));  // takes no vote back
  const Tally tally = committee_.Count();
  EXPECT_EQ(tally.outcome, ReviewOutcome::kApproved);
  EXPECT_THAT(tally.members[0].replaced, SizeIs(2));
  EXPECT_THAT(tally.refused, IsEmpty());
}

TEST_F(TallyTest, NothingChangesOnceTheOutcomeIsFixed) {
  Approve({"kim", "lee", "park"});
  const absl::Time fixed = committee_.now();
  Reject({"kim", "lee", "park"});
  EXPECT_EQ(committee_.Count().outcome, ReviewOutcome::kRejected);
  const Tally tally = TallyVotes(committee_.review(), committee_.Check(), committee_.now(), fixed);
  EXPECT_EQ(tally.outcome, ReviewOutcome::kApproved);
  ASSERT_THAT(tally.refused, SizeIs(3));
  EXPECT_EQ(tally.refused[0].rule, RefusalRule::kClosed);
}

TEST_F(TallyTest, ConditionsOfEveryApprovingMemberMustBeMet) {
  Approve({"kim", "lee"});
  ASSERT_OK(committee_.Say("park", Verdict::kApproveWithConditions));
  ASSERT_OK(committee_.Say("choi", Verdict::kApproveWithConditions));
  Expect(ReviewOutcome::kApprovedWithConditions, OutcomeReason::kConditions);
  EXPECT_THAT(committee_.Count().conditions, SizeIs(1));
  EXPECT_THAT(committee_.Count().conditions[0].by, SizeIs(2));
  ASSERT_OK(committee_.Meet("something else"));
  Expect(ReviewOutcome::kApprovedWithConditions, OutcomeReason::kConditions);
  ASSERT_OK(committee_.Meet("age in tens"));
  Expect(ReviewOutcome::kApproved, OutcomeReason::kMajority);
}

TEST_F(TallyTest, OneUnitDoesNotApproveAlone) {
  ChangeCase([](ReviewCase& fields) {
    for (const size_t i : {0U, 1U, 2U}) fields.committee[i].unit = "release";
  });
  Approve({"kim", "lee", "park"});
  Expect(ReviewOutcome::kOpen, OutcomeReason::kWaiting);
  PassRespondBy();
  Expect(ReviewOutcome::kRejected, OutcomeReason::kOneUnit);
}

TEST_F(TallyTest, ABlockedCandidateIsRejectedUnlessTheCaseStatesAnException) {
  ChangeCase([](ReviewCase& fields) { fields.verdict = DisclosureOutcome::kBlock; });
  for (const char* name : {"kim", "lee", "park"}) {
    ASSERT_OK(committee_.Say(name, Verdict::kApprove, "seen"));
  }
  Expect(ReviewOutcome::kRejected, OutcomeReason::kBlocked);
  committee_.given().clear();
  ChangeCase([](ReviewCase& fields) {
    fields.verdict = DisclosureOutcome::kBlock;
    fields.exception = BlockException{"policy, section 4", "counts of regions only"};
  });
  for (const char* name : {"kim", "lee", "park"}) {
    ASSERT_OK(committee_.Say(name, Verdict::kApprove, "seen"));
  }
  Expect(ReviewOutcome::kApproved, OutcomeReason::kMajority);
}

}  // namespace
}  // namespace ieum::core
