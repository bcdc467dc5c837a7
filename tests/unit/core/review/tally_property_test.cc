// What holds of every set of votes: no certificates, many of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "ieum/core/review/tally.h"
#include "unit/core/review/committee.h"

namespace ieum::core {
namespace {

constexpr int kRounds = 3000;

class TallyPropertyTest : public ::testing::Test {
 protected:
  int Below(int limit) { return static_cast<int>(random_() % static_cast<uint64_t>(limit)); }

  // A case of 3 to 5 members that wants 1 to 3 approvals.
  ReviewCase AnyCase() {
    ReviewCase review = ieum::testing::CaseFields(manifest_, opened_);
    review.committee.erase(review.committee.begin() + 3 + Below(3), review.committee.end());
    review.approvals = 1 + Below(3);
    review.verdict = Below(8) == 0 ? DisclosureOutcome::kBlock : DisclosureOutcome::kPass;
    return review;
  }
  GivenVote AnyVote(const ReviewCase& review, absl::Time time) {
    GivenVote given{.name = "vote", .digest = {}, .vote = {}};
    for (std::byte& byte : given.digest) byte = static_cast<std::byte>(Below(256));
    given.vote.member =
        review.committee[static_cast<size_t>(Below(static_cast<int>(review.committee.size())))].uri;
    given.vote.time = time;
    if (Below(10) == 0) given.vote.conflict = Conflict::kFamily;
    if (given.vote.conflict == Conflict::kNone && Below(10) != 0) {
      given.vote.verdict = static_cast<Verdict>(Below(4));
    }
    if (given.vote.verdict == Verdict::kApproveWithConditions) {
      given.vote.conditions = {"condition " + std::to_string(Below(3))};
    }
    return given;
  }
  CheckedStatements AnyStatements(const ReviewCase& review) {
    CheckedStatements checked;
    const int count = Below(9);
    for (int i = 0; i < count; ++i) {
      // Few different times, so that some are equal.
      checked.votes.push_back(AnyVote(review, opened_ + absl::Hours(1 + Below(6))));
    }
    if (Below(2) == 0) {
      GivenMet met{.name = "met", .digest = {}, .met = {}};
      met.met.time = opened_ + absl::Hours(1 + Below(6));
      met.met.met = {{"condition " + std::to_string(Below(3)), "done"}};
      checked.met.push_back(met);
    }
    return checked;
  }
  absl::Time AnyTime() { return opened_ + absl::Hours(Below(2) == 0 ? 8 : 241); }

  static std::string Shown(const Tally& tally) {
    std::string text(ReviewOutcomeName(tally.outcome));
    text += std::string(" ") + std::string(OutcomeReasonName(tally.reason));
    for (const MemberStanding& member : tally.members) {
      text +=
          std::string(" ") + std::string(MemberStateName(member.state)) + ToHex(member.statement);
      for (const Sha256Digest& digest : member.replaced) text += ToHex(digest);
    }
    for (const Refused& refused : tally.refused) text += ToHex(refused.digest);
    for (const ConditionStanding& one : tally.conditions) text += one.how.value_or("-");
    return text;
  }

  std::mt19937_64 random_{20261123};
  Manifest manifest_ = ieum::testing::TestManifest();
  absl::Time opened_ = absl::FromUnixSeconds(1'800'000'000);
};

TEST_F(TallyPropertyTest, TheOrderOfVotesDoesNotMatter) {
  for (int round = 0; round < kRounds; ++round) {
    const ReviewCase review = AnyCase();
    CheckedStatements checked = AnyStatements(review);
    const absl::Time time = AnyTime();
    const std::string before = Shown(TallyVotes(review, checked, time));
    std::shuffle(checked.votes.begin(), checked.votes.end(), random_);
    ASSERT_EQ(Shown(TallyVotes(review, checked, time)), before);
  }
}

TEST_F(TallyPropertyTest, AnAbstentionTurnsNoRejectionIntoAnApproval) {
  int rejected = 0;
  for (int round = 0; round < kRounds; ++round) {
    const ReviewCase review = AnyCase();
    CheckedStatements checked = AnyStatements(review);
    const absl::Time time = AnyTime();
    if (TallyVotes(review, checked, time).outcome != ReviewOutcome::kRejected) continue;
    ++rejected;
    GivenVote abstention = AnyVote(review, opened_ + absl::Hours(1 + Below(6)));
    abstention.vote.conflict = Conflict::kNone;
    abstention.vote.verdict = Verdict::kAbstain;
    // An abstention that another vote of the member replaced at once would change nothing; one that
    // is the last of its member is the case in question.
    abstention.vote.time = opened_ + absl::Hours(7);
    checked.votes.push_back(abstention);
    const ReviewOutcome after = TallyVotes(review, checked, time).outcome;
    ASSERT_NE(after, ReviewOutcome::kApproved);
    ASSERT_NE(after, ReviewOutcome::kApprovedWithConditions);
  }
  EXPECT_GT(rejected, kRounds / 20);
}

TEST_F(TallyPropertyTest, WhatIsApprovedHasEveryRuleOnItsSide) {
  int approved = 0;
  for (int round = 0; round < kRounds; ++round) {
    const ReviewCase review = AnyCase();
    const Tally tally = TallyVotes(review, AnyStatements(review), AnyTime());
    ASSERT_EQ(tally.entitled + tally.recused, static_cast<int>(review.committee.size()));
    ASSERT_EQ(tally.present + tally.missing, tally.entitled);
    if (tally.outcome != ReviewOutcome::kApproved) continue;
    ++approved;
    EXPECT_GE(tally.entitled, 3);
    EXPECT_GT(2 * tally.present, tally.entitled);
    EXPECT_GT(2 * tally.approvals, tally.present);
    EXPECT_GE(tally.approvals, review.approvals);
    EXPECT_GE(tally.units, 2);
    EXPECT_EQ(review.verdict, DisclosureOutcome::kPass);
    for (const ConditionStanding& one : tally.conditions) EXPECT_TRUE(one.how.has_value());
    for (const MemberStanding& one : tally.members) {
      EXPECT_FALSE(one.state == MemberState::kRecused && one.vote->verdict.has_value());
    }
  }
  EXPECT_GT(approved, kRounds / 50);
}

// What is decided early stays decided, whatever the others vote.
TEST_F(TallyPropertyTest, NoVoteThatWasMissingChangesADecision) {
  int decided = 0;
  for (int round = 0; round < kRounds; ++round) {
    const ReviewCase review = AnyCase();
    CheckedStatements checked = AnyStatements(review);
    const absl::Time time = opened_ + absl::Hours(8);
    const Tally before = TallyVotes(review, checked, time);
    if (before.outcome != ReviewOutcome::kApproved && before.outcome != ReviewOutcome::kRejected) {
      continue;
    }
    for (const MemberStanding& member : before.members) {
      if (member.state != MemberState::kMissing) continue;
      GivenVote late = AnyVote(review, opened_ + absl::Hours(7));
      late.vote.member = member.member.uri;
      late.vote.conflict = Conflict::kNone;
      late.vote.verdict = Below(2) == 0 ? Verdict::kApprove : Verdict::kReject;
      late.vote.conditions.clear();
      checked.votes.push_back(late);
      ++decided;
    }
    ASSERT_EQ(TallyVotes(review, checked, time).outcome, before.outcome);
  }
  EXPECT_GT(decided, kRounds / 20);
}

}  // namespace
}  // namespace ieum::core
