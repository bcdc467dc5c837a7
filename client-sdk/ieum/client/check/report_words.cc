#include "ieum/client/check/report_words.h"

#include <array>

namespace ieum::client {
namespace {

using core::Phrase;

// In the order of Word.
constexpr std::array kWords = {
    Phrase{"Pre-flight report", "사전 점검 보고서"},
    Phrase{"File", "파일"},
    Phrase{"Text encoding", "문자 인코딩"},
    Phrase{"Delimiter", "구분 문자"},
    Phrase{"Compression", "압축"},
    Phrase{"Byte order mark", "바이트 순서 표시(BOM)"},
    Phrase{"detected", "자동 감지"},
    Phrase{"declared", "지정"},
    Phrase{"yes", "있음"},
    Phrase{"no", "없음"},
    Phrase{"Rows", "전체 행"},
    Phrase{"Rows that break a rule", "규칙을 어긴 행"},
    Phrase{"Rows that repeat an earlier one in every field", "모든 항목이 앞 행과 같은 행"},
    Phrase{"Rows that their fields tell from all others", "항목 조합이 유일한 행"},
    Phrase{"Rows with enough sound fields", "정상 항목이 충분한 행"},
    Phrase{"Expected loss by defects", "오류로 예상되는 손실"},
    Phrase{"Linkable rows (estimate)", "결합 가능한 행 (추정)"},
    Phrase{
        "An estimate: rows with enough sound fields × rows that are unique − rows that the "
        "defects found may keep from their partner. How many persons the other file has is not "
        "known here.",
        "추정값입니다: 정상 항목이 충분한 행 × 조합이 유일한 행 − 발견된 오류 때문에 짝을 잃을 수 "
        "있는 행. 상대 파일에 몇 명이 있는지는 반영되지 않았습니다."},
    Phrase{"Distinct values, entropy and unique rows are estimated from a sample.",
           "서로 다른 값, 엔트로피, 유일한 행은 표본에서 추정했습니다."},
    Phrase{"Fields", "항목"},
    Phrase{"Field", "항목"},
    Phrase{"Column", "열"},
    Phrase{"Sound", "정상"},
    Phrase{"Distinct values", "서로 다른 값"},
    Phrase{"Entropy, bits", "엔트로피(비트)"},
    Phrase{"Unique rows without it", "이 항목 없이 유일한 행"},
    Phrase{"Expected loss", "예상 손실"},
    Phrase{"Findings", "발견된 문제"},
    Phrase{"Finding", "문제"},
    Phrase{"Count", "건수"},
    Phrase{"Share", "비율"},
    Phrase{"First rows", "처음 나온 행 번호"},
    Phrase{"Nothing was found.", "발견된 문제가 없습니다."},
    Phrase{"Filter fill", "필터 채움 비율"},
    Phrase{"Measured by encoding every row with a random secret that was thrown away, before any "
           "hardening. The shaded band is what the preset wants of the mean.",
           "버려지는 무작위 비밀로 모든 행을 인코딩하여, 강화 처리 전에 측정했습니다. 음영은 사전 "
           "설정이 평균에 요구하는 범위입니다."},
    Phrase{"Mean fill", "평균 채움"},
    Phrase{"Wanted", "요구 범위"},
    Phrase{"Rows outside", "범위 밖의 행"},
    Phrase{"Rows that encoding would leave out", "인코딩에서 제외될 행"},
    Phrase{"No value of the file is in this report.",
           "이 보고서에는 파일의 값이 들어 있지 않습니다."},
};
static_assert(kWords.size() == static_cast<size_t>(Word::kNoValues) + 1);

constexpr std::array<Phrase, kDefectCount> kDefects = {
    Phrase{"sound", "정상"},
    Phrase{"missing", "빈 값"},
    Phrase{"placeholder for a missing value", "빈 값을 대신하는 값"},
    Phrase{"masked", "가려진 값"},
    Phrase{"leading zero lost (Excel)", "앞자리 0 유실 (엑셀)"},
    Phrase{"number as float (Excel)", "소수·지수 표기 숫자 (엑셀)"},
    Phrase{"serial date (Excel)", "날짜 일련번호 (엑셀)"},
    Phrase{"long number truncated (Excel)", "긴 숫자 잘림 (엑셀)"},
    Phrase{"error value (Excel)", "오류 값 (엑셀)"},
    Phrase{"garbled by a wrong encoding", "깨진 글자"},
    Phrase{"impossible date", "있을 수 없는 날짜"},
    Phrase{"date that could be two days", "일·월 순서가 모호한 날짜"},
    Phrase{"date in the future", "미래 날짜"},
    Phrase{"value of another column", "다른 열의 값"},
    Phrase{"invalid", "형식 오류"}};

struct Refusal {
  std::string_view key;
  Phrase phrase;
};
// In the order of RefusalKind.
constexpr std::array kRefusals = {
    Refusal{"shape", {"broken row (cells, quotes, line ends)", "깨진 행 (칸 수, 따옴표, 줄바꿈)"}},
    Refusal{"undecodable", {"bytes of another encoding", "다른 인코딩의 바이트"}},
    Refusal{"empty_row_id", {"empty row id", "빈 행 식별자"}},
    Refusal{"repeated_row_id", {"repeated row id", "중복된 행 식별자"}},
    Refusal{"resident_number", {"resident registration number", "주민등록번호"}},
    Refusal{"connecting_information", {"connecting information (CI)", "연계정보(CI)"}},
    Refusal{"part_of_connecting_information",
            {"may be a part of connecting information", "연계정보 일부로 보이는 값"}},
    Refusal{"refused_value", {"a value the profile refuses", "프로파일이 거부하는 값"}}};
static_assert(kRefusals.size() == static_cast<size_t>(RefusalKind::kLaterStep) + 1);

}  // namespace

std::string_view Say(Word word, core::Language language) {
  return core::In(language, kWords[static_cast<size_t>(word)]);
}

std::string_view Say(Defect defect, core::Language language) {
  return core::In(language, kDefects[static_cast<size_t>(defect)]);
}

std::string_view Say(RefusalKind kind, core::Language language) {
  return core::In(language, kRefusals[static_cast<size_t>(kind)].phrase);
}

std::string_view RefusalName(RefusalKind kind) { return kRefusals[static_cast<size_t>(kind)].key; }

}  // namespace ieum::client
