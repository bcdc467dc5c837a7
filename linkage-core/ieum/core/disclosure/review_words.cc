#include "ieum/core/disclosure/review_words.h"

#include <array>

#include "absl/strings/str_format.h"
#include "ieum/core/page/page_writer.h"

namespace ieum::core {
namespace {

struct RuleWords {
  Phrase name;
  Phrase advice;
};

// In the order of DisclosureRule.
constexpr std::array kWords = {
    RuleWords{{"Columns not as declared", "신고와 다른 열"},
              {"Leave the column out, or declare it with its purpose.",
               "해당 열을 빼거나 목적과 함께 신고하십시오."}},
    RuleWords{{"Columns without a purpose", "목적이 없는 열"},
              {"State for each column why the purpose needs it, or leave it out (PIPA Decree art. "
               "29-3(4)1).",
               "열마다 목적과의 관련성을 적거나 빼십시오(개인정보 보호법 시행령 제29조의3 제4항 "
               "제1호)."}},
    RuleWords{
        {"Rows that name a person", "식별자가 든 행"},
        {"Remove the values; pseudonymised data may not hold identifiers (PIPA art. 28-2(2)).",
         "값을 지우십시오. 가명정보에는 식별자가 있을 수 없습니다(개인정보 보호법 제28조의2 "
         "제2항)."}},
    RuleWords{{"Smallest class (k-anonymity)", "가장 작은 동질 집합(k-익명성)"},
              {"Generalise quasi-identifiers, or leave the rows of small classes out.",
               "준식별자를 범주화하거나 작은 동질 집합의 행을 빼십시오."}},
    RuleWords{
        {"Rows that at most four columns single out", "네 열 이하로 유일해지는 행"},
        {"Generalise the columns that contribute most.", "기여도가 큰 열부터 범주화하십시오."}},
    RuleWords{
        {"Values in the poorest class (l-diversity)", "값이 가장 적은 집합의 값 수(l-다양성)"},
        {"Generalise until each class holds several values, or leave its rows out.",
         "집합마다 여러 값이 있도록 범주화하거나 해당 행을 빼십시오."}},
    RuleWords{{"The same by entropy", "엔트로피 l-다양성"},
              {"One value prevails in a class; generalise, or leave its rows out.",
               "한 값이 지배적인 집합이 있습니다. 범주화하거나 해당 행을 빼십시오."}},
    RuleWords{
        {"c of recursive (c, l)-diversity", "재귀적 (c, l)-다양성의 c"},
        {"The most frequent value of a class outweighs the rest; generalise, or leave its rows "
         "out.",
         "집합에서 가장 흔한 값이 나머지보다 너무 많습니다. 범주화하거나 해당 행을 빼십시오."}},
    RuleWords{
        {"Greatest distance from the whole (t-closeness)", "전체 분포와의 최대 거리(t-근접성)"},
        {"A class tells more of the sensitive column than the whole table does; generalise.",
         "집합이 민감 정보를 전체보다 더 드러냅니다. 범주화하십시오."}},
    RuleWords{{"Greatest risk of a row (prosecutor)", "행의 최대 재식별 위험(검사 모형)"},
              {"As for the smallest class.", "가장 작은 동질 집합과 같습니다."}},
    RuleWords{{"Mean risk of a row (prosecutor)", "행의 평균 재식별 위험(검사 모형)"},
              {"Generalise until there are fewer and larger classes.",
               "동질 집합이 더 적고 커지도록 범주화하십시오."}},
    RuleWords{{"Greatest risk in the population (journalist)", "모집단에서의 최대 위험(기자 모형)"},
              {"Generalise quasi-identifiers that are rare in the population.",
               "모집단에서 드문 준식별자를 범주화하십시오."}},
    RuleWords{
        {"Share found in the population (marketer)", "모집단에서 찾을 수 있는 비율(마케터 모형)"},
        {"Generalise until there are fewer and larger classes.",
         "동질 집합이 더 적고 커지도록 범주화하십시오."}},
    RuleWords{{"Rows far from the median", "중앙값에서 먼 행"},
              {"Code the top and the bottom of the column, or group its values.",
               "상·하단 코딩을 하거나 값을 구간으로 묶으십시오."}},
    RuleWords{{"Rows of the rarest value", "가장 드문 값의 행 수"},
              {"Join rare values to a common one.", "드문 값을 하나로 묶으십시오."}},
    RuleWords{{"Rows of the smallest cell", "가장 작은 셀의 행 수"},
              {"Join rows or columns of the table, or suppress small cells.",
               "표의 범주를 합치거나 작은 셀을 감추십시오."}},
    RuleWords{{"Cells that give a value away", "값이 드러나는 셀"},
              {"Everybody of a margin is in one cell; join categories.",
               "한 주변합의 모두가 한 셀에 있습니다. 범주를 합치십시오."}},
    RuleWords{{"Rows in all", "전체 행 수"},
              {"So few persons were linked that being among them tells something; do not release.",
               "결합된 사람이 너무 적어 포함 사실 자체가 드러납니다. 반출하지 마십시오."}},
    RuleWords{{"Certainty of being in the release (delta)", "포함 여부의 확실성(델타)"},
              {"In a class nearly all persons of the holder are released; generalise.",
               "보유기관 사람 대부분이 반출되는 집합이 있습니다. 범주화하십시오."}},
    RuleWords{{"Smallest difference from an earlier release", "이전 반출과의 최소 차이"},
              {"Subtracting the releases shows a few rows; generalise both alike, or keep the rows "
               "back.",
               "두 반출을 비교하면 몇 행이 드러납니다. 같은 방식으로 범주화하거나 해당 행을 "
               "미루십시오."}},
    RuleWords{{"Rows that fit one person of the holder", "보유기관의 한 사람에게만 맞는 행"},
              {"The holder would find its persons again; generalise the columns both have.",
               "보유기관이 자기 사람을 다시 찾습니다. 두 파일에 있는 열을 범주화하십시오."}},
    RuleWords{{"Match rate off that of all", "전체와 다른 결합률"},
              {"Results for the subgroup are biased; state it to the researchers.",
               "하위집단의 결과가 치우칩니다. 연구자에게 알리십시오."}},
};
static_assert(kWords.size() == kDisclosureRuleCount);

enum class Unit { kCount, kHundredths, kBasisPoints };

Unit UnitOf(DisclosureRule rule) {
  switch (rule) {
    case DisclosureRule::kEntropyDiversity:
    case DisclosureRule::kRecursiveDiversity:
      return Unit::kHundredths;
    case DisclosureRule::kCloseness:
    case DisclosureRule::kGreatestRisk:
    case DisclosureRule::kMeanRisk:
    case DisclosureRule::kJournalistRisk:
    case DisclosureRule::kMarketerRisk:
    case DisclosureRule::kMembership:
    case DisclosureRule::kSubgroupQuality:
      return Unit::kBasisPoints;
    default:
      return Unit::kCount;
  }
}

}  // namespace

std::string_view SayRule(DisclosureRule rule, Language language) {
  return In(language, kWords[static_cast<size_t>(rule)].name);
}

std::string_view SayAdvice(DisclosureRule rule, Language language) {
  return In(language, kWords[static_cast<size_t>(rule)].advice);
}

std::string_view SayOutcome(DisclosureOutcome outcome, Language language) {
  constexpr std::array kOutcomes = {Phrase{"pass", "통과"}, Phrase{"warn", "주의"},
                                    Phrase{"block", "차단"}};
  return In(language, kOutcomes[static_cast<size_t>(outcome)]);
}

std::string_view SayRole(ColumnRole role, Language language) {
  constexpr std::array kRoles = {Phrase{"quasi-identifier", "준식별자"},
                                 Phrase{"sensitive", "민감 속성"}, Phrase{"other", "기타"}};
  return In(language, kRoles[static_cast<size_t>(role)]);
}

std::string SayStep(const Generalisation& step, Language language) {
  if (language == Language::kEnglish) return StepName(step);
  switch (step.kind) {
    case GeneralisationKind::kWidth:
      return absl::StrFormat("%d 단위 구간", step.amount);
    case GeneralisationKind::kLimits:
      return absl::StrFormat("하한 %d, 상한 %d", step.low, step.high);
    case GeneralisationKind::kMonth:
      return "월";
    case GeneralisationKind::kQuarter:
      return "분기";
    case GeneralisationKind::kYears:
      return absl::StrFormat("%d년 단위", step.amount);
    case GeneralisationKind::kPrefix:
      return absl::StrFormat("앞 %d글자", step.amount);
    case GeneralisationKind::kMapped:
      return "상위 범주";
    case GeneralisationKind::kHidden:
      return "감춤";
  }
  return "";
}

std::string SayMeasure(DisclosureRule rule, int64_t number, Language language) {
  constexpr int64_t kUnbounded = int64_t{1} << 53;
  if (number >= kUnbounded) return std::string(In(language, Phrase{"no bound", "한계 없음"}));
  switch (UnitOf(rule)) {
    case Unit::kHundredths:
      return absl::StrFormat("%.2f", static_cast<double>(number) / 100);
    case Unit::kBasisPoints:
      return absl::StrFormat("%.2f %%", static_cast<double>(number) / 100);
    case Unit::kCount:
      break;
  }
  return GroupedText(number);
}

}  // namespace ieum::core
