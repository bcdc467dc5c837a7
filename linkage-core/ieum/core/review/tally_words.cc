#include "ieum/core/review/tally_words.h"

#include "absl/strings/str_format.h"

namespace ieum::core {
namespace {

std::string Said(Language language, const Phrase& phrase) {
  return std::string(In(language, phrase));
}

bool IsKorean(Language language) { return language == Language::kKorean; }

std::string SayWaiting(const ReviewCase& review, const Tally& tally, Language language) {
  const std::string until =
      absl::FormatTime("%Y-%m-%d %H:%M UTC", review.respond_by, absl::UTCTimeZone());
  return IsKorean(language)
             ? absl::StrFormat(
                   "%d명이 아직 표결하지 않았고, 그 표로 결정이 달라질 수 있다(%s까지).",
                   tally.missing, until)
             : absl::StrFormat("%d have yet to vote, and may decide it (until %s).", tally.missing,
                               until);
}

std::string SayNoMajority(const Tally& tally, Language language) {
  return IsKorean(language)
             ? absl::StrFormat(
                   "찬성 %d표로, 출석 위원(%d명, 미표결 %d명)의 과반수가 되지 못한다. "
                   "반대 의견을 반영하여 새 안건을 만든다.",
                   tally.approvals, tally.present, tally.missing)
             : absl::StrFormat(
                   "%d approve, which is not more than half of those present (%d, with "
                   "%d yet to vote); act on the reasons given and open a new case.",
                   tally.approvals, tally.present, tally.missing);
}

std::string SayTooFew(const ReviewCase& review, const Tally& tally, Language language) {
  return IsKorean(language)
             ? absl::StrFormat("찬성 %d표; 과제 명세서는 %d표를 요구한다. 새 안건을 만든다.",
                               tally.approvals, review.approvals)
             : absl::StrFormat("%d approve, and the manifest wants %d; open a new case.",
                               tally.approvals, review.approvals);
}

std::string SayTooFewLeft(const Tally& tally, Language language) {
  return IsKorean(language)
             ? absl::StrFormat(
                   "이해충돌로 %d명이 제척되어 %d명만 남았다. 다른 위원을 위촉하여 새 "
                   "안건을 만든다.",
                   tally.recused, tally.entitled)
             : absl::StrFormat(
                   "%d are recused, which leaves %d; appoint others and open a new case.",
                   tally.recused, tally.entitled);
}

std::string SayNoQuorum(const Tally& tally, Language language) {
  return IsKorean(language)
             ? absl::StrFormat(
                   "기한까지 표결한 위원은 %d명으로, 의사정족수 %d명에 이르지 못했다. 새 "
                   "안건을 만든다.",
                   tally.present, tally.quorum())
             : absl::StrFormat("%d voted in time, and the quorum is %d; open a new case.",
                               tally.present, tally.quorum());
}

std::string SayConditions(const Tally& tally, Language language) {
  size_t open = 0;
  for (const ConditionStanding& one : tally.conditions) open += one.how.has_value() ? 0 : 1;
  return IsKorean(language)
             ? absl::StrFormat(
                   "찬성 %d표; 조건 %d건 중 %d건이 아직 충족되지 않았다. 결합전문기관 "
                   "담당자가 충족을 확인하고 서명한다(ieumctl review satisfy).",
                   tally.approvals, tally.conditions.size(), open)
             : absl::StrFormat(
                   "%d approve; %d of %d conditions are not met yet: the joiner's "
                   "operator signs when they are (ieumctl review satisfy).",
                   tally.approvals, open, tally.conditions.size());
}

}  // namespace

std::string SayReviewOutcome(ReviewOutcome outcome, Language language) {
  switch (outcome) {
    case ReviewOutcome::kOpen:
      return Said(language, {"open", "심의 중"});
    case ReviewOutcome::kApproved:
      return Said(language, {"approved", "승인"});
    case ReviewOutcome::kApprovedWithConditions:
      return Said(language, {"approved with conditions", "조건부 승인"});
    case ReviewOutcome::kRejected:
      return Said(language, {"rejected", "부결"});
    case ReviewOutcome::kLapsed:
      return Said(language, {"lapsed", "의결 불성립"});
  }
  return {};
}

std::string SayReason(const ReviewCase& review, const Tally& tally, Language language) {
  switch (tally.reason) {
    case OutcomeReason::kTooFewLeft:
      return SayTooFewLeft(tally, language);
    case OutcomeReason::kBlocked:
      return Said(language, {"the disclosure review blocks this candidate, and the case states no "
                             "exception; mend the candidate (ieum disclosure fix) and open a new "
                             "case.",
                             "반출 심사 측정 결과가 차단이고 안건에 예외 사유가 없다. 반출 후보를 "
                             "고쳐(ieum disclosure fix) 새 안건을 만든다."});
    case OutcomeReason::kNoQuorum:
      return SayNoQuorum(tally, language);
    case OutcomeReason::kNoMajority:
      return SayNoMajority(tally, language);
    case OutcomeReason::kTooFewApprovals:
      return SayTooFew(review, tally, language);
    case OutcomeReason::kOneUnit:
      return Said(
          language,
          {"all who approve are of one unit; it takes members of two, open a new case.",
           "찬성 위원이 모두 한 부서 소속이다. 두 부서 이상이어야 하므로 새 안건을 만든다."});
    case OutcomeReason::kWaiting:
      return SayWaiting(review, tally, language);
    case OutcomeReason::kConditions:
      return SayConditions(tally, language);
    case OutcomeReason::kMajority:
      return IsKorean(language)
                 ? absl::StrFormat("출석 %d명 중 %d명 찬성, 조건은 모두 충족되었다.", tally.present,
                                   tally.approvals)
                 : absl::StrFormat("%d of %d present approve, and no condition is open.",
                                   tally.approvals, tally.present);
  }
  return {};
}

std::string SayMemberState(MemberState state, Language language) {
  switch (state) {
    case MemberState::kMissing:
      return Said(language, {"missing", "미응답"});
    case MemberState::kDeclared:
      return Said(language, {"no conflict, no vote yet", "이해충돌 없음, 미표결"});
    case MemberState::kRecused:
      return Said(language, {"recused", "제척·회피"});
    case MemberState::kApproves:
      return Said(language, {"approves", "찬성"});
    case MemberState::kApprovesWithConditions:
      return Said(language, {"approves with conditions", "조건부 찬성"});
    case MemberState::kRejects:
      return Said(language, {"rejects", "반대"});
    case MemberState::kAbstains:
      return Said(language, {"abstains", "기권"});
  }
  return {};
}

std::string SayConflict(Conflict conflict, Language language) {
  switch (conflict) {
    case Conflict::kNone:
      return Said(language, {"none", "없음"});
    case Conflict::kEmployment:
      return Said(language, {"employment", "고용 관계"});
    case Conflict::kFinancial:
      return Said(language, {"financial", "재산상 이해관계"});
    case Conflict::kFamily:
      return Said(language, {"family", "친족 관계"});
    case Conflict::kInvolvement:
      return Said(language, {"involvement", "신청 또는 처리에 관여"});
    case Conflict::kOther:
      return Said(language, {"other", "그 밖의 사유"});
  }
  return {};
}

std::string SayRefusal(RefusalRule rule, Language language) {
  switch (rule) {
    case RefusalRule::kForm:
      return Said(language, {"not of the form", "형식 오류"});
    case RefusalRule::kOtherCase:
      return Said(language, {"about another case", "다른 안건"});
    case RefusalRule::kUnknown:
      return Said(language, {"signer has no part in it", "권한 없는 서명자"});
    case RefusalRule::kCertificate:
      return Said(language, {"certificate does not hold", "인증서 무효"});
    case RefusalRule::kSignature:
      return Said(language, {"signature does not hold", "서명 무효"});
    case RefusalRule::kTime:
      return Said(language, {"time is impossible", "서명 시각 오류"});
    case RefusalRule::kReason:
      return Said(language, {"reason or condition missing", "사유·조건 누락"});
    case RefusalRule::kConflict:
      return Said(language, {"vote by a member with a conflict", "이해충돌 위원의 표결"});
    case RefusalRule::kClosed:
      return Said(language, {"signed too late", "기한 후 서명"});
  }
  return {};
}

}  // namespace ieum::core
