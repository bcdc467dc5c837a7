#include "ieum/client/synth/latin_culture.h"

#include <vector>

#include "ieum/client/synth/field_text.h"
#include "ieum/client/synth/latin_places.h"
#include "ieum/client/synth/latin_typing.h"

namespace ieum::client {
namespace {

constexpr uint64_t kLanguageShares[] = {50, 30, 20};  // per cent, by hand
constexpr uint64_t kHouseNumbers = 180;
constexpr int kMiddleOrSecondNameShare = 800;  // basis points: "Anna Maria", "Hans-Peter"
constexpr std::u16string_view kSuffixes[] = {u" Jr.", u" Sr.", u" II", u" Dr.", u" (NEW)"};

WeightedIndex Weights(std::span<const WeightedName> names) {
  std::vector<int> weights;
  for (const WeightedName& name : names) weights.push_back(name.weight);
  return WeightedIndex(weights);
}

WeightedIndex Weights(std::span<const LatinCity> cities) {
  std::vector<int> weights;
  for (const LatinCity& city : cities) weights.push_back(city.population);
  return WeightedIndex(weights);
}

void AppendBirthDate(std::string& out, int32_t date, int form) {
  const int32_t year = date / 10'000;
  const int32_t month = date / 100 % 100;
  const int32_t day = date % 100;
  if (form == 0) {
    AppendYearMonthDay(out, date, "-");
    return;
  }
  const std::string_view separator = form == 1 ? "/" : form == 2 ? "." : "";
  AppendPadded(out, form == 1 ? month : day, 2);
  out += separator;
  AppendPadded(out, form == 1 ? day : month, 2);
  out += separator;
  if (form == kTwoDigitYearForm) {
    AppendPadded(out, year % 100, 2);
  } else {
    AppendPadded(out, year, 4);
  }
}

// As each country groups its digits.
void AppendPhone(std::string& out, int64_t number, int language, int form) {
  constexpr std::string_view kCountryCodes[] = {"+1 ", "+49 ", "+33 "};
  constexpr int64_t kSevenDigits = 10'000'000;
  const bool international = form == 1 || form == 2;
  if (international) {
    out += kCountryCodes[language];
  } else if (language != kEnglish) {
    out += '0';
  }
  AppendPadded(out, number / kSevenDigits, 1);
  out += form == kTwoDigitYearForm ? "" : language == kEnglish ? "-" : " ";
  AppendPadded(out, number % kSevenDigits / 10'000, 3);
  if (form == 0) out += language == kEnglish ? "-" : " ";
  AppendPadded(out, number % 10'000, 4);
}

// Street and house number, city, postcode, with commas between.
void AppendAddress(std::string& out, const SyntheticPerson& person) {
  if (person.place < 0) {
    out += ",,";
    return;
  }
  const std::string_view street = LatinStreets(person.language)[static_cast<size_t>(person.street)];
  // "12 High Street", "Hauptstraße 12", "12 rue Pasteur"
  if (person.language == kGerman) {
    out += street;
    out += ' ';
    AppendPadded(out, person.building, 1);
  } else {
    AppendPadded(out, person.building, 1);
    out += ' ';
    out += street;
  }
  const LatinCity& city = LatinCities(person.language)[static_cast<size_t>(person.place)];
  out += ',';
  out += city.name;
  out += ',';
  AppendPadded(out, city.postcode + (person.language == kFrench ? 0 : person.street % 8), 5);
}

}  // namespace

LatinCulture::LatinCulture()
    : surnames_{Weights(LatinLanguages()[kEnglish].surnames),
                Weights(LatinLanguages()[kGerman].surnames),
                Weights(LatinLanguages()[kFrench].surnames)},
      men_{Weights(LatinLanguages()[kEnglish].men), Weights(LatinLanguages()[kGerman].men),
           Weights(LatinLanguages()[kFrench].men)},
      women_{Weights(LatinLanguages()[kEnglish].women), Weights(LatinLanguages()[kGerman].women),
             Weights(LatinLanguages()[kFrench].women)},
      cities_{Weights(LatinCities(kEnglish)), Weights(LatinCities(kGerman)),
              Weights(LatinCities(kFrench))} {}

std::string_view LatinCulture::ColumnNames(bool full) const {
  return full ? "given_name,surname,birth_date,sex,phone,street,city,postcode,landline"
              : "given_name,surname,birth_date,sex,phone,street,city,postcode";
}

void LatinCulture::DrawSurname(PortableRandom& random, SyntheticPerson& person) const {
  uint64_t draw = random.Below(100);
  person.language = 0;
  while (draw >= kLanguageShares[person.language]) draw -= kLanguageShares[person.language++];
  const LatinLanguage& language = LatinLanguages()[person.language];
  if (random.Chance(language.surname_share)) {
    person.surname = ShortText(language.surnames[surnames_[person.language].Draw(random)].text);
    return;
  }
  person.surname = ShortText(random.Pick(language.first_parts));
  person.surname.Append(random.Pick(language.last_parts));
}

void LatinCulture::DrawGivenName(PortableRandom& random, SyntheticPerson& person) const {
  const LatinLanguage& language = LatinLanguages()[person.language];
  const bool man = person.sex == Sex::kMale;
  const std::span<const WeightedName> names = man ? language.men : language.women;
  const WeightedIndex& weights = (man ? men_ : women_)[person.language];
  person.given_name = ShortText(names[weights.Draw(random)].text);
  if (random.Chance(kMiddleOrSecondNameShare)) {
    const std::u16string_view second = names[weights.Draw(random)].text;
    if (second == person.given_name.view()) return;
    person.given_name.Append(person.language == kEnglish ? u" " : u"-");
    person.given_name.Append(second);
  }
}

void LatinCulture::DrawTwinName(PortableRandom& random, const SyntheticPerson& first,
                                SyntheticPerson& person) const {
  // Half of them with the same first letter, if ten draws find one.
  const bool same_letter = random.Below(2) == 0;
  for (int draws = 1; draws <= 10 || person.given_name == first.given_name; ++draws) {
    DrawGivenName(random, person);
    const bool differs = person.given_name != first.given_name;
    if (differs && (!same_letter || person.given_name[0] == first.given_name[0])) return;
  }
}

void LatinCulture::DrawHome(PortableRandom& random, SyntheticPerson& person) const {
  person.place = static_cast<int32_t>(cities_[person.language].Draw(random));
  person.street = static_cast<int32_t>(random.Below(LatinStreets(person.language).size()));
  person.building = 1 + static_cast<int32_t>(random.Below(kHouseNumbers));
}

int64_t LatinCulture::DrawMobile(PortableRandom& random, const SyntheticPerson& person) const {
  // Area codes for mobiles in the United States, operators' codes elsewhere.
  constexpr int64_t kGermanCodes[] = {151, 152, 157, 160, 162, 163, 170, 171, 172, 175, 176, 179};
  int64_t code = 0;
  if (person.language == kEnglish) {
    code = LatinCities(kEnglish)[static_cast<size_t>(person.place)].area_code;
  } else if (person.language == kGerman) {
    code = random.Pick(kGermanCodes);
  } else {
    code = 60 + static_cast<int64_t>(random.Below(18));
  }
  return code * 10'000'000 + 2'000'000 + static_cast<int64_t>(random.Below(8'000'000));
}

int64_t LatinCulture::DrawLandline(PortableRandom& random, const SyntheticPerson& person) const {
  const LatinCity& city = LatinCities(person.language)[static_cast<size_t>(person.place)];
  return city.area_code * int64_t{10'000'000} + 2'000'000 +
         static_cast<int64_t>(random.Below(8'000'000));
}

ChangeKind LatinCulture::MistypeName(PortableRandom& random, SyntheticPerson& person) const {
  constexpr uint64_t kSurnamePercent = 55;
  return MistypeLatin(random.Below(100) < kSurnamePercent ? person.surname : person.given_name,
                      random);
}

void LatinCulture::Rename(PortableRandom& random, SyntheticPerson& person) const {
  SyntheticPerson other;
  do {
    DrawSurname(random, other);
  } while (other.language != person.language || other.surname == person.surname);
  // One in four keeps the old name in front.
  if (random.Below(4) == 0) {
    person.surname.Append(u"-");
    person.surname.Append(other.surname.view());
  } else {
    person.surname = other.surname;
  }
}

void LatinCulture::Romanize(SyntheticPerson& person) const {
  person.surname = WithoutDiacritics(person.surname);
  person.given_name = WithoutDiacritics(person.given_name);
}

void LatinCulture::AddSuffix(PortableRandom& random, SyntheticPerson& person) const {
  person.suffix = ShortText(random.Pick(kSuffixes));
}

void LatinCulture::AppendFields(const SyntheticPerson& person, int form, bool full,
                                std::string& out) const {
  constexpr std::string_view kSexes[][3] = {{"M", "F", ""}, {"male", "female", ""}};
  person.given_name.AppendUtf8(out);
  out += ',';
  person.surname.AppendUtf8(out);
  person.suffix.AppendUtf8(out);
  out += ',';
  if (person.birth_date != 0) AppendBirthDate(out, person.birth_date, form);
  out += ',';
  out += kSexes[form == 0 ? 0 : 1][static_cast<size_t>(person.sex)];
  out += ',';
  if (person.phone != 0) AppendPhone(out, person.phone, person.language, form);
  out += ',';
  AppendAddress(out, person);
  if (!full) return;
  out += ',';
  if (person.landline != 0) AppendPhone(out, person.landline, person.language, form);
}

}  // namespace ieum::client
