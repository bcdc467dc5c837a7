// Names of synthetic Korean persons, drawn with the frequencies of the population.
#ifndef IEUM_CLIENT_SYNTH_KOREAN_NAMES_H_
#define IEUM_CLIENT_SYNTH_KOREAN_NAMES_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "ieum/client/synth/person.h"
#include "ieum/client/synth/portable_random.h"

namespace ieum::client {

struct KoreanSurname {
  std::u16string_view text;
  std::u16string_view romanized;
  int persons;  // thousands
};
// The 85 most frequent, commonest first.
std::span<const KoreanSurname> KoreanSurnames();

struct PopularName {
  std::u16string_view text;
  int share;  // basis points of the births of its decade and sex
};
inline constexpr size_t kPopularNameCount = 10;
// REQUIRES of both: kMale or kFemale, a birth year from kFirstBirthYear to kLastBirthYear.
std::span<const PopularName> PopularNames(Sex sex, int birth_year);

struct GivenSyllables {
  std::u16string_view first;
  std::u16string_view last;
};
inline constexpr size_t kGivenSyllableCount = 35;
const GivenSyllables& SyllablesOf(Sex sex, int birth_year);

// Immutable, share freely.
class KoreanNames final {
 public:
  KoreanNames();

  ShortText DrawSurname(PortableRandom& random) const;
  // One to two per cent have one syllable, the others two. REQUIRES as PopularNames.
  ShortText DrawGivenName(Sex sex, int birth_year, PortableRandom& random) const;
  // A given name of two syllables that shares one of them with `name`, at the same place.
  // REQUIRES: as above, and a name of one syllable or two.
  ShortText DrawSimilarName(const ShortText& name, Sex sex, int birth_year,
                            PortableRandom& random) const;

 private:
  const WeightedIndex surnames_;
  const WeightedIndex syllables_;
};

// Surname, and given name after a space, in capitals: the surname as passports usually have it,
// the given name syllable by syllable by the Revised Romanization (2000). Characters that are no
// Hangul syllables are left out.
ShortText RomanizedSurname(const ShortText& surname);
ShortText RomanizedGivenName(const ShortText& given_name);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_KOREAN_NAMES_H_
