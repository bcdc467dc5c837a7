#include "ieum/core/matchreport/match_words.h"

#include <array>

#include "absl/strings/str_format.h"
#include "ieum/core/model/level_range.h"

namespace ieum::core {
namespace {

// In the order of MatchWord.
constexpr std::array kWords = {
    Phrase{"Match report", "결합 결과 보고서"},
    Phrase{
        "Counts and estimates only: no row, identifier or encoding is in this report.",
        "집계와 추정값만 담았습니다. 이 보고서에는 행, 식별자, 암호화 표현이 들어 있지 않습니다."},
    Phrase{"Rows", "행"},
    Phrase{"Linked pairs", "연결된 쌍"},
    Phrase{"Persons in all", "전체 개체"},
    Phrase{"Persons in several datasets", "여러 데이터셋에 있는 개체"},
    Phrase{"Estimated precision", "정밀도 (추정)"},
    Phrase{"Estimated recall of detectable matches", "탐지 가능 매칭 중 재현율 (추정)"},
    Phrase{"Estimated F1", "F1 (추정)"},
    Phrase{"Match weight, millinats", "매칭 가중치 (밀리나트)"},
    Phrase{"Estimated without labels, from what the runner-ups of every row reach and from the "
           "model's own doubt. Matches whose rows share too little to be candidates cannot be "
           "seen, so recall is of detectable matches.",
           "정답 없이, 각 행의 차점 후보가 얻는 점수와 모델 자체의 불확실성에서 추정했습니다. "
           "후보가 되기에 공통점이 너무 적은 매칭은 보이지 않으므로, 재현율은 탐지 가능 매칭을 "
           "기준으로 합니다."},
    Phrase{"Worth a look", "확인할 점"},
    Phrase{"Nothing was found that asks for attention.", "확인이 필요한 점이 없습니다."},
    Phrase{"Weights of best pairs", "최선 쌍의 가중치 분포"},
    Phrase{"Of every two datasets, the best pair of each row of the smaller one. The curves are "
           "what the fitted model expects of them.",
           "두 데이터셋마다 작은 쪽 각 행의 최선 쌍입니다. 곡선은 추정한 모델의 예상입니다."},
    Phrase{"best pairs", "최선 쌍"},
    Phrase{"expected matches", "예상 매칭"},
    Phrase{"expected strangers", "예상 비매칭"},
    Phrase{"threshold", "임계값"},
    Phrase{"Precision and recall over the threshold", "임계값에 따른 정밀도와 재현율"},
    Phrase{"A higher threshold links fewer and surer pairs.",
           "임계값이 높을수록 적지만 확실한 쌍을 연결합니다."},
    Phrase{"Pairs accepted", "채택 쌍"},
    Phrase{"How weights add up", "가중치의 합산"},
    Phrase{"Classes of best pairs that compare alike in every segment, with their mean weights; "
           "classes of fewer than five pairs are counted together.",
           "모든 세그먼트에서 비교 결과가 같은 최선 쌍의 유형과 평균 가중치입니다. 다섯 쌍 미만의 "
           "유형은 합쳐서 셉니다."},
    Phrase{"before any comparison", "비교 전"},
    Phrase{"total", "합계"},
    Phrase{"Best pairs of all other classes", "그 밖의 유형의 최선 쌍"},
    Phrase{"linked", "연결"},
    Phrase{"What agreement is worth", "일치의 가치"},
    Phrase{"Share of each level among matches and among strangers that have the segment, and the "
           "weight it adds: a thousand times the natural logarithm of their ratio.",
           "해당 세그먼트가 있는 매칭 쌍과 비매칭 쌍에서 각 수준이 차지하는 비율과 더해지는 "
           "가중치(비율의 자연로그 × 1000)입니다."},
    Phrase{"Segment", "세그먼트"},
    Phrase{"Level", "수준"},
    Phrase{"Among matches", "매칭 중"},
    Phrase{"Among strangers", "비매칭 중"},
    Phrase{"Weight", "가중치"},
    Phrase{"Datasets", "데이터셋"},
    Phrase{"Dataset", "데이터셋"},
    Phrase{"Linked rows", "연결된 행"},
    Phrase{"Share", "비율"},
    Phrase{"With another candidate as good", "다른 후보도 임계값 이상인 행"},
    Phrase{"Look like a second row", "두 번째 행으로 보이는 행"},
    Phrase{"Linked rows by completeness", "완전성에 따른 연결된 행"},
    Phrase{"Segments present", "있는 세그먼트 수"},
    Phrase{"Rows without a segment", "세그먼트가 빈 행"},
    Phrase{"A missing segment is no evidence either way.",
           "빈 세그먼트는 어느 쪽의 증거도 되지 않습니다."},
    Phrase{"Who has whom", "데이터셋의 겹침"},
    Phrase{"Persons by the datasets that they were found in, the largest groups first.",
           "어느 데이터셋에서 발견되었는지에 따른 개체 수이며, 큰 집단부터 표시합니다."},
    Phrase{"Persons in all other combinations", "그 밖의 조합의 개체"},
    Phrase{"Pairs taken", "쌍의 선택"},
    Phrase{"the best first (greedy)", "가중치가 큰 쌍부터 (greedy)"},
    Phrase{"the largest sum (optimal)", "가중치 합이 최대가 되도록 (optimal)"},
    Phrase{"groups too large for that, taken greedily", "너무 커서 greedy로 처리한 집단"},
    Phrase{"Certificate of completeness", "완전성 인증"},
    Phrase{"All pairs were compared: nothing was missed.",
           "모든 쌍을 비교하여 놓친 것이 없습니다."},
    Phrase{"Pairs compared", "비교한 쌍"},
    Phrase{"Candidate pairs", "후보 쌍"},
    Phrase{"Acceptable pairs that were compared", "채택될 쌍 중 비교된 비율"},
    Phrase{"At least, with 95 % confidence", "최소 (신뢰 수준 95 %)"},
    Phrase{"Rows of the sample, compared with everything", "모두와 비교한 표본 행"},
    Phrase{"Acceptable pairs of the sample", "표본의 채택될 쌍"},
    Phrase{"Stages", "단계"},
    Phrase{"Stage", "단계"},
    Phrase{"Pairs", "쌍"},
    Phrase{"Time", "시간"},
    Phrase{"Bytes held", "보유 바이트"},
    Phrase{"Profile", "프로파일"},
};
static_assert(kWords.size() == static_cast<size_t>(MatchWord::kProfile) + 1);

// In the order of SegmentAgreement.
constexpr std::array kAgreements = {
    Phrase{"identical", "동일"},
    Phrase{"alike", "유사"},
    Phrase{"unlike", "다름"},
    Phrase{"missing", "없음"},
};

}  // namespace

std::string_view Say(MatchWord word, Language language) {
  return In(language, kWords[static_cast<size_t>(word)]);
}

std::string_view Say(SegmentAgreement agreement, Language language) {
  return In(language, kAgreements[static_cast<size_t>(agreement)]);
}

std::string SayLevel(int level, Language language) {
  if (language == Language::kEnglish) return LevelName(level);
  const LevelRange range = RangeOfLevel(level);
  if (!range.identical) return absl::StrFormat("유사도 %d–%d %%", range.least, range.most);
  if (range.most == 0) return "동일, 유일한 값";
  if (range.most == LevelRange::kNoEnd) {
    return absl::StrFormat("동일, 다른 행 %d개 이상", range.least);
  }
  if (range.least == range.most) return absl::StrFormat("동일, 다른 행 %d개", range.least);
  return absl::StrFormat("동일, 다른 행 %d–%d개", range.least, range.most);
}

}  // namespace ieum::core
