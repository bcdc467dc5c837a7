#include "ieum/client/synth/latin_names.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>

#include "ieum/client/synth/culture.h"
#include "ieum/client/synth/latin_places.h"

namespace ieum::client {
namespace {

TEST(LatinNamesTest, TablesHoldDifferentNamesCommonestFirst) {
  ASSERT_EQ(LatinLanguages().size(), static_cast<size_t>(kLatinLanguageCount));
  for (const LatinLanguage& language : LatinLanguages()) {
    std::set<std::u16string_view> surnames;
    int last_weight = language.surnames[0].weight;
    for (const WeightedName& name : language.surnames) {
      EXPECT_TRUE(surnames.insert(name.text).second);
      EXPECT_LE(name.weight, last_weight);
      EXPECT_EQ(name.text.find(u','), std::u16string_view::npos);
      last_weight = name.weight;
    }
    EXPECT_GE(surnames.size(), 50U);
    EXPECT_GT(language.surname_share, 0);
    EXPECT_LT(language.surname_share, 10'000);
    for (const auto& names : {language.men, language.women}) {
      std::set<std::u16string_view> given;
      for (const WeightedName& name : names) EXPECT_TRUE(given.insert(name.text).second);
      EXPECT_GE(given.size(), 40U);
    }
  }
}

TEST(LatinNamesTest, SurnamesComeAsOftenAsInTheCensus) {
  const auto culture = MakeCulture(PeopleKind::kLatin);
  PortableRandom random(1, 1);
  constexpr int kPersons = 40'000;
  std::map<std::u16string, int> counts;
  for (int i = 0; i < kPersons; ++i) {
    SyntheticPerson person;
    culture->DrawSurname(random, person);
    ++counts[std::u16string(person.surname.view())];
  }
  // 2.44 of 295 million Americans, who are half; six deviations of a binomial count.
  EXPECT_NEAR(counts[u"Smith"], kPersons * 0.5 * 2.44 / 295, 6 * 13);
  // 265,000 of 82 million Germans, three in ten, and 47,000 of 66 million French, two in ten.
  EXPECT_NEAR(counts[u"Müller"], kPersons * (0.3 * 0.265 / 82 + 0.2 * 0.047 / 66), 6 * 7);
}

TEST(LatinPlacesTest, CitiesAndStreetsNeedNoQuotes) {
  for (int language = 0; language < kLatinLanguageCount; ++language) {
    std::set<std::string_view> names;
    for (const LatinCity& city : LatinCities(language)) {
      EXPECT_TRUE(names.insert(city.name).second) << city.name;
      EXPECT_EQ(city.name.find_first_of(",\"\r\n"), std::string_view::npos);
      EXPECT_TRUE(city.postcode > 0 && city.postcode < 100'000) << city.name;
      EXPECT_GT(city.population, 0);
    }
    EXPECT_GE(names.size(), 30U);
    for (const std::string_view street : LatinStreets(language)) {
      EXPECT_TRUE(names.insert(street).second) << street;
      EXPECT_EQ(street.find_first_of(",\"\r\n"), std::string_view::npos);
    }
  }
}

}  // namespace
}  // namespace ieum::client
