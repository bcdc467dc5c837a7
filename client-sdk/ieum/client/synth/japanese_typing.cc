#include "ieum/client/synth/japanese_typing.h"

#include <span>
#include <string_view>
#include <vector>

namespace ieum::client {
namespace {

struct CharacterPair {
  char16_t one;
  char16_t other;
};
// Old and new forms of characters of names (variants of the family register). Both ways.
constexpr CharacterPair kVariants[] = {
    {u'高', u'髙'}, {u'崎', u'﨑'}, {u'辺', u'邊'}, {u'辺', u'邉'}, {u'斎', u'齋'}, {u'斉', u'齊'},
    {u'斎', u'斉'}, {u'沢', u'澤'}, {u'広', u'廣'}, {u'浜', u'濱'}, {u'浜', u'濵'}, {u'徳', u'德'},
    {u'恵', u'惠'}, {u'島', u'嶋'}, {u'桜', u'櫻'}, {u'国', u'國'}, {u'真', u'眞'}, {u'竜', u'龍'},
    {u'栄', u'榮'}, {u'富', u'冨'}, {u'遥', u'遙'}, {u'凛', u'凜'},
};
// Shapes that readers and scanners take for each other. Both ways.
constexpr CharacterPair kShapes[] = {
    {u'シ', u'ツ'}, {u'ソ', u'ン'}, {u'ク', u'ワ'}, {u'ウ', u'ワ'}, {u'ヌ', u'ス'}, {u'マ', u'ム'},
    {u'太', u'大'}, {u'末', u'未'}, {u'土', u'士'}, {u'石', u'右'}, {u'本', u'木'}, {u'田', u'由'},
    {u'千', u'干'}, {u'佐', u'左'}, {u'鳥', u'島'}, {u'藤', u'籐'}, {u'貴', u'責'}, {u'井', u'丼'},
};
// Sounds that are one today. Both ways.
constexpr CharacterPair kSounds[] = {
    {u'ジ', u'ヂ'}, {u'ズ', u'ヅ'}, {u'オ', u'ヲ'}, {u'エ', u'ヱ'}, {u'イ', u'ヰ'},
};
// Voiced and unvoiced, small and large. Both ways.
constexpr CharacterPair kKanaForms[] = {
    {u'ガ', u'カ'}, {u'ギ', u'キ'}, {u'グ', u'ク'}, {u'ゲ', u'ケ'}, {u'ゴ', u'コ'}, {u'ザ', u'サ'},
    {u'ダ', u'タ'}, {u'デ', u'テ'}, {u'ド', u'ト'}, {u'バ', u'ハ'}, {u'ブ', u'フ'}, {u'ジ', u'シ'},
    {u'ャ', u'ヤ'}, {u'ュ', u'ユ'}, {u'ョ', u'ヨ'}, {u'ッ', u'ツ'},
};
// One consonant a row: typed in Latin letters, the wrong vowel makes another kana of the row.
constexpr std::u16string_view kRows[] = {u"アイウエオ", u"カキクケコ", u"サシスセソ",
                                         u"タチツテト", u"ナニヌネノ", u"ハヒフヘホ",
                                         u"マミムメモ", u"ラリルレロ"};

std::optional<ShortText> WithPairReplaced(const ShortText& name,
                                          std::span<const CharacterPair> pairs,
                                          PortableRandom& random) {
  struct Choice {
    size_t place;
    char16_t character;
  };
  std::vector<Choice> choices;
  for (size_t i = 0; i < name.size(); ++i) {
    for (const CharacterPair& pair : pairs) {
      if (name[i] == pair.one) choices.push_back({i, pair.other});
      if (name[i] == pair.other) choices.push_back({i, pair.one});
    }
  }
  if (choices.empty()) return std::nullopt;
  const Choice& choice = random.Pick(choices);
  ShortText result = name;
  result[choice.place] = choice.character;
  return result;
}

// A long vowel as it is written (ウ behind オ, オ behind オ), as a mark, or not at all.
std::optional<ShortText> WithLongVowelChanged(const ShortText& name, PortableRandom& random) {
  for (size_t i = 1; i < name.size(); ++i) {
    if (name[i] != u'ウ' && name[i] != u'オ') continue;
    bool behind_o = name[i - 1] == u'ョ';
    for (const std::u16string_view row : kRows) behind_o |= name[i - 1] == row[4];
    if (!behind_o) continue;
    ShortText result = name;
    if (random.Below(2) == 0) {
      result[i] = u'ー';
    } else {
      result.Erase(i);
    }
    return result;
  }
  return std::nullopt;
}

std::optional<ShortText> WithWrongVowel(const ShortText& name, PortableRandom& random) {
  const auto place = static_cast<size_t>(random.Below(name.size()));
  for (const std::u16string_view row : kRows) {
    if (row.find(name[place]) == std::u16string_view::npos) continue;
    ShortText result = name;
    while (result[place] == name[place]) result[place] = random.Pick(row);
    return result;
  }
  return std::nullopt;
}

struct KanaSound {
  char16_t kana;
  std::u16string_view sound;
};
constexpr KanaSound kRomanization[] = {
    {u'ア', u"A"},  {u'イ', u"I"},   {u'ウ', u"U"},   {u'エ', u"E"},  {u'オ', u"O"},
    {u'カ', u"KA"}, {u'キ', u"KI"},  {u'ク', u"KU"},  {u'ケ', u"KE"}, {u'コ', u"KO"},
    {u'サ', u"SA"}, {u'シ', u"SHI"}, {u'ス', u"SU"},  {u'セ', u"SE"}, {u'ソ', u"SO"},
    {u'タ', u"TA"}, {u'チ', u"CHI"}, {u'ツ', u"TSU"}, {u'テ', u"TE"}, {u'ト', u"TO"},
    {u'ナ', u"NA"}, {u'ニ', u"NI"},  {u'ヌ', u"NU"},  {u'ネ', u"NE"}, {u'ノ', u"NO"},
    {u'ハ', u"HA"}, {u'ヒ', u"HI"},  {u'フ', u"FU"},  {u'ヘ', u"HE"}, {u'ホ', u"HO"},
    {u'マ', u"MA"}, {u'ミ', u"MI"},  {u'ム', u"MU"},  {u'メ', u"ME"}, {u'モ', u"MO"},
    {u'ヤ', u"YA"}, {u'ユ', u"YU"},  {u'ヨ', u"YO"},  {u'ラ', u"RA"}, {u'リ', u"RI"},
    {u'ル', u"RU"}, {u'レ', u"RE"},  {u'ロ', u"RO"},  {u'ワ', u"WA"}, {u'ン', u"N"},
    {u'ガ', u"GA"}, {u'ギ', u"GI"},  {u'グ', u"GU"},  {u'ゲ', u"GE"}, {u'ゴ', u"GO"},
    {u'ザ', u"ZA"}, {u'ジ', u"JI"},  {u'ズ', u"ZU"},  {u'ゼ', u"ZE"}, {u'ゾ', u"ZO"},
    {u'ダ', u"DA"}, {u'ヅ', u"ZU"},  {u'デ', u"DE"},  {u'ド', u"DO"}, {u'バ', u"BA"},
    {u'ビ', u"BI"}, {u'ブ', u"BU"},  {u'ベ', u"BE"},  {u'ボ', u"BO"}, {u'パ', u"PA"},
    {u'ピ', u"PI"}, {u'プ', u"PU"},  {u'ペ', u"PE"},  {u'ポ', u"PO"},
};

}  // namespace

std::optional<ShortText> WithJapaneseError(const ShortText& name, ChangeKind error,
                                           PortableRandom& random) {
  switch (error) {
    case ChangeKind::kCharacterVariant:
      return WithPairReplaced(name, kVariants, random);
    case ChangeKind::kLookAlike:
      return WithPairReplaced(name, kShapes, random);
    case ChangeKind::kSimilarSound:
      return WithPairReplaced(name, kSounds, random);
    case ChangeKind::kKanaForm: {
      if (const auto changed = WithLongVowelChanged(name, random)) return changed;
      return WithPairReplaced(name, kKanaForms, random);
    }
    case ChangeKind::kNeighborKey:
      return WithWrongVowel(name, random);
    default:
      return std::nullopt;
  }
}

ShortText RomanizedKana(const ShortText& kana) {
  ShortText out;
  for (size_t i = 0; i < kana.size(); ++i) {
    // ショ is SHO, キョ is KYO: the vowel of the first goes.
    std::u16string_view sound;
    for (const KanaSound& known : kRomanization) {
      if (known.kana == kana[i]) sound = known.sound;
    }
    const size_t small = i + 1 < kana.size() ? std::u16string_view(u"ャュョ").find(kana[i + 1])
                                             : std::u16string_view::npos;
    if (small == std::u16string_view::npos || sound.size() < 2) {
      out.Append(sound);
      continue;
    }
    const std::u16string_view consonants = sound.substr(0, sound.size() - 1);
    out.Append(consonants);
    const bool has_y = consonants == u"SH" || consonants == u"CH" || consonants == u"J";
    if (!has_y) out.Append(u"Y");
    out.Append(std::u16string_view(u"AUO").substr(small, 1));
    ++i;
  }
  return out;
}

ShortText AsHiragana(const ShortText& kana) {
  ShortText out = kana;
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i] >= u'ァ' && out[i] <= u'ヴ') out[i] = static_cast<char16_t>(out[i] - 0x60);
  }
  return out;
}

}  // namespace ieum::client
