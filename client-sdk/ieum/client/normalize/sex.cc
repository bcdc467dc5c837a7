#include <algorithm>

#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// Values as the code rule leaves them: upper case, letters and digits.
constexpr std::string_view kMale[] = {"M",    "MALE", "MAN", "남", "남자", "남성", "男",
                                      "男性", "男子", "1",   "3",  "5",    "7"};
constexpr std::string_view kFemale[] = {"F",  "FEMALE", "WOMAN", "W", "여", "여자", "여성",
                                        "女", "女性",   "女子",  "2", "4",  "6",    "8"};
constexpr std::string_view kUnknown[] = {"X",    "U",    "UNK",  "UNKNOWN", "OTHER", "NA",
                                         "미상", "불명", "모름", "기타",    "不明",  "その他"};

template <size_t kSize>
bool IsOneOf(const std::string_view (&words)[kSize], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

}  // namespace

absl::Status NormalizeSex(std::string_view raw, std::string& out) {
  IEUM_RETURN_IF_ERROR(NormalizeCode(raw, out));
  if (IsOneOf(kMale, out)) {
    out = "M";
  } else if (IsOneOf(kFemale, out)) {
    out = "F";
  } else if (IsOneOf(kUnknown, out)) {
    out.clear();
  } else {
    // 0 is female in one code, male in another and unknown in a third; 9 likewise.
    return core::InvalidArgument(
        "is not a known code of a sex; want M or F, 남 or 여, 1 or 2, or the seventh digit of a "
        "resident number from 1 to 8 (0 and 9 differ from system to system: recode them)");
  }
  return absl::OkStatus();
}

}  // namespace ieum::client
