// Dates, digits and telephone numbers.
#include "ieum/client/normalize/normalize.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using Rule = absl::Status (*)(std::string_view, std::string&);

std::string Result(Rule rule, std::string_view raw) {
  std::string out;
  const absl::Status status = rule(raw, out);
  return status.ok() ? out : "refused";
}

struct Case {
  std::string_view raw;
  std::string_view want;
};

TEST(DateTest, ReadsTheFormsThatAreUnambiguous) {
  const Case cases[] = {
      {"19801201", "19801201"},
      {"1980-12-01", "19801201"},
      {"1980-2-1", "19800201"},
      {"1980.12.01", "19801201"},
      {"1980. 12. 1.", "19801201"},
      {"1980/12/01", "19801201"},
      {"01-12-1980", "19801201"},
      {"1/12/1980", "19801201"},
      {"31.12.1980", "19801231"},
      {"1980년 12월 1일", "19801201"},
      {"1980년12월01일", "19801201"},
      {" 1980-12-01 ", "19801201"},
      {"１９８０－１２－０１", "19801201"},
      {"1980\u201312\u201301", "19801201"},
      {"1980\u1102\u1167\u11AB 12\u110B\u116F\u11AF 1\u110B\u1175\u11AF", "19801201"},
      {"18500101", "18500101"},
      {"21001231", "21001231"},
      {"2000-02-29", "20000229"},
  };
  for (const Case& each : cases) EXPECT_EQ(Result(NormalizeDate, each.raw), each.want) << each.raw;
}

TEST(DateTest, RefusesWhatIsNoCalendarDateOrCouldBeTwo) {
  for (const std::string_view raw : {"",
                                     "0",
                                     "801201",
                                     "80-12-01",
                                     "01-12-80",
                                     "1980-12",
                                     "1980",
                                     "1980-13-01",
                                     "1980-00-10",
                                     "1980-12-00",
                                     "1980-04-31",
                                     "1900-02-29",
                                     "2023-02-29",
                                     "18491231",
                                     "21010101",
                                     "12/25/1980",
                                     "1980-12/01",
                                     "1980.12-01",
                                     "1980--12-01",
                                     "1980-12-01-",
                                     "1980-12-01x",
                                     "x1980-12-01",
                                     "1980 12 01",
                                     "1980-12-01 00:00",
                                     "198012011",
                                     "1980-012-01",
                                     "11980-12-01",
                                     "1980년 12일 1월",
                                     "1980년 12월 1",
                                     "1일 12월 1980년",
                                     "1980-12월-01",
                                     "1.980.1201",
                                     "99999999999999999999"}) {
    EXPECT_EQ(Result(NormalizeDate, raw), "refused") << raw;
  }
  std::string out;
  EXPECT_THAT(NormalizeDate("x", out),
              ieum::testing::StatusIs(absl::StatusCode::kInvalidArgument,
                                      ::testing::AllOf(::testing::HasSubstr("calendar date"),
                                                       ::testing::HasSubstr("YYYY-MM-DD"))));
}

TEST(DateTest, KnowsTheLengthOfEveryMonth) {
  // 1850 to 2100 has 251 years, 61 of them leap: every fourth but 1900 and 2100.
  int64_t days = 0;
  for (int date = 18'500'000; date <= 21'001'399; ++date) {
    if (date % 100 > 32 || date / 100 % 100 > 13) continue;
    std::string out;
    if (NormalizeDate(std::to_string(date), out).ok()) ++days;
  }
  EXPECT_EQ(days, 251 * 365 + 61);
}

TEST(DigitsTest, DropsSeparatorsAndRefusesAnythingElse) {
  const Case cases[] = {
      {"0123", "0123"},        {"123-45-67890", "1234567890"},
      {"(02) 1/2", "0212"},    {"１２３", "123"},
      {"\u0661\u0662", "12"},  {"12\u201334", "1234"},
      {"", "refused"},         {"-", "refused"},
      {"12a", "refused"},      {"1.5", "refused"},
      {"1.23E+09", "refused"}, {"십이", "refused"},
      {"+82", "refused"},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(Result(NormalizeDigits, each.raw), each.want) << each.raw;
  }
}

TEST(PhoneTest, BringsNumbersIntoTheNationalForm) {
  const Case cases[] = {
      {"010-1234-5678", "01012345678"},
      {"01012345678", "01012345678"},
      {"010.1234.5678", "01012345678"},
      {"010 1234 5678", "01012345678"},
      {"+82-10-1234-5678", "01012345678"},
      {"+82 (0)10-1234-5678", "01012345678"},
      {"821012345678", "01012345678"},
      {"0082-10-1234-5678", "01012345678"},
      {"1012345678", "01012345678"},
      {"０１０－１２３４－５６７８", "01012345678"},
      {"02-123-4567", "021234567"},
      {"+82-2-123-4567", "021234567"},
      {"82-2-123-4567", "021234567"},
      {"8212-3456", "82123456"},  // a local number, no country code
      {"1588-1234", "15881234"},
      {"031/123/4567", "0311234567"},
  };
  for (const Case& each : cases) EXPECT_EQ(Result(NormalizePhone, each.raw), each.want) << each.raw;
}

TEST(PhoneTest, RefusesWhatIsNotOneNumber) {
  for (const std::string_view raw :
       {"", "010", "1234567", "010-1234-56789", "010-1234-5678, 02-123-4567", "010-1234-****",
        "010-1234-5678 ext 12", "없음", "+", "++821012345678", "+1 202 555 0123", "0081-3-1234-567",
        "0082-0082-123456", "82+1012345678", "+82"}) {
    EXPECT_EQ(Result(NormalizePhone, raw), "refused") << raw;
  }
}

}  // namespace
}  // namespace ieum::client
