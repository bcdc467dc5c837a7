#include "ieum/server/joining/approval_check.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/time/civil_time.h"
#include "ieum/core/base/status.h"
#include "ieum/core/pki/certificate_details.h"
#include "ieum/core/release/table_columns.h"
#include "ieum/core/review/approval.h"
#include "ieum/core/review/signed_body.h"

namespace ieum::server {
namespace {

absl::Status CheckPack(const core::PackFacts& pack, const core::ReviewCase& review,
                       const core::ReleaseDescription& description) {
  if (review.verdict != pack.verdict || review.columns != pack.columns) {
    return core::FailedPrecondition(
        "the case says another verdict or other columns than its review pack; open a new case");
  }
  std::set<std::string> released;
  for (core::TableColumn& column : core::TableColumns(description)) {
    released.insert(std::move(column.name));
  }
  const std::set<std::string> reviewed(pack.columns.begin(), pack.columns.end());
  for (const std::string& name : released) {
    if (reviewed.contains(name)) continue;
    return core::FailedPrecondition(
        "the review pack does not have the column '%s' of the release; review the candidate as "
        "'ieum release csv' writes it, and open a new case",
        name);
  }
  for (const std::string& name : reviewed) {
    if (released.contains(name)) continue;
    return core::FailedPrecondition(
        "the review pack has the column '%s', which the release does not have; review the "
        "candidate as 'ieum release csv' writes it, and open a new case",
        name);
  }
  return absl::OkStatus();
}

absl::Status CheckSigner(DenyListFile& deny_list, std::string_view text, std::string_view what) {
  const absl::StatusOr<core::SignedBody> body = core::ReadSignedBody(text);
  if (!body.ok()) return absl::OkStatus();  // then it was not counted
  IEUM_ASSIGN_OR_RETURN(const core::CertificateDetails details,
                        core::ReadCertificateDetails(body->certificate_pem));
  const absl::Status accepted = deny_list.Check(details);
  return accepted.ok() ? accepted : core::WithContext(accepted, what);
}

// Whoever has a denied certificate may have signed at any time that it pleased him to write.
absl::Status CheckSigners(DenyListFile& deny_list, const core::ApprovalRecord& record,
                          const GivenApproval& given) {
  IEUM_RETURN_IF_ERROR(CheckSigner(deny_list, given.record, "the signer of the approval"));
  for (const core::GivenStatement& one : given.statements) {
    const core::Sha256Digest digest = core::Sha256(core::AsBytes(one.text));
    if (std::binary_search(record.statements.begin(), record.statements.end(), digest)) {
      IEUM_RETURN_IF_ERROR(CheckSigner(deny_list, one.text, "the signer of " + one.name));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckApproval(const ExchangeContext& context, const core::Manifest& manifest,
                           const CandidateRecord& candidate,
                           const core::ReleaseDescription& description,
                           const GivenApproval& given) {
  IEUM_ASSIGN_OR_RETURN(const core::PackFacts pack, core::ReadPackFacts(given.pack_json));
  const core::ReleaseClaim claim{.manifest = &manifest,
                                 .candidate = candidate.digest,
                                 .pack = pack.digest,
                                 .case_json = given.case_json,
                                 .statements = given.statements};
  IEUM_ASSIGN_OR_RETURN(const core::VerifiedApproval approval,
                        core::VerifyApproval(given.record, claim, context.identity.authorities(),
                                             context.clock.Now()));
  IEUM_RETURN_IF_ERROR(CheckSigners(context.deny_list, approval.record, given));
  const core::ReviewCase& review = approval.review;
  IEUM_RETURN_IF_ERROR(CheckPack(pack, review, description));
  if (review.release != static_cast<int>(candidate.number)) {
    return core::FailedPrecondition("the committee decided on release %d, this is release %d",
                                    review.release, candidate.number);
  }
  const core::InstitutionId& recipient = description.name.recipient;
  const bool is_for = std::find(review.recipients.begin(), review.recipients.end(), recipient) !=
                      review.recipients.end();
  if (is_for) return absl::OkStatus();
  return core::PermissionDenied("what the committee approved is not for '%s'", recipient.value());
}

absl::Status CheckIsNoMock(const core::Manifest& manifest) {
  if (!manifest.mock.has_value()) return absl::OkStatus();
  return core::FailedPrecondition(
      "this is a mock linkage of '%s'; rule: nothing of it is released. Link the whole files in "
      "that project",
      manifest.mock->of.value());
}

absl::Status CheckNotEnded(const std::string& end_date, absl::Time now) {
  const absl::CivilDay today = absl::ToCivilDay(now, absl::FixedTimeZone(9 * 60 * 60));
  if (absl::FormatCivilTime(today) <= end_date) return absl::OkStatus();
  return core::FailedPrecondition(
      "the manifest's end_date, %s, is past; rule: nothing is released after the project's end; "
      "agree on another project",
      end_date);
}

}  // namespace ieum::server
