// One Latin spelling for all the ways a Korean name is written in Latin letters. For this module.
#ifndef IEUM_CLIENT_NORMALIZE_ROMANIZATION_H_
#define IEUM_CLIENT_NORMALIZE_ROMANIZATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ieum::client {

// Revised Romanization of one syllable, letter by letter as names are written (no assimilation).
// REQUIRES: `syllable` is U+AC00 to U+D7A3.
std::string RevisedRomanization(char32_t syllable);

// Folds the spellings of the systems in use into one: consonants that differ only in voice, breath
// or tension are one (k g kk, t d tt, p b pp, j ch jj, s ss sh, l r), and vowels people write alike
// are one (eo eu oo ou u woo; yeo yoo you yu; ae ai ay e; oe oi wae we; ui ee yi i). `letters` are
// a to z; others are dropped. Not a fixed point of itself: it is for raw spellings.
std::string FoldSpelling(std::string_view letters);

// FoldSpelling of the syllable's RevisedRomanization, from a table made at the first call. Any
// thread. REQUIRES: `syllable` is U+AC00 to U+D7A3.
std::string_view FoldedSyllable(char32_t syllable);

// A surname by any of its spellings.
struct KnownSurname {
  std::string_view folded;  // canonical: folded spelling after initial-sound law
  int32_t per_100_000;      // of the population; 1 where no share is known
  bool in_given_names;      // its syllable is also common in given names (정, 준 …)
};
// `written` is a Latin spelling in lower case, `folded` its FoldSpelling. Static memory, any
// thread.
std::optional<KnownSurname> FindSurname(std::string_view written, std::string_view folded);

// Syllables of the surname that the Hangul name `syllables` begins with: 2 for the surnames of two
// syllables, else 1.
size_t SurnameSize(std::u32string_view syllables);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_ROMANIZATION_H_
