#include "ieum/client/advice/column_guess.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"

namespace ieum::client {
namespace {

ValueForms FormsOf(const std::vector<std::string>& values) {
  ValueForms forms;
  for (const std::string& value : values) forms.Add(value);
  return forms;
}

TEST(GuessByNameTest, KnowsKoreanEnglishAndJapaneseNames) {
  const std::vector<std::pair<std::string, std::string>> columns = {
      {"성명", "name"},
      {"환자명", "name"},
      {"Patient_Name", "name"},
      {"생년월일", "birth_date"},
      {"date of birth", "birth_date"},
      {"DOB", "birth_date"},
      {"성별", "sex"},
      {"GENDER", "sex"},
      {"휴대폰 번호", "phone"},
      {"Mobile-Phone", "phone"},
      {"주소", "address"},
      {"시군구", "address"},
      {"우편번호", "postcode"},
      {"zip_code", "postcode"},
      {"이메일", "email"},
      {"E-mail", "email"},
      {"사업자등록번호", "business_number"},
      {"상호", "company_name"},
      {"フリガナ", "name_kana"},
      {"氏名", "name_kanji"},
      {"given_name", "given_name"},
      {"surname", "surname"},
      {"품번", "part_number"}};
  for (const auto& [column, field] : columns) {
    const auto guess = GuessByName(column);
    ASSERT_TRUE(guess.has_value()) << column;
    EXPECT_EQ(guess->field_name, field) << column;
  }
}

TEST(GuessByNameTest, DoesNotKnowWhatTellsNothingOfAPerson) {
  for (const char* column : {"row_id", "entity_id", "방문일자", "진료과", "amount", ""}) {
    EXPECT_FALSE(GuessByName(column).has_value()) << column;
  }
}

TEST(ValueFormsTest, GuessesByNineValuesInTen) {
  std::vector<std::string> values = {"김민준", "이서연", "박하늘", "최은영", "정우",
                                     "강민",   "조수아", "윤도현", "장미란"};
  values.emplace_back("KIM");
  const auto guess = FormsOf(values).Guess();
  ASSERT_TRUE(guess.has_value());
  EXPECT_EQ(guess->normalizer, Normalizer::kHangulName);
  EXPECT_EQ(guess->tokenizer, Tokenizer::kJamoBigrams);
  values.emplace_back("LEE");
  EXPECT_FALSE(FormsOf(values).Guess().has_value());
}

TEST(ValueFormsTest, KnowsPhonesMailsAddressesAndSexes) {
  EXPECT_EQ(FormsOf({"010-1234-5678", "01098765432"}).Guess()->attribute, Attribute::kPhone);
  EXPECT_EQ(FormsOf({"a@example.com", "b@example.org"}).Guess()->attribute, Attribute::kEmail);
  EXPECT_EQ(FormsOf({"서울특별시 강남구 역삼동", "경기도 성남시 분당구"}).Guess()->attribute,
            Attribute::kAddress);
  EXPECT_EQ(FormsOf({"남", "여", "F"}).Guess()->attribute, Attribute::kSex);
  EXPECT_EQ(FormsOf({"ヤマダ タロウ", "スズキ"}).Guess()->normalizer, Normalizer::kKanaName);
}

TEST(ValueFormsTest, SaysOfDatesOnlyThatTheyAre) {
  const ValueForms forms = FormsOf({"1980-12-01", "19991231"});
  EXPECT_TRUE(forms.AreDates());
  EXPECT_FALSE(forms.Guess().has_value()) << "a date of what?";
}

TEST(ValueFormsTest, AnEmptyColumnIsNothing) {
  EXPECT_FALSE(ValueForms().Guess().has_value());
  EXPECT_FALSE(ValueForms().AreDates());
}

TEST(ValueFormsTest, TheScriptDecidesHowANameIsRead) {
  const ColumnGuess name = *GuessByName("name");
  EXPECT_EQ(FormsOf({"Anna", "Søren Ærø"}).Refine(name).normalizer, Normalizer::kLatinName);
  EXPECT_EQ(FormsOf({"山田 太郎", "鈴木"}).Refine(name).normalizer, Normalizer::kKanjiName);
  EXPECT_EQ(FormsOf({"김민준", "이서연"}).Refine(name).normalizer, Normalizer::kHangulName);
  EXPECT_EQ(FormsOf({"12", "34"}).Refine(name).normalizer, name.normalizer);
  const ColumnGuess address = *GuessByName("address");
  EXPECT_EQ(FormsOf({"1 High Street", "Low Road 7"}).Refine(address).normalizer,
            Normalizer::kLatinName);
  const ColumnGuess surname = *GuessByName("surname");
  EXPECT_EQ(FormsOf({"김", "이", "남궁", "박", "최"}).Refine(surname).field_name, "surname");
}

}  // namespace
}  // namespace ieum::client
