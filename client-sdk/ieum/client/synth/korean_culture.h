// Koreans: Hangul names, districts, 010 numbers.
#ifndef IEUM_CLIENT_SYNTH_KOREAN_CULTURE_H_
#define IEUM_CLIENT_SYNTH_KOREAN_CULTURE_H_

#include <string>
#include <string_view>

#include "ieum/client/synth/culture.h"
#include "ieum/client/synth/korean_names.h"

namespace ieum::client {

// Immutable, share freely. Forms: 0 1988-01-31 and 010-2345-6789, 1 19880131 and 01023456789,
// 2 1988.01.31 and +82-10-2345-6789, 3 880131 and 010 2345 6789.
class KoreanCulture final : public Culture {
 public:
  KoreanCulture();

  std::string_view ColumnNames(bool full) const override;
  void DrawSurname(PortableRandom& random, SyntheticPerson& person) const override;
  void DrawGivenName(PortableRandom& random, SyntheticPerson& person) const override;
  void DrawTwinName(PortableRandom& random, const SyntheticPerson& first,
                    SyntheticPerson& person) const override;
  void DrawHome(PortableRandom& random, SyntheticPerson& person) const override;
  int64_t DrawMobile(PortableRandom& random, const SyntheticPerson& person) const override;
  int64_t DrawLandline(PortableRandom& random, const SyntheticPerson& person) const override;
  bool SpousesShareSurname() const override { return false; }
  int MobileDigits() const override { return 7; }
  ChangeKind MistypeName(PortableRandom& random, SyntheticPerson& person) const override;
  void Rename(PortableRandom& random, SyntheticPerson& person) const override;
  void Romanize(SyntheticPerson& person) const override;
  void AddSuffix(PortableRandom& random, SyntheticPerson& person) const override;
  int32_t LunarDate(int32_t birth_date) const override;
  bool HasFormerPhone(int64_t phone) const override;
  void AppendFields(const SyntheticPerson& person, int form, bool full,
                    std::string& out) const override;

 private:
  const KoreanNames names_;
  const WeightedIndex districts_;
  const std::vector<int> regions_;  // of each district, index into KoreanRegions()
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_KOREAN_CULTURE_H_
