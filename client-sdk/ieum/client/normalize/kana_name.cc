#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr char32_t kLong = U'ー';

bool IsKana(char32_t c) { return c >= U'ァ' && c <= U'ヺ'; }

// Hyphens and lines that keyboards and forms give instead of the long-vowel mark.
bool LooksLong(char32_t c) {
  return c == kLong || IsDash(c) || c == U'\u2212' || c == U'─' || c == U'━' || c == U'一';
}

// Large form of a small kana, and one letter for those that sound alike.
char32_t Unify(char32_t c) {
  constexpr std::u32string_view kFrom = U"ァィゥェォッャュョヮヵヶヂヅヰヱヲヴヷヸヹヺ";
  constexpr std::u32string_view kTo = U"アイウエオツヤユヨワカケジズイエオブバビベボ";
  static_assert(kFrom.size() == kTo.size());
  const size_t i = kFrom.find(c);
  return i == std::u32string_view::npos ? c : kTo[i];
}

enum class Vowel { kNone, kA, kI, kU, kE, kO };

// REQUIRES: `c` is unified.
Vowel VowelOf(char32_t c) {
  constexpr std::u32string_view kColumns[] = {
      U"アカガサザタダナハバパマヤラワ", U"イキギシジチニヒビピミリ", U"ウクグスズツヌフブプムユル",
      U"エケゲセゼテデネヘベペメレ", U"オコゴソゾトドノホボポモヨロ"};
  for (size_t i = 0; i < std::size(kColumns); ++i) {
    if (kColumns[i].find(c) != std::u32string_view::npos) return static_cast<Vowel>(i + 1);
  }
  return Vowel::kNone;
}

// The kana that writes a vowel of this kind longer; 0 if nothing can.
char32_t Lengthening(Vowel vowel) {
  switch (vowel) {
    case Vowel::kA:
      return U'ア';
    case Vowel::kI:
    case Vowel::kE:
      return U'イ';
    case Vowel::kU:
    case Vowel::kO:
      return U'ウ';
    case Vowel::kNone:
      break;
  }
  return 0;
}

// Appends one kana or long-vowel mark in the unified writing.
void AppendKana(char32_t c, std::u32string& kana) {
  const Vowel before = kana.empty() ? Vowel::kNone : VowelOf(kana.back());
  if (c == kLong) {
    if (const char32_t longer = Lengthening(before); longer != 0) kana.push_back(longer);
    return;
  }
  c = Unify(c);
  // オオ and オウ are one sound.
  kana.push_back(c == U'オ' && before == Vowel::kO ? U'ウ' : c);
}

struct Kana {
  std::u32string text;
  bool has_others;  // letters or digits that are no kana
};

Kana Read(std::u32string_view text) {
  Kana kana{{}, false};
  for (char32_t c : text) {
    if (IsInvisible(c)) continue;
    if (c >= U'ぁ' && c <= U'ゖ') c += U'ァ' - U'ぁ';
    if (c == U'ゝ' || c == U'ゞ') c += U'ヽ' - U'ゝ';
    if (IsKana(c)) {
      AppendKana(c, kana.text);
    } else if (c == U'ヽ' || c == U'ヾ') {  // the kana before once more; ヾ with its voiced sound
      if (kana.text.empty()) continue;
      const char32_t last = kana.text.back();
      AppendKana(c == U'ヽ' ? last : Nfc(std::u32string{last, U'\u3099'}).front(), kana.text);
    } else if (LooksLong(c) && !kana.text.empty()) {
      AppendKana(kLong, kana.text);
    } else if (c != kLong && (IsLetterOrMark(c) || IsNumber(c))) {
      kana.has_others = true;
    }
  }
  return kana;
}

}  // namespace

absl::Status NormalizeKanaName(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const std::u32string text, Decode(raw));
  const Kana kana = Read(IsComposed(text) ? text : Nfkc(text));
  if (kana.has_others) {
    return core::InvalidArgument(
        "is not written in kana alone; want the reading in katakana or hiragana");
  }
  return Store(kana.text, out);
}

absl::Status KanaNameLeniently(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const std::u32string text, Decode(raw));
  // No kana at all leaves nothing, which is no error here.
  (void)Store(Read(IsComposed(text) ? text : Nfkc(text)).text, out);
  return absl::OkStatus();
}

}  // namespace ieum::client
