// Which statements of a review count, and why others do not.
#ifndef IEUM_CORE_REVIEW_STATEMENT_CHECK_H_
#define IEUM_CORE_REVIEW_STATEMENT_CHECK_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieum/core/review/statement.h"

namespace ieum::core {

// The rule that a refused statement breaks.
enum class RefusalRule {
  kForm,         // no statement, or its bytes are not in the canonical form
  kOtherCase,    // about another case, or this one before it was changed
  kUnknown,      // not a member; not the joiner's operator
  kCertificate,  // nobody trusted vouches for it, expired, without the member's unit
  kSignature,    // not over these bytes
  kTime,         // before the case was opened, or in the future
  kReason,       // a reason or condition that is wanted is missing
  kConflict,     // a vote of a member with a conflict
  kClosed,       // after respond-by, or after the outcome was fixed
};
// "form", "other-case", …: in approvals and JSON.
std::string_view RefusalName(RefusalRule rule);
std::optional<RefusalRule> ParseRefusal(std::string_view word);

struct Refused {
  std::string name;       // as given: a file's name
  Sha256Digest digest{};  // of the bytes
  RefusalRule rule;
  absl::Status why;  // what, which rule, what next
};

// A text from outside, and what it is called in messages.
struct GivenStatement {
  std::string name;
  std::string text;
};
struct GivenVote {
  std::string name;
  Sha256Digest digest{};
  Vote vote;
};
struct GivenMet {
  std::string name;
  Sha256Digest digest{};
  ConditionsMet met;
};

// The same statement given twice is one. In the order of time, then of digests.
struct CheckedStatements {
  std::vector<GivenVote> votes = {};
  std::vector<GivenMet> met = {};
  std::vector<Refused> refused = {};  // by digest
};

// Checks each by itself: form, case, signer, signature, times, texts that are wanted. What depends
// on others (conflicts declared elsewhere, the outcome fixed) is TallyVotes's. `when`: certificates
// must be valid now, as where a vote is taken in, or when they signed.
CheckedStatements CheckStatements(const ReviewCase& review, std::span<const GivenStatement> given,
                                  std::string_view ca_pem, absl::Time now, ValidAt when);

// Rules of a vote by itself, whoever signed it. INVALID_ARGUMENT: a text is missing;
// FAILED_PRECONDITION: a verdict with a conflict.
absl::Status CheckVoteTexts(const ReviewCase& review, const Vote& vote);
// PERMISSION_DENIED: not a member, or the certificate has not the member's unit.
absl::Status CheckMember(const ReviewCase& review, const Certificate& certificate);
// PERMISSION_DENIED: not joiner-operator or project-admin of the case's institution.
absl::Status CheckOperator(const ReviewCase& review, const Certificate& certificate);

}  // namespace ieum::core

#endif  // IEUM_CORE_REVIEW_STATEMENT_CHECK_H_
