#include <algorithm>
#include <array>

#include "ieum/client/normalize/jamo.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

absl::Status MaskedError() {
  return core::InvalidArgument(
      "is masked or damaged: it has *, ○, ?, O or X in the place of a letter; get the name itself");
}

bool IsMask(char32_t c) {
  constexpr std::u32string_view kMasks = U"*○●◯〇◎□■?\uFFFD";
  return kMasks.find(c) != std::u32string_view::npos;
}
bool IsMaskLetter(char32_t c) { return c == 'o' || c == 'O' || c == 'x' || c == 'X'; }

bool IsHangul(char32_t c) { return IsSyllable(c) || IsLooseJamo(c); }
bool HasHangul(std::u32string_view text) { return std::any_of(text.begin(), text.end(), IsHangul); }

// Signs that hide letters, and zeros directly behind Hangul.
bool HasMask(std::u32string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsMask(text[i]) || (text[i] == '0' && i > 0 && IsHangul(text[i - 1]))) return true;
  }
  return false;
}

// O and X that hide letters: behind Hangul, and before more of it or nothing. Other Latin words
// stay.
bool HasMaskLetters(std::u32string_view letters) {
  for (size_t i = 1; i < letters.size(); ++i) {
    if (!IsHangul(letters[i - 1])) continue;
    size_t end = i;
    while (end < letters.size() && IsMaskLetter(letters[end])) ++end;
    if (end > i && (end == letters.size() || IsHangul(letters[end]))) return true;
  }
  return false;
}

// What stands outside brackets, and what stands inside; an open bracket reaches to the end.
struct Bracketed {
  std::u32string outside;
  std::u32string inside;
};
Bracketed SplitBrackets(std::u32string_view text) {
  constexpr std::u32string_view kOpening = U"([{〔【〈《「『";
  constexpr std::u32string_view kClosing = U")]}〕】〉》」』";
  Bracketed parts;
  int depth = 0;
  for (const char32_t c : text) {
    if (kOpening.find(c) != std::u32string_view::npos) {
      ++depth;
    } else if (kClosing.find(c) != std::u32string_view::npos) {
      depth = std::max(0, depth - 1);
    } else {
      (depth > 0 ? parts.inside : parts.outside).push_back(c);
    }
  }
  return parts;
}

// Values that stand for "no name yet" or "not known", with and without folded vowels.
constexpr std::array<std::string_view, 13> kPlaceholders = {
    "무명",     "무명씨",   "미상", "불명",     "불상", "익명",   "성명미상",
    "신원미상", "신원불상", "없음", "이름없음", "test", "unknown"};
// A newborn has its family's name before it, a twin a number behind it.
constexpr std::array<std::string_view, 4> kEndings = {"아기", "애기", "에기", "테스트"};
constexpr std::array<std::string_view, 6> kParts = {"신생아", "신셍아", "쌍둥이",
                                                    "쌍생아", "쌍셍아", "테스트"};

bool IsPlaceholder(std::string_view name) {
  // Nearly every name is done here: it has none of the syllables by which a placeholder shows.
  constexpr std::u32string_view kSigns = U"신쌍테기무미불익성없름";
  bool has_sign = name.size() < 3 || SyllableAt(name, 0) == 0;
  for (size_t i = 0; i + 3 <= name.size() && !has_sign; i += 3) {
    has_sign = kSigns.find(SyllableAt(name, i)) != std::u32string_view::npos;
  }
  if (!has_sign) return false;
  if (std::find(kPlaceholders.begin(), kPlaceholders.end(), name) != kPlaceholders.end()) {
    return true;
  }
  const auto ends = [name](std::string_view ending) { return name.ends_with(ending); };
  const auto holds = [name](std::string_view part) {
    return name.find(part) != std::string_view::npos;
  };
  return std::any_of(kEndings.begin(), kEndings.end(), ends) ||
         std::any_of(kParts.begin(), kParts.end(), holds);
}

bool EndsInSyllable(std::string_view text) {
  return text.size() >= 3 && SyllableAt(text, text.size() - 3) != 0;
}

// Drops what follows a name: 님, 씨, and the single letter that tells namesakes of one file apart.
// No name ends in 씨; some end in 님 (예님), so without a space before it, it goes only where at
// least three syllables stay.
void DropSuffixes(std::string& name, bool after_space) {
  constexpr size_t kBytes = 3;  // of a syllable
  for (;; after_space = false) {
    const size_t size = name.size();
    const bool family = name.ends_with("씨");
    const size_t least = family || after_space ? 2 : 3;
    if ((family || name.ends_with("님")) && size >= (least + 1) * kBytes) {
      name.resize(size - kBytes);
    } else if (size > kBytes && name.back() >= 'a' && name.back() <= 'z' &&
               EndsInSyllable(std::string_view(name).substr(0, size - 1))) {
      name.pop_back();
    } else {
      return;
    }
  }
}

void Fold(const NormalizerOptions& options, std::string& name) {
  for (size_t i = 0; i + 3 <= name.size();) {
    char32_t c = SyllableAt(name, i);
    if (c == 0) {
      ++i;
      continue;
    }
    if (options.fold_initial_sound && i == 0) c = FoldInitialSound(c);
    if (options.fold_vowels) c = FoldVowel(c);
    core::WriteUtf8(c, &name[i]);  // a syllable for a syllable: three bytes each
    i += 3;
  }
}

// The end of both paths. `out` has letters only.
absl::Status Finish(const NormalizerOptions& options, bool suffix_after_space, std::string& out) {
  if (out.empty()) return NothingLeftError();
  if (options.fold_vowels || options.fold_initial_sound) Fold(options, out);
  DropSuffixes(out, suffix_after_space);
  if (IsPlaceholder(out)) out.clear();
  return absl::OkStatus();
}

// What people write for the name alone: brackets taken away, width and invisible characters
// unified.
absl::StatusOr<std::u32string> NameText(std::string_view raw) {
  IEUM_ASSIGN_OR_RETURN(const std::u32string decoded, Decode(raw));
  std::u32string text;
  for (const char32_t c : Nfc(decoded)) {
    const char32_t narrow = WidenJamo(Narrow(c));
    if (!IsInvisible(narrow)) text.push_back(IsSpace(narrow) ? U' ' : narrow);
  }
  Bracketed parts = SplitBrackets(text);
  if (HasHangul(parts.outside)) return parts.outside;
  // 金旻俊(김민준): the Hangul is the name, wherever it stands.
  if (HasHangul(parts.inside)) return parts.inside;
  return parts.outside + parts.inside;
}

// Letters of a name text; beside Hangul, ideographs go.
std::u32string Letters(std::u32string_view text, bool has_hangul) {
  std::u32string letters;
  for (const char32_t c : text) {
    if (has_hangul && IsIdeograph(c)) continue;
    if (IsLetterOrMark(c)) letters.push_back(FoldCase(c));
  }
  return Nfc(letters);
}

// Whether the last letter of `text`, 님 perhaps, has a space before it.
bool LastStandsAlone(std::u32string_view text) {
  size_t last = text.size();
  while (last > 0 && !IsSyllable(text[last - 1])) --last;
  return last >= 2 && text[last - 2] == ' ';
}

}  // namespace

absl::Status NormalizeHangulName(const NormalizerOptions& options, std::string_view raw,
                                 std::string& out) {
  out.clear();
  bool has_hangul = false;
  bool has_latin = false;
  bool space = false;
  bool last_stands_alone = false;
  for (size_t offset = 0; offset < raw.size();) {
    if (SyllableAt(raw, offset) != 0) {
      // Precomposed syllables are in NFC already, and spaces between them cannot change that.
      has_hangul = true;
      last_stands_alone = space;
      space = false;
      out.append(raw, offset, 3);
      offset += 3;
      if (has_latin) return HangulNameByUnicode(options, raw, out);
      continue;
    }
    const char c = raw[offset++];
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
      has_latin = true;
      if (has_hangul) return HangulNameByUnicode(options, raw, out);
      out.push_back(static_cast<char>(c | 0x20));
    } else if (c == ' ') {
      space = true;
    } else if (c != '-' && c != '\'' && c != '.' && c != ',') {
      return HangulNameByUnicode(options, raw, out);
    } else {
      space = false;
    }
  }
  return Finish(options, last_stands_alone, out);
}

absl::Status HangulNameByUnicode(const NormalizerOptions& options, std::string_view raw,
                                 std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const std::u32string text, NameText(raw));
  const std::u32string letters = Letters(text, HasHangul(text));
  if (HasMask(text) || HasMaskLetters(letters)) return MaskedError();
  const std::optional<std::u32string> name = ComposeLooseJamo(letters);
  if (!name.has_value()) {
    return core::InvalidArgument(
        "has consonants or vowels that form no syllable; correct the name, or read the file in its "
        "own encoding");
  }
  out.clear();
  for (const char32_t c : *name) core::AppendUtf8(c, out);
  return Finish(options, LastStandsAlone(text), out);
}

absl::Status HangulNameLeniently(const NormalizerOptions& options, std::string_view raw,
                                 std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const std::u32string text, NameText(raw));
  std::u32string kept;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool hides = i > 0 && !kept.empty() && IsHangul(kept.back()) && IsMaskLetter(text[i]);
    if (!hides && !IsMask(text[i])) kept.push_back(text[i]);
  }
  out.clear();
  for (const char32_t c : Letters(kept, HasHangul(kept))) core::AppendUtf8(c, out);
  if (!out.empty()) IEUM_RETURN_IF_ERROR(Finish(options, LastStandsAlone(kept), out));
  return absl::OkStatus();
}

}  // namespace ieum::client
