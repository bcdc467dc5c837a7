// What the votes on a case decide: a pure function of the case, the statements and the time.
#ifndef IEUM_CORE_REVIEW_TALLY_H_
#define IEUM_CORE_REVIEW_TALLY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "ieum/core/review/statement_check.h"

namespace ieum::core {

enum class ReviewOutcome {
  kOpen,                    // votes that are missing may still decide
  kApproved,                // and every condition of an approving member is met
  kApprovedWithConditions,  // of which some are not met yet
  kRejected,
  kLapsed,  // nothing was decided, and nothing can be any more
};

// Why, in the order in which it is looked at.
enum class OutcomeReason {
  kTooFewLeft,  // lapsed: conflicts leave fewer than three members, or fewer than must approve
  kBlocked,     // rejected: the disclosure review blocks, and no exception is stated
  kNoQuorum,    // lapsed: not more than half of the members without a conflict answered in time
  kNoMajority,  // rejected: not more than half of those present approve, or can
  kTooFewApprovals,  // rejected: fewer approve, or can, than the manifest wants
  kOneUnit,          // rejected: all who approve are of one unit
  kWaiting,          // open
  kConditions,       // approved with conditions that are not met
  kMajority,         // approved
};

enum class MemberState {
  kMissing,
  kDeclared,  // no conflict, and no vote yet
  kRecused,   // has a conflict
  kApproves,
  kApprovesWithConditions,
  kRejects,
  kAbstains,
};

struct MemberStanding {
  CommitteeMember member;
  MemberState state = MemberState::kMissing;
  std::optional<Vote> vote = std::nullopt;  // or declaration; none: missing
  Sha256Digest statement{};                 // that counts
  std::vector<Sha256Digest> replaced = {};  // earlier ones of this member, in order
};

struct ConditionStanding {
  std::string condition;
  std::vector<std::string> by;          // members who ask for it, approving
  std::optional<std::string> how = {};  // it is met; none: not yet
};

struct Tally {
  ReviewOutcome outcome = ReviewOutcome::kOpen;
  OutcomeReason reason = OutcomeReason::kWaiting;
  absl::Time time = {};  // that it is of
  int recused = 0;
  int entitled = 0;  // members without a conflict
  int present = 0;   // of them, who voted; abstentions count
  int approvals = 0;
  int rejections = 0;
  int abstentions = 0;
  int missing = 0;                                 // entitled, and no vote
  int units = 0;                                   // of those who approve
  std::vector<MemberStanding> members = {};        // in the order of the case
  std::vector<ConditionStanding> conditions = {};  // by text
  std::vector<Refused> refused = {};               // of `checked` and here; by digest, then by rule

  // Present members that a decision takes, as the recused leave it.
  int quorum() const { return entitled / 2 + 1; }
};

// Rules, each with its source in docs/formats/review.md:
// - a member with a declared conflict is recused, and no vote of that member counts;
// - of several votes of a member the last one before the outcome is fixed counts;
// - quorum: more than half of the members without a conflict vote, abstaining or not;
// - approved: more than half of those present approve, at least as many as the manifest wants, of
// at
//   least kMinApprovingUnits units, and every condition of theirs is met;
// - a blocked candidate is rejected unless the case states an exception;
// - as long as missing votes may decide otherwise, and respond-by is not past, the case is open.
// fixed_at: when the outcome was recorded; later statements are refused. Neither the order of
// statements nor a repetition changes the result.
Tally TallyVotes(const ReviewCase& review, CheckedStatements checked, absl::Time time,
                 std::optional<absl::Time> fixed_at = std::nullopt);

// "open", "approved", "approved-with-conditions", "rejected", "lapsed".
std::string_view ReviewOutcomeName(ReviewOutcome outcome);
// "missing", "declared", "recused", "approve", "approve-with-conditions", "reject", "abstain".
std::string_view MemberStateName(MemberState state);
// "too-few-left", "blocked", "no-quorum", "no-majority", "too-few-approvals", "one-unit",
// "waiting", "conditions", "majority".
std::string_view OutcomeReasonName(OutcomeReason reason);
std::optional<OutcomeReason> ParseOutcomeReason(std::string_view word);

}  // namespace ieum::core

#endif  // IEUM_CORE_REVIEW_TALLY_H_
