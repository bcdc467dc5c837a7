// What persons sign in a review: members their declarations and votes, the joiner's operator that
// conditions are met. FORMAT: docs/formats/review.md.
#ifndef IEUM_CORE_REVIEW_STATEMENT_H_
#define IEUM_CORE_REVIEW_STATEMENT_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/pki/certificate.h"
#include "ieum/core/review/review_case.h"
#include "ieum/core/review/signed_body.h"

namespace ieum::core {

inline constexpr size_t kMaxVoteConditions = 10;

// An interest of a member in the applicant or the result.
enum class Conflict {
  kNone,
  kEmployment,   // works, or worked within two years, for an applicant
  kFinancial,    // owns of it, is paid by it
  kFamily,       // is close to a person who has one of these
  kInvolvement,  // took part in preparing the application or the data
  kOther,
};
enum class Verdict { kApprove, kApproveWithConditions, kReject, kAbstain };

// A declaration, with a vote or without.
struct Vote {
  Sha256Digest review_case{};
  std::string member = {};  // ieum://…
  Conflict conflict = Conflict::kNone;
  std::string conflict_note = {};                 // of kOther at least; else may be empty
  std::optional<Verdict> verdict = std::nullopt;  // never with a conflict
  std::vector<std::string> conditions = {};       // of kApproveWithConditions, and only of that
  std::string reason = {};                        // may be empty where no rule wants one
  absl::Time time = {};                           // to microseconds, as the member says

  friend bool operator==(const Vote&, const Vote&) = default;
};

struct MetCondition {
  std::string condition;  // as a member wrote it
  std::string how;        // accepted by whom, satisfied by what

  friend bool operator==(const MetCondition&, const MetCondition&) = default;
};
struct ConditionsMet {
  Sha256Digest review_case{};
  std::string by = {};  // ieum://…
  std::vector<MetCondition> met = {};
  absl::Time time = {};

  friend bool operator==(const ConditionsMet&, const ConditionsMet&) = default;
};

struct Statement {
  SignedBody signed_body;
  std::variant<Vote, ConditionsMet> content;
};

// The words of the format: "none", "employment"; "approve", "approve-with-conditions", "reject".
std::string_view ConflictName(Conflict conflict);
std::string_view VerdictName(Verdict verdict);
std::optional<Conflict> ParseConflict(std::string_view word);
std::optional<Verdict> ParseVerdict(std::string_view word);

// INVALID_ARGUMENT names the field and the rule it breaks. Says nothing about who signed.
absl::StatusOr<Statement> ReadStatement(std::string_view text);

// Signs for the certificate's owner, at `now`; member, case and time of `vote` are set here.
// Refuses what a tally would refuse. PERMISSION_DENIED: the owner is no member, or has another
// unit; FAILED_PRECONDITION: a conflict, or the case is closed; INVALID_ARGUMENT: a text that is
// wanted is missing.
absl::StatusOr<Statement> SignVote(const ReviewCase& review, Vote vote,
                                   const Certificate& certificate, const SigningKey& key,
                                   absl::Time now);
// PERMISSION_DENIED: the owner is not joiner-operator or project-admin of the joiner.
absl::StatusOr<Statement> SignConditionsMet(const ReviewCase& review, ConditionsMet met,
                                            const Certificate& certificate, const SigningKey& key,
                                            absl::Time now);

}  // namespace ieum::core

#endif  // IEUM_CORE_REVIEW_STATEMENT_H_
