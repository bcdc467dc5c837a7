#include "ieum/client/synth/population.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <tuple>
#include <vector>

namespace ieum::client {
namespace {

constexpr int kPersons = 12'000;

class PopulationTest : public ::testing::Test {
 protected:
  static std::vector<SyntheticPerson> PersonsOf(const SynthesisOptions& options,
                                                PeopleKind kind = PeopleKind::kKorean) {
    const auto culture = MakeCulture(kind);
    const Population population(*culture, options, kPersons);
    std::vector<SyntheticPerson> persons;
    for (int64_t i = 0; i < kPersons; ++i) persons.push_back(population.PersonAt(i));
    return persons;
  }
  static int YearOf(const SyntheticPerson& person) { return person.birth_date / 10'000; }
};

TEST_F(PopulationTest, AgesFollowThePyramid) {
  int counts[std::size(kAgePyramid)] = {};
  for (const SyntheticPerson& person : PersonsOf({})) {
    ++counts[(kLastBirthYear - YearOf(person)) / 10];
  }
  const int whole = std::accumulate(std::begin(kAgePyramid), std::end(kAgePyramid), 0);
  EXPECT_EQ(whole, 1000);
  for (size_t decade = 0; decade < std::size(kAgePyramid); ++decade) {
    // Within a percentage point and a half of persons: spouses and siblings move a little.
    EXPECT_NEAR(counts[decade], kPersons * kAgePyramid[decade] / whole, kPersons * 15 / 1000)
        << decade;
  }
}

TEST_F(PopulationTest, FamiliesShareSurnameAddressAndLandline) {
  const auto culture = MakeCulture(PeopleKind::kKorean);
  const Population population(*culture, {}, kPersons);
  int families = 0;
  int mothers_of_other_name = 0;
  for (int64_t i = 0; i < kPersons;) {
    const Population::Household household = population.HouseholdOf(i);
    ASSERT_EQ(household.first, i);
    i += household.size;
    if (household.size < 3) continue;
    ++families;
    const SyntheticPerson father = population.PersonAt(household.first);
    const SyntheticPerson mother = population.PersonAt(household.first + 1);
    EXPECT_EQ(father.sex, Sex::kMale);
    EXPECT_EQ(mother.sex, Sex::kFemale);
    mothers_of_other_name += mother.surname == father.surname ? 0 : 1;
    for (int member = 2; member < household.size; ++member) {
      const SyntheticPerson child = population.PersonAt(household.first + member);
      EXPECT_EQ(child.surname, father.surname);
      EXPECT_EQ(child.place, mother.place);
      EXPECT_EQ(child.building, father.building);
      EXPECT_EQ(child.landline, father.landline);
      EXPECT_GE(YearOf(child) - YearOf(mother), 15);
      const bool parents_phone = child.phone == father.phone || child.phone == mother.phone;
      EXPECT_EQ(parents_phone, YearOf(child) >= kFirstYearWithParentsPhone);
    }
  }
  // A hundred of a thousand persons' 532 households; six deviations.
  EXPECT_NEAR(families, kPersons / 10, 6 * 35);
  EXPECT_GT(mothers_of_other_name, families * 8 / 10) << "Korean women keep their names";
}

TEST_F(PopulationTest, HouseholdsApartShareNothing) {
  const auto culture = MakeCulture(PeopleKind::kKorean);
  const Population population(*culture, {.families = 0}, kPersons);
  int siblings = 0;
  int same_surname = 0;
  for (int64_t i = 0; i < kPersons; ++i) {
    const Population::Household household = population.HouseholdOf(i);
    if (household.size < 4 || household.first != i) continue;
    const SyntheticPerson first = population.PersonAt(i + 2);
    const SyntheticPerson second = population.PersonAt(i + 3);
    ++siblings;
    same_surname += first.surname == second.surname ? 1 : 0;
    EXPECT_NE(first.phone, second.phone);
  }
  // Strangers share a surname in 9 of 100 cases; six deviations.
  EXPECT_GT(siblings, 400);
  EXPECT_LT(same_surname, siblings * 15 / 100);
}

// Pairs of equal birth date and place with consecutive numbers.
int TwinsAmong(const std::vector<SyntheticPerson>& persons) {
  int twins = 0;
  for (size_t i = 1; i < persons.size(); ++i) {
    const SyntheticPerson& one = persons[i - 1];
    const SyntheticPerson& other = persons[i];
    const bool twin = one.birth_date == other.birth_date && one.surname == other.surname &&
                      one.building == other.building;
    twins += twin ? 1 : 0;
    EXPECT_FALSE(twin && one.given_name == other.given_name);
  }
  return twins;
}

TEST_F(PopulationTest, TwinsComeAtTheRateAskedFor) {
  EXPECT_EQ(TwinsAmong(PersonsOf({.twins = 0})), 0);
  // Second and third children are 70 to a family, of which there are a hundred in a thousand
  // persons: 840 of 12,000. Six deviations.
  EXPECT_NEAR(TwinsAmong(PersonsOf({.twins = 2'000})), 168, 6 * 13);
  EXPECT_NEAR(TwinsAmong(PersonsOf({.twins = 200})), 17, 6 * 4);
}

TEST_F(PopulationTest, NamesakesOfTheSameDayComeAtTheRateAskedFor) {
  const auto namesakes = [](const std::vector<SyntheticPerson>& persons) {
    std::map<std::tuple<int32_t, Sex, std::u16string, std::u16string>, int> counts;
    int pairs = 0;
    for (const SyntheticPerson& person : persons) {
      pairs += counts[{person.birth_date, person.sex, std::u16string(person.surname.view()),
                       std::u16string(person.given_name.view())}]++;
    }
    return pairs;
  };
  // By chance: persons of 12,000 share a day with about 0.3 others, sex and name with a few of
  // 10,000 of these.
  const int by_chance = namesakes(PersonsOf({}));
  EXPECT_LT(by_chance, 15);
  EXPECT_NEAR(namesakes(PersonsOf({.namesakes = 500})), 600 + by_chance, 6 * 25);
}

TEST_F(PopulationTest, SpousesShareSurnamesWhereThatIsTheCustom) {
  for (const PeopleKind kind : {PeopleKind::kLatin, PeopleKind::kJapanese}) {
    const auto culture = MakeCulture(kind);
    const Population population(*culture, {}, kPersons);
    for (int64_t i = 0; i < 2000; ++i) {
      const Population::Household household = population.HouseholdOf(i);
      if (household.size < 2) continue;
      EXPECT_EQ(population.PersonAt(household.first).surname,
                population.PersonAt(household.first + 1).surname);
    }
  }
}

TEST_F(PopulationTest, CouplesAreOfTwoSexes) {
  const auto culture = MakeCulture(PeopleKind::kKorean);
  const Population population(*culture, {}, kPersons);
  for (int64_t i = 0; i < 2000; ++i) {
    const Population::Household household = population.HouseholdOf(i);
    if (household.size != 2) continue;
    EXPECT_NE(population.PersonAt(household.first).sex,
              population.PersonAt(household.first + 1).sex);
  }
}

}  // namespace
}  // namespace ieum::client
