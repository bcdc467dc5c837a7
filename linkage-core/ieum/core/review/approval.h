// The signed outcome of a review, and the check right before a release that it is an approval of
// exactly what is to be released. FORMAT: docs/formats/review.md.
#ifndef IEUM_CORE_REVIEW_APPROVAL_H_
#define IEUM_CORE_REVIEW_APPROVAL_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/manifest/manifest.h"
#include "ieum/core/review/tally.h"

namespace ieum::core {

struct RecordedRefusal {
  Sha256Digest statement{};
  RefusalRule rule;

  friend bool operator==(const RecordedRefusal&, const RecordedRefusal&) = default;
};

// What was decided on, by whose statements, and which were refused. It may say that nothing was
// approved.
struct ApprovalRecord {
  SignedBody signed_body;
  Sha256Digest review_case{};
  Sha256Digest manifest{};
  Sha256Digest candidate{};
  Sha256Digest pack{};
  ReviewOutcome outcome = ReviewOutcome::kRejected;
  OutcomeReason reason = OutcomeReason::kNoMajority;
  std::vector<Sha256Digest> statements = {};  // votes, declarations, met conditions; sorted
  std::vector<RecordedRefusal> refused = {};  // as in Tally
  std::string by = {};                        // ieum://…
  absl::Time time = {};                       // the outcome is fixed from then on
};

// Fixes the outcome of `checked` at `now`. PERMISSION_DENIED: the certificate is none of the
// joiner's operators. FAILED_PRECONDITION: the case is still open, or has conditions that are not
// met; says what is missing.
absl::StatusOr<ApprovalRecord> SignApproval(const ReviewCase& review,
                                            const CheckedStatements& checked,
                                            const Certificate& certificate, const SigningKey& key,
                                            absl::Time now);

// INVALID_ARGUMENT: no approval record. Says nothing about who signed.
absl::StatusOr<ApprovalRecord> ReadApproval(std::string_view text);

// What is about to be released, as it is now, and all that was signed about it.
struct ReleaseClaim {
  const Manifest* manifest = nullptr;  // borrowed
  Sha256Digest candidate{};            // of the bytes that would be released
  Sha256Digest pack{};
  std::string case_json;
  std::span<const GivenStatement> statements;  // borrowed; all of them, also the refused
};

struct VerifiedApproval {
  ReviewCase review;
  ApprovalRecord record;
  Tally tally;
};

// Believes nothing: checks the record's signature, counts all votes again as of its time, and holds
// it to the manifest, candidate and pack. DATA_LOSS: a statement that the record counts is not
// there. FAILED_PRECONDITION: not approved, a statement that was left out, or something was changed
// after approval; says what. Errors are also those of CheckSignedBody, ReadReviewCase and
// CheckCase.
absl::StatusOr<VerifiedApproval> VerifyApproval(std::string_view record_text,
                                                const ReleaseClaim& claim, std::string_view ca_pem,
                                                absl::Time now);

}  // namespace ieum::core

#endif  // IEUM_CORE_REVIEW_APPROVAL_H_
