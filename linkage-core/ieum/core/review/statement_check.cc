#include "ieum/core/review/statement_check.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ieum/core/manifest/object_reader.h"
#include "ieum/core/pki/certificate_details.h"

namespace ieum::core {
namespace {

constexpr Word<RefusalRule> kRules[] = {
    {"form", RefusalRule::kForm},           {"other-case", RefusalRule::kOtherCase},
    {"unknown", RefusalRule::kUnknown},     {"certificate", RefusalRule::kCertificate},
    {"signature", RefusalRule::kSignature}, {"time", RefusalRule::kTime},
    {"reason", RefusalRule::kReason},       {"conflict", RefusalRule::kConflict},
    {"closed", RefusalRule::kClosed}};

struct Refusal {
  RefusalRule rule;
  absl::Status why;
};

// What votes and met conditions have in common.
struct Head {
  const Sha256Digest* review_case;
  const std::string* by;
  absl::Time time;
};

Head HeadOf(const Statement& statement) {
  if (const auto* vote = std::get_if<Vote>(&statement.content)) {
    return {&vote->review_case, &vote->member, vote->time};
  }
  const auto& met = std::get<ConditionsMet>(statement.content);
  return {&met.review_case, &met.by, met.time};
}

std::optional<Refusal> RefusalOf(const ReviewCase& review, const Statement& statement,
                                 std::string_view ca_pem, absl::Time now, ValidAt when) {
  const Head head = HeadOf(statement);
  const auto* vote = std::get_if<Vote>(&statement.content);
  if (*head.review_case != review.digest) {
    return Refusal{
        RefusalRule::kOtherCase,
        FailedPrecondition("the statement is about another case, or about this one before "
                           "it was changed; have this case voted on")};
  }
  if (vote != nullptr && FindMember(review, *head.by) == nullptr) {
    return Refusal{RefusalRule::kUnknown,
                   PermissionDenied("its signer is no member of the committee of this case; leave "
                                    "the statement out, or open a case with that member")};
  }
  if (head.time > now + kMaxClockAhead || head.time < review.opened) {
    return Refusal{RefusalRule::kTime,
                   InvalidArgument("the statement is from before the case was opened or from the "
                                   "future; check the signer's clock and have it signed again")};
  }
  const absl::StatusOr<Certificate> certificate =
      CheckSignedBody(statement.signed_body, ca_pem, when == ValidAt::kNow ? now : head.time,
                      "the signer's certificate");
  if (!certificate.ok()) {
    const bool is_signature = absl::IsInvalidArgument(certificate.status());
    return Refusal{is_signature ? RefusalRule::kSignature : RefusalRule::kCertificate,
                   certificate.status()};
  }
  if (certificate->uri() != *head.by) {
    return Refusal{RefusalRule::kSignature,
                   InvalidArgument("the statement names another person than its signer; have it "
                                   "signed by that person")};
  }
  const absl::Status entitled =
      vote != nullptr ? CheckMember(review, *certificate) : CheckOperator(review, *certificate);
  if (!entitled.ok()) {
    return Refusal{vote != nullptr ? RefusalRule::kCertificate : RefusalRule::kUnknown, entitled};
  }
  if (vote == nullptr) return std::nullopt;
  const absl::Status texts = CheckVoteTexts(review, *vote);
  // A vote with a conflict still declares the conflict: the tally refuses the vote.
  if (texts.ok() || absl::IsFailedPrecondition(texts)) return std::nullopt;
  return Refusal{RefusalRule::kReason, texts};
}

template <typename Given>
bool IsBefore(const Given& a, absl::Time a_time, const Given& b, absl::Time b_time) {
  return a_time != b_time ? a_time < b_time : a.digest < b.digest;
}

}  // namespace

std::string_view RefusalName(RefusalRule rule) { return NameIn(kRules, rule); }

std::optional<RefusalRule> ParseRefusal(std::string_view word) {
  for (const Word<RefusalRule>& one : kRules) {
    if (one.text == word) return one.value;
  }
  return std::nullopt;
}

absl::Status CheckVoteTexts(const ReviewCase& review, const Vote& vote) {
  if (vote.conflict != Conflict::kNone && vote.verdict.has_value()) {
    return FailedPrecondition(
        "a member with a conflict of interest may not vote; file the declaration alone");
  }
  if (vote.conflict == Conflict::kOther && vote.conflict_note.empty()) {
    return InvalidArgument("a conflict of the kind 'other' has to be described; add a note");
  }
  if (vote.conflict == Conflict::kNone && !vote.conflict_note.empty()) {
    return InvalidArgument("a note about a conflict stands beside 'none'; choose its kind");
  }
  const bool with_conditions = vote.verdict == Verdict::kApproveWithConditions;
  if (with_conditions != !vote.conditions.empty()) {
    return InvalidArgument(
        "conditions belong to the verdict 'approve-with-conditions', and it has at least one");
  }
  if (vote.verdict == Verdict::kReject && vote.reason.empty()) {
    return InvalidArgument(
        "a rejection needs a reason, so that the applicant knows what to change");
  }
  const bool approves = with_conditions || vote.verdict == Verdict::kApprove;
  if (approves && review.verdict != DisclosureOutcome::kPass && vote.reason.empty()) {
    return InvalidArgument(
        "the disclosure review says '%s', so an approval needs a reason why the release is safe "
        "all "
        "the same",
        OutcomeName(review.verdict));
  }
  return absl::OkStatus();
}

absl::Status CheckMember(const ReviewCase& review, const Certificate& certificate) {
  const CommitteeMember* member = FindMember(review, certificate.uri());
  if (member == nullptr) {
    return PermissionDenied(
        "%s is no member of the committee of this case; use the certificate that the case names",
        certificate.uri());
  }
  IEUM_ASSIGN_OR_RETURN(const CertificateDetails details,
                        ReadCertificateDetails(certificate.chain_pem()));
  if (std::find(details.units.begin(), details.units.end(), member->unit) == details.units.end()) {
    return PermissionDenied(
        "the certificate of %s has not the unit that the case names for the member; ask its issuer "
        "for one that has",
        certificate.uri());
  }
  return absl::OkStatus();
}

absl::Status CheckOperator(const ReviewCase& review, const Certificate& certificate) {
  if (certificate.name().institution == review.institution &&
      MaySignFor(certificate.name().role, PartyRole::kJoiner)) {
    return absl::OkStatus();
  }
  return PermissionDenied(
      "%s may not sign this: it takes a joiner-operator or project-admin of '%s'",
      certificate.uri(), review.institution.value());
}

CheckedStatements CheckStatements(const ReviewCase& review, std::span<const GivenStatement> given,
                                  std::string_view ca_pem, absl::Time now, ValidAt when) {
  CheckedStatements checked;
  std::set<Sha256Digest> seen;
  for (const GivenStatement& one : given) {
    const Sha256Digest digest = Sha256(AsBytes(one.text));
    if (!seen.insert(digest).second) continue;
    absl::StatusOr<Statement> statement = ReadStatement(one.text);
    if (!statement.ok()) {
      checked.refused.push_back({one.name, digest, RefusalRule::kForm, statement.status()});
      continue;
    }
    std::optional<Refusal> refusal = RefusalOf(review, *statement, ca_pem, now, when);
    if (refusal.has_value()) {
      checked.refused.push_back({one.name, digest, refusal->rule, std::move(refusal->why)});
    } else if (auto* vote = std::get_if<Vote>(&statement->content)) {
      checked.votes.push_back({one.name, digest, std::move(*vote)});
    } else {
      checked.met.push_back(
          {one.name, digest, std::get<ConditionsMet>(std::move(statement->content))});
    }
  }
  std::sort(checked.votes.begin(), checked.votes.end(),
            [](const auto& a, const auto& b) { return IsBefore(a, a.vote.time, b, b.vote.time); });
  std::sort(checked.met.begin(), checked.met.end(),
            [](const auto& a, const auto& b) { return IsBefore(a, a.met.time, b, b.met.time); });
  std::sort(checked.refused.begin(), checked.refused.end(),
            [](const Refused& a, const Refused& b) { return a.digest < b.digest; });
  return checked;
}

}  // namespace ieum::core
