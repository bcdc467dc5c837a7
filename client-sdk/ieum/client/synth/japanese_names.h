// Names of synthetic Japanese persons: Chinese characters and their readings in katakana.
#ifndef IEUM_CLIENT_SYNTH_JAPANESE_NAMES_H_
#define IEUM_CLIENT_SYNTH_JAPANESE_NAMES_H_

#include <cstddef>
#include <span>
#include <string_view>

#include "ieum/client/synth/person.h"

namespace ieum::client {

struct JapaneseSurname {
  std::u16string_view text;
  std::u16string_view reading;
  int bearers;  // thousands
};
// The 120 most frequent, which together are about that share of the population.
std::span<const JapaneseSurname> JapaneseSurnames();
inline constexpr int kJapaneseSurnameShare = 3'500;  // basis points: 44 of 126 million

struct NamePart {
  std::u16string_view text;
  std::u16string_view reading;
};
std::span<const NamePart> JapaneseFirstParts();
std::span<const NamePart> JapaneseLastParts();

struct JapaneseGivenName {
  std::u16string_view reading;
  std::u16string_view spellings;  // with spaces between
};
inline constexpr size_t kJapaneseGivenNameCount = 20;
// REQUIRES: kMale or kFemale.
std::span<const JapaneseGivenName> JapaneseGivenNames(Sex sex, int birth_year);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_JAPANESE_NAMES_H_
