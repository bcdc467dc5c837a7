#include "ieum/client/synth/korean_names.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace ieum::client::korean_names_test {
namespace {

constexpr int kNames = 20'000;

std::string Utf8(const ShortText& name) {
  std::string text;
  name.AppendUtf8(text);
  return text;
}

TEST(KoreanNamesTest, SurnamesComeAsOftenAsInTheCensus) {
  const KoreanNames names;
  PortableRandom random(1, 1);
  std::map<std::u16string, int> counts;
  for (int i = 0; i < kNames; ++i) ++counts[std::u16string(names.DrawSurname(random).view())];
  int total = 0;
  for (const KoreanSurname& surname : KoreanSurnames()) total += surname.persons;
  ASSERT_GE(KoreanSurnames().size(), 50U);
  for (const KoreanSurname& surname : KoreanSurnames()) {
    // Hoeffding: a count is 500 or more off with probability below 2·exp(-2·500²/20'000) = 3e-11.
    EXPECT_NEAR(counts[std::u16string(surname.text)], kNames * surname.persons / total, 500);
  }
  // Kim, 21.5 per cent of all and 21.7 of those of the table.
  EXPECT_NEAR(counts[u"김"], kNames * 217 / 1000, 500);
}

TEST(KoreanNamesTest, LeadingGivenNamesHaveTheSharesOfTheRegister) {
  const KoreanNames names;
  PortableRandom random(2, 1);
  std::map<std::u16string, int> counts;
  for (int i = 0; i < kNames; ++i) {
    ++counts[std::u16string(names.DrawGivenName(Sex::kFemale, 1945, random).view())];
  }
  // 9,298 and 8,995 of 265,000 girls. Chernoff: a binomial count of mean m is 6·sqrt(m) or more off
  // with probability below 2·exp(-36/3) = 2e-5.
  EXPECT_NEAR(counts[u"영자"], kNames * 350 / 10'000, 6 * 27);
  EXPECT_NEAR(counts[u"정자"], kNames * 339 / 10'000, 6 * 26);
}

TEST(KoreanNamesTest, OlderWomenShareNamesMoreThanMenAndYoungerWomen) {
  for (int year = kFirstBirthYear; year <= kLastBirthYear; ++year) {
    int women = 0;
    int men = 0;
    for (const PopularName& name : PopularNames(Sex::kFemale, year)) women += name.share;
    for (const PopularName& name : PopularNames(Sex::kMale, year)) men += name.share;
    EXPECT_GT(women, men) << year;
    EXPECT_LT(women, 10'000) << year;
    const bool old = year < 1950;
    const bool young = year >= 2000 && year < 2020;
    EXPECT_TRUE(!old || women > 1'500) << year;
    EXPECT_TRUE(!young || women < 1'100) << year;
  }
}

TEST(KoreanNamesTest, GivenNamesHaveOneOrTwoSyllables) {
  const KoreanNames names;
  PortableRandom random(2, 1);
  int ones = 0;
  int all = 0;
  for (int year = kFirstBirthYear; year <= kLastBirthYear; ++year) {
    for (const Sex sex : {Sex::kMale, Sex::kFemale}) {
      for (int i = 0; i < 100; ++i, ++all) {
        const ShortText name = names.DrawGivenName(sex, year, random);
        ASSERT_TRUE(name.size() == 1 || name.size() == 2);
        ones += name.size() == 1 ? 1 : 0;
        for (const char16_t c : name.view()) ASSERT_TRUE(c >= 0xAC00 && c <= 0xD7A3);
      }
    }
  }
  // 1.5 per cent of those behind the popular names, which are 70 to 95 of 100; six deviations.
  EXPECT_GT(ones, all * 10 / 1000 - 6 * 15);
  EXPECT_LT(ones, all * 15 / 1000 + 6 * 18);
}

TEST(KoreanNamesTest, OlderWomenHaveFewerNamesThanYoungerOnes) {
  const KoreanNames names;
  const auto different = [&names](int year) {
    PortableRandom random(3, 1);
    std::set<std::string> given;
    for (int i = 0; i < 2000; ++i) {
      given.insert(Utf8(names.DrawGivenName(Sex::kFemale, year, random)));
    }
    return given.size();
  };
  EXPECT_LT(different(1945), different(1995));
}

TEST(KoreanNamesTest, TwinsShareASyllable) {
  const KoreanNames names;
  PortableRandom random(4, 1);
  for (int i = 0; i < 500; ++i) {
    const ShortText first = names.DrawGivenName(Sex::kMale, 2012, random);
    const ShortText second = names.DrawSimilarName(first, Sex::kMale, 2012, random);
    ASSERT_NE(second, first);
    ASSERT_EQ(second.size(), 2U);
    ASSERT_TRUE(second[0] == first[0] || second[1] == first[first.size() - 1]);
  }
}

TEST(KoreanNamesTest, RomanizesAsPassportsDo) {
  EXPECT_EQ(Utf8(RomanizedSurname(ShortText(u"이"))), "LEE");
  EXPECT_EQ(Utf8(RomanizedSurname(ShortText(u"남궁"))), "NAMGUNG");
  EXPECT_EQ(Utf8(RomanizedSurname(ShortText(u"긴"))), "GIN") << "not in the table";
  EXPECT_EQ(Utf8(RomanizedGivenName(ShortText(u"민준"))), "MINJUN");
  EXPECT_EQ(Utf8(RomanizedGivenName(ShortText(u"철 수"))), "CHEOLSU");
  EXPECT_EQ(Utf8(RomanizedGivenName(ShortText(u"영훈"))), "YEONGHUN");
}

}  // namespace
}  // namespace ieum::client::korean_names_test
