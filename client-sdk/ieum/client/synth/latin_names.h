// Names of synthetic persons of three European languages, with their frequencies.
#ifndef IEUM_CLIENT_SYNTH_LATIN_NAMES_H_
#define IEUM_CLIENT_SYNTH_LATIN_NAMES_H_

#include <span>
#include <string_view>

namespace ieum::client {

struct WeightedName {
  std::u16string_view text;
  int weight;
};

struct LatinLanguage {
  std::span<const WeightedName> surnames;  // the commonest, which are
  int surname_share;                       // basis points of the population
  // The other surnames are one of each.
  std::span<const std::u16string_view> first_parts;
  std::span<const std::u16string_view> last_parts;
  std::span<const WeightedName> men;
  std::span<const WeightedName> women;
};

enum LatinLanguageIndex { kEnglish, kGerman, kFrench, kLatinLanguageCount };
// [kLatinLanguageCount]
std::span<const LatinLanguage> LatinLanguages();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_LATIN_NAMES_H_
