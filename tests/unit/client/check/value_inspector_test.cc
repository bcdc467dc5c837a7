#include "ieum/client/check/value_inspector.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using enum Defect;

class ValueInspectorTest : public ::testing::Test {
 protected:
  Defect Inspect(Normalizer normalizer, std::string_view value,
                 const NormalizerOptions& options = {}) {
    FieldSpec field{};
    field.name = "field";
    field.normalizer = normalizer;
    field.options = options;
    field.missing_values = {"비공개"};
    auto inspector = ValueInspector::Create(field, absl::CivilDay(2026, 6, 15));
    EXPECT_OK(inspector);
    return inspector->Inspect(value);
  }
  void Expect(Normalizer normalizer, Defect defect,
              std::initializer_list<std::string_view> values) {
    for (const std::string_view value : values) {
      EXPECT_EQ(DefectKey(Inspect(normalizer, value)), DefectKey(defect)) << value;
    }
  }
};

TEST_F(ValueInspectorTest, FindsDefectsOfHangulNames) {
  const Normalizer name = Normalizer::kHangulName;
  Expect(name, kNone, {"김민준", "이 서연", "남궁 민", "황보라", "김민준(金敏俊)", "김준"});
  Expect(name, kMissing, {"", "  ", "\u3000"});
  Expect(name, kPlaceholder, {"김아기", "홍길동", "null", "미상", "-", "N/A", "비공개"});
  Expect(name, kMasked, {"김*준", "김○준", "김**", "김O준", "이xx"});
  Expect(name, kMojibake, {"ê¹€ë¯¼ì¤€", "\xEF\xBF\xBD민준"});
  Expect(name, kSwappedColumn,
         {"010-1234-5679", "19880131", "M", "여", "a@b.kr", "서울특별시 송파구", "880131"});
  Expect(name, kExcelError, {"#N/A", "#REF!", "####"});
  Expect(name, kInvalid, {"()"});
}

TEST_F(ValueInspectorTest, FindsDefectsOfLatinNames) {
  const Normalizer name = Normalizer::kLatinName;
  Expect(name, kNone, {"Kim", "O'Brien", "José", "J", "M", "Jean-Luc", "Cooper", "Boxx"});
  Expect(name, kPlaceholder, {"unknown", "NULL", "test"});
  Expect(name, kMojibake, {"JosÃ©"});
  Expect(name, kSwappedColumn, {"male", "x@y.org", "19880131"});
}

TEST_F(ValueInspectorTest, FindsDefectsOfDates) {
  const Normalizer date = Normalizer::kDate;
  Expect(date, kNone, {"1988-01-31", "19880131", "1988.1.31", "2026-06-15", "1988년 1월 31일"});
  Expect(date, kPlaceholder, {"1900-01-01", "99991231", "0000-00-00", "00000000"});
  Expect(date, kNumberAsFloat, {"19880131.0", "1.98801E+07", "880101.0"});
  Expect(date, kExcelSerialDate, {"32143", "18264", "44197"});
  Expect(date, kImpossibleDate, {"1988-02-30", "19881301", "1988-13-01", "1890-05-05"});
  Expect(date, kAmbiguousDate, {"01/12/1988", "1-2-1988", " 3/04/2001"});
  Expect(date, kNone, {"31/12/1988", "12/31/1988", "5/5/1988", "01.12.1988"});
  Expect(date, kImpossibleDate, {"31/31/1988", "13-13-1988"});
  Expect(date, kFutureDate, {"2026-06-16", "20881231"});
  Expect(date, kSwappedColumn, {"01012345679", "김민준", "M", "a@b.kr"});
  Expect(date, kMasked, {"1988-**-**", "1988-XX-XX"});
}

TEST_F(ValueInspectorTest, TellsLostZerosFromSerialNumbersByTheProfile) {
  NormalizerOptions short_years;
  short_years.two_digit_years_from = 1930;
  EXPECT_EQ(Inspect(Normalizer::kDate, "10105", short_years), kLeadingZeroLost);
  EXPECT_EQ(Inspect(Normalizer::kDate, "10105"), kExcelSerialDate);
  EXPECT_EQ(Inspect(Normalizer::kDate, "32143", short_years), kExcelSerialDate);
}

TEST_F(ValueInspectorTest, FindsDefectsOfPhones) {
  const Normalizer phone = Normalizer::kPhone;
  Expect(phone, kNone,
         {"010-1234-5679", "01087654321", "02-123-4567", "031-123-4567", "+82-10-8765-4321",
          "821087654321", "0112345678", "1588-1234", "070-1234-5678"});
  Expect(phone, kLeadingZeroLost,
         {"1087654321", "10-8765-4321", "112345678", "21234567", "311234567"});
  Expect(phone, kNumberAsFloat, {"1.0123E+10", "1087654321.0"});
  Expect(phone, kPlaceholder, {"010-0000-0000", "01012345678", "000", "010-1111-1111", "0000"});
  Expect(phone, kMasked, {"010-****-1234", "010-XXXX-1234"});
  Expect(phone, kSwappedColumn, {"김민준", "1988-01-31", "19880131", "880131", "F", "a@b.kr"});
  Expect(phone, kInvalid, {"12"});
}

TEST_F(ValueInspectorTest, FindsDefectsOfPostcodesAndNumbers) {
  Expect(Normalizer::kPostcode, kNone, {"05555", "13494"});
  Expect(Normalizer::kPostcode, kLeadingZeroLost, {"5555", "3045"});
  Expect(Normalizer::kPostcode, kNumberAsFloat, {"13494.0"});
  Expect(Normalizer::kPostcode, kPlaceholder, {"00000", "99999"});
  Expect(Normalizer::kPostcode, kSwappedColumn, {"서울", "01087654321"});
  Expect(Normalizer::kDigits, kNone, {"1234567890123456", "1234567890123450", "1200"});
  Expect(Normalizer::kDigits, kTruncatedNumber, {"1234567890123450000", "1234567890123000"});
  Expect(Normalizer::kDigits, kNumberAsFloat, {"1.23457E+15"});
  Expect(Normalizer::kDigits, kSwappedColumn, {"김민준"});
  Expect(Normalizer::kCode, kNone, {"A-12", "12xx34", "ZX81"});
  Expect(Normalizer::kCode, kTruncatedNumber, {"1234567890123450000"});
}

TEST_F(ValueInspectorTest, KeepsReasonAndRemains) {
  FieldSpec field{};
  field.normalizer = Normalizer::kDate;
  auto inspector = ValueInspector::Create(field, absl::CivilDay(2026, 6, 15));
  ASSERT_OK(inspector);
  EXPECT_EQ(inspector->Inspect("1988-02-30"), kImpossibleDate);
  EXPECT_NE(inspector->refusal(), "");
  EXPECT_EQ(inspector->refusal().find("1988"), std::string::npos) << "never the value";
  EXPECT_EQ(inspector->normalized(), "19880230");
  EXPECT_EQ(inspector->Inspect("1988-02-29"), kNone);
  EXPECT_EQ(inspector->refusal(), "");
  EXPECT_EQ(inspector->normalized(), "19880229");
  EXPECT_EQ(inspector->Inspect("1900-01-01"), kPlaceholder);
  EXPECT_EQ(inspector->normalized(), "");
}

}  // namespace
}  // namespace ieum::client
