#include "ieumctl/review_display.h"

#include "absl/strings/str_join.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/review/tally_words.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

using core::CountValue;
using core::Language;
using core::Phrase;
using core::Report;
using core::ReportValue;
using core::TextValue;

class Said final {
 public:
  explicit Said(Language language) : language_(language) {}
  std::string operator()(std::string_view english, std::string_view korean) const {
    return std::string(core::In(language_, Phrase{english, korean}));
  }

 private:
  Language language_;
};

// A word of the format for programs, and how people say it.
ReportValue Word(std::string_view name, std::string said) {
  return {std::string(name), std::move(said)};
}

std::string TimeOf(absl::Time time) { return TimeText(absl::ToUnixMicros(time)); }

std::string DigestText(const core::Sha256Digest& digest) { return core::ToHex(digest); }

// Enough to tell statements of one case apart.
ReportValue ShortDigest(const core::Sha256Digest& digest) {
  constexpr size_t kShown = 12;
  const std::string hex = core::ToHex(digest);
  return {hex, hex.substr(0, kShown)};
}

std::string ExpertText(core::Expert expert, const Said& said) {
  return expert == core::Expert::kInside ? said("inside", "내부") : said("outside", "외부");
}

std::string AnswerText(const core::MemberStanding& member, Language language) {
  std::string text = core::SayMemberState(member.state, language);
  if (member.state == core::MemberState::kRecused) {
    text += ": " + core::SayConflict(member.vote->conflict, language);
  }
  return text;
}

void AddConditions(const core::Tally& tally, const Said& said, Report& report) {
  const size_t table = report.AddTable("conditions", {{"condition", said("condition", "조건")},
                                                      {"by", said("asked for by", "제시 위원")},
                                                      {"met", said("met by", "충족 내용")}});
  for (const core::ConditionStanding& one : tally.conditions) {
    report.AddRow(
        table, {TextValue(one.condition), TextValue(absl::StrJoin(one.by, ", ")),
                one.how.has_value() ? TextValue(*one.how) : Word("", said("not yet", "미충족"))});
  }
}

void AddRefused(const core::Tally& tally, Language language, const Said& said, Report& report) {
  const size_t table = report.AddTable("refused", {{"file", said("refused", "거부")},
                                                   {"rule", said("rule", "규칙")},
                                                   {"why", said("why", "이유")},
                                                   {"statement", said("statement", "문서")}});
  for (const core::Refused& one : tally.refused) {
    report.AddRow(table, {TextValue(one.name),
                          Word(core::RefusalName(one.rule), core::SayRefusal(one.rule, language)),
                          TextValue(core::Message(one.why)), ShortDigest(one.digest)});
  }
}

}  // namespace

Report CaseReport(const core::ReviewCase& review, Language language) {
  const Said said(language);
  Report report;
  report.AddFact("case", said("case", "안건"), TextValue(DigestText(review.digest)));
  report.AddFact("project", said("project", "결합 과제"), TextValue(review.project.value()));
  report.AddFact("manifest", said("manifest", "과제 명세서"),
                 TextValue(DigestText(review.manifest)));
  report.AddFact("institution", said("released by", "결합전문기관"),
                 TextValue(review.institution.value()));
  report.AddFact("release", said("release", "반출 회차"), CountValue(review.release));
  std::vector<std::string> recipients;
  for (const core::InstitutionId& id : review.recipients) recipients.push_back(id.value());
  report.AddFact("recipients", said("recipients", "이용기관"),
                 TextValue(absl::StrJoin(recipients, ", ")));
  report.AddFact("candidate", said("candidate", "반출 후보"),
                 TextValue(DigestText(review.candidate)));
  report.AddFact("pack", said("review pack", "심사 자료"), TextValue(DigestText(review.pack)));
  report.AddFact("verdict", said("disclosure review", "반출 심사 측정"),
                 TextValue(core::OutcomeName(review.verdict)));
  if (review.exception.has_value()) {
    report.AddFact("exception_basis", said("exception on the basis of", "예외 근거"),
                   TextValue(review.exception->basis));
    report.AddFact("exception_reason", said("exception because", "예외 사유"),
                   TextValue(review.exception->reason));
  }
  report.AddFact("columns", said("columns", "항목"),
                 TextValue(absl::StrJoin(review.columns, ", ")));
  report.AddFact("approvals", said("approvals wanted", "필요 찬성 수"),
                 CountValue(review.approvals));
  report.AddFact("opened", said("opened", "개시"), TextValue(TimeOf(review.opened)));
  report.AddFact("respond_by", said("respond by", "표결 기한"),
                 TextValue(TimeOf(review.respond_by)));
  const size_t committee = report.AddTable("committee", {{"member", said("member", "위원")},
                                                         {"unit", said("unit", "부서")},
                                                         {"expert", said("expert", "구분")}});
  for (const core::CommitteeMember& member : review.committee) {
    report.AddRow(committee,
                  {TextValue(member.uri), TextValue(member.unit),
                   Word(core::ExpertName(member.expert), ExpertText(member.expert, said))});
  }
  const size_t conditions =
      report.AddTable("conditions", {{"condition", said("proposed condition", "제안된 조건")}});
  for (const std::string& one : review.conditions) report.AddRow(conditions, {TextValue(one)});
  return report;
}

Report TallyReport(const core::ReviewCase& review, const core::Tally& tally, Language language) {
  const Said said(language);
  Report report;
  report.AddFact("outcome", said("outcome", "결과"),
                 Word(core::ReviewOutcomeName(tally.outcome),
                      core::SayReviewOutcome(tally.outcome, language)));
  report.AddFact(
      "reason", said("why", "이유"),
      Word(core::OutcomeReasonName(tally.reason), core::SayReason(review, tally, language)));
  report.AddFact("case", said("case", "안건"), TextValue(DigestText(review.digest)));
  report.AddFact("time", said("as of", "기준 시각"), TextValue(TimeOf(tally.time)));
  report.AddFact("entitled", said("members without a conflict", "표결권이 있는 위원"),
                 CountValue(tally.entitled));
  report.AddFact("quorum", said("quorum", "의사정족수"), CountValue(tally.quorum()));
  report.AddFact("present", said("present", "출석(표결)"), CountValue(tally.present));
  report.AddFact("approvals", said("approve", "찬성"), CountValue(tally.approvals));
  report.AddFact("wanted", said("approvals wanted", "필요 찬성 수"), CountValue(review.approvals));
  report.AddFact("rejections", said("reject", "반대"), CountValue(tally.rejections));
  report.AddFact("abstentions", said("abstain", "기권"), CountValue(tally.abstentions));
  report.AddFact("recused", said("recused", "제척·회피"), CountValue(tally.recused));
  report.AddFact("missing", said("missing", "미표결"), CountValue(tally.missing));
  const size_t members = report.AddTable("members", {{"member", said("member", "위원")},
                                                     {"unit", said("unit", "부서")},
                                                     {"answer", said("answer", "의견")},
                                                     {"reason", said("reason", "사유")},
                                                     {"time", said("signed", "서명 시각")},
                                                     {"statement", said("statement", "문서")}});
  for (const core::MemberStanding& member : tally.members) {
    const bool said_something = member.vote.has_value();
    report.AddRow(members, {TextValue(member.member.uri), TextValue(member.member.unit),
                            Word(core::MemberStateName(member.state), AnswerText(member, language)),
                            TextValue(said_something ? member.vote->reason : ""),
                            TextValue(said_something ? TimeOf(member.vote->time) : ""),
                            said_something ? ShortDigest(member.statement) : TextValue("")});
  }
  AddConditions(tally, said, report);
  AddRefused(tally, language, said, report);
  return report;
}

}  // namespace ieum::server
