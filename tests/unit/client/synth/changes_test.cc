#include "ieum/client/synth/changes.h"

#include <gtest/gtest.h>

#include <memory>

#include "ieum/client/synth/birth_date.h"

namespace ieum::client {
namespace {

constexpr ChangeRates kNone = {
    .name_error = 0, .birth_date_error = 0, .phone_change = 0, .move = 0, .phone_missing = 0};

class ChangesTest : public ::testing::Test {
 protected:
  ChangesTest() {
    PortableRandom random(1, 1);
    before_.sex = Sex::kFemale;
    before_.birth_date = 19600312;
    culture_->DrawSurname(random, before_);
    culture_->DrawGivenName(random, before_);
    culture_->DrawHome(random, before_);
    before_.phone = 1'052'345'678;  // 011-234-5678 once
    before_.landline = culture_->DrawLandline(random, before_);
  }

  // Changes the person once with `rates` and place `i` of the random numbers.
  ChangeSet Change(const ChangeRates& rates, uint64_t i, SyntheticPerson& person) {
    PortableRandom random(9, 1, i);
    ChangeSet changes;
    person = before_;
    ChangePerson(*culture_, rates, true, random, person, changes);
    LoseValues(*culture_, rates, random, person, changes);
    return changes;
  }

  const std::unique_ptr<const Culture> culture_ = MakeCulture(PeopleKind::kKorean);
  SyntheticPerson before_;
};

TEST_F(ChangesTest, NothingHappensAtRatesOfNothing) {
  for (uint64_t i = 0; i < 500; ++i) {
    SyntheticPerson person;
    EXPECT_TRUE(Change(kNone, i, person).empty());
    EXPECT_EQ(person, before_);
  }
}

// A rate of all alone says its kinds and changes its members and no others.
struct RateCase {
  int ChangeRates::*rate;
  std::vector<ChangeKind> kinds;
  bool (*differs)(const SyntheticPerson&, const SyntheticPerson&);
};

TEST_F(ChangesTest, EveryRateChangesItsValueAndSaysSo) {
  using P = const SyntheticPerson&;
  const RateCase cases[] = {
      {&ChangeRates::renamed,
       {ChangeKind::kRenamed},
       [](P a, P b) { return a.given_name != b.given_name && a.surname == b.surname; }},
      {&ChangeRates::suffix, {ChangeKind::kSuffix}, [](P a, P b) { return a.suffix != b.suffix; }},
      {&ChangeRates::romanized,
       {ChangeKind::kRomanized},
       [](P /*a*/, P b) { return b.given_name[0] < 0x80; }},
      {&ChangeRates::birth_date_error,
       {ChangeKind::kDateDigit, ChangeKind::kDateSwapped},
       [](P a, P b) { return a.birth_date != b.birth_date && IsPossibleBirthDate(b.birth_date); }},
      {&ChangeRates::lunar_date,
       {ChangeKind::kDateLunar},
       [](P /*a*/, P b) { return b.birth_date == 19600215; }},
      {&ChangeRates::sex_error, {ChangeKind::kSexWrong}, [](P a, P b) { return a.sex != b.sex; }},
      {&ChangeRates::phone_change,
       {ChangeKind::kPhoneChanged, ChangeKind::kPhoneDigit},
       [](P a, P b) { return a.phone != b.phone; }},
      {&ChangeRates::former_phone,
       {ChangeKind::kFormerPhone},
       [](P a, P b) { return a.phone == b.phone && b.former_phone; }},
      {&ChangeRates::move, {ChangeKind::kMoved}, [](P a, P b) { return a.place != b.place; }},
      {&ChangeRates::name_missing,
       {ChangeKind::kNameMissing},
       [](P /*a*/, P b) { return b.surname.empty() && b.given_name.empty(); }},
      {&ChangeRates::birth_date_missing,
       {ChangeKind::kBirthDateMissing},
       [](P /*a*/, P b) { return b.birth_date == 0; }},
      {&ChangeRates::sex_missing,
       {ChangeKind::kSexMissing},
       [](P /*a*/, P b) { return b.sex == Sex::kUnknown; }},
      {&ChangeRates::phone_missing,
       {ChangeKind::kPhoneMissing},
       [](P /*a*/, P b) { return b.phone == 0; }},
      {&ChangeRates::place_missing,
       {ChangeKind::kPlaceMissing},
       [](P /*a*/, P b) { return b.place == -1; }},
  };
  for (const RateCase& test : cases) {
    ChangeRates rates = kNone;
    rates.*test.rate = 10'000;
    for (uint64_t i = 0; i < 200; ++i) {
      SyntheticPerson person;
      const ChangeSet changes = Change(rates, i, person);
      EXPECT_TRUE(test.differs(before_, person)) << NameOf(test.kinds[0]);
      int said = 0;
      for (const ChangeKind kind : test.kinds) said += changes.Has(kind) ? 1 : 0;
      EXPECT_EQ(said, 1) << NameOf(test.kinds[0]);
    }
  }
}

TEST_F(ChangesTest, PhonesChangeInThreeCasesAndHaveAWrongDigitInTheFourth) {
  ChangeRates rates = kNone;
  rates.phone_change = 10'000;
  int digits = 0;
  for (uint64_t i = 0; i < 4000; ++i) {
    SyntheticPerson person;
    digits += Change(rates, i, person).Has(ChangeKind::kPhoneDigit) ? 1 : 0;
  }
  // Six deviations of a binomial count.
  EXPECT_NEAR(digits, 1000, 6 * 28);
}

TEST_F(ChangesTest, YoungPersonsHaveNoLunarDates) {
  before_.birth_date = 19880312;
  ChangeRates rates = kNone;
  rates.lunar_date = 10'000;
  SyntheticPerson person;
  EXPECT_TRUE(Change(rates, 1, person).empty());
  EXPECT_EQ(person, before_);
}

}  // namespace
}  // namespace ieum::client
