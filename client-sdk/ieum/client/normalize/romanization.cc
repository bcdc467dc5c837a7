#include "ieum/client/normalize/romanization.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "ieum/client/normalize/jamo.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

// Revised Romanization of Korean (Ministry of Culture and Tourism, notice 2000-8), by slot.
constexpr std::string_view kInitials[] = {"g",  "kk", "n", "d",  "tt", "r", "m", "b", "pp", "s",
                                          "ss", "",   "j", "jj", "ch", "k", "t", "p", "h"};
constexpr std::string_view kMedials[] = {"a",  "ae", "ya", "yae", "eo", "e",  "yeo",
                                         "ye", "o",  "wa", "wae", "oe", "yo", "u",
                                         "wo", "we", "wi", "yu",  "eu", "ui", "i"};
constexpr std::string_view kFinals[] = {"",  "k",  "k", "k", "n", "n", "n", "t", "l", "k",
                                        "m", "l",  "l", "l", "p", "l", "m", "p", "p", "t",
                                        "t", "ng", "t", "t", "k", "t", "p", "t"};

struct Spelling {
  std::string_view written;
  std::string_view folded;
};
// The first that stands at a place counts, so longer ones come before their beginnings. Letters
// that are not listed stay.
constexpr Spelling kSpellings[] = {
    // Consonants.
    {"ng", "ng"},
    {"sh", "s"},
    {"ss", "s"},
    {"ch", "j"},
    {"tch", "j"},
    {"jj", "j"},
    {"zh", "j"},
    {"z", "j"},
    {"kk", "k"},
    {"gg", "k"},
    {"ck", "k"},
    {"g", "k"},
    {"c", "k"},
    {"q", "k"},
    {"tt", "t"},
    {"dd", "t"},
    {"th", "t"},
    {"d", "t"},
    {"pp", "p"},
    {"bb", "p"},
    {"ph", "p"},
    {"b", "p"},
    {"f", "p"},
    {"v", "p"},
    {"rr", "l"},
    {"ll", "l"},
    {"rh", "l"},
    {"r", "l"},
    {"nn", "n"},
    {"mm", "m"},
    {"hh", "h"},
    {"wh", "hw"},
    {"x", "ks"},
    // Vowels behind y and w before those alone.
    {"yeoh", "yu"},
    {"yeo", "yu"},
    {"youh", "yu"},
    {"you", "yu"},
    {"yoo", "yu"},
    {"yuh", "yu"},
    {"yu", "yu"},
    {"yae", "ye"},
    {"yea", "ye"},
    {"yai", "ye"},
    {"yee", "i"},
    {"yi", "i"},
    {"woo", "u"},
    {"wuh", "wo"},
    {"weo", "wo"},
    {"wae", "we"},
    {"wee", "wi"},
    {"wu", "u"},
    {"eui", "i"},
    {"eoh", "u"},
    {"eo", "u"},
    {"eu", "u"},
    {"ee", "i"},
    {"ei", "e"},
    {"ea", "e"},
    {"ae", "e"},
    {"ai", "e"},
    {"ay", "e"},
    {"oe", "we"},
    {"oi", "we"},
    {"oy", "we"},
    {"oo", "u"},
    {"ou", "u"},
    {"ui", "i"},
    {"aa", "a"}};

// The places of a letter's spellings in kSpellings, in their order; the end is marked.
constexpr size_t kMaxPerLetter = 12;
constexpr uint8_t kNoMore = 0xFF;
constexpr auto kByLetter = [] {
  std::array<std::array<uint8_t, kMaxPerLetter>, 26> places{};
  for (auto& place : places) place.fill(kNoMore);
  for (size_t i = 0; i < std::size(kSpellings); ++i) {
    auto& place = places[static_cast<size_t>(kSpellings[i].written[0] - 'a')];
    size_t end = 0;
    while (place[end] != kNoMore) ++end;
    place[end] = static_cast<uint8_t>(i);
  }
  return places;
}();

const Spelling* FindSpelling(std::string_view letters) {
  if (letters[0] < 'a' || letters[0] > 'z') return nullptr;
  for (const uint8_t place : kByLetter[static_cast<size_t>(letters[0] - 'a')]) {
    if (place == kNoMore) break;
    if (letters.starts_with(kSpellings[place].written)) return &kSpellings[place];
  }
  return nullptr;
}

bool IsVowelLetter(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

struct Surname {
  std::string_view hangul;
  int32_t per_100_000;
  // Spellings whose folding is not that of the Revised Romanization, folded, separated by spaces.
  std::string_view others;
};

// Shares of the population in the census of 2015 (Statistics Korea, DT_1IN15SD), the fifty most
// frequent and others that are often met; 1 where the share is not in the table. Pairs of the
// initial-sound law are one surname. Spellings are those of passports and of the systems of 1984
// (McCune-Reischauer) and 2000.
constexpr Surname kSurnames[] = {{"김", 21'510, ""},    {"이", 14'700, "li lie"},
                                 {"박", 8'430, "palk"}, {"정", 4'830, ""},
                                 {"최", 4'700, "jey"},  {"조", 2'930, ""},
                                 {"강", 2'550, ""},     {"윤", 2'050, ""},
                                 {"장", 2'040, ""},     {"임", 2'040, "lim"},
                                 {"신", 1'980, ""},     {"유", 2'240, "lyu liu"},
                                 {"한", 1'560, ""},     {"오", 1'540, ""},
                                 {"전", 1'510, ""},     {"서", 1'510, ""},
                                 {"권", 1'420, ""},     {"황", 1'400, ""},
                                 {"안", 1'380, ""},     {"송", 1'370, ""},
                                 {"홍", 1'120, ""},     {"양", 1'070, "lyang liang"},
                                 {"고", 950, ""},       {"문", 930, ""},
                                 {"손", 920, ""},       {"배", 810, ""},
                                 {"백", 770, ""},       {"허", 660, "hul hel"},
                                 {"노", 630, "lo"},     {"남", 550, ""},
                                 {"심", 550, ""},       {"주", 470, ""},
                                 {"하", 460, ""},       {"곽", 410, ""},
                                 {"구", 390, ""},       {"차", 390, ""},
                                 {"우", 390, ""},       {"성", 380, ""},
                                 {"진", 360, ""},       {"나", 350, "la"},
                                 {"지", 320, ""},       {"민", 320, ""},
                                 {"엄", 290, ""},       {"변", 280, ""},
                                 {"원", 270, ""},       {"채", 260, ""},
                                 {"방", 260, ""},       {"천", 240, ""},
                                 {"공", 180, ""},       {"현", 180, ""},
                                 {"추", 1, ""},         {"도", 1, ""},
                                 {"소", 1, ""},         {"석", 1, ""},
                                 {"선", 1, ""},         {"설", 1, ""},
                                 {"마", 1, ""},         {"길", 1, ""},
                                 {"연", 1, ""},         {"위", 1, ""},
                                 {"표", 1, ""},         {"명", 1, ""},
                                 {"기", 1, ""},         {"반", 1, ""},
                                 {"라", 1, ""},         {"왕", 1, ""},
                                 {"금", 1, ""},         {"옥", 1, ""},
                                 {"육", 1, ""},         {"인", 1, ""},
                                 {"맹", 1, ""},         {"제", 1, ""},
                                 {"모", 1, ""},         {"여", 1, ""},
                                 {"염", 1, "lyum"},     {"용", 1, ""},
                                 {"탁", 1, ""},         {"국", 1, ""},
                                 {"어", 1, ""},         {"은", 1, ""},
                                 {"편", 1, ""},         {"예", 1, ""},
                                 {"경", 1, ""},         {"봉", 1, ""},
                                 {"사", 1, ""},         {"부", 1, ""},
                                 {"가", 1, ""},         {"복", 1, ""},
                                 {"태", 1, ""},         {"목", 1, ""},
                                 {"형", 1, ""},         {"피", 1, ""},
                                 {"감", 1, ""},         {"음", 1, ""},
                                 {"빈", 1, ""},         {"동", 1, ""},
                                 {"온", 1, ""},         {"함", 1, ""},
                                 {"남궁", 40, ""},      {"황보", 20, ""},
                                 {"제갈", 10, ""},      {"선우", 10, ""},
                                 {"독고", 1, ""},       {"사공", 1, ""},
                                 {"서문", 1, ""}};

// Folded syllables that are frequent in given names, however frequent they are as surnames.
constexpr std::string_view kGivenSyllables[] = {
    "jung", "jun",   "su", "yun", "jin", "min", "won", "u",     "ju",    "hyun",
    "ji",   "ha",    "na", "sun", "suk", "un",  "in",  "kyung", "ok",    "sung",
    "so",   "pin",   "te", "je",  "ki",  "to",  "ye",  "tong",  "hyung", "sul",
    "kum",  "myung", "yu", "kil", "on",  "kuk", "yong"};

std::string FoldSurname(std::u32string_view syllables) {
  std::string folded;
  for (const char32_t c : syllables) folded += FoldedSyllable(c);
  return folded;
}

using SurnameTable = std::map<std::string, std::pair<std::string, int32_t>, std::less<>>;

// Folded spelling to canonical surname. Where two surnames share a spelling, the more frequent one
// stands, which is the first.
const SurnameTable& Surnames() {
  static const SurnameTable* const table = [] {
    auto* const surnames = new SurnameTable;
    for (const Surname& surname : kSurnames) {
      std::u32string syllables;
      for (size_t offset = 0; offset < surname.hangul.size();) {
        syllables.push_back(core::NextCodePoint(surname.hangul, offset));
      }
      const std::string folded = FoldSurname(syllables);
      surnames->try_emplace(folded, folded, surname.per_100_000);
      std::string_view others = surname.others;
      while (!others.empty()) {
        const size_t size = std::min(others.find(' '), others.size());
        surnames->try_emplace(std::string(others.substr(0, size)), folded, surname.per_100_000);
        others.remove_prefix(std::min(size + 1, others.size()));
      }
    }
    return surnames;
  }();
  return *table;
}

}  // namespace

std::string RevisedRomanization(char32_t syllable) {
  const Syllable s = TakeApart(syllable);
  std::string letters(kInitials[s.initial]);
  letters += kMedials[s.medial];
  letters += kFinals[s.final];
  return letters;
}

std::string FoldSpelling(std::string_view letters) {
  std::string folded;
  while (!letters.empty()) {
    if (const Spelling* const found = FindSpelling(letters)) {
      folded += found->folded;
      letters.remove_prefix(found->written.size());
      continue;
    }
    const char c = letters.front();
    letters.remove_prefix(1);
    // An h behind a vowel only lengthens it, unless it begins the next syllable.
    const bool silent = c == 'h' && !folded.empty() && IsVowelLetter(folded.back()) &&
                        (letters.empty() || !(IsVowelLetter(letters.front()) ||
                                              letters.front() == 'y' || letters.front() == 'w'));
    if (c >= 'a' && c <= 'z' && !silent) folded.push_back(c);
  }
  return folded;
}

std::string_view FoldedSyllable(char32_t syllable) {
  static const auto* const table = [] {
    auto* const folded = new std::vector<std::string>;
    for (char32_t c = kFirstSyllable; IsSyllable(c); ++c) {
      folded->push_back(FoldSpelling(RevisedRomanization(c)));
    }
    return folded;
  }();
  return (*table)[syllable - kFirstSyllable];
}

std::optional<KnownSurname> FindSurname(std::string_view written, std::string_view folded) {
  // Spellings that fold to another surname.
  constexpr std::pair<std::string_view, std::string_view> kExceptions[] = {
      {"soung", "song"}, {"joe", "jo"}, {"back", "pek"}};
  for (const auto& [spelling, surname] : kExceptions) {
    if (written == spelling) folded = surname;
  }
  const auto found = Surnames().find(folded);
  if (found == Surnames().end()) return std::nullopt;
  const bool in_given_names = std::find(std::begin(kGivenSyllables), std::end(kGivenSyllables),
                                        folded) != std::end(kGivenSyllables);
  return KnownSurname{found->second.first, found->second.second, in_given_names};
}

size_t SurnameSize(std::u32string_view syllables) {
  constexpr std::u32string_view kLong[] = {U"남궁", U"황보", U"제갈", U"독고", U"사공", U"서문"};
  // 선우 is also the surname 선 and the first syllable of a given name, unless three syllables
  // would be left for that.
  if (syllables.starts_with(U"선우")) return syllables.size() >= 4 ? 2 : 1;
  for (const std::u32string_view surname : kLong) {
    if (syllables.size() > surname.size() && syllables.starts_with(surname)) return surname.size();
  }
  return 1;
}

}  // namespace ieum::client
