// Sex codes, postcodes, e-mail addresses, business numbers and addresses.
#include "rule_result.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::RuleCase;
using ::ieum::testing::RuleResult;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

void ExpectResults(Normalizer normalizer, std::initializer_list<RuleCase> cases) {
  for (const RuleCase& each : cases) {
    const std::string once = RuleResult(normalizer, each.raw);
    EXPECT_EQ(once, each.want) << each.raw;
    if (once != "refused" && once != "missing") {
      EXPECT_EQ(RuleResult(normalizer, once), once) << each.raw;
    }
  }
}

TEST(SexTest, KnowsTheCodesOfManySystemsAndRefusesTheAmbiguous) {
  ExpectResults(Normalizer::kSex, {{"M", "M"},          {"m", "M"},
                                   {"남", "M"},         {"남자", "M"},
                                   {"남성", "M"},       {" 男 ", "M"},
                                   {"1", "M"},          {"3", "M"},
                                   {"5", "M"},          {"7", "M"},
                                   {"Male", "M"},       {"Ｍ", "M"},
                                   {"F", "F"},          {"여", "F"},
                                   {"여자", "F"},       {"여성", "F"},
                                   {"女", "F"},         {"2", "F"},
                                   {"4", "F"},          {"6", "F"},
                                   {"8", "F"},          {"female", "F"},
                                   {"２", "F"},         {"W", "F"},
                                   {"X", "missing"},    {"unknown", "missing"},
                                   {"미상", "missing"}, {"U", "missing"},
                                   {"0", "refused"},    {"9", "refused"},
                                   {"12", "refused"},   {"?", "refused"},
                                   {"", "refused"},     {"남여", "refused"}});
  std::string out;
  EXPECT_THAT(Normalize(Normalizer::kSex, {}, "0", out),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0 and 9 differ")));
}

TEST(PostcodeTest, RestoresLeadingZerosAndKeepsOtherCountriesCodes) {
  ExpectResults(Normalizer::kPostcode, {{"06234", "06234"},
                                        {"6234", "06234"},
                                        {"135-080", "135080"},
                                        {"(06234)", "06234"},
                                        {"우)06234", "06234"},
                                        {"우편번호 06234", "06234"},
                                        {"〒100-0001", "1000001"},
                                        {"SW1A 1aa", "SW1A1AA"},
                                        {"０６２３４", "06234"},
                                        {"12345-6789", "123456789"},
                                        {"00000", "missing"},
                                        {"000-000", "missing"},
                                        {"서울", "refused"},
                                        {"12", "refused"},
                                        {"ABC", "refused"},
                                        {"12345678901", "refused"},
                                        {"", "refused"},
                                        {"6234.0", "62340"}});
}

TEST(EmailTest, UnifiesCaseWidthAndNotes) {
  ExpectResults(Normalizer::kEmail, {{"Kim@Example.co.kr", "kim@example.co.kr"},
                                     {" kim.mj@naver.com ", "kim.mj@naver.com"},
                                     {"kim+shop@naver.com", "kim@naver.com"},
                                     {"ｋｉｍ＠ｎａｖｅｒ．ｃｏｍ", "kim@naver.com"},
                                     {"김민준@한국.kr", "김민준@한국.kr"},
                                     {"none@naver.com", "missing"},
                                     {"a@example.com", "missing"},
                                     {"test@naver.com", "missing"},
                                     {"test+1@naver.com", "missing"},
                                     {"kim@naver", "refused"},
                                     {"kim", "refused"},
                                     {"@naver.com", "refused"},
                                     {"+x@naver.com", "refused"},
                                     {"kim@@naver.com", "refused"},
                                     {"kim@a.com, lee@b.com", "refused"},
                                     {"Kim <kim@naver.com>", "refused"},
                                     {"kim @naver.com", "refused"},
                                     {"kim@.com", "refused"},
                                     {"kim@naver.", "refused"},
                                     {"kim@naver..com", "refused"},
                                     {"", "refused"}});
  std::string out;
  EXPECT_OK(NormalizeLeniently(Normalizer::kEmail, {}, "KIM naver.com", out));
  EXPECT_EQ(out, "kimnaver.com");
}

TEST(BusinessNumberTest, HoldsTheCheckDigit) {
  // 1+6+21+4+15+42+7+24+45 and the tens of 45: 169; 170 - 169 = 1.
  ExpectResults(Normalizer::kBusinessNumber, {{"123-45-67891", "1234567891"},
                                              {"1234567891", "1234567891"},
                                              {"１２３－４５－６７８９１", "1234567891"},
                                              {"123-45-67890", "refused"},
                                              {"123-45-6789", "refused"},
                                              {"12345678910", "refused"},
                                              {"000-00-00000", "missing"},
                                              {"1111111111", "missing"},
                                              {"없음", "refused"},
                                              {"", "refused"}});
  const std::string number = "1234567891";
  for (size_t i = 0; i < number.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string wrong = number;
      wrong[i] = c;
      if (wrong == number) continue;
      EXPECT_EQ(RuleResult(Normalizer::kBusinessNumber, wrong), "refused") << wrong;
    }
  }
}

TEST(KoreanAddressTest, BringsAddressesToTownLevel) {
  ExpectResults(
      Normalizer::kKoreanAddress,
      {{"서울특별시 강남구 역삼동 123-4", "서울특별시 강남구 역삼동"},
       {"서울시 강남구 역삼동", "서울특별시 강남구 역삼동"},
       {"서울 강남구 역삼1동", "서울특별시 강남구 역삼동"},
       {"서울 강남구 역삼제1동", "서울특별시 강남구 역삼동"},
       {"서울 서대문구 홍제1동", "서울특별시 서대문구 홍제동"},
       {"서울강남구역삼동123-4", "서울특별시 강남구 역삼동"},
       {"서울특별시 강남구 테헤란로 152 (역삼동, 강남파이낸스센터)", "서울특별시 강남구 역삼동"},
       {"서울특별시 강남구 테헤란로 152", "서울특별시 강남구"},
       {"(06236) 서울특별시 강남구 테헤란로 152", "서울특별시 강남구"},
       {"대한민국 서울 종로구 종로3가 10", "서울특별시 종로구 종로3가"},
       {"강원도 강릉시 교동", "강원특별자치도 강릉시 교동"},
       {"전라북도 전주시 완산구 효자동", "전북특별자치도 전주시 완산구 효자동"},
       {"전북 전주시 덕진구 백제대로 567 (금암동)", "전북특별자치도 전주시 덕진구 금암동"},
       {"경상북도 군위군 군위읍 동부리", "대구광역시 군위군 군위읍"},
       {"대구광역시 군위군 군위읍", "대구광역시 군위군 군위읍"},
       {"군위군 군위읍", "대구광역시 군위군 군위읍"},
       {"경기 성남시 분당구 정자동 178-1", "경기도 성남시 분당구 정자동"},
       {"경기도 양평군 양평읍 시민로 10", "경기도 양평군 양평읍"},
       {"경기도 광주시 초월읍", "경기도 광주시 초월읍"},
       {"광주시 초월읍", "경기도 광주시 초월읍"},
       {"광주 동구 충장동", "광주광역시 동구 충장동"},
       {"광주광역시 동구", "광주광역시 동구"},
       {"제주시 애월읍", "제주특별자치도 제주시 애월읍"},
       {"제주도 서귀포시 중문동", "제주특별자치도 서귀포시 중문동"},
       {"세종시 조치원읍", "세종특별자치시 조치원읍"},
       {"충남 연기군 조치원읍", "세종특별자치시 조치원읍"},
       {"인천시 남구 주안동", "인천광역시 미추홀구 주안동"},
       {"충북 청원군 오창읍", "충청북도 청주시 오창읍"},
       {"강남구 역삼동", "서울특별시 강남구 역삼동"},
       {"중구 명동", "중구 명동"},
       {"고성군 거진읍", "고성군 거진읍"},
       {"서울", "서울특별시"},
       {"서울 강남구 101동 202호", "서울특별시 강남구"},
       {"Seoul", "refused"},
       {"대구역 앞", "refused"},
       {"", "refused"}});
  EXPECT_EQ(RuleResult(Normalizer::kKoreanAddress, "\u1109\u1165\u110B\u116E\u11AF 강남구"),
            "서울특별시 강남구");
}

}  // namespace
}  // namespace ieum::client
