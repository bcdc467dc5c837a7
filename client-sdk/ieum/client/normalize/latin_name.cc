#include <algorithm>
#include <array>

#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

bool IsApostrophe(char32_t c) {
  switch (c) {
    case 0x27:    // '
    case 0x60:    // `
    case 0xB4:    // acute accent; NFKC would make it a space
    case 0x2BB:   // modifier turned comma (ʻokina)
    case 0x2BC:   // modifier apostrophe
    case 0x2BD:   // modifier reversed comma
    case 0x2018:  // quotation marks
    case 0x2019:
    case 0x201B:
    case 0x2032:  // prime
    case 0xFF07:  // full-width apostrophe
      return true;
    default:
      return false;
  }
}

// The blocks of combining marks for Latin, Greek and Cyrillic letters. Marks outside them are parts
// of letters (dakuten, vowel signs) and stay.
bool IsDiacritic(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
         (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE20 && c <= 0xFE2F);
}

// Letters that Unicode does not take apart although people write them without their stroke or by
// others. ŋ, ĸ and ŧ as passports write them (ICAO Doc 9303 part 3).
std::u32string_view PlainLatin(char32_t c) {
  switch (c) {
    case U'æ':
      return U"ae";
    case U'œ':
      return U"oe";
    case U'ø':
      return U"o";
    case U'ł':
      return U"l";
    case U'đ':
    case U'ð':
    case U'ɖ':
      return U"d";
    case U'þ':
      return U"th";
    case U'ħ':
      return U"h";
    case U'ı':
      return U"i";
    case U'ŋ':
      return U"n";
    case U'ĸ':
      return U"q";
    case U'ŧ':
      return U"t";
    case U'ə':
      return U"e";
    default:
      return {};
  }
}

// Particles that belong to the name behind them, sorted. Words that are also common East and
// South-East Asian names (do, le, du, ten) are not among them.
constexpr std::array<std::string_view, 30> kParticles = {
    "af",    "al",  "bint", "binti", "da",  "dal", "das", "de",  "dei", "del",
    "della", "den", "der",  "des",   "di",  "dos", "el",  "het", "ibn", "la",
    "las",   "los", "mac",  "mc",    "ter", "vom", "von", "zu",  "zum", "zur"};

bool IsParticle(std::string_view word) {
  return std::binary_search(kParticles.begin(), kParticles.end(), word);
}
// Particles that are also given names (Văn, Bin): only before another particle or at the front.
bool IsWeakParticle(std::string_view word) { return word == "van" || word == "bin"; }

std::string_view WordAt(std::string_view text, size_t begin) {
  return text.substr(begin, std::min(text.find(' ', begin), text.size()) - begin);
}

// "van der berg" to "vanderberg": drops the space behind every particle that is not the last word.
// A joined word that is a particle itself joins on, so that the rule is a fixed point of itself.
void JoinParticles(std::string& text) {
  size_t begin = 0;      // of the word, as far as it is joined
  size_t last_part = 0;  // of its last part
  for (;;) {
    const std::string_view part = WordAt(text, last_part);
    const size_t space = last_part + part.size();
    if (space >= text.size()) return;
    const std::string_view next = WordAt(text, space + 1);
    const bool weak = IsWeakParticle(part) && (last_part == 0 || IsParticle(next) || next == "t");
    const bool after_van = part == "t" && last_part > begin;
    if (weak || after_van || IsParticle(part) || IsParticle(WordAt(text, begin))) {
      text.erase(space, 1);
      last_part = space;
    } else {
      begin = last_part = space + 1;
    }
  }
}

absl::Status Finish(std::string& out) {
  if (out.empty()) return NothingLeftError();
  JoinParticles(out);
  return absl::OkStatus();
}

}  // namespace

absl::Status NormalizeLatinName(std::string_view raw, std::string& out) {
  out.clear();
  bool space = false;
  for (const char c : raw) {
    if (static_cast<unsigned char>(c) >= 0x80) return LatinNameByUnicode(raw, out);
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      if (space && !out.empty()) out.push_back(' ');
      space = false;
      out.push_back(upper ? static_cast<char>(c | 0x20) : c);
    } else if (c != '\'' && c != '`') {
      space = true;
    }
  }
  return Finish(out);
}

absl::Status LatinNameByUnicode(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(std::u32string text, Decode(raw));
  text.erase(std::remove_if(text.begin(), text.end(), IsApostrophe), text.end());
  std::u32string plain;
  bool space = false;
  for (const char32_t c : Nfd(NfkcCaseFold(text))) {
    // Compatibility forms can bring apostrophes in again, so they are dropped here too.
    if (IsDiacritic(c) || IsApostrophe(c)) continue;
    if (!IsLetterOrMark(c) && !IsNumber(c)) {
      space = true;
      continue;
    }
    if (space && !plain.empty()) plain.push_back(U' ');
    space = false;
    if (const std::u32string_view letters = PlainLatin(c); !letters.empty()) {
      plain.append(letters);
    } else {
      plain.push_back(c);
    }
  }
  IEUM_RETURN_IF_ERROR(Store(Nfc(plain), out));
  return Finish(out);
}

}  // namespace ieum::client
