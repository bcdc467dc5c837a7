// Persons with English, German and French names, who live in cities of the United States, Germany
// and France.
#ifndef IEUM_CLIENT_SYNTH_LATIN_CULTURE_H_
#define IEUM_CLIENT_SYNTH_LATIN_CULTURE_H_

#include <array>
#include <string>
#include <string_view>

#include "ieum/client/synth/culture.h"
#include "ieum/client/synth/latin_names.h"

namespace ieum::client {

// Immutable, share freely. Forms of dates: 0 1988-01-31, 1 01/31/1988 (month first), 2 31.01.1988,
// 3 310188.
class LatinCulture final : public Culture {
 public:
  LatinCulture();

  std::string_view ColumnNames(bool full) const override;
  void DrawSurname(PortableRandom& random, SyntheticPerson& person) const override;
  void DrawGivenName(PortableRandom& random, SyntheticPerson& person) const override;
  void DrawTwinName(PortableRandom& random, const SyntheticPerson& first,
                    SyntheticPerson& person) const override;
  void DrawHome(PortableRandom& random, SyntheticPerson& person) const override;
  int64_t DrawMobile(PortableRandom& random, const SyntheticPerson& person) const override;
  int64_t DrawLandline(PortableRandom& random, const SyntheticPerson& person) const override;
  bool SpousesShareSurname() const override { return true; }
  int MobileDigits() const override { return 7; }
  ChangeKind MistypeName(PortableRandom& random, SyntheticPerson& person) const override;
  void Rename(PortableRandom& random, SyntheticPerson& person) const override;
  void Romanize(SyntheticPerson& person) const override;
  void AddSuffix(PortableRandom& random, SyntheticPerson& person) const override;
  int32_t LunarDate(int32_t /*birth_date*/) const override { return 0; }
  bool HasFormerPhone(int64_t /*phone*/) const override { return false; }
  void AppendFields(const SyntheticPerson& person, int form, bool full,
                    std::string& out) const override;

 private:
  std::array<WeightedIndex, kLatinLanguageCount> surnames_;
  std::array<WeightedIndex, kLatinLanguageCount> men_;
  std::array<WeightedIndex, kLatinLanguageCount> women_;
  std::array<WeightedIndex, kLatinLanguageCount> cities_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_LATIN_CULTURE_H_
