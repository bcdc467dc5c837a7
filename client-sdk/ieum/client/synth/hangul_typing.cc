#include "ieum/client/synth/hangul_typing.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace ieum::client {
namespace {

// Letters of the three slots in the order in which Unicode composes syllables (chapter 3.12). The
// space stands for no final consonant.
constexpr std::u16string_view kSlotLetters[] = {
    u"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ",
    u"ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ",
    u" ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ",
};
constexpr size_t kMedial = 1;
constexpr size_t kFinal = 2;
constexpr size_t kSlotCount = 3;
constexpr char16_t kFirstSyllable = 0xAC00;

struct LetterPair {
  char16_t from;
  char16_t to;
};

// Keys side by side, or one above the other, on the two-set keyboard (KS X 5002). Both ways.
constexpr LetterPair kNeighbours[] = {
    {u'ㅂ', u'ㅈ'}, {u'ㅈ', u'ㄷ'}, {u'ㄷ', u'ㄱ'}, {u'ㄱ', u'ㅅ'}, {u'ㅁ', u'ㄴ'}, {u'ㄴ', u'ㅇ'},
    {u'ㅇ', u'ㄹ'}, {u'ㄹ', u'ㅎ'}, {u'ㅋ', u'ㅌ'}, {u'ㅌ', u'ㅊ'}, {u'ㅊ', u'ㅍ'}, {u'ㅛ', u'ㅕ'},
    {u'ㅕ', u'ㅑ'}, {u'ㅑ', u'ㅐ'}, {u'ㅐ', u'ㅔ'}, {u'ㅗ', u'ㅓ'}, {u'ㅓ', u'ㅏ'}, {u'ㅏ', u'ㅣ'},
    {u'ㅠ', u'ㅜ'}, {u'ㅜ', u'ㅡ'}, {u'ㅗ', u'ㅛ'}, {u'ㅓ', u'ㅕ'}, {u'ㅏ', u'ㅑ'}, {u'ㅣ', u'ㅐ'},
};
// What comes out without shift. One way: nobody presses shift by mistake.
constexpr LetterPair kShifted[] = {
    {u'ㄲ', u'ㄱ'}, {u'ㄸ', u'ㄷ'}, {u'ㅃ', u'ㅂ'}, {u'ㅆ', u'ㅅ'},
    {u'ㅉ', u'ㅈ'}, {u'ㅒ', u'ㅐ'}, {u'ㅖ', u'ㅔ'},
};
// Vowels that most speakers no longer tell apart. Both ways.
constexpr LetterPair kSimilarSounds[] = {
    {u'ㅐ', u'ㅔ'}, {u'ㅢ', u'ㅣ'}, {u'ㅚ', u'ㅙ'}, {u'ㅙ', u'ㅞ'}, {u'ㅚ', u'ㅞ'},
};

struct Syllable {
  std::array<size_t, kSlotCount> letters;  // indices into kSlotLetters
};

Syllable Decompose(char16_t unit) {
  const size_t index = unit - kFirstSyllable;
  const size_t finals = kSlotLetters[kFinal].size();
  const size_t medials = kSlotLetters[kMedial].size();
  return {{index / (medials * finals), index / finals % medials, index % finals}};
}

char16_t Compose(const Syllable& s) {
  const size_t finals = kSlotLetters[kFinal].size();
  const size_t medials = kSlotLetters[kMedial].size();
  return static_cast<char16_t>(kFirstSyllable + (s.letters[0] * medials + s.letters[1]) * finals +
                               s.letters[2]);
}

// Replaces one letter of one syllable by a partner in `pairs`; every possible replacement is
// equally likely.
std::optional<ShortName> WithLetterReplaced(const ShortName& name,
                                            std::span<const LetterPair> pairs, bool both_ways,
                                            PortableRandom& random) {
  std::vector<std::pair<size_t, char16_t>> choices;  // position, new syllable
  for (size_t position = 0; position < name.size(); ++position) {
    const Syllable syllable = Decompose(name[position]);
    for (size_t slot = 0; slot < kSlotCount; ++slot) {
      const char16_t letter = kSlotLetters[slot][syllable.letters[slot]];
      for (const LetterPair& pair : pairs) {
        const bool forth = letter == pair.from;
        if (!forth && !(both_ways && letter == pair.to)) continue;
        const size_t index = kSlotLetters[slot].find(forth ? pair.to : pair.from);
        if (index == std::u16string_view::npos) continue;
        Syllable changed = syllable;
        changed.letters[slot] = index;
        choices.emplace_back(position, Compose(changed));
      }
    }
  }
  if (choices.empty()) return std::nullopt;
  const auto& [position, unit] = choices[static_cast<size_t>(random.Below(choices.size()))];
  ShortName result = name;
  result[position] = unit;
  return result;
}

// Typed finals that follow names most often when a key is hit once too much.
constexpr std::u16string_view kAddedFinals = u"ㄴㅇㄱㅁㄹ";

ShortName WithFinalLostOrAdded(const ShortName& name, PortableRandom& random) {
  const auto position = static_cast<size_t>(random.Below(name.size()));
  Syllable syllable = Decompose(name[position]);
  size_t& final_letter = syllable.letters[kFinal];
  final_letter = final_letter != 0
                     ? 0
                     : kSlotLetters[kFinal].find(
                           kAddedFinals[static_cast<size_t>(random.Below(kAddedFinals.size()))]);
  ShortName result = name;
  result[position] = Compose(syllable);
  return result;
}

std::optional<ShortName> WithSwappedSyllables(const ShortName& name, PortableRandom& random) {
  ShortName result = name;
  const auto position = static_cast<size_t>(random.Below(name.size() - 1));
  std::swap(result[position], result[position + 1]);
  if (result == name) return std::nullopt;
  return result;
}

ShortName WithSpaceInside(const ShortName& name, PortableRandom& random) {
  ShortName result = name;
  result.Insert(1 + static_cast<size_t>(random.Below(name.size() - 1)), u' ');
  return result;
}

// Per cent, in the order of TypingError; an estimate, no counts are published.
constexpr int kErrorWeights[kTypingErrorCount] = {30, 10, 15, 20, 10, 15};

}  // namespace

std::optional<ShortName> WithTypingError(const ShortName& name, TypingError error,
                                         PortableRandom& random) {
  switch (error) {
    case TypingError::kNeighbourKey:
      return WithLetterReplaced(name, kNeighbours, true, random);
    case TypingError::kMissedShift:
      return WithLetterReplaced(name, kShifted, false, random);
    case TypingError::kSimilarSound:
      return WithLetterReplaced(name, kSimilarSounds, true, random);
    case TypingError::kFinalLostOrAdded:
      return WithFinalLostOrAdded(name, random);
    case TypingError::kSwappedSyllables:
      return WithSwappedSyllables(name, random);
    case TypingError::kSpaceInside:
      return WithSpaceInside(name, random);
  }
  return std::nullopt;
}

ShortName WithRandomTypingError(const ShortName& name, PortableRandom& random) {
  static const WeightedIndex errors(kErrorWeights);
  // Ends: a final can always be lost or added.
  while (true) {
    const auto error = static_cast<TypingError>(errors.Draw(random));
    if (const auto changed = WithTypingError(name, error, random)) return *changed;
  }
}

}  // namespace ieum::client
