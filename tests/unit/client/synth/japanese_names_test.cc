#include "ieum/client/synth/japanese_names.h"

#include <gtest/gtest.h>

#include <set>

#include "ieum/client/synth/culture.h"
#include "ieum/client/synth/japanese_places.h"

namespace ieum::client {
namespace {

bool IsKatakana(std::u16string_view text) {
  for (const char16_t c : text) {
    if (c < u'ァ' || c > u'ー') return false;
  }
  return !text.empty();
}

TEST(JapaneseNamesTest, SurnamesDifferAndReadAsKatakana) {
  std::set<std::u16string_view> names;
  int last_bearers = JapaneseSurnames()[0].bearers;
  for (const JapaneseSurname& surname : JapaneseSurnames()) {
    EXPECT_TRUE(names.insert(surname.text).second);
    EXPECT_TRUE(IsKatakana(surname.reading));
    EXPECT_LE(surname.bearers, last_bearers);
    last_bearers = surname.bearers;
  }
  EXPECT_GE(names.size(), 100U);
  for (const auto& parts : {JapaneseFirstParts(), JapaneseLastParts()}) {
    std::set<std::u16string_view> different;
    for (const NamePart& part : parts) {
      EXPECT_TRUE(different.insert(part.text).second);
      EXPECT_TRUE(IsKatakana(part.reading));
    }
  }
}

TEST(JapaneseNamesTest, GivenNamesDependOnSexAndEraAndHaveSpellings) {
  std::set<std::u16string_view> readings;
  for (const Sex sex : {Sex::kMale, Sex::kFemale}) {
    for (const int year : {1940, 1965, 1990}) {
      for (const JapaneseGivenName& name : JapaneseGivenNames(sex, year)) {
        EXPECT_TRUE(IsKatakana(name.reading));
        EXPECT_FALSE(name.spellings.empty());
        EXPECT_EQ(name.spellings.find(u"  "), std::u16string_view::npos);
        readings.insert(name.reading);
      }
    }
  }
  EXPECT_GE(readings.size(), 110U);
}

TEST(JapaneseNamesTest, TheMostFrequentSurnameComesAsOftenAsInTheTable) {
  const auto culture = MakeCulture(PeopleKind::kJapanese);
  PortableRandom random(1, 1);
  constexpr int kPersons = 20'000;
  int count = 0;
  for (int i = 0; i < kPersons; ++i) {
    SyntheticPerson person;
    culture->DrawSurname(random, person);
    count += person.surname == ShortText(u"佐藤") ? 1 : 0;
  }
  // 1.89 of 126 million; six deviations of a binomial count.
  EXPECT_NEAR(count, kPersons * 1.89 / 126, 6 * 17);
}

TEST(JapanesePlacesTest, CitiesDifferAndHaveNumbers) {
  std::set<std::string_view> names;
  for (const JapaneseCity& city : JapaneseCities()) {
    EXPECT_TRUE(names.insert(city.name).second) << city.name;
    EXPECT_TRUE(city.postcode > 0 && city.postcode < 1'000);
    // Numbers are read back by these: one digit only for 3 and 6, and no other begins so.
    const bool one_digit = city.area_code < 10;
    const int first_digit = one_digit ? city.area_code : city.area_code / 10;
    EXPECT_EQ(one_digit, first_digit == 3 || first_digit == 6) << city.name;
  }
  EXPECT_GE(names.size(), 30U);
}

}  // namespace
}  // namespace ieum::client
