#include "ieum/client/normalize/calendar.h"
#include "rule_result.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::RuleCase;
using ::ieum::testing::RuleResult;
using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string ResultOf(std::string_view raw, const NormalizerOptions& options = {}) {
  return RuleResult(Normalizer::kDate, raw, options);
}

TEST(DateTest, ReadsTheFormsThatAreUnambiguous) {
  const RuleCase cases[] = {
      {"19801201", "19801201"},
      {"1980-12-01", "19801201"},
      {"1980-2-1", "19800201"},
      {"1980.12.01", "19801201"},
      {"1980. 12. 1.", "19801201"},
      {"1980/12/01", "19801201"},
      {"1980 12 01", "19801201"},
      {"1980 - 12 - 01", "19801201"},
      {"1980년 12월 1일", "19801201"},
      {"1980년12월01일", "19801201"},
      {"1980年12月1日", "19801201"},
      {" 1980-12-01 ", "19801201"},
      {"１９８０－１２－０１", "19801201"},
      {"1980\u201312\u201301", "19801201"},
      {"1980\u1102\u1167\u11AB 12\u110B\u116F\u11AF 1\u110B\u1175\u11AF", "19801201"},
      {"18500101", "18500101"},
      {"21001231", "21001231"},
      {"2000-02-29", "20000229"},
      // The year last.
      {"01.12.1980", "19801201"},
      {"1. 12. 1980", "19801201"},
      {"31-12-1980", "19801231"},
      {"31/12/1980", "19801231"},
      {"12/31/1980", "19801231"},
      {"5/5/1980", "19800505"},
      // With a time.
      {"1980-12-01T00:00:00", "19801201"},
      {"1980-12-01T00:00:00.000Z", "19801201"},
      {"1980-12-01T23:59:59+09:00", "19801201"},
      {"1980-12-01 00:00", "19801201"},
      {"1980-12-01 오전 12:00:00", "19801201"},
      {"12/31/1980 12:00:00 AM", "19801231"},
      {"19801201T000000", "19801201"},
      {"19801201T000000Z", "19801201"},
      {"19801201 00:00:00", "19801201"},
      {"19801201000000", "19801201"},
      // Spreadsheets.
      {"29556", "19801201"},
      {"29556.0", "19801201"},
      {"19801201.0", "19801201"},
      {"36526", "20000101"},
      {"10000", "19270518"},
      // Months by name.
      {"1 Dec 1980", "19801201"},
      {"01DEC1980", "19801201"},
      {"1-Dec-1980", "19801201"},
      {"Dec 1, 1980", "19801201"},
      {"December 1 1980", "19801201"},
      {"Dec. 1st, 1980", "19801201"},
      {"1st of December 1980", "19801201"},
      {"1980-Dec-01", "19801201"},
      {"1980 December 1", "19801201"},
      {"3 Sept 1980", "19800903"},
      {"4 MAY 1980", "19800504"},
      // Eras.
      {"昭和55年12月1日", "19801201"},
      {"昭和55.12.1", "19801201"},
      {"S55.12.1", "19801201"},
      {"s55/12/01", "19801201"},
      {"㍼55年12月1日", "19801201"},
      {"昭55.12.1", "19801201"},
      {"平成元年1月8日", "19890108"},
      {"H1.1.8", "19890108"},
      {"令和2年2月29日", "20200229"},
      {"R2-2-29", "20200229"},
      {"大正12年9月1日", "19230901"},
      {"明治45年7月1日", "19120701"},
      {"단기 4313년 12월 1일", "19801201"},
      {"서기 1980년 12월 1일", "19801201"},
      // The calendar named.
      {"1980-12-01(양)", "19801201"},
      {"양력 1980.12.01", "19801201"},
      {"1980-12-01 (음력)", "19810106"},
      {"음 1980.12.01", "19810106"},
  };
  for (const RuleCase& each : cases) EXPECT_EQ(ResultOf(each.raw), each.want) << each.raw;
}

TEST(DateTest, TakesFillersAndUnknownDaysForMissing) {
  for (const std::string_view raw :
       {"1900-01-01", "19000101", "9999-12-31", "99991231", "0000-00-00", "00000000", "1980-12-00",
        "1980-00-00", "19801200", "1899-12-30", "0001-01-01", "99999999", "1900년 1월 1일",
        "1111-11-11", "1900-01-01 00:00:00"}) {
    EXPECT_EQ(ResultOf(raw), "missing") << raw;
  }
}

TEST(DateTest, RefusesWhatIsNoCalendarDate) {
  for (const std::string_view raw : {"",
                                     "0",
                                     "801201",
                                     "80-12-01",
                                     "01-12-80",
                                     "1980-12",
                                     "1980",
                                     "1980-13-01",
                                     "1980-04-31",
                                     "1900-02-29",
                                     "2023-02-29",
                                     "18491231",
                                     "21010101",
                                     "1980-12/01",
                                     "1980.12-01",
                                     "1980--12-01",
                                     "1980-12-01-",
                                     "1980-12-01x",
                                     "x1980-12-01",
                                     "198012011",
                                     "1980-012-01",
                                     "11980-12-01",
                                     "1980년 12일 1월",
                                     "1980년 12월 1",
                                     "1일 12월 1980년",
                                     "1980-12월-01",
                                     "1.980.1201",
                                     "99999999999999999999",
                                     "1980-12-01 25:61",
                                     "1980-12-01 12",
                                     "9999",
                                     "99999",
                                     "29556.5",
                                     "00001",
                                     "1980-12-01T",
                                     "S65.1.1",
                                     "昭和0年1月1日",
                                     "Q1.1.1",
                                     "1 Foo 1980",
                                     "Dec 1980",
                                     "31 Dec",
                                     "昭和55xyz12月1日",
                                     "음 1980-02-31",
                                     "1980-12-01(",
                                     "(1980-12-01",
                                     "-1980-12-01",
                                     "1980 12",
                                     "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18"}) {
    EXPECT_EQ(ResultOf(raw), "refused") << raw;
  }
  std::string out;
  EXPECT_THAT(Normalize(Normalizer::kDate, {}, "x", out),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("calendar date"), HasSubstr("YYYY-MM-DD"))));
}

TEST(DateTest, RefusesWhatCouldBeTwoDays) {
  for (const std::string_view raw : {"01/12/1980", "1-2-1980", "12/11/1980", "01/12/1980 00:00"}) {
    std::string out;
    EXPECT_THAT(Normalize(Normalizer::kDate, {}, raw, out),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("could be two days")))
        << raw;
  }
}

TEST(DateTest, ReadsTwoDigitYearsOnlyWithTheProfilesPivot) {
  NormalizerOptions options;
  options.two_digit_years_from = 1930;
  const RuleCase cases[] = {
      {"801201", "19801201"},   {"80-12-01", "19801201"},      {"29.12.01", "20291201"},
      {"30/12/01", "19301201"}, {"80년 12월 1일", "19801201"}, {"1-Dec-80", "19801201"},
      {"01DEC05", "20051201"},  {"Dec 1, 80", "19801201"},     {"000101", "20000101"},
      {"80-13-01", "refused"},  {"801301", "refused"},         {"1980-12-01", "19801201"}};
  for (const RuleCase& each : cases) {
    EXPECT_EQ(ResultOf(each.raw, options), each.want) << each.raw;
    if (each.raw != "1980-12-01") {
      EXPECT_EQ(ResultOf(each.raw), "refused") << each.raw;
    }
  }
}

TEST(DateTest, AddsTheSolarDayOfALunarOneAsCandidate) {
  NormalizerOptions options;
  options.lunar_candidate = true;
  std::vector<std::string> candidates;
  AppendCandidates(Normalizer::kDate, options, "19801201", candidates);
  EXPECT_THAT(candidates, ::testing::ElementsAre("19810106"));
  candidates.clear();
  AppendCandidates(Normalizer::kDate, {}, "19801201", candidates);
  AppendCandidates(Normalizer::kDate, options, "18991201", candidates);
  AppendCandidates(Normalizer::kDate, options, "19801231", candidates);  // no month has 31 days
  AppendCandidates(Normalizer::kDate, options, "801201", candidates);
  EXPECT_TRUE(candidates.empty());
  // A lunar February can have thirty days.
  EXPECT_TRUE(FromLunar({1952, 2, 30}).has_value());
  for (int year = 1950; year < 1990; ++year) {
    const std::string raw = std::to_string(year) + "0230";
    EXPECT_EQ(ResultOf(raw), "refused");
    EXPECT_EQ(ResultOf(raw, options), FromLunar({year, 2, 30}).has_value() ? raw : "refused");
  }
}

TEST(DateTest, KnowsTheLengthOfEveryMonth) {
  // 1850 to 2100 has 251 years, 61 of them leap: every fourth but 1900 and 2100.
  int64_t days = 0;
  for (int date = 18'500'000; date <= 21'001'399; ++date) {
    if (date % 100 > 32 || date / 100 % 100 > 13) continue;
    std::string out;
    if (NormalizeDate({}, std::to_string(date), out).ok() && !out.empty()) ++days;
  }
  EXPECT_EQ(days, 251 * 365 + 61 - 3) << "but 1899-12-30, 1899-12-31 and 1900-01-01";
}

TEST(DateTest, ReadsEveryDayAlikeInEveryForm) {
  constexpr const char* kForms[] = {"%04d-%02d-%02d", "%d. %d. %d.", "%d년 %d월 %d일",
                                    "%04d/%02d/%02d 00:00:00"};
  for (int64_t days = DaysOf({1901, 1, 1}); days < DaysOf({2050, 1, 1}); days += 97) {
    const Date date = DateOf(days);
    char plain[16];
    std::snprintf(plain, sizeof(plain), "%04d%02d%02d", date.year, date.month, date.day);
    for (const char* form : kForms) {
      char text[64];
      std::snprintf(text, sizeof(text), form, date.year, date.month, date.day);
      ASSERT_EQ(ResultOf(text), plain) << text;
    }
    if (days >= DaysOf({1927, 5, 18})) {
      ASSERT_EQ(ResultOf(std::to_string(days - DaysOf({1899, 12, 30}))), plain);
    }
  }
}

}  // namespace
}  // namespace ieum::client
