#include <algorithm>
#include <vector>

#include "ieum/client/normalize/jamo.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/romanization.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

bool HasHangul(std::u32string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char32_t c) { return IsSyllable(c) || IsLooseJamo(WidenJamo(c)); });
}

// Two equal consonants where syllables meet are one: people write Anna and Ana.
void DropDoubles(std::string& letters) {
  const auto is_double = [](char a, char b) {
    return a == b && std::string_view("aeiou").find(a) == std::string_view::npos;
  };
  letters.erase(std::unique(letters.begin(), letters.end(), is_double), letters.end());
}

// `surname` as written and folded, `given` folded.
std::string Join(std::string_view written, std::string_view surname, std::string given) {
  const auto known = FindSurname(written, surname);
  std::string name(known.has_value() ? known->folded : surname);
  DropDoubles(given);
  return given.empty() ? name : name + " " + given;
}

// "surname given" of a normalised Hangul name.
std::string FromHangul(std::string_view name) {
  std::u32string syllables;
  for (size_t i = 0; i < name.size();) {
    const char32_t c = SyllableAt(name, i);
    if (c != 0) syllables.push_back(c);
    i += c != 0 ? 3 : 1;
  }
  if (syllables.empty()) return {};
  syllables.front() = FoldInitialSound(syllables.front());
  const size_t surname_size = SurnameSize(syllables);
  std::string surname;
  std::string given;
  for (size_t i = 0; i < syllables.size(); ++i) {
    (i < surname_size ? surname : given) += FoldedSyllable(syllables[i]);
  }
  return Join({}, surname, given);
}

struct Word {
  std::string written;
  std::string letters;  // folded
  bool hyphened = false;
};

// Words of a Latin spelling, and how many of them stand before the first comma (0: no comma).
struct Words {
  std::vector<Word> words;
  size_t before_comma = 0;
};

Words SplitLatin(std::u32string_view text) {
  Words result;
  Word word;
  std::string part;
  const auto close_part = [&] {
    // Syllables are folded one by one where hyphens show them, so that Ah-young keeps its h apart.
    word.written += part;
    word.letters += FoldSpelling(part);
    part.clear();
  };
  const auto close_word = [&] {
    close_part();
    if (!word.letters.empty()) result.words.push_back(word);
    word = Word();
  };
  for (const char32_t c : text) {
    if (c >= 'a' && c <= 'z') {
      part.push_back(static_cast<char>(c));
    } else if (c == 0x14F || c == 0x1D2) {  // ŏ of McCune-Reischauer, or the caron typed for it
      part += "eo";
    } else if (c == 0x16D || c == 0x1D4) {  // ŭ
      part += "eu";
    } else if (c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 || c == 0x2BC) {
      continue;  // the breath of McCune-Reischauer; the folding drops it anyway
    } else if (c == '-' || (c >= 0x80 && IsDash(c)) || c == 0x2212) {
      close_part();
      word.hyphened = word.hyphened || !word.letters.empty();
    } else if (c == ',') {
      close_word();
      if (result.before_comma == 0) result.before_comma = result.words.size();
    } else if (IsLetterOrMark(c)) {
      for (const char32_t plain : Nfd(std::u32string_view(&c, 1))) {
        if (plain >= 'a' && plain <= 'z') part.push_back(static_cast<char>(plain));
      }
    } else {
      close_word();
    }
  }
  close_word();
  return result;
}

// Index of the surname among the words: before a comma, or the first or last word. Surnames that
// are also syllables of given names give way to others; of two others the more frequent one stands.
// Nothing if neither is a surname.
std::optional<size_t> FindSurnameWord(const Words& split) {
  const std::vector<Word>& words = split.words;
  if (words.size() < 2) return std::nullopt;
  if (split.before_comma == 1) return 0;
  const auto find = [](const Word& word) {
    return word.hyphened ? std::nullopt : FindSurname(word.written, word.letters);
  };
  const auto first = find(words.front());
  const auto last = find(words.back());
  const size_t last_index = words.size() - 1;
  if (!last.has_value()) return first.has_value() ? std::optional<size_t>(0) : std::nullopt;
  if (!first.has_value()) return last_index;
  if (last->in_given_names) return 0;
  if (first->in_given_names) return last_index;
  return first->per_100_000 >= last->per_100_000 ? 0 : last_index;
}

// Of the case-folded text.
std::string FromFolded(std::u32string_view text) {
  const Words split = SplitLatin(text);
  const std::optional<size_t> surname = FindSurnameWord(split);
  std::string result;
  if (!surname.has_value()) {
    // Not a Korean name, or one word that hides where the surname ends.
    for (const Word& word : split.words) {
      if (!result.empty()) result.push_back(' ');
      result += word.letters;
    }
    return result;
  }
  for (size_t i = 0; i < split.words.size(); ++i) {
    if (i != *surname) result += split.words[i].letters;
  }
  return Join(split.words[*surname].written, split.words[*surname].letters, result);
}

std::string FromLatin(std::u32string text) {
  const auto is_ascii = [](char32_t c) { return c < 0x80; };
  if (!std::all_of(text.begin(), text.end(), is_ascii)) return FromFolded(Nfc(NfkcCaseFold(text)));
  for (char32_t& c : text) c |= c >= 'A' && c <= 'Z' ? 0x20 : 0;
  return FromFolded(text);
}

}  // namespace

absl::Status NormalizeRomanizedName(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const std::u32string text, Decode(raw));
  if (HasHangul(text)) {
    IEUM_RETURN_IF_ERROR(NormalizeHangulName({}, raw, out));
    if (!out.empty()) out = FromHangul(out);
    return absl::OkStatus();
  }
  constexpr std::u32string_view kMasks = U"*○●◯〇□■?\uFFFD";
  if (text.find_first_of(kMasks) != std::u32string::npos) {
    return core::InvalidArgument("is masked or damaged; get the name itself");
  }
  out = FromLatin(text);
  if (!out.empty()) return absl::OkStatus();
  return core::InvalidArgument("has no Hangul and no Latin letter; leave it empty");
}

absl::Status RomanizedNameLeniently(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const std::u32string text, Decode(raw));
  if (!HasHangul(text)) {
    out = FromLatin(text);
    return absl::OkStatus();
  }
  IEUM_RETURN_IF_ERROR(HangulNameLeniently({}, raw, out));
  out = FromHangul(out);
  return absl::OkStatus();
}

}  // namespace ieum::client
