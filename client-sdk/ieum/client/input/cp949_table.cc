#include "ieum/client/input/cp949_table.h"

#include <unicode/ucnv.h>

#include <memory>
#include <string_view>

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr char16_t kFirstPrivate = 0xE000;
constexpr char16_t kLastPrivate = 0xF8FF;

// Compatibility jamo in the order of KS X 1001 row 4, which is also Unicode's from U+3131.
constexpr uint8_t kFiller = 0xD4;
constexpr uint8_t kFirstConsonant = 0xA1;
constexpr uint8_t kLastConsonant = 0xBE;
constexpr uint8_t kFirstVowel = 0xBF;
constexpr uint8_t kLastVowel = 0xD3;
constexpr std::u16string_view kConsonants =
    u"ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
constexpr std::u16string_view kInitials = u"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
constexpr std::u16string_view kFinals = u"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
static_assert(kConsonants.size() == kLastConsonant - kFirstConsonant + 1);
constexpr size_t kMedialCount = 21;
constexpr size_t kFinalCount = 28;  // with none
constexpr size_t kFirstSyllable = 0xAC00;

}  // namespace

absl::StatusOr<const Cp949Table*> Cp949Table::Get() {
  static const absl::StatusOr<const Cp949Table*> table = []() -> absl::StatusOr<const Cp949Table*> {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, void (*)(UConverter*)> converter(
        ::ucnv_open("windows-949-2000", &error), &::ucnv_close);
    if (U_SUCCESS(error)) {
      ::ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                            &error);
    }
    if (U_FAILURE(error)) {
      return core::Unavailable(
          "the ICU library of this machine has no table of CP949; save the file as UTF-8");
    }
    // Never freed: the table lives as long as the process.
    auto* made = new Cp949Table;
    made->characters_.resize(size_t{kLastLead - kFirstLead + 1} * 256);
    made->codes_.resize(size_t{1} << 16);
    for (int lead = kFirstLead; lead <= kLastLead; ++lead) {
      for (int trail = 0; trail < 256; ++trail) {
        const char bytes[] = {static_cast<char>(lead), static_cast<char>(trail)};
        UChar decoded[4];
        error = U_ZERO_ERROR;
        ::ucnv_reset(converter.get());
        const int length = ::ucnv_toUChars(converter.get(), decoded, 4, bytes, 2, &error);
        if (U_FAILURE(error) || length != 1) continue;
        if (decoded[0] >= kFirstPrivate && decoded[0] <= kLastPrivate) continue;
        made->characters_[static_cast<size_t>(256 * (lead - kFirstLead) + trail)] = decoded[0];
        made->codes_[decoded[0]] = static_cast<uint16_t>(256 * lead + trail);
      }
    }
    return made;
  }();
  return table;
}

char16_t ComposeSpelledSyllable(const char* bytes) {
  const auto byte = [bytes](int i) { return static_cast<uint8_t>(bytes[i]); };
  for (int i = 0; i < 8; i += 2) {
    if (byte(i) != 0xA4) return 0;
  }
  const auto is_consonant = [](uint8_t b) { return b >= kFirstConsonant && b <= kLastConsonant; };
  const uint8_t medial = byte(5);
  if (byte(1) != kFiller || !is_consonant(byte(3)) || medial < kFirstVowel || medial > kLastVowel ||
      (byte(7) != kFiller && !is_consonant(byte(7)))) {
    return 0;
  }
  const size_t initial = kInitials.find(kConsonants[byte(3) - kFirstConsonant]);
  const size_t final_consonant =
      byte(7) == kFiller ? 0 : kFinals.find(kConsonants[byte(7) - kFirstConsonant]) + 1;
  if (initial == std::u16string_view::npos || final_consonant >= kFinalCount) return 0;
  // npos + 1 is 0, so a consonant that cannot end a syllable must be told from none.
  if (byte(7) != kFiller && final_consonant == 0) return 0;
  const size_t syllable = (initial * kMedialCount + (medial - kFirstVowel)) * kFinalCount;
  return static_cast<char16_t>(kFirstSyllable + syllable + final_consonant);
}

}  // namespace ieum::client
