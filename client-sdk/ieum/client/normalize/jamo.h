// Hangul syllables and the loose jamo that damaged or half-typed text leaves between them. For this
// module. Unicode chapter 3.12 has the arithmetic; composing loose jamo follows the two-set
// keyboard.
#ifndef IEUM_CLIENT_NORMALIZE_JAMO_H_
#define IEUM_CLIENT_NORMALIZE_JAMO_H_

#include <optional>
#include <string>
#include <string_view>

namespace ieum::client {

// A syllable by its slots: initial 0 to 18, medial 0 to 20, final 0 (none) to 27.
struct Syllable {
  char32_t initial;
  char32_t medial;
  char32_t final;
};

inline constexpr char32_t kFirstSyllable = 0xAC00;
inline constexpr char32_t kMedialCount = 21;
inline constexpr char32_t kFinalCount = 28;

// REQUIRES: `c` is U+AC00 to U+D7A3.
inline Syllable TakeApart(char32_t c) {
  const char32_t s = c - kFirstSyllable;
  return {s / (kMedialCount * kFinalCount), s / kFinalCount % kMedialCount, s % kFinalCount};
}
inline char32_t PutTogether(const Syllable& s) {
  return kFirstSyllable + (s.initial * kMedialCount + s.medial) * kFinalCount + s.final;
}

// Half-width jamo (U+FFA1 to U+FFDC) as the compatibility jamo they are; everything else is itself.
char32_t WidenJamo(char32_t c);

// A consonant or vowel outside a syllable: compatibility jamo or conjoining jamo.
bool IsLooseJamo(char32_t c);

// Composes compatibility jamo as a keyboard would: ㅎㅗㅇ is 홍, and a consonant behind an open
// syllable is its final unless a vowel follows. Nothing if any jamo stays loose.
std::optional<std::u32string> ComposeLooseJamo(std::u32string_view text);

// ㅐ ㅒ ㅖ to ㅔ, ㅙ ㅞ to ㅚ, and ㅢ behind a consonant to ㅣ. REQUIRES: `c` is a syllable.
char32_t FoldVowel(char32_t c);
// Surname syllable 리 to 이, 류 to 유, 로 to 노 and so on; everything else is itself.
char32_t FoldInitialSound(char32_t c);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_JAMO_H_
