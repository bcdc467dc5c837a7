#include "ieum/client/synth/korean_names.h"

#include <algorithm>

namespace ieum::client {
namespace {

constexpr int kOneSyllableShare = 150;  // basis points of given names: one to two per cent

std::vector<int> SurnameWeights() {
  std::vector<int> weights;
  for (const KoreanSurname& surname : KoreanSurnames()) weights.push_back(surname.persons);
  return weights;
}

// So flat that the commonest pair of syllables (24 of 10'000) is no more frequent than the leading
// names of men, which are the least concentrated.
std::vector<int> SyllableWeights() {
  std::vector<int> weights;
  for (int rank = 0; rank < static_cast<int>(kGivenSyllableCount); ++rank) {
    weights.push_back(60'000 / (rank + 20));
  }
  return weights;
}

// Latin letters of the three slots of a syllable (Revised Romanization, without the changes of
// sound between syllables, as names are written).
constexpr std::u16string_view kInitials[] = {u"G", u"KK", u"N", u"D",  u"TT", u"R", u"M",
                                             u"B", u"PP", u"S", u"SS", u"",   u"J", u"JJ",
                                             u"C", u"K",  u"T", u"P",  u"H"};
constexpr std::u16string_view kMedials[] = {u"A",  u"AE", u"YA", u"YAE", u"EO", u"E",  u"YEO",
                                            u"YE", u"O",  u"WA", u"WAE", u"OE", u"YO", u"U",
                                            u"WO", u"WE", u"WI", u"YU",  u"EU", u"UI", u"I"};
constexpr std::u16string_view kFinals[] = {
    u"",  u"K", u"K", u"K", u"N", u"N", u"N", u"T",  u"L", u"K", u"M", u"L", u"L", u"L",
    u"P", u"L", u"M", u"P", u"P", u"T", u"T", u"NG", u"T", u"T", u"K", u"T", u"P", u"T"};
constexpr size_t kAspiratedJ = 14;  // ㅊ

void AppendRomanized(char16_t syllable, ShortText& out) {
  if (syllable < 0xAC00 || syllable > 0xD7A3) return;
  const size_t index = syllable - size_t{0xAC00};
  const size_t initial = index / 588;
  out.Append(kInitials[initial]);
  if (initial == kAspiratedJ) out.Append(u"H");
  out.Append(kMedials[index / 28 % 21]);
  out.Append(kFinals[index % 28]);
}

}  // namespace

KoreanNames::KoreanNames() : surnames_(SurnameWeights()), syllables_(SyllableWeights()) {}

ShortText KoreanNames::DrawSurname(PortableRandom& random) const {
  return ShortText(KoreanSurnames()[surnames_.Draw(random)].text);
}

ShortText KoreanNames::DrawGivenName(Sex sex, int birth_year, PortableRandom& random) const {
  const std::span<const PopularName> popular = PopularNames(sex, birth_year);
  auto draw = static_cast<int>(random.Below(10'000));
  for (const PopularName& name : popular) {
    if (draw < name.share) return ShortText(name.text);
    draw -= name.share;
  }
  const GivenSyllables& syllables = SyllablesOf(sex, birth_year);
  const bool one_syllable = random.Chance(kOneSyllableShare);
  while (true) {
    ShortText name;
    const char16_t last = syllables.last[syllables_.Draw(random)];
    if (one_syllable) return ShortText({&last, 1});
    const char16_t first = syllables.first[syllables_.Draw(random)];
    name.Append({&first, 1});
    name.Append({&last, 1});
    // Those of the list have had their share.
    const bool listed = std::any_of(popular.begin(), popular.end(), [&name](const PopularName& p) {
      return p.text == name.view();
    });
    if (first != last && !listed) return name;
  }
}

ShortText KoreanNames::DrawSimilarName(const ShortText& name, Sex sex, int birth_year,
                                       PortableRandom& random) const {
  const GivenSyllables& syllables = SyllablesOf(sex, birth_year);
  const bool keep_first = random.Below(2) == 0;
  while (true) {
    ShortText similar;
    const char16_t drawn = (keep_first ? syllables.last : syllables.first)[syllables_.Draw(random)];
    const char16_t kept = keep_first ? name[0] : name[name.size() - 1];
    if (drawn == kept) continue;
    const char16_t units[] = {keep_first ? kept : drawn, keep_first ? drawn : kept};
    similar.Append({units, 2});
    if (similar != name) return similar;
  }
}

ShortText RomanizedSurname(const ShortText& surname) {
  for (const KoreanSurname& known : KoreanSurnames()) {
    if (known.text == surname.view()) return ShortText(known.romanized);
  }
  return RomanizedGivenName(surname);
}

ShortText RomanizedGivenName(const ShortText& given_name) {
  ShortText out;
  for (const char16_t syllable : given_name.view()) AppendRomanized(syllable, out);
  return out;
}

}  // namespace ieum::client
