#include "ieum/client/synth/culture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

namespace ieum::client {
namespace {

using ::testing::HasSubstr;

constexpr PeopleKind kKinds[] = {PeopleKind::kKorean, PeopleKind::kLatin, PeopleKind::kJapanese};

SyntheticPerson Draw(const Culture& culture, PortableRandom& random) {
  SyntheticPerson person;
  culture.DrawSurname(random, person);
  culture.DrawHome(random, person);
  person.sex = random.Below(2) == 0 ? Sex::kMale : Sex::kFemale;
  person.birth_date = static_cast<int32_t>(1921 + random.Below(100)) * 10'000 + 131;
  culture.DrawGivenName(random, person);
  person.phone = culture.DrawMobile(random, person);
  person.landline = culture.DrawLandline(random, person);
  return person;
}

std::string Fields(const Culture& culture, const SyntheticPerson& person, int form, bool full) {
  std::string out;
  culture.AppendFields(person, form, full, out);
  return out;
}

TEST(CultureTest, EveryRowHasTheColumnsOfItsHeaderAndNeedsNoQuotes) {
  for (const PeopleKind kind : kKinds) {
    const auto culture = MakeCulture(kind);
    PortableRandom random(3, 1);
    for (int i = 0; i < 300; ++i) {
      SyntheticPerson person = Draw(*culture, random);
      if (i % 3 == 1) culture->AddSuffix(random, person);
      if (i % 5 == 1) person.place = -1;
      if (i % 7 == 1) person.sex = Sex::kUnknown;
      if (i % 11 == 1) person.phone = 0;
      for (const bool full : {false, true}) {
        const std::string_view columns = culture->ColumnNames(full);
        for (int form = 0; form < kFormCount; ++form) {
          const std::string row = Fields(*culture, person, form, full);
          EXPECT_EQ(std::count(row.begin(), row.end(), ','),
                    std::count(columns.begin(), columns.end(), ','))
              << row;
          EXPECT_EQ(row.find_first_of("\"\r\n"), std::string::npos);
        }
      }
    }
  }
}

TEST(CultureTest, NamesOfTwinsDifferAndNameErrorsChangeTheName) {
  for (const PeopleKind kind : kKinds) {
    const auto culture = MakeCulture(kind);
    PortableRandom random(4, 1);
    for (int i = 0; i < 300; ++i) {
      const SyntheticPerson first = Draw(*culture, random);
      SyntheticPerson second = first;
      culture->DrawTwinName(random, first, second);
      EXPECT_NE(second.given_name, first.given_name);
      SyntheticPerson mistyped = first;
      culture->MistypeName(random, mistyped);
      EXPECT_NE(mistyped, first);
      mistyped.surname = first.surname;
      mistyped.given_name = first.given_name;
      mistyped.surname_reading = first.surname_reading;
      mistyped.given_reading = first.given_reading;
      EXPECT_EQ(mistyped, first) << "only names change";
      SyntheticPerson renamed = first;
      culture->Rename(random, renamed);
      EXPECT_TRUE(renamed.surname != first.surname || renamed.given_name != first.given_name);
    }
  }
}

TEST(CultureTest, RomanizedNamesAreAscii) {
  for (const PeopleKind kind : kKinds) {
    const auto culture = MakeCulture(kind);
    PortableRandom random(5, 1);
    for (int i = 0; i < 300; ++i) {
      SyntheticPerson person = Draw(*culture, random);
      culture->Romanize(person);
      for (const char16_t c : person.surname.view()) EXPECT_LT(c, 0x80);
      for (const char16_t c : person.given_name.view()) EXPECT_LT(c, 0x80);
      EXPECT_FALSE(person.given_name.empty());
    }
  }
}

TEST(CultureTest, KoreanFormsReadAsDocumented) {
  const auto culture = MakeCulture(PeopleKind::kKorean);
  SyntheticPerson person;
  person.surname = ShortText(u"김");
  person.given_name = ShortText(u"민준");
  person.birth_date = 19880131;
  person.sex = Sex::kMale;
  person.phone = 1'052'345'678;
  person.landline = 23'456'789;
  EXPECT_EQ(Fields(*culture, person, 0, false),
            "김민준,1988-01-31,M,010-5234-5678,서울특별시 송파구");
  EXPECT_EQ(Fields(*culture, person, 1, false), "김민준,19880131,남,01052345678,서울특별시 송파구");
  EXPECT_EQ(Fields(*culture, person, 2, false),
            "김민준,1988.01.31,남,+82-10-5234-5678,서울특별시 송파구");
  EXPECT_EQ(Fields(*culture, person, 3, false), "김민준,880131,남,010 5234 5678,서울특별시 송파구");
  person.former_phone = true;
  person.suffix = ShortText(u"님");
  EXPECT_EQ(Fields(*culture, person, 0, true),
            "김민준님,1988-01-31,M,011-234-5678,서울특별시 송파구,02-345-6789,"
            "서울특별시 송파구 중앙로 1,01000");
  person = {};
  person.place = -1;
  EXPECT_EQ(Fields(*culture, person, 0, true), ",,,,,,,");
}

TEST(CultureTest, LatinFormsReadAsDocumented) {
  const auto culture = MakeCulture(PeopleKind::kLatin);
  SyntheticPerson person;
  person.surname = ShortText(u"Müller");
  person.given_name = ShortText(u"Anna");
  person.birth_date = 19880131;
  person.sex = Sex::kFemale;
  person.language = 1;
  person.phone = 1712345678;
  EXPECT_EQ(Fields(*culture, person, 0, false),
            "Anna,Müller,1988-01-31,F,0171 234 5678,Hauptstraße 1,Berlin,10115");
  EXPECT_EQ(Fields(*culture, person, 1, false),
            "Anna,Müller,01/31/1988,female,+49 171 2345678,Hauptstraße 1,Berlin,10115");
  EXPECT_EQ(Fields(*culture, person, 2, false),
            "Anna,Müller,31.01.1988,female,+49 171 2345678,Hauptstraße 1,Berlin,10115");
  EXPECT_EQ(Fields(*culture, person, 3, false),
            "Anna,Müller,310188,female,01712345678,Hauptstraße 1,Berlin,10115");
}

TEST(CultureTest, JapaneseFormsReadAsDocumented) {
  const auto culture = MakeCulture(PeopleKind::kJapanese);
  SyntheticPerson person;
  person.surname = ShortText(u"佐藤");
  person.given_name = ShortText(u"健二");
  person.surname_reading = ShortText(u"サトウ");
  person.given_reading = ShortText(u"ケンジ");
  person.birth_date = 19890107;
  person.sex = Sex::kMale;
  person.phone = 9'012'345'678;
  person.landline = 312345678;
  EXPECT_EQ(
      Fields(*culture, person, 0, true),
      "佐藤健二,サトウ ケンジ,1989-01-07,M,090-1234-5678,東京都世田谷区,154-0000,03-1234-5678,"
      "東京都世田谷区本町1");
  EXPECT_EQ(Fields(*culture, person, 1, false),
            "佐藤健二,さとう けんじ,19890107,男,09012345678,東京都世田谷区,154-0000");
  EXPECT_EQ(Fields(*culture, person, 2, false),
            "佐藤健二,サトウ ケンジ,昭和64年1月7日,男,090-1234-5678,東京都世田谷区,154-0000");
  person.birth_date = 19890108;
  EXPECT_THAT(Fields(*culture, person, 2, false), HasSubstr(",平成元年1月8日,"));
}

}  // namespace
}  // namespace ieum::client
