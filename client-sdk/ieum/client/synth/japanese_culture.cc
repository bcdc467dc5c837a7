#include "ieum/client/synth/japanese_culture.h"

#include <algorithm>
#include <vector>

#include "ieum/client/synth/field_text.h"
#include "ieum/client/synth/japanese_places.h"
#include "ieum/client/synth/japanese_typing.h"

namespace ieum::client {
namespace {

constexpr std::string_view kTowns[] = {"本町", "中央",   "栄町", "緑町", "旭町",   "幸町",
                                       "錦町", "大手町", "元町", "桜台", "若葉台", "東町",
                                       "西町", "南町",   "北町", "寿町"};
constexpr uint64_t kHouses = 300;
constexpr std::u16string_view kSuffixes[] = {u"様", u"殿", u"さん", u"A"};

std::vector<int> SurnameWeights() {
  std::vector<int> weights;
  for (const JapaneseSurname& surname : JapaneseSurnames()) weights.push_back(surname.bearers);
  return weights;
}

std::vector<int> CityWeights() {
  std::vector<int> weights;
  for (const JapaneseCity& city : JapaneseCities()) weights.push_back(city.population);
  return weights;
}

// One of the spellings of a reading other than `before`, if there is one.
ShortText DrawSpelling(std::u16string_view spellings, const ShortText& before,
                       PortableRandom& random) {
  std::vector<std::u16string_view> choices;
  while (!spellings.empty()) {
    const size_t end = std::min(spellings.find(u' '), spellings.size());
    if (spellings.substr(0, end) != before.view()) choices.push_back(spellings.substr(0, end));
    spellings.remove_prefix(std::min(end + 1, spellings.size()));
  }
  return choices.empty() ? before : ShortText(random.Pick(choices));
}

struct Era {
  int32_t first_day;
  std::string_view name;
};
constexpr Era kEras[] = {
    {20190501, "令和"}, {19890108, "平成"}, {19261225, "昭和"}, {19120730, "大正"}, {0, "明治"}};

void AppendEraDate(std::string& out, int32_t date) {
  const Era* era = kEras;
  while (date < era->first_day) ++era;
  constexpr int kFirstYearOfMeiji = 1868;
  const int first_year = era->first_day == 0 ? kFirstYearOfMeiji : era->first_day / 10'000;
  out += era->name;
  const int year = date / 10'000 - first_year + 1;
  if (year == 1) {
    out += "元";
  } else {
    AppendPadded(out, year, 1);
  }
  out += "年";
  AppendPadded(out, date / 100 % 100, 1);
  out += "月";
  AppendPadded(out, date % 100, 1);
  out += "日";
}

void AppendBirthDate(std::string& out, int32_t date, int form) {
  if (form == 0) {
    AppendYearMonthDay(out, date, "-");
  } else if (form == 1) {
    AppendYearMonthDay(out, date, "");
  } else if (form == 2) {
    AppendEraDate(out, date);
  } else {
    AppendPadded(out, date % 1'000'000, 6);
  }
}

// Ten digits behind the 0 of a mobile number, nine of a landline. Of the area codes here only those
// of Tokyo and Osaka have one digit, and no other begins with 3 or 6.
void AppendPhone(std::string& out, int64_t number, int form) {
  const std::string_view separator = form == 1 || form == kTwoDigitYearForm ? "" : "-";
  const bool mobile = number >= 7'000'000'000;
  const int64_t first_digit = number / 100'000'000;
  const bool long_exchange = mobile || first_digit == 3 || first_digit == 6;
  const int64_t exchange_count = long_exchange ? 10'000 : 1'000;
  out += '0';
  AppendPadded(out, number / 10'000 / exchange_count, 1);
  out += separator;
  AppendPadded(out, number / 10'000 % exchange_count, long_exchange ? 4 : 3);
  out += separator;
  AppendPadded(out, number % 10'000, 4);
}

struct WeightedError {
  ChangeKind kind;
  int weight;
};
// Per cent; an estimate, no counts are published.
constexpr WeightedError kErrors[] = {
    {ChangeKind::kHomophone, 30},  {ChangeKind::kCharacterVariant, 20},
    {ChangeKind::kKanaForm, 15},   {ChangeKind::kNeighborKey, 15},
    {ChangeKind::kLookAlike, 10},  {ChangeKind::kSimilarSound, 5},
    {ChangeKind::kSpaceInside, 5},
};

WeightedIndex ErrorWeights() {
  std::vector<int> weights;
  for (const WeightedError& error : kErrors) weights.push_back(error.weight);
  return WeightedIndex(weights);
}

// Replaces the member that an error of the kind changes; false if it has no place for it.
bool Mistype(ChangeKind kind, PortableRandom& random, SyntheticPerson& person) {
  if (kind == ChangeKind::kSpaceInside) {
    person.surname.Append(u"　");
    return true;
  }
  if (kind == ChangeKind::kHomophone) {
    for (const JapaneseGivenName& name :
         JapaneseGivenNames(person.sex, person.birth_date / 10'000)) {
      if (name.reading != person.given_reading.view()) continue;
      const ShortText before = person.given_name;
      person.given_name = DrawSpelling(name.spellings, before, random);
      return person.given_name != before;
    }
    return false;
  }
  ShortText* const members[] = {&person.surname, &person.given_name, &person.surname_reading,
                                &person.given_reading};
  ShortText& member = *random.Pick(members);
  const auto changed = WithJapaneseError(member, kind, random);
  if (changed.has_value()) member = *changed;
  return changed.has_value();
}

}  // namespace

JapaneseCulture::JapaneseCulture() : surnames_(SurnameWeights()), cities_(CityWeights()) {}

std::string_view JapaneseCulture::ColumnNames(bool full) const {
  return full ? "name_kanji,name_kana,birth_date,sex,phone,city,postcode,landline,address"
              : "name_kanji,name_kana,birth_date,sex,phone,city,postcode";
}

void JapaneseCulture::DrawSurname(PortableRandom& random, SyntheticPerson& person) const {
  if (random.Chance(kJapaneseSurnameShare)) {
    const JapaneseSurname& surname = JapaneseSurnames()[surnames_.Draw(random)];
    person.surname = ShortText(surname.text);
    person.surname_reading = ShortText(surname.reading);
    return;
  }
  const NamePart& first = random.Pick(JapaneseFirstParts());
  const NamePart& last = random.Pick(JapaneseLastParts());
  person.surname = ShortText(first.text);
  person.surname.Append(last.text);
  person.surname_reading = ShortText(first.reading);
  person.surname_reading.Append(last.reading);
}

void JapaneseCulture::DrawGivenName(PortableRandom& random, SyntheticPerson& person) const {
  const JapaneseGivenName& name =
      random.Pick(JapaneseGivenNames(person.sex, person.birth_date / 10'000));
  person.given_reading = ShortText(name.reading);
  person.given_name = DrawSpelling(name.spellings, ShortText(), random);
}

void JapaneseCulture::DrawTwinName(PortableRandom& random, const SyntheticPerson& first,
                                   SyntheticPerson& person) const {
  // Half of them with the same first sound, if ten draws find one.
  const bool same_sound = random.Below(2) == 0;
  for (int draws = 1; draws <= 10 || person.given_reading == first.given_reading; ++draws) {
    DrawGivenName(random, person);
    const bool differs = person.given_reading != first.given_reading;
    if (differs && (!same_sound || person.given_reading[0] == first.given_reading[0])) return;
  }
}

void JapaneseCulture::DrawHome(PortableRandom& random, SyntheticPerson& person) const {
  person.place = static_cast<int32_t>(cities_.Draw(random));
  person.street = static_cast<int32_t>(random.Below(std::size(kTowns)));
  person.building = 1 + static_cast<int32_t>(random.Below(kHouses));
}

int64_t JapaneseCulture::DrawMobile(PortableRandom& random,
                                    const SyntheticPerson& /*person*/) const {
  constexpr int64_t kOperatorCodes[] = {90, 90, 80, 80, 70};
  return random.Pick(kOperatorCodes) * 100'000'000 + 10'000'000 +
         static_cast<int64_t>(random.Below(90'000'000));
}

int64_t JapaneseCulture::DrawLandline(PortableRandom& random, const SyntheticPerson& person) const {
  const JapaneseCity& city = JapaneseCities()[static_cast<size_t>(person.place)];
  const int64_t subscribers = city.area_code < 10 ? 100'000'000 : 10'000'000;
  return city.area_code * subscribers + subscribers / 5 +
         static_cast<int64_t>(random.Below(static_cast<uint64_t>(subscribers / 5 * 4)));
}

ChangeKind JapaneseCulture::MistypeName(PortableRandom& random, SyntheticPerson& person) const {
  static const WeightedIndex errors = ErrorWeights();
  // Ends: a space can always be put inside.
  while (true) {
    const ChangeKind kind = kErrors[errors.Draw(random)].kind;
    if (Mistype(kind, random, person)) return kind;
  }
}

void JapaneseCulture::Rename(PortableRandom& random, SyntheticPerson& person) const {
  const ShortText before = person.surname;
  while (person.surname == before) DrawSurname(random, person);
}

void JapaneseCulture::Romanize(SyntheticPerson& person) const {
  person.surname = RomanizedKana(person.surname_reading);
  person.surname.Append(u" ");
  person.given_name = RomanizedKana(person.given_reading);
}

void JapaneseCulture::AddSuffix(PortableRandom& random, SyntheticPerson& person) const {
  person.suffix = ShortText(random.Pick(kSuffixes));
}

void JapaneseCulture::AppendFields(const SyntheticPerson& person, int form, bool full,
                                   std::string& out) const {
  person.surname.AppendUtf8(out);
  person.given_name.AppendUtf8(out);
  person.suffix.AppendUtf8(out);
  out += ',';
  if (!person.given_reading.empty()) {
    const bool hiragana = form == 1;
    (hiragana ? AsHiragana(person.surname_reading) : person.surname_reading).AppendUtf8(out);
    out += ' ';
    (hiragana ? AsHiragana(person.given_reading) : person.given_reading).AppendUtf8(out);
  }
  out += ',';
  if (person.birth_date != 0) AppendBirthDate(out, person.birth_date, form);
  constexpr std::string_view kSexes[][3] = {{"M", "F", ""}, {"男", "女", ""}};
  out += ',';
  out += kSexes[form == 0 ? 0 : 1][static_cast<size_t>(person.sex)];
  out += ',';
  if (person.phone != 0) AppendPhone(out, person.phone, form);
  out += ',';
  const JapaneseCity* const city =
      person.place < 0 ? nullptr : &JapaneseCities()[static_cast<size_t>(person.place)];
  if (city != nullptr) out += city->name;
  out += ',';
  if (city != nullptr) {
    AppendPadded(out, city->postcode, 3);
    out += '-';
    AppendPadded(out, person.street * 8 + person.building / 40, 4);
  }
  if (!full) return;
  out += ',';
  if (person.landline != 0) AppendPhone(out, person.landline, form);
  out += ',';
  if (city == nullptr) return;
  out += city->name;
  out += kTowns[static_cast<size_t>(person.street)];
  AppendPadded(out, person.building, 1);
}

}  // namespace ieum::client
