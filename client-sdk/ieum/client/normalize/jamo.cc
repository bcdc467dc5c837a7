#include "ieum/client/normalize/jamo.h"

#include "ieum/client/normalize/unicode_text.h"

namespace ieum::client {
namespace {

// Compatibility jamo in the order of the slots.
constexpr std::u32string_view kInitials = U"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
constexpr char32_t kFirstVowel = U'ㅏ';
constexpr char32_t kLastVowel = U'ㅣ';
constexpr std::u32string_view kFinals = U"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

// Two keystrokes that make one vowel or final, and what they make.
struct Compound {
  char32_t first;
  char32_t second;
  char32_t both;
};
constexpr Compound kVowels[] = {{U'ㅗ', U'ㅏ', U'ㅘ'}, {U'ㅗ', U'ㅐ', U'ㅙ'}, {U'ㅗ', U'ㅣ', U'ㅚ'},
                                {U'ㅜ', U'ㅓ', U'ㅝ'}, {U'ㅜ', U'ㅔ', U'ㅞ'}, {U'ㅜ', U'ㅣ', U'ㅟ'},
                                {U'ㅡ', U'ㅣ', U'ㅢ'}};
constexpr Compound kDoubleFinals[] = {
    {U'ㄱ', U'ㅅ', U'ㄳ'}, {U'ㄴ', U'ㅈ', U'ㄵ'}, {U'ㄴ', U'ㅎ', U'ㄶ'}, {U'ㄹ', U'ㄱ', U'ㄺ'},
    {U'ㄹ', U'ㅁ', U'ㄻ'}, {U'ㄹ', U'ㅂ', U'ㄼ'}, {U'ㄹ', U'ㅅ', U'ㄽ'}, {U'ㄹ', U'ㅌ', U'ㄾ'},
    {U'ㄹ', U'ㅍ', U'ㄿ'}, {U'ㄹ', U'ㅎ', U'ㅀ'}, {U'ㅂ', U'ㅅ', U'ㅄ'}};

template <size_t kSize>
char32_t Combine(const Compound (&compounds)[kSize], char32_t first, char32_t second) {
  for (const Compound& each : compounds) {
    if (each.first == first && each.second == second) return each.both;
  }
  return 0;
}

bool IsVowel(char32_t c) { return c >= kFirstVowel && c <= kLastVowel; }

// Reads compatibility jamo from `text` at `i` and moves behind them.
class LooseSyllable final {
 public:
  LooseSyllable(std::u32string_view text, size_t& i) : text_(text), i_(i) {}

  std::optional<char32_t> Read() {
    const size_t initial = kInitials.find(text_[i_]);
    if (initial == std::u32string_view::npos || !IsVowel(At(i_ + 1))) return std::nullopt;
    ++i_;
    char32_t vowel = text_[i_++];
    if (const char32_t both = Combine(kVowels, vowel, At(i_)); both != 0) {
      vowel = both;
      ++i_;
    }
    return PutTogether({static_cast<char32_t>(initial), vowel - kFirstVowel, Final()});
  }

  // The slot of the final that stands here, 0 if what stands here begins the next syllable.
  char32_t Final() {
    const size_t slot = kFinals.find(At(i_));
    if (slot == std::u32string_view::npos || IsVowel(At(i_ + 1))) return 0;
    const char32_t both = Combine(kDoubleFinals, At(i_), At(i_ + 1));
    if (both != 0 && !IsVowel(At(i_ + 2))) {
      i_ += 2;
      return static_cast<char32_t>(kFinals.find(both)) + 1;
    }
    ++i_;
    return static_cast<char32_t>(slot) + 1;
  }

 private:
  char32_t At(size_t i) const { return i < text_.size() ? text_[i] : 0; }

  std::u32string_view text_;
  size_t& i_;
};

}  // namespace

char32_t WidenJamo(char32_t c) {
  if (c >= 0xFFA0 && c <= 0xFFBE) return c == 0xFFA0 ? 0x3164 : c - 0xFFA1 + 0x3131;
  if (c >= 0xFFC2 && c <= 0xFFC7) return c - 0xFFC2 + 0x314F;
  if (c >= 0xFFCA && c <= 0xFFCF) return c - 0xFFCA + 0x3155;
  if (c >= 0xFFD2 && c <= 0xFFD7) return c - 0xFFD2 + 0x315B;
  if (c >= 0xFFDA && c <= 0xFFDC) return c - 0xFFDA + 0x3161;
  return c;
}

bool IsLooseJamo(char32_t c) {
  return (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3131 && c <= 0x318E) ||
         (c >= 0xA960 && c <= 0xA97C) || (c >= 0xD7B0 && c <= 0xD7FB);
}

std::optional<std::u32string> ComposeLooseJamo(std::u32string_view text) {
  std::u32string composed;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = text[i];
    if (IsLooseJamo(c)) {
      const std::optional<char32_t> syllable = LooseSyllable(text, i).Read();
      if (!syllable.has_value()) return std::nullopt;
      composed.push_back(*syllable);
      continue;
    }
    ++i;
    if (IsSyllable(c) && TakeApart(c).final == 0) {
      composed.push_back(c + LooseSyllable(text, i).Final());
    } else {
      composed.push_back(c);
    }
  }
  return composed;
}

char32_t FoldVowel(char32_t c) {
  // Medials: ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ.
  constexpr char32_t kE = 5;
  constexpr char32_t kOe = 11;
  constexpr char32_t kUi = 19;
  constexpr char32_t kI = 20;
  constexpr char32_t kSilent = 11;  // initial ㅇ
  Syllable s = TakeApart(c);
  if (s.medial == 1 || s.medial == 3 || s.medial == 7) s.medial = kE;
  if (s.medial == 10 || s.medial == 15) s.medial = kOe;
  if (s.medial == kUi && s.initial != kSilent) s.medial = kI;
  return PutTogether(s);
}

char32_t FoldInitialSound(char32_t c) {
  // Only surnames; behind them the law leaves nothing to choose.
  constexpr std::u32string_view kLong = U"리류림로라량려렴룡륙련";
  constexpr std::u32string_view kShort = U"이유임노나양여염용육연";
  static_assert(kLong.size() == kShort.size());
  const size_t i = kLong.find(c);
  return i == std::u32string_view::npos ? c : kShort[i];
}

}  // namespace ieum::client
