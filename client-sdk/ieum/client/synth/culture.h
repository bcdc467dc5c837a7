// What differs between the peoples of synthetic persons: names, places, numbers, and the errors
// that people make when they write them.
#ifndef IEUM_CLIENT_SYNTH_CULTURE_H_
#define IEUM_CLIENT_SYNTH_CULTURE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ieum/client/synth/change_kind.h"
#include "ieum/client/synth/person.h"
#include "ieum/client/synth/portable_random.h"

namespace ieum::client {

enum class PeopleKind { kKorean, kLatin, kJapanese };

// How a file writes dates and numbers. Of the form's number every culture makes a form of its own;
// 0 is that of ISO dates and national telephone numbers.
inline constexpr int kFormCount = 4;
inline constexpr int kTwoDigitYearForm = 3;  // the form that loses the century

// Immutable, share freely.
class Culture {
 public:
  virtual ~Culture() = default;
  Culture(const Culture&) = delete;
  Culture& operator=(const Culture&) = delete;

  // Names of the columns behind row_id and entity_id, with commas between. Full adds those of the
  // household (landline, address, postcode).
  virtual std::string_view ColumnNames(bool full) const = 0;

  // Draws of one member of `person` each; those drawn before may decide, in this order.
  virtual void DrawSurname(PortableRandom& random, SyntheticPerson& person) const = 0;
  // REQUIRES: sex, birth date, language.
  virtual void DrawGivenName(PortableRandom& random, SyntheticPerson& person) const = 0;
  // A name such as parents give to the second of twins, different from the first's.
  virtual void DrawTwinName(PortableRandom& random, const SyntheticPerson& first,
                            SyntheticPerson& person) const = 0;
  // Place, street, house number.
  virtual void DrawHome(PortableRandom& random, SyntheticPerson& person) const = 0;
  virtual int64_t DrawMobile(PortableRandom& random, const SyntheticPerson& person) const = 0;
  // REQUIRES: place.
  virtual int64_t DrawLandline(PortableRandom& random, const SyntheticPerson& person) const = 0;
  virtual bool SpousesShareSurname() const = 0;
  // Digits of a mobile number behind the part that is the operator's or the country's.
  virtual int MobileDigits() const = 0;

  // One error of typing, hearing or reading in the name, which differs afterwards.
  virtual ChangeKind MistypeName(PortableRandom& random, SyntheticPerson& person) const = 0;
  // Another name by law: a new given name (Korea), or a surname by marriage.
  virtual void Rename(PortableRandom& random, SyntheticPerson& person) const = 0;
  // The name in plain Latin letters, as passports write it.
  virtual void Romanize(SyntheticPerson& person) const = 0;
  virtual void AddSuffix(PortableRandom& random, SyntheticPerson& person) const = 0;
  // The day as the traditional calendar names it, written as if it were the civil one; 0 if there
  // is none that a form would take.
  virtual int32_t LunarDate(int32_t birth_date) const = 0;
  // Whether the mobile number has a form from before a renumbering.
  virtual bool HasFormerPhone(int64_t phone) const = 0;

  // The values of ColumnNames(full) with commas between, UTF-8; none needs quotes.
  virtual void AppendFields(const SyntheticPerson& person, int form, bool full,
                            std::string& out) const = 0;

 protected:
  Culture() = default;
};

std::unique_ptr<const Culture> MakeCulture(PeopleKind kind);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_CULTURE_H_
