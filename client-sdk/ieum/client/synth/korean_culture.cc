#include "ieum/client/synth/korean_culture.h"

#include <algorithm>
#include <vector>

#include "ieum/client/synth/birth_date.h"
#include "ieum/client/synth/field_text.h"
#include "ieum/client/synth/hangul_typing.h"
#include "ieum/client/synth/korean_districts.h"
#include "ieum/client/synth/korean_lunar.h"
#include "ieum/client/synth/korean_phones.h"

namespace ieum::client {
namespace {

// Names that streets have in most towns.
constexpr std::string_view kStreets[] = {"중앙로", "시청로", "역전로", "충장로",     "문화로",
                                         "평화로", "대학로", "공원로", "강변로",     "산업로",
                                         "통일로", "번영로", "청운로", "향교로",     "시장길",
                                         "서문로", "동문로", "남부로", "북부순환로", "해안로"};
constexpr uint64_t kBuildings = 200;

constexpr std::u16string_view kSuffixes[] = {u"님", u"씨", u"A", u"B", u"(본인)"};

std::vector<int> Populations() {
  std::vector<int> weights;
  for (const District& district : KoreanDistricts()) weights.push_back(district.population);
  return weights;
}

std::vector<int> RegionsOfDistricts() {
  std::vector<int> regions;
  for (const District& district : KoreanDistricts()) {
    int region = 0;
    while (!district.name.starts_with(KoreanRegions()[static_cast<size_t>(region)].name)) ++region;
    regions.push_back(region);
  }
  return regions;
}

int YearOf(const SyntheticPerson& person) { return person.birth_date / 10'000; }

void AppendBirthDate(std::string& out, int32_t date, int form) {
  constexpr std::string_view kSeparators[] = {"-", "", "."};
  if (form < kTwoDigitYearForm) {
    AppendYearMonthDay(out, date, kSeparators[form]);
  } else {
    AppendPadded(out, date % 1'000'000, 6);
  }
}

void AppendMobile(std::string& out, const SyntheticPerson& person, int form) {
  int64_t number = person.phone;
  if (person.former_phone) number = FormerMobileNumber(number).value_or(number);
  constexpr int64_t kNineDigits = 1'000'000'000;
  const bool ten_digits = number >= kNineDigits;  // 010-XXXX-XXXX, not 011-XXX-XXXX
  const int64_t exchange_count = ten_digits ? 10'000 : 1'000;
  constexpr std::string_view kSeparators[] = {"-", "", "-", " "};
  out += form == 2 ? "+82-" : "0";
  AppendPadded(out, number / 10'000 / exchange_count, 2);
  out += kSeparators[form];
  AppendPadded(out, number / 10'000 % exchange_count, ten_digits ? 4 : 3);
  out += kSeparators[form];
  AppendPadded(out, number % 10'000, 4);
}

// 02-345-6789 in Seoul, 031-345-6789 elsewhere.
void AppendLandline(std::string& out, int64_t number) {
  out += '0';
  AppendPadded(out, number / 10'000 / 1'000, 1);
  out += '-';
  AppendPadded(out, number / 10'000 % 1'000, 3);
  out += '-';
  AppendPadded(out, number % 10'000, 4);
}

}  // namespace

KoreanCulture::KoreanCulture() : districts_(Populations()), regions_(RegionsOfDistricts()) {}

std::string_view KoreanCulture::ColumnNames(bool full) const {
  return full ? "name,birth_date,sex,phone,district,landline,address,postcode"
              : "name,birth_date,sex,phone,district";
}

void KoreanCulture::DrawSurname(PortableRandom& random, SyntheticPerson& person) const {
  person.surname = names_.DrawSurname(random);
}

void KoreanCulture::DrawGivenName(PortableRandom& random, SyntheticPerson& person) const {
  person.given_name = names_.DrawGivenName(person.sex, YearOf(person), random);
}

void KoreanCulture::DrawTwinName(PortableRandom& random, const SyntheticPerson& first,
                                 SyntheticPerson& person) const {
  person.given_name = names_.DrawSimilarName(first.given_name, person.sex, YearOf(person), random);
}

void KoreanCulture::DrawHome(PortableRandom& random, SyntheticPerson& person) const {
  person.place = static_cast<int32_t>(districts_.Draw(random));
  person.street = static_cast<int32_t>(random.Below(std::size(kStreets)));
  person.building = 1 + static_cast<int32_t>(random.Below(kBuildings));
}

int64_t KoreanCulture::DrawMobile(PortableRandom& random, const SyntheticPerson& /*person*/) const {
  // 010-2000-0000 to 010-9999-9999.
  return 1'020'000'000 + static_cast<int64_t>(random.Below(80'000'000));
}

int64_t KoreanCulture::DrawLandline(PortableRandom& random, const SyntheticPerson& person) const {
  const KoreanRegion& region =
      KoreanRegions()[static_cast<size_t>(regions_[static_cast<size_t>(person.place)])];
  const auto exchange = static_cast<int64_t>(200 + random.Below(700));
  return (region.area_code * int64_t{1'000} + exchange) * 10'000 +
         static_cast<int64_t>(random.Below(10'000));
}

ChangeKind KoreanCulture::MistypeName(PortableRandom& random, SyntheticPerson& person) const {
  ShortText name = person.surname;
  name.Append(person.given_name.view());
  const size_t surname_size = person.surname.size();
  const ChangeKind kind = MistypeHangul(name, random);
  person.surname = ShortText(name.view().substr(0, surname_size));
  person.given_name = ShortText(name.view().substr(surname_size));
  return kind;
}

void KoreanCulture::Rename(PortableRandom& random, SyntheticPerson& person) const {
  const ShortText before = person.given_name;
  // Courts change old names for those of the day, which are about thirty years younger.
  const int year = std::min(YearOf(person) + 30, kLastBirthYear);
  while (person.given_name == before) {
    person.given_name = names_.DrawGivenName(person.sex, year, random);
  }
}

void KoreanCulture::Romanize(SyntheticPerson& person) const {
  person.surname = RomanizedSurname(person.surname);
  person.surname.Append(u" ");
  person.given_name = RomanizedGivenName(person.given_name);
}

void KoreanCulture::AddSuffix(PortableRandom& random, SyntheticPerson& person) const {
  person.suffix = ShortText(random.Pick(kSuffixes));
}

int32_t KoreanCulture::LunarDate(int32_t birth_date) const { return KoreanLunarDate(birth_date); }

bool KoreanCulture::HasFormerPhone(int64_t phone) const {
  return FormerMobileNumber(phone).has_value();
}

void KoreanCulture::AppendFields(const SyntheticPerson& person, int form, bool full,
                                 std::string& out) const {
  person.surname.AppendUtf8(out);
  person.given_name.AppendUtf8(out);
  person.suffix.AppendUtf8(out);
  out += ',';
  if (person.birth_date != 0) AppendBirthDate(out, person.birth_date, form);
  constexpr std::string_view kSexes[][3] = {{"M", "F", ""}, {"남", "여", ""}};
  out += ',';
  out += kSexes[form == 0 ? 0 : 1][static_cast<size_t>(person.sex)];
  out += ',';
  if (person.phone != 0) AppendMobile(out, person, form);
  out += ',';
  const bool has_place = person.place >= 0;
  if (has_place) out += KoreanDistricts()[static_cast<size_t>(person.place)].name;
  if (!full) return;
  out += ',';
  if (person.landline != 0) AppendLandline(out, person.landline);
  out += ',';
  if (!has_place) {
    out += ',';
    return;
  }
  const auto place = static_cast<size_t>(person.place);
  out += KoreanDistricts()[place].name;
  out += ' ';
  out += kStreets[static_cast<size_t>(person.street)];
  out += ' ';
  AppendPadded(out, person.building, 1);
  out += ',';
  // Neighbouring streets have neighbouring postcodes.
  const KoreanRegion& region = KoreanRegions()[static_cast<size_t>(regions_[place])];
  const int areas = region.last_postcode_area - region.first_postcode_area + 1;
  AppendPadded(out, region.first_postcode_area + person.place % areas, 2);
  AppendPadded(out,
               person.place * int64_t{37} % 10 * 100 + person.street * 4 + person.building / 60, 3);
}

}  // namespace ieum::client
