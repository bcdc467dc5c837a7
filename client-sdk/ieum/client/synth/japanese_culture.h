// Japanese: names in characters and in katakana, cities, 070 to 090 numbers.
#ifndef IEUM_CLIENT_SYNTH_JAPANESE_CULTURE_H_
#define IEUM_CLIENT_SYNTH_JAPANESE_CULTURE_H_

#include <string>
#include <string_view>

#include "ieum/client/synth/culture.h"
#include "ieum/client/synth/japanese_names.h"

namespace ieum::client {

// Immutable, share freely. Forms: 0 1988-01-31, 1 19880131 and names in hiragana, 2
// 昭和63年1月31日, 3 880131.
class JapaneseCulture final : public Culture {
 public:
  JapaneseCulture();

  std::string_view ColumnNames(bool full) const override;
  void DrawSurname(PortableRandom& random, SyntheticPerson& person) const override;
  void DrawGivenName(PortableRandom& random, SyntheticPerson& person) const override;
  void DrawTwinName(PortableRandom& random, const SyntheticPerson& first,
                    SyntheticPerson& person) const override;
  void DrawHome(PortableRandom& random, SyntheticPerson& person) const override;
  int64_t DrawMobile(PortableRandom& random, const SyntheticPerson& person) const override;
  int64_t DrawLandline(PortableRandom& random, const SyntheticPerson& person) const override;
  bool SpousesShareSurname() const override { return true; }
  int MobileDigits() const override { return 8; }
  ChangeKind MistypeName(PortableRandom& random, SyntheticPerson& person) const override;
  void Rename(PortableRandom& random, SyntheticPerson& person) const override;
  void Romanize(SyntheticPerson& person) const override;
  void AddSuffix(PortableRandom& random, SyntheticPerson& person) const override;
  int32_t LunarDate(int32_t /*birth_date*/) const override { return 0; }
  bool HasFormerPhone(int64_t /*phone*/) const override { return false; }
  void AppendFields(const SyntheticPerson& person, int form, bool full,
                    std::string& out) const override;

 private:
  const WeightedIndex surnames_;
  const WeightedIndex cities_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_JAPANESE_CULTURE_H_
