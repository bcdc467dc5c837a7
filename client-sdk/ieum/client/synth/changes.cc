#include "ieum/client/synth/changes.h"

#include "ieum/client/synth/birth_date.h"

namespace ieum::client {
namespace {

constexpr int kDateDigits = 8;
constexpr int32_t kFirstDayWithoutLunarDates = 19700101;

// `number` with the digit at `place` (0: the last) replaced by another one.
int64_t WithDigitReplaced(int64_t number, int place, PortableRandom& random) {
  int64_t unit = 1;
  for (int i = 0; i < place; ++i) unit *= 10;
  const int64_t digit = number / unit % 10;
  const auto other = (digit + 1 + static_cast<int64_t>(random.Below(9))) % 10;
  return number + (other - digit) * unit;
}

// Forms refuse impossible dates, so an error that stays is a possible one.
ChangeKind MistypeBirthDate(PortableRandom& random, int32_t& date) {
  const int32_t before = date;
  const int32_t swapped = date / 10'000 * 10'000 + date % 100 * 100 + date / 100 % 100;
  if (swapped != before && IsPossibleBirthDate(swapped) && random.Below(4) == 0) {
    date = swapped;
    return ChangeKind::kDateSwapped;
  }
  do {
    date = static_cast<int32_t>(
        WithDigitReplaced(before, static_cast<int>(random.Below(kDateDigits)), random));
  } while (!IsPossibleBirthDate(date));
  return ChangeKind::kDateDigit;
}

ChangeKind ChangePhone(const Culture& culture, PortableRandom& random, SyntheticPerson& person) {
  const int64_t before = person.phone;
  const bool wrong_digit = random.Below(4) == 0;
  while (person.phone == before) {
    person.phone =
        wrong_digit
            ? WithDigitReplaced(
                  before,
                  static_cast<int>(random.Below(static_cast<uint64_t>(culture.MobileDigits()))),
                  random)
            : culture.DrawMobile(random, person);
  }
  return wrong_digit ? ChangeKind::kPhoneDigit : ChangeKind::kPhoneChanged;
}

void Move(const Culture& culture, PortableRandom& random, SyntheticPerson& person) {
  const int32_t before = person.place;
  while (person.place == before) culture.DrawHome(random, person);
  if (person.landline != 0) person.landline = culture.DrawLandline(random, person);
}

}  // namespace

void ChangePerson(const Culture& culture, const ChangeRates& rates, bool romanized,
                  PortableRandom& random, SyntheticPerson& person, ChangeSet& changes) {
  if (random.Chance(rates.renamed)) {
    culture.Rename(random, person);
    changes.Add(ChangeKind::kRenamed);
  }
  if (random.Chance(rates.name_error)) changes.Add(culture.MistypeName(random, person));
  if (romanized && random.Chance(rates.romanized)) {
    culture.Romanize(person);
    changes.Add(ChangeKind::kRomanized);
  }
  if (random.Chance(rates.suffix)) {
    culture.AddSuffix(random, person);
    changes.Add(ChangeKind::kSuffix);
  }
  if (random.Chance(rates.birth_date_error)) {
    changes.Add(MistypeBirthDate(random, person.birth_date));
  } else if (person.birth_date < kFirstDayWithoutLunarDates && random.Chance(rates.lunar_date)) {
    if (const int32_t lunar = culture.LunarDate(person.birth_date); lunar != 0) {
      person.birth_date = lunar;
      changes.Add(ChangeKind::kDateLunar);
    }
  }
  if (random.Chance(rates.sex_error)) {
    person.sex = person.sex == Sex::kMale ? Sex::kFemale : Sex::kMale;
    changes.Add(ChangeKind::kSexWrong);
  }
  // Who moves keeps the number, so the number comes first: some have an area's code in it.
  if (random.Chance(rates.phone_change)) changes.Add(ChangePhone(culture, random, person));
  if (random.Chance(rates.move)) {
    Move(culture, random, person);
    changes.Add(ChangeKind::kMoved);
  }
}

void LoseValues(const Culture& culture, const ChangeRates& rates, PortableRandom& random,
                SyntheticPerson& person, ChangeSet& changes) {
  if (culture.HasFormerPhone(person.phone) && random.Chance(rates.former_phone)) {
    person.former_phone = true;
    changes.Add(ChangeKind::kFormerPhone);
  }
  if (random.Chance(rates.name_missing)) {
    person.surname = ShortText();
    person.given_name = ShortText();
    person.surname_reading = ShortText();
    person.given_reading = ShortText();
    person.suffix = ShortText();
    changes.Add(ChangeKind::kNameMissing);
  }
  if (random.Chance(rates.birth_date_missing)) {
    person.birth_date = 0;
    changes.Add(ChangeKind::kBirthDateMissing);
  }
  if (random.Chance(rates.sex_missing)) {
    person.sex = Sex::kUnknown;
    changes.Add(ChangeKind::kSexMissing);
  }
  if (random.Chance(rates.phone_missing)) {
    person.phone = 0;
    changes.Add(ChangeKind::kPhoneMissing);
  }
  if (random.Chance(rates.place_missing)) {
    person.place = -1;
    changes.Add(ChangeKind::kPlaceMissing);
  }
}

}  // namespace ieum::client
