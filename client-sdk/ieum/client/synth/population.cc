#include "ieum/client/synth/population.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "ieum/client/synth/birth_date.h"

namespace ieum::client {
namespace {

constexpr int kFirstChildYear = 2001;
constexpr int kLastAdultYear = kFirstChildYear - 1;
constexpr int kYearCount = kLastBirthYear - kFirstBirthYear + 1;

// Households of 1 to 5 by number. Per mille of persons 169 are children by the pyramid, which at
// 1.7 children a family (1, 2 or 3 in 40, 50 and 10 of 100) makes 100 families; of the 632 others
// 400 live in couples (set by hand; in the census of 2020 three in ten households had one member).
constexpr int kHouseholdSizes[] = {232, 200, 40, 50, 10};

// Households do not cross blocks, so that finding one needs no more than a block.
constexpr int64_t kBlockSize = 60;

// Years between a mother and the first child drawn, and between father and mother.
constexpr int kYoungestMother = 25;
constexpr int kMotherAges = 13;
constexpr int kFatherAges = 6;
constexpr int kSiblingYears = 6;
constexpr int kSpouseYears = 5;

constexpr int kLandlineShare = 4'500;  // basis points of households
constexpr int kEqualTwinsOf3 = 2;      // twins of one sex, of three pairs

int PyramidWeight(int birth_year) { return kAgePyramid[(kLastBirthYear - birth_year) / 10]; }

std::vector<int> ChildYearWeights() {
  std::vector<int> weights;
  for (int year = kFirstChildYear; year <= kLastBirthYear; ++year) {
    weights.push_back(PyramidWeight(year));
  }
  return weights;
}

// What the pyramid leaves when the parents of its children are taken away.
std::vector<int> AdultYearWeights() {
  // Parents are 20 of 17 children: one mother to 1.7 children is drawn among kMotherAges years, one
  // father among kFatherAges further ones. The scale makes all weights whole numbers.
  constexpr int kScale = 17 * kMotherAges * kFatherAges;
  constexpr int kMotherWeight = 10 * kFatherAges;
  constexpr int kFatherWeight = 10;
  std::vector<int> weights(kYearCount);
  for (int year = kFirstBirthYear; year <= kLastAdultYear; ++year) {
    weights[static_cast<size_t>(year - kFirstBirthYear)] = PyramidWeight(year) * kScale;
  }
  for (int child = kFirstChildYear; child <= kLastBirthYear; ++child) {
    for (int age = 0; age < kMotherAges; ++age) {
      const int mother = child - kYoungestMother - age - kFirstBirthYear;
      weights[static_cast<size_t>(mother)] -= PyramidWeight(child) * kMotherWeight;
      for (int years = 0; years < kFatherAges; ++years) {
        weights[static_cast<size_t>(mother - years)] -= PyramidWeight(child) * kFatherWeight;
      }
    }
  }
  for (int& weight : weights) weight = std::max(weight, 0);
  return weights;
}

// `year` moved by up to `years` to either side, at least one, thrown back at the ends.
int YearNear(int year, int years, int first, int last, PortableRandom& random) {
  const int distance = 1 + static_cast<int>(random.Below(static_cast<uint64_t>(years)));
  int moved = random.Below(2) == 0 ? year - distance : year + distance;
  if (moved < first) moved = 2 * first - moved;
  if (moved > last) moved = 2 * last - moved;
  return moved;
}

}  // namespace

Population::Population(const Culture& culture, const SynthesisOptions& options,
                       int64_t person_count)
    : culture_(culture),
      seed_(options.seed),
      families_(options.families),
      twins_(options.twins),
      namesakes_(options.namesakes),
      person_count_(person_count),
      household_sizes_(kHouseholdSizes),
      child_years_(ChildYearWeights()),
      adult_years_(AdultYearWeights()) {}

Population::Household Population::HouseholdOf(int64_t number) const {
  const int64_t block = number / kBlockSize * kBlockSize;
  const int64_t block_end = block + kBlockSize;
  PortableRandom random = RandomOf(RandomStream::kHouseholdSizes, block);
  Household household{block, 0};
  do {
    household.first += household.size;
    const auto drawn = static_cast<int64_t>(household_sizes_.Draw(random)) + 1;
    household.size = static_cast<int>(std::min(drawn, block_end - household.first));
  } while (household.first + household.size <= number);
  return household;
}

bool Population::LivesAsOne(const Household& household) const {
  return RandomOf(RandomStream::kFamilies, household.first).Chance(families_);
}

Population::Birth Population::BirthOf(const Household& household, int member, bool as_one) const {
  PortableRandom random = RandomOf(RandomStream::kAges, household.first);
  if (household.size <= 2) {
    const int year = kFirstBirthYear + static_cast<int>(adult_years_.Draw(random));
    if (member == 0) return {year, member};
    return {YearNear(year, kSpouseYears, kFirstBirthYear, kLastAdultYear, random), member};
  }
  const int first_child = kFirstChildYear + static_cast<int>(child_years_.Draw(random));
  const int mother = first_child - kYoungestMother - static_cast<int>(random.Below(kMotherAges));
  const int father = mother - static_cast<int>(random.Below(kFatherAges));
  if (member == 0) return {father, member};
  if (member == 1) return {mother, member};
  Birth birth{first_child, 2};
  for (int child = 3; child <= member; ++child) {
    if (random.Chance(twins_) && as_one) continue;
    birth = {YearNear(first_child, kSiblingYears, kFirstChildYear, kLastBirthYear, random), child};
  }
  return birth;
}

SyntheticPerson Population::MemberOf(const Household& household, int member) const {
  const bool as_one = LivesAsOne(household);
  const int64_t number = household.first + member;
  PortableRandom home = RandomOf(RandomStream::kHomes, as_one ? household.first : number);
  PortableRandom names = RandomOf(RandomStream::kNames, number);

  SyntheticPerson person;
  culture_.DrawSurname(home, person);
  culture_.DrawHome(home, person);
  if (home.Chance(kLandlineShare)) person.landline = culture_.DrawLandline(home, person);
  const bool second_spouse = household.size > 1 && member == 1;
  if (second_spouse && as_one && !culture_.SpousesShareSurname()) {
    culture_.DrawSurname(names, person);
  }

  const Birth birth = BirthOf(household, member, as_one);
  PortableRandom births = RandomOf(RandomStream::kBirths, household.first + birth.twin_of);
  person.birth_date = DrawDay(birth.year, births);
  const auto draw_sex = [](PortableRandom& random) {
    return random.Below(2) == 0 ? Sex::kMale : Sex::kFemale;
  };
  const Sex first_sex = draw_sex(births);
  person.sex = first_sex;
  if (household.size > 2 && member < 2) person.sex = member == 0 ? Sex::kMale : Sex::kFemale;
  if (household.size == 2 && member == 1) {
    PortableRandom spouse = RandomOf(RandomStream::kBirths, household.first);
    DrawDay(BirthOf(household, 0, as_one).year, spouse);
    person.sex = draw_sex(spouse) == Sex::kMale ? Sex::kFemale : Sex::kMale;
  }

  if (birth.twin_of != member) {
    if (names.Below(3) >= kEqualTwinsOf3) {
      person.sex = first_sex == Sex::kMale ? Sex::kFemale : Sex::kMale;
    }
    culture_.DrawTwinName(names, MemberOf(household, birth.twin_of), person);
  } else {
    culture_.DrawGivenName(names, person);
  }

  const bool parents_phone =
      as_one && household.size > 2 && member >= 2 && birth.year >= kFirstYearWithParentsPhone;
  const int64_t owner = parents_phone ? household.first + member % 2 : number;
  PortableRandom phones = RandomOf(RandomStream::kPhones, owner);
  person.phone = culture_.DrawMobile(phones, person);
  return person;
}

void Population::BecomeNamesake(PortableRandom& random, int64_t other,
                                SyntheticPerson& person) const {
  const Household household = HouseholdOf(other);
  person = MemberOf(household, static_cast<int>(other - household.first));
  culture_.DrawHome(random, person);
  person.phone = culture_.DrawMobile(random, person);
  if (person.landline != 0) person.landline = culture_.DrawLandline(random, person);
}

SyntheticPerson Population::PersonAt(int64_t number) const {
  const Household household = HouseholdOf(number);
  SyntheticPerson person = MemberOf(household, static_cast<int>(number - household.first));
  PortableRandom random = RandomOf(RandomStream::kNamesakes, number);
  if (random.Chance(namesakes_)) {
    const auto other = static_cast<int64_t>(random.Below(static_cast<uint64_t>(person_count_)));
    BecomeNamesake(random, other, person);
  }
  return person;
}

}  // namespace ieum::client
