#include "ieum/core/review/statement.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/review/field_values.h"
#include "ieum/core/review/statement_check.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;

constexpr char kWhat[] = "the statement";
constexpr size_t kMaxMet = kMaxCommittee * kMaxVoteConditions;

constexpr Word<Conflict> kConflicts[] = {{"none", Conflict::kNone},
                                         {"employment", Conflict::kEmployment},
                                         {"financial", Conflict::kFinancial},
                                         {"family", Conflict::kFamily},
                                         {"involvement", Conflict::kInvolvement},
                                         {"other", Conflict::kOther}};
constexpr Word<Verdict> kVerdictWords[] = {
    {"approve", Verdict::kApprove},
    {"approve-with-conditions", Verdict::kApproveWithConditions},
    {"reject", Verdict::kReject},
    {"abstain", Verdict::kAbstain}};
enum class Kind { kVote, kConditionsMet };
constexpr Word<Kind> kKinds[] = {{"vote", Kind::kVote}, {"conditions-met", Kind::kConditionsMet}};

template <typename Enum, size_t kCount>
std::optional<Enum> ValueIn(const Word<Enum> (&words)[kCount], std::string_view text) {
  for (const Word<Enum>& word : words) {
    if (word.text == text) return word.value;
  }
  return std::nullopt;
}

absl::StatusOr<Vote> ReadVote(ObjectReader& object) {
  Vote vote;
  IEUM_ASSIGN_OR_RETURN(vote.review_case, TakeDigest(object, "case"));
  IEUM_ASSIGN_OR_RETURN(vote.member, TakeLine(object, "by"));
  IEUM_ASSIGN_OR_RETURN(vote.time, TakeTime(object, "time"));
  IEUM_ASSIGN_OR_RETURN(vote.conflict, object.OneOf("conflict", kConflicts));
  if (object.Has("conflict_note")) {
    IEUM_ASSIGN_OR_RETURN(vote.conflict_note, TakeLine(object, "conflict_note"));
  }
  if (object.Has("verdict")) {
    IEUM_ASSIGN_OR_RETURN(vote.verdict, object.OneOf("verdict", kVerdictWords));
  }
  if (object.Has("conditions")) {
    IEUM_ASSIGN_OR_RETURN(vote.conditions, TakeLines(object, "conditions", kMaxVoteConditions));
    if (vote.conditions.empty()) {
      return InvalidArgument("'conditions' is empty; leave it out");
    }
  }
  if (object.Has("reason")) {
    IEUM_ASSIGN_OR_RETURN(vote.reason, TakeLine(object, "reason"));
  }
  return vote;
}

absl::StatusOr<ConditionsMet> ReadMet(ObjectReader& object) {
  ConditionsMet met;
  IEUM_ASSIGN_OR_RETURN(met.review_case, TakeDigest(object, "case"));
  IEUM_ASSIGN_OR_RETURN(met.by, TakeLine(object, "by"));
  IEUM_ASSIGN_OR_RETURN(met.time, TakeTime(object, "time"));
  IEUM_ASSIGN_OR_RETURN(std::vector<ObjectReader> objects, object.Objects("met", kMaxMet));
  for (ObjectReader& one : objects) {
    MetCondition read;
    IEUM_ASSIGN_OR_RETURN(read.condition, TakeLine(one, "condition"));
    IEUM_ASSIGN_OR_RETURN(read.how, TakeLine(one, "how"));
    IEUM_RETURN_IF_ERROR(one.Finish());
    met.met.push_back(std::move(read));
  }
  return met;
}

Json BodyOf(const Vote& vote) {
  Json body = {{"kind", "vote"},
               {"case", ToHex(vote.review_case)},
               {"by", vote.member},
               {"time", absl::ToUnixMicros(vote.time)},
               {"conflict", ConflictName(vote.conflict)}};
  if (!vote.conflict_note.empty()) body["conflict_note"] = vote.conflict_note;
  if (vote.verdict.has_value()) body["verdict"] = VerdictName(*vote.verdict);
  if (!vote.conditions.empty()) body["conditions"] = vote.conditions;
  if (!vote.reason.empty()) body["reason"] = vote.reason;
  return body;
}

Json BodyOf(const ConditionsMet& met) {
  Json list = Json::array();
  for (const MetCondition& one : met.met) {
    list.push_back({{"condition", one.condition}, {"how", one.how}});
  }
  return {{"kind", "conditions-met"},
          {"case", ToHex(met.review_case)},
          {"by", met.by},
          {"time", absl::ToUnixMicros(met.time)},
          {"met", std::move(list)}};
}

// Signs, and reads what was signed, so that nothing is written that nobody can read.
absl::StatusOr<Statement> SignAndRead(const Json& body, const Certificate& certificate,
                                      const SigningKey& key) {
  std::string text = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return ReadStatement(SignBody(std::move(text), certificate, key).text);
}

absl::Status CheckOpen(const ReviewCase& review, absl::Time now) {
  if (now < review.opened) {
    return FailedPrecondition("the case is not open yet; check the clock of this machine");
  }
  if (now > review.respond_by) {
    return FailedPrecondition(
        "the case was to be answered by %s; what is signed later does not count, ask for a new "
        "case",
        absl::FormatTime(absl::RFC3339_sec, review.respond_by, absl::UTCTimeZone()));
  }
  return absl::OkStatus();
}

absl::Time ToMicros(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

}  // namespace

std::string_view ConflictName(Conflict conflict) { return NameIn(kConflicts, conflict); }
std::string_view VerdictName(Verdict verdict) { return NameIn(kVerdictWords, verdict); }
std::optional<Conflict> ParseConflict(std::string_view word) { return ValueIn(kConflicts, word); }
std::optional<Verdict> ParseVerdict(std::string_view word) { return ValueIn(kVerdictWords, word); }

absl::StatusOr<Statement> ReadStatement(std::string_view text) {
  IEUM_ASSIGN_OR_RETURN(SignedBody signed_body, ReadSignedBody(text));
  IEUM_ASSIGN_OR_RETURN(ObjectReader object, ObjectReader::Parse(signed_body.body, kWhat));
  IEUM_ASSIGN_OR_RETURN(const Kind kind, object.OneOf("kind", kKinds));
  if (kind == Kind::kVote) {
    IEUM_ASSIGN_OR_RETURN(Vote vote, ReadVote(object));
    IEUM_RETURN_IF_ERROR(object.Finish());
    return Statement{.signed_body = std::move(signed_body), .content = std::move(vote)};
  }
  IEUM_ASSIGN_OR_RETURN(ConditionsMet met, ReadMet(object));
  IEUM_RETURN_IF_ERROR(object.Finish());
  return Statement{.signed_body = std::move(signed_body), .content = std::move(met)};
}

absl::StatusOr<Statement> SignVote(const ReviewCase& review, Vote vote,
                                   const Certificate& certificate, const SigningKey& key,
                                   absl::Time now) {
  IEUM_RETURN_IF_ERROR(CheckMember(review, certificate));
  IEUM_RETURN_IF_ERROR(CheckOpen(review, now));
  vote.review_case = review.digest;
  vote.member = certificate.uri();
  vote.time = ToMicros(now);
  IEUM_RETURN_IF_ERROR(CheckVoteTexts(review, vote));
  return SignAndRead(BodyOf(vote), certificate, key);
}

absl::StatusOr<Statement> SignConditionsMet(const ReviewCase& review, ConditionsMet met,
                                            const Certificate& certificate, const SigningKey& key,
                                            absl::Time now) {
  IEUM_RETURN_IF_ERROR(CheckOperator(review, certificate));
  met.review_case = review.digest;
  met.by = certificate.uri();
  met.time = ToMicros(now);
  return SignAndRead(BodyOf(met), certificate, key);
}

}  // namespace ieum::core
