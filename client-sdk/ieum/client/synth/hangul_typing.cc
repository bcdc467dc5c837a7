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

// Letters that look alike on paper and in scans. Both ways.
constexpr LetterPair kLookAlikes[] = {
    {u'ㅓ', u'ㅣ'}, {u'ㅠ', u'ㅜ'}, {u'ㅡ', u'ㅗ'}, {u'ㅢ', u'ㅚ'}, {u'ㅕ', u'ㅓ'},
};
// Surnames before and after the initial-sound rule (두음 법칙). Both ways.
constexpr LetterPair kInitialSounds[] = {
    {u'이', u'리'}, {u'유', u'류'}, {u'임', u'림'}, {u'노', u'로'},
    {u'나', u'라'}, {u'양', u'량'}, {u'여', u'려'},
};

bool IsSyllable(char16_t unit) { return unit >= kFirstSyllable && unit <= 0xD7A3; }

// Replaces one letter of one syllable by a partner in `pairs`; every possible replacement is
// equally likely.
std::optional<ShortText> WithLetterReplaced(const ShortText& name,
                                            std::span<const LetterPair> pairs, bool both_ways,
                                            PortableRandom& random) {
  std::vector<std::pair<size_t, char16_t>> choices;  // position, new syllable
  for (size_t position = 0; position < name.size(); ++position) {
    if (!IsSyllable(name[position])) continue;
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
  ShortText result = name;
  result[position] = unit;
  return result;
}

// Typed finals that follow names most often when a key is hit once too much.
constexpr std::u16string_view kAddedFinals = u"ㄴㅇㄱㅁㄹ";

ShortText WithFinalLostOrAdded(const ShortText& name, PortableRandom& random) {
  const auto position = static_cast<size_t>(random.Below(name.size()));
  Syllable syllable = Decompose(name[position]);
  size_t& final_letter = syllable.letters[kFinal];
  final_letter = final_letter != 0
                     ? 0
                     : kSlotLetters[kFinal].find(
                           kAddedFinals[static_cast<size_t>(random.Below(kAddedFinals.size()))]);
  ShortText result = name;
  result[position] = Compose(syllable);
  return result;
}

std::optional<ShortText> WithSwappedSyllables(const ShortText& name, PortableRandom& random) {
  ShortText result = name;
  const auto position = static_cast<size_t>(random.Below(name.size() - 1));
  std::swap(result[position], result[position + 1]);
  if (result == name) return std::nullopt;
  return result;
}

ShortText WithSpaceInside(const ShortText& name, PortableRandom& random) {
  ShortText result = name;
  result.Insert(1 + static_cast<size_t>(random.Below(name.size() - 1)), u' ');
  return result;
}

std::optional<ShortText> WithInitialSound(const ShortText& name) {
  for (const LetterPair& pair : kInitialSounds) {
    if (name[0] != pair.from && name[0] != pair.to) continue;
    ShortText result = name;
    result[0] = name[0] == pair.from ? pair.to : pair.from;
    return result;
  }
  return std::nullopt;
}

// 진우 → 지누: a final before a syllable without initial is typed as its initial.
std::optional<ShortText> WithFinalSlipped(const ShortText& name, PortableRandom& random) {
  std::vector<size_t> places;
  const size_t silent = kSlotLetters[0].find(u'ㅇ');
  for (size_t i = 0; i + 1 < name.size(); ++i) {
    if (!IsSyllable(name[i]) || !IsSyllable(name[i + 1])) continue;
    const char16_t final_letter = kSlotLetters[kFinal][Decompose(name[i]).letters[kFinal]];
    // A final ㅇ is a sound, an initial ㅇ is none: 영아 does not become 여아.
    if (final_letter == u' ' || final_letter == u'ㅇ') continue;
    if (kSlotLetters[0].find(final_letter) == std::u16string_view::npos) continue;
    if (Decompose(name[i + 1]).letters[0] == silent) places.push_back(i);
  }
  if (places.empty()) return std::nullopt;
  const size_t i = random.Pick(places);
  ShortText result = name;
  Syllable before = Decompose(name[i]);
  Syllable after = Decompose(name[i + 1]);
  after.letters[0] = kSlotLetters[0].find(kSlotLetters[kFinal][before.letters[kFinal]]);
  before.letters[kFinal] = 0;
  result[i] = Compose(before);
  result[i + 1] = Compose(after);
  return result;
}

struct WeightedError {
  ChangeKind kind;
  int weight;
};
// Per cent; an estimate, no counts are published.
constexpr WeightedError kErrors[] = {
    {ChangeKind::kNeighborKey, 26},      {ChangeKind::kMissedShift, 10},
    {ChangeKind::kSimilarSound, 15},     {ChangeKind::kInitialSound, 4},
    {ChangeKind::kFinalLostOrAdded, 17}, {ChangeKind::kFinalSlipped, 3},
    {ChangeKind::kLookAlike, 6},         {ChangeKind::kSwapped, 8},
    {ChangeKind::kSpaceInside, 11},
};

WeightedIndex ErrorWeights() {
  std::vector<int> weights;
  for (const WeightedError& error : kErrors) weights.push_back(error.weight);
  return WeightedIndex(weights);
}

}  // namespace

std::optional<ShortText> WithTypingError(const ShortText& name, ChangeKind error,
                                         PortableRandom& random) {
  switch (error) {
    case ChangeKind::kNeighborKey:
      return WithLetterReplaced(name, kNeighbours, true, random);
    case ChangeKind::kMissedShift:
      return WithLetterReplaced(name, kShifted, false, random);
    case ChangeKind::kSimilarSound:
      return WithLetterReplaced(name, kSimilarSounds, true, random);
    case ChangeKind::kInitialSound:
      return WithInitialSound(name);
    case ChangeKind::kFinalLostOrAdded:
      return WithFinalLostOrAdded(name, random);
    case ChangeKind::kFinalSlipped:
      return WithFinalSlipped(name, random);
    case ChangeKind::kLookAlike:
      return WithLetterReplaced(name, kLookAlikes, true, random);
    case ChangeKind::kSwapped:
      return WithSwappedSyllables(name, random);
    case ChangeKind::kSpaceInside:
      return WithSpaceInside(name, random);
    default:
      return std::nullopt;
  }
}

ChangeKind MistypeHangul(ShortText& name, PortableRandom& random) {
  static const WeightedIndex errors = ErrorWeights();
  // Ends: a final can always be lost or added.
  while (true) {
    const ChangeKind error = kErrors[errors.Draw(random)].kind;
    if (const auto changed = WithTypingError(name, error, random)) {
      name = *changed;
      return error;
    }
  }
}

}  // namespace ieum::client
