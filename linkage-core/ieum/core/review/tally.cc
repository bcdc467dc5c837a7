#include "ieum/core/review/tally.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/manifest/object_reader.h"

namespace ieum::core {
namespace {

constexpr Word<ReviewOutcome> kOutcomes[] = {
    {"open", ReviewOutcome::kOpen},
    {"approved", ReviewOutcome::kApproved},
    {"approved-with-conditions", ReviewOutcome::kApprovedWithConditions},
    {"rejected", ReviewOutcome::kRejected},
    {"lapsed", ReviewOutcome::kLapsed}};
constexpr Word<MemberState> kStates[] = {
    {"missing", MemberState::kMissing},
    {"declared", MemberState::kDeclared},
    {"recused", MemberState::kRecused},
    {"approve", MemberState::kApproves},
    {"approve-with-conditions", MemberState::kApprovesWithConditions},
    {"reject", MemberState::kRejects},
    {"abstain", MemberState::kAbstains}};
constexpr Word<OutcomeReason> kReasons[] = {{"too-few-left", OutcomeReason::kTooFewLeft},
                                            {"blocked", OutcomeReason::kBlocked},
                                            {"no-quorum", OutcomeReason::kNoQuorum},
                                            {"no-majority", OutcomeReason::kNoMajority},
                                            {"too-few-approvals", OutcomeReason::kTooFewApprovals},
                                            {"one-unit", OutcomeReason::kOneUnit},
                                            {"waiting", OutcomeReason::kWaiting},
                                            {"conditions", OutcomeReason::kConditions},
                                            {"majority", OutcomeReason::kMajority}};

void Refuse(const std::string& name, const Sha256Digest& digest, RefusalRule rule, absl::Status why,
            Tally& tally) {
  tally.refused.push_back({name, digest, rule, std::move(why)});
}

// Leaves out what was signed too late.
void RefuseLate(const ReviewCase& review, absl::Time time, std::optional<absl::Time> fixed_at,
                CheckedStatements& checked, Tally& tally) {
  const absl::Time last = std::min(fixed_at.value_or(absl::InfiniteFuture()), time);
  const auto late = [&](const GivenVote& one) {
    if (one.vote.time <= std::min(last, review.respond_by)) return false;
    Refuse(one.name, one.digest, RefusalRule::kClosed,
           FailedPrecondition("the vote was signed after the case was closed; what is signed later "
                              "does not count, ask for a new case"),
           tally);
    return true;
  };
  const auto late_met = [&](const GivenMet& one) {
    if (one.met.time <= last) return false;
    Refuse(one.name, one.digest, RefusalRule::kClosed,
           FailedPrecondition("the statement was signed after the outcome was fixed; ask for a new "
                              "case"),
           tally);
    return true;
  };
  checked.votes.erase(std::remove_if(checked.votes.begin(), checked.votes.end(), late),
                      checked.votes.end());
  checked.met.erase(std::remove_if(checked.met.begin(), checked.met.end(), late_met),
                    checked.met.end());
}

MemberState StateOf(const Vote& vote) {
  if (vote.conflict != Conflict::kNone) return MemberState::kRecused;
  if (!vote.verdict.has_value()) return MemberState::kDeclared;
  switch (*vote.verdict) {
    case Verdict::kApprove:
      return MemberState::kApproves;
    case Verdict::kApproveWithConditions:
      return MemberState::kApprovesWithConditions;
    case Verdict::kReject:
      return MemberState::kRejects;
    case Verdict::kAbstain:
      return MemberState::kAbstains;
  }
  return MemberState::kMissing;
}

bool Approves(MemberState state) {
  return state == MemberState::kApproves || state == MemberState::kApprovesWithConditions;
}

// votes: of the member, in order.
MemberStanding StandingOf(const CommitteeMember& member, const std::vector<GivenVote>& votes,
                          Tally& tally) {
  MemberStanding standing{.member = member};
  const bool recused = std::any_of(votes.begin(), votes.end(), [](const GivenVote& one) {
    return one.vote.conflict != Conflict::kNone;
  });
  for (const GivenVote& one : votes) {
    if (recused && one.vote.verdict.has_value()) {
      Refuse(one.name, one.digest, RefusalRule::kConflict,
             FailedPrecondition("the vote is by a member with a declared conflict of interest, who "
                                "takes no part in the decision; the declaration stands, leave the "
                                "vote out"),
             tally);
    }
    // Of a recused member the declaration of the conflict counts, and no vote.
    if (recused && one.vote.conflict == Conflict::kNone) continue;
    // A declaration without a vote takes back no vote.
    const bool takes_nothing_back = !recused && standing.vote.has_value() &&
                                    standing.vote->verdict.has_value() &&
                                    !one.vote.verdict.has_value();
    if (takes_nothing_back) {
      standing.replaced.push_back(one.digest);
      continue;
    }
    if (standing.vote.has_value()) standing.replaced.push_back(standing.statement);
    standing.vote = one.vote;
    standing.statement = one.digest;
    standing.state = StateOf(one.vote);
  }
  return standing;
}

void CountMembers(Tally& tally) {
  std::set<std::string> units;
  for (const MemberStanding& one : tally.members) {
    tally.recused += one.state == MemberState::kRecused ? 1 : 0;
    tally.approvals += Approves(one.state) ? 1 : 0;
    tally.rejections += one.state == MemberState::kRejects ? 1 : 0;
    tally.abstentions += one.state == MemberState::kAbstains ? 1 : 0;
    if (Approves(one.state)) units.insert(one.member.unit);
  }
  tally.units = static_cast<int>(units.size());
  tally.entitled = static_cast<int>(tally.members.size()) - tally.recused;
  tally.present = tally.approvals + tally.rejections + tally.abstentions;
  tally.missing = tally.entitled - tally.present;
}

void CollectConditions(const std::vector<GivenMet>& met, Tally& tally) {
  std::map<std::string, ConditionStanding> conditions;
  for (const MemberStanding& one : tally.members) {
    if (one.state != MemberState::kApprovesWithConditions) continue;
    for (const std::string& text : one.vote->conditions) {
      ConditionStanding& condition = conditions[text];
      condition.condition = text;
      condition.by.push_back(one.member.uri);
    }
  }
  for (const GivenMet& statement : met) {
    for (const MetCondition& one : statement.met.met) {
      const auto found = conditions.find(one.condition);
      if (found != conditions.end()) found->second.how = one.how;
    }
  }
  for (auto& [text, condition] : conditions) tally.conditions.push_back(std::move(condition));
}

struct Decision {
  ReviewOutcome outcome;
  OutcomeReason reason;
};

// What forbids an approval if of the members `present` so many approve, or nothing.
std::optional<OutcomeReason> Obstacle(const ReviewCase& review, int approvals, int present) {
  if (2 * approvals <= present) return OutcomeReason::kNoMajority;
  if (approvals < review.approvals) return OutcomeReason::kTooFewApprovals;
  return std::nullopt;
}

Decision Decide(const ReviewCase& review, const Tally& tally) {
  const int least = std::max(static_cast<int>(kMinCommittee), review.approvals);
  if (tally.entitled < least) return {ReviewOutcome::kLapsed, OutcomeReason::kTooFewLeft};
  if (review.verdict == DisclosureOutcome::kBlock && !review.exception.has_value()) {
    return {ReviewOutcome::kRejected, OutcomeReason::kBlocked};
  }
  // Rejected already if no vote that is missing can change it.
  const std::optional<OutcomeReason> at_best =
      Obstacle(review, tally.approvals + tally.missing, tally.entitled);
  if (at_best.has_value()) return {ReviewOutcome::kRejected, *at_best};
  const bool is_over = tally.missing == 0 || tally.time > review.respond_by;
  if (is_over && tally.present < tally.quorum()) {
    return {ReviewOutcome::kLapsed, OutcomeReason::kNoQuorum};
  }
  // Missing votes count as rejections until the case is over.
  const std::optional<OutcomeReason> now =
      Obstacle(review, tally.approvals, is_over ? tally.present : tally.entitled);
  const bool one_unit = tally.units < static_cast<int>(kMinApprovingUnits);
  if (!is_over && (now.has_value() || one_unit)) {
    return {ReviewOutcome::kOpen, OutcomeReason::kWaiting};
  }
  if (now.has_value()) return {ReviewOutcome::kRejected, *now};
  if (one_unit) return {ReviewOutcome::kRejected, OutcomeReason::kOneUnit};
  const bool all_met =
      std::all_of(tally.conditions.begin(), tally.conditions.end(),
                  [](const ConditionStanding& one) { return one.how.has_value(); });
  if (!all_met) return {ReviewOutcome::kApprovedWithConditions, OutcomeReason::kConditions};
  return {ReviewOutcome::kApproved, OutcomeReason::kMajority};
}

}  // namespace

Tally TallyVotes(const ReviewCase& review, CheckedStatements checked, absl::Time time,
                 std::optional<absl::Time> fixed_at) {
  Tally tally;
  tally.time = fixed_at.has_value() ? std::min(*fixed_at, time) : time;
  tally.refused = std::move(checked.refused);
  RefuseLate(review, time, fixed_at, checked, tally);
  for (const CommitteeMember& member : review.committee) {
    std::vector<GivenVote> votes;
    for (const GivenVote& one : checked.votes) {
      if (one.vote.member == member.uri) votes.push_back(one);
    }
    std::sort(votes.begin(), votes.end(), [](const GivenVote& a, const GivenVote& b) {
      return a.vote.time != b.vote.time ? a.vote.time < b.vote.time : a.digest < b.digest;
    });
    tally.members.push_back(StandingOf(member, votes, tally));
  }
  CountMembers(tally);
  std::sort(checked.met.begin(), checked.met.end(), [](const GivenMet& a, const GivenMet& b) {
    return a.met.time != b.met.time ? a.met.time < b.met.time : a.digest < b.digest;
  });
  CollectConditions(checked.met, tally);
  std::sort(tally.refused.begin(), tally.refused.end(), [](const Refused& a, const Refused& b) {
    return a.digest != b.digest ? a.digest < b.digest : a.rule < b.rule;
  });
  const Decision decision = Decide(review, tally);
  tally.outcome = decision.outcome;
  tally.reason = decision.reason;
  return tally;
}

std::string_view ReviewOutcomeName(ReviewOutcome outcome) { return NameIn(kOutcomes, outcome); }
std::string_view MemberStateName(MemberState state) { return NameIn(kStates, state); }
std::string_view OutcomeReasonName(OutcomeReason reason) { return NameIn(kReasons, reason); }
std::optional<OutcomeReason> ParseOutcomeReason(std::string_view word) {
  for (const Word<OutcomeReason>& one : kReasons) {
    if (one.text == word) return one.value;
  }
  return std::nullopt;
}

}  // namespace ieum::core
