#include "ieum/client/synth/latin_typing.h"

#include <array>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace ieum::client {
namespace {

// Keys to the left and right of each other, and above and below, on the QWERTY keyboard.
constexpr std::u16string_view kRows[] = {u"qwertyuiop", u"asdfghjkl", u"zxcvbnm"};

struct Spelling {
  std::u16string_view one;
  std::u16string_view other;
};
// Sounds written in two ways in English, German and French names. Both ways.
constexpr Spelling kSounds[] = {
    {u"ph", u"f"},  {u"ck", u"k"}, {u"th", u"t"}, {u"ie", u"y"},   {u"ei", u"ai"}, {u"ey", u"y"},
    {u"ou", u"u"},  {u"tz", u"z"}, {u"dt", u"t"}, {u"sch", u"sh"}, {u"ll", u"l"},  {u"nn", u"n"},
    {u"mm", u"m"},  {u"tt", u"t"}, {u"ss", u"s"}, {u"ff", u"f"},   {u"rr", u"r"},  {u"c", u"k"},
    {u"v", u"w"},   {u"i", u"y"},  {u"ä", u"e"},  {u"ö", u"oe"},   {u"ü", u"ue"},  {u"ß", u"ss"},
    {u"eau", u"o"}, {u"é", u"e"},  {u"è", u"e"},  {u"s", u"z"},    {u"en", u"on"}, {u"er", u"ar"},
};
// Shapes that scanners take for each other. Both ways.
constexpr Spelling kShapes[] = {
    {u"rn", u"m"}, {u"cl", u"d"}, {u"i", u"l"}, {u"u", u"v"},  {u"c", u"e"}, {u"h", u"b"},
    {u"n", u"u"},  {u"o", u"a"},  {u"f", u"t"}, {u"vv", u"w"}, {u"g", u"q"}, {u"l", u"1"},
};

constexpr char16_t Lower(char16_t c) {
  const bool upper = (c >= u'A' && c <= u'Z') || (c >= u'À' && c <= u'Þ' && c != u'×');
  return upper ? static_cast<char16_t>(c + 0x20) : c;
}

// `letter` in the case of `model`.
constexpr char16_t LikeCase(char16_t letter, char16_t model) {
  const bool capital = Lower(model) != model;
  return capital && letter >= u'a' && letter <= u'z' ? static_cast<char16_t>(letter - 0x20)
                                                     : letter;
}

std::vector<char16_t> Neighbours(char16_t key) {
  for (size_t row = 0; row < std::size(kRows); ++row) {
    const size_t place = kRows[row].find(key);
    if (place == std::u16string_view::npos) continue;
    std::vector<char16_t> keys;
    if (place > 0) keys.push_back(kRows[row][place - 1]);
    if (place + 1 < kRows[row].size()) keys.push_back(kRows[row][place + 1]);
    if (row + 1 < std::size(kRows) && place < kRows[row + 1].size()) {
      keys.push_back(kRows[row + 1][place]);
    }
    if (row > 0) keys.push_back(kRows[row - 1][place]);
    return keys;
  }
  return {};
}

std::optional<ShortText> WithNeighbourKey(const ShortText& name, PortableRandom& random) {
  const auto place = static_cast<size_t>(random.Below(name.size()));
  const std::vector<char16_t> keys = Neighbours(Lower(name[place]));
  if (keys.empty()) return std::nullopt;
  ShortText result = name;
  result[place] = LikeCase(random.Pick(keys), name[place]);
  return result;
}

bool MatchesAt(const ShortText& name, size_t place, std::u16string_view letters) {
  if (place + letters.size() > name.size()) return false;
  for (size_t i = 0; i < letters.size(); ++i) {
    if (Lower(name[place + i]) != letters[i]) return false;
  }
  return true;
}

// Replaces one spelling by its partner; every possible replacement is equally likely.
template <size_t kCount>
std::optional<ShortText> WithSpellingReplaced(const ShortText& name,
                                              const Spelling (&spellings)[kCount],
                                              PortableRandom& random) {
  struct Choice {
    size_t place;
    std::u16string_view from;
    std::u16string_view to;
  };
  std::vector<Choice> choices;
  for (size_t place = 0; place < name.size(); ++place) {
    for (const Spelling& spelling : spellings) {
      if (MatchesAt(name, place, spelling.one)) {
        choices.push_back({place, spelling.one, spelling.other});
      }
      if (MatchesAt(name, place, spelling.other)) {
        choices.push_back({place, spelling.other, spelling.one});
      }
    }
  }
  if (choices.empty()) return std::nullopt;
  const Choice& choice = random.Pick(choices);
  ShortText result(name.view().substr(0, choice.place));
  result.Append(choice.to);
  if (!choice.to.empty()) result[choice.place] = LikeCase(choice.to[0], name[choice.place]);
  result.Append(name.view().substr(choice.place + choice.from.size()));
  if (result == name) return std::nullopt;
  return result;
}

std::optional<ShortText> WithLetterLost(const ShortText& name, PortableRandom& random) {
  ShortText result = name;
  result.Erase(static_cast<size_t>(random.Below(name.size())));
  return result;
}

// A key hit twice, or its neighbour with it.
std::optional<ShortText> WithLetterAdded(const ShortText& name, PortableRandom& random) {
  if (name.full()) return std::nullopt;
  const auto place = static_cast<size_t>(random.Below(name.size()));
  const char16_t key = Lower(name[place]);
  const std::vector<char16_t> keys = Neighbours(key);
  ShortText result = name;
  result.Insert(place + 1, keys.empty() || random.Below(2) == 0 ? key : random.Pick(keys));
  return result;
}

std::optional<ShortText> WithSwappedLetters(const ShortText& name, PortableRandom& random) {
  const auto place = static_cast<size_t>(random.Below(name.size() - 1));
  ShortText result = name;
  result[place] = LikeCase(Lower(name[place + 1]), name[place]);
  result[place + 1] = LikeCase(Lower(name[place]), name[place + 1]);
  if (result == name) return std::nullopt;
  return result;
}

struct WeightedError {
  ChangeKind kind;
  int weight;
};
// Per cent: four in five typing errors are one letter wrong, lost, added or swapped (Damerau,
// 1964); the rest of names, which are heard and scanned, is an estimate.
constexpr WeightedError kErrors[] = {
    {ChangeKind::kNeighborKey, 20}, {ChangeKind::kLetterLost, 17},   {ChangeKind::kLetterAdded, 13},
    {ChangeKind::kSwapped, 10},     {ChangeKind::kSimilarSound, 25}, {ChangeKind::kLookAlike, 15},
};

WeightedIndex ErrorWeights() {
  std::vector<int> weights;
  for (const WeightedError& error : kErrors) weights.push_back(error.weight);
  return WeightedIndex(weights);
}

constexpr Spelling kPlainLetters[] = {
    {u"ä", u"ae"}, {u"ö", u"oe"}, {u"ü", u"ue"}, {u"ß", u"ss"}, {u"à", u"a"},
    {u"â", u"a"},  {u"ç", u"c"},  {u"é", u"e"},  {u"è", u"e"},  {u"ê", u"e"},
    {u"ë", u"e"},  {u"î", u"i"},  {u"ï", u"i"},  {u"ô", u"o"},  {u"û", u"u"},
};

}  // namespace

std::optional<ShortText> WithLatinError(const ShortText& name, ChangeKind error,
                                        PortableRandom& random) {
  switch (error) {
    case ChangeKind::kNeighborKey:
      return WithNeighbourKey(name, random);
    case ChangeKind::kLetterLost:
      return WithLetterLost(name, random);
    case ChangeKind::kLetterAdded:
      return WithLetterAdded(name, random);
    case ChangeKind::kSwapped:
      return WithSwappedLetters(name, random);
    case ChangeKind::kSimilarSound:
      return WithSpellingReplaced(name, kSounds, random);
    case ChangeKind::kLookAlike:
      return WithSpellingReplaced(name, kShapes, random);
    default:
      return std::nullopt;
  }
}

ChangeKind MistypeLatin(ShortText& name, PortableRandom& random) {
  static const WeightedIndex errors = ErrorWeights();
  // Ends: a letter can always be lost.
  while (true) {
    const ChangeKind error = kErrors[errors.Draw(random)].kind;
    if (const auto changed = WithLatinError(name, error, random)) {
      name = *changed;
      return error;
    }
  }
}

ShortText WithoutDiacritics(const ShortText& name) {
  ShortText out;
  for (const char16_t c : name.view()) {
    const char16_t lower = Lower(c);
    std::u16string_view plain;
    for (const Spelling& spelling : kPlainLetters) {
      if (spelling.one[0] == lower) plain = spelling.other;
    }
    if (plain.empty()) {
      out.Append({&c, 1});
      continue;
    }
    const char16_t first = lower == c ? plain[0] : static_cast<char16_t>(plain[0] - 0x20);
    out.Append({&first, 1});
    out.Append(plain.substr(1));
  }
  return out;
}

}  // namespace ieum::client
