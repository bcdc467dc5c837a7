#include "ieum/core/review/approval.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/page/language.h"
#include "ieum/core/review/field_values.h"
#include "ieum/core/review/tally_words.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;

constexpr char kKind[] = "approval";
constexpr size_t kMaxStatements = 1000;
constexpr Word<ReviewOutcome> kRecorded[] = {{"approved", ReviewOutcome::kApproved},
                                             {"rejected", ReviewOutcome::kRejected},
                                             {"lapsed", ReviewOutcome::kLapsed}};

std::vector<Sha256Digest> DigestsOf(const CheckedStatements& checked, const Tally& tally) {
  std::vector<Sha256Digest> digests;
  const auto add = [&](const Sha256Digest& digest) {
    const bool refused =
        std::any_of(tally.refused.begin(), tally.refused.end(),
                    [&digest](const Refused& one) { return one.digest == digest; });
    if (!refused) digests.push_back(digest);
  };
  for (const GivenVote& one : checked.votes) add(one.digest);
  for (const GivenMet& one : checked.met) add(one.digest);
  std::sort(digests.begin(), digests.end());
  return digests;
}

std::vector<RecordedRefusal> RefusalsOf(const Tally& tally) {
  std::vector<RecordedRefusal> refusals;
  for (const Refused& one : tally.refused) refusals.push_back({one.digest, one.rule});
  return refusals;
}

absl::StatusOr<std::vector<Sha256Digest>> TakeDigests(ObjectReader& object, const char* field) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<std::string> texts, object.Texts(field, kMaxStatements));
  std::vector<Sha256Digest> digests;
  for (const std::string& text : texts) {
    const absl::StatusOr<Bytes> bytes = FromHex(text);
    Sha256Digest& digest = digests.emplace_back();
    if (!bytes.ok() || bytes->size() != digest.size()) {
      return InvalidArgument("'%s[%d]' is not a digest", object.Path(field), digests.size() - 1);
    }
    std::copy(bytes->begin(), bytes->end(), digest.begin());
  }
  return digests;
}

Json BodyOf(const ReviewCase& review, const CheckedStatements& checked, const Tally& tally,
            const std::string& by) {
  Json statements = Json::array();
  for (const Sha256Digest& digest : DigestsOf(checked, tally)) statements.push_back(ToHex(digest));
  Json refused = Json::array();
  for (const RecordedRefusal& one : RefusalsOf(tally)) {
    refused.push_back({{"statement", ToHex(one.statement)}, {"rule", RefusalName(one.rule)}});
  }
  return {{"kind", kKind},
          {"case", ToHex(review.digest)},
          {"manifest", ToHex(review.manifest)},
          {"candidate", ToHex(review.candidate)},
          {"pack", ToHex(review.pack)},
          {"outcome", ReviewOutcomeName(tally.outcome)},
          {"reason", OutcomeReasonName(tally.reason)},
          {"statements", std::move(statements)},
          {"refused", std::move(refused)},
          {"by", by},
          {"time", absl::ToUnixMicros(tally.time)}};
}

absl::Status ChangedAfterApproval(const char* what) {
  return FailedPrecondition(
      "changed after approval: %s is not the one that the committee voted on; put back what was "
      "approved, or open a new case",
      what);
}

absl::Status CheckSubject(const ReviewCase& review, const ApprovalRecord& record,
                          const ReleaseClaim& claim) {
  if (record.review_case != review.digest || record.manifest != review.manifest ||
      record.candidate != review.candidate || record.pack != review.pack) {
    return ChangedAfterApproval("the case");
  }
  if (claim.manifest->digest != review.manifest) return ChangedAfterApproval("the manifest");
  if (claim.candidate != review.candidate) return ChangedAfterApproval("the release candidate");
  if (claim.pack != review.pack) return ChangedAfterApproval("the review pack");
  return CheckCase(review, *claim.manifest);
}

// Whether what is there is what the record counted.
absl::Status CheckCounted(const ApprovalRecord& record, const CheckedStatements& checked,
                          const Tally& tally) {
  const std::vector<Sha256Digest> counted = DigestsOf(checked, tally);
  for (const Sha256Digest& digest : record.statements) {
    if (std::binary_search(counted.begin(), counted.end(), digest)) continue;
    return DataLoss(
        "statement %s, which the approval counts, is not there or does not hold; bring all that "
        "was "
        "signed",
        ToHex(digest));
  }
  if (counted != record.statements) {
    return FailedPrecondition(
        "the approval leaves out a statement that was signed before it; have the outcome recorded "
        "again with all of them");
  }
  if (tally.outcome != record.outcome || tally.reason != record.reason) {
    return FailedPrecondition(
        "the votes decide '%s', not '%s' as recorded; have the outcome recorded again",
        ReviewOutcomeName(tally.outcome), ReviewOutcomeName(record.outcome));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ApprovalRecord> SignApproval(const ReviewCase& review,
                                            const CheckedStatements& checked,
                                            const Certificate& certificate, const SigningKey& key,
                                            absl::Time now) {
  IEUM_RETURN_IF_ERROR(CheckOperator(review, certificate));
  const absl::Time time = absl::FromUnixMicros(absl::ToUnixMicros(now));
  const Tally tally = TallyVotes(review, checked, time, time);
  if (tally.outcome == ReviewOutcome::kOpen ||
      tally.outcome == ReviewOutcome::kApprovedWithConditions) {
    return FailedPrecondition("there is no outcome to record yet: %s",
                              SayReason(review, tally, Language::kEnglish));
  }
  std::string body = BodyOf(review, checked, tally, certificate.uri()).dump();
  return ReadApproval(SignBody(std::move(body), certificate, key).text);
}

absl::StatusOr<ApprovalRecord> ReadApproval(std::string_view text) {
  ApprovalRecord record;
  IEUM_ASSIGN_OR_RETURN(record.signed_body, ReadSignedBody(text));
  IEUM_ASSIGN_OR_RETURN(ObjectReader object,
                        ObjectReader::Parse(record.signed_body.body, "the approval"));
  IEUM_ASSIGN_OR_RETURN(const std::string kind, object.Text("kind"));
  if (kind != kKind) return InvalidArgument("'kind' is not '%s'", kKind);
  IEUM_ASSIGN_OR_RETURN(record.review_case, TakeDigest(object, "case"));
  IEUM_ASSIGN_OR_RETURN(record.manifest, TakeDigest(object, "manifest"));
  IEUM_ASSIGN_OR_RETURN(record.candidate, TakeDigest(object, "candidate"));
  IEUM_ASSIGN_OR_RETURN(record.pack, TakeDigest(object, "pack"));
  IEUM_ASSIGN_OR_RETURN(record.outcome, object.OneOf("outcome", kRecorded));
  IEUM_ASSIGN_OR_RETURN(const std::string reason, object.Text("reason"));
  const std::optional<OutcomeReason> parsed = ParseOutcomeReason(reason);
  if (!parsed.has_value()) return InvalidArgument("'reason' is none of the format");
  record.reason = *parsed;
  IEUM_ASSIGN_OR_RETURN(record.statements, TakeDigests(object, "statements"));
  IEUM_ASSIGN_OR_RETURN(std::vector<ObjectReader> refused,
                        object.Objects("refused", kMaxStatements, 0));
  for (ObjectReader& one : refused) {
    IEUM_ASSIGN_OR_RETURN(const Sha256Digest statement, TakeDigest(one, "statement"));
    IEUM_ASSIGN_OR_RETURN(const std::string word, one.Text("rule"));
    const std::optional<RefusalRule> rule = ParseRefusal(word);
    if (!rule.has_value()) return InvalidArgument("'%s' is none of the format", one.Path("rule"));
    IEUM_RETURN_IF_ERROR(one.Finish());
    record.refused.push_back({statement, *rule});
  }
  IEUM_ASSIGN_OR_RETURN(record.by, TakeLine(object, "by"));
  IEUM_ASSIGN_OR_RETURN(record.time, TakeTime(object, "time"));
  IEUM_RETURN_IF_ERROR(object.Finish());
  return record;
}

absl::StatusOr<VerifiedApproval> VerifyApproval(std::string_view record_text,
                                                const ReleaseClaim& claim, std::string_view ca_pem,
                                                absl::Time now) {
  IEUM_ASSIGN_OR_RETURN(ApprovalRecord record, ReadApproval(record_text));
  IEUM_ASSIGN_OR_RETURN(ReviewCase review, ReadReviewCase(claim.case_json));
  IEUM_RETURN_IF_ERROR(CheckSubject(review, record, claim));
  if (record.time > now + kMaxClockAhead) {
    return InvalidArgument("the approval was made in the future; check both clocks");
  }
  IEUM_ASSIGN_OR_RETURN(
      const Certificate certificate,
      CheckSignedBody(record.signed_body, ca_pem, record.time, "the certificate of the approval"));
  if (certificate.uri() != record.by) {
    return InvalidArgument("the approval names another person than its signer");
  }
  IEUM_RETURN_IF_ERROR(CheckOperator(review, certificate));
  const CheckedStatements checked =
      CheckStatements(review, claim.statements, ca_pem, now, ValidAt::kSigning);
  Tally tally = TallyVotes(review, checked, record.time, record.time);
  IEUM_RETURN_IF_ERROR(CheckCounted(record, checked, tally));
  if (record.outcome != ReviewOutcome::kApproved) {
    return FailedPrecondition("the committee did not approve: %s",
                              SayReason(review, tally, Language::kEnglish));
  }
  return VerifiedApproval{
      .review = std::move(review), .record = std::move(record), .tally = std::move(tally)};
}

}  // namespace ieum::core
