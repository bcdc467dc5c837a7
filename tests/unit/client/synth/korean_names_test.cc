#include "ieum/client/synth/korean_names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace ieum::client {
namespace {

constexpr int kNames = 20'000;

TEST(KoreanNamesTest, SurnamesComeAsOftenAsInTheCensus) {
  const KoreanNames names;
  PortableRandom random(1, 1);
  std::map<char16_t, int> counts;
  for (int i = 0; i < kNames; ++i) ++counts[names.Draw(Sex::kMale, 1980, random)[0]];
  // Hoeffding: a count is 500 or more off with probability below 2·exp(-2·500²/20'000) = 3e-11.
  for (const std::u16string_view surname : {u"김", u"이", u"박", u"정", u"최"}) {
    const KoreanNames::Share share = names.SurnameShare(surname);
    EXPECT_NEAR(counts[surname[0]], static_cast<int>(kNames * share.part / share.whole), 500);
  }
  const KoreanNames::Share kim = names.SurnameShare(u"김");
  EXPECT_GT(10'000 * kim.part / kim.whole, 2'150)
      << "more than among all, for rare names are left out";
  EXPECT_LT(10'000 * kim.part / kim.whole, 2'300);
}

TEST(KoreanNamesTest, NamesAreTwoToFourSyllables) {
  const KoreanNames names;
  PortableRandom random(2, 1);
  for (int year = KoreanNames::kFirstBirthYear; year <= KoreanNames::kLastBirthYear; ++year) {
    for (const Sex sex : {Sex::kMale, Sex::kFemale}) {
      for (int i = 0; i < 50; ++i) {
        const ShortName name = names.Draw(sex, year, random);
        ASSERT_GE(name.size(), 2U);
        ASSERT_LE(name.size(), 4U);
        for (size_t k = 0; k < name.size(); ++k) {
          ASSERT_TRUE(name[k] >= 0xAC00 && name[k] <= 0xD7A3);
        }
      }
    }
  }
}

TEST(KoreanNamesTest, OlderWomenShareFewerNamesThanYoungerOnes) {
  const KoreanNames names;
  const auto different = [&names](Sex sex, int year) {
    PortableRandom random(3, 1);
    std::set<std::string> given;
    for (int i = 0; i < kNames; ++i) {
      std::string text;
      names.Draw(sex, year, random).AppendUtf8(text);
      given.insert(text);
    }
    return given.size();
  };
  EXPECT_LT(different(Sex::kFemale, 1945), different(Sex::kFemale, 1995));
}

TEST(KoreanNamesTest, ShortNamesBecomeUtf8) {
  ShortName name(u"가힣");
  name.Insert(1, u' ');
  std::string text;
  name.AppendUtf8(text);
  EXPECT_EQ(text, "가 힣");
  EXPECT_EQ(name.size(), 3U);
}

}  // namespace
}  // namespace ieum::client
