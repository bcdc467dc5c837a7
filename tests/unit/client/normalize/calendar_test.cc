// The lunar table against ICU's calendar of Korea, month by month.
#include "ieum/client/normalize/calendar.h"

#include <gtest/gtest.h>
#include <unicode/calendar.h>

#include <memory>

namespace ieum::client {
namespace {

TEST(CalendarTest, DaysAndDatesAreInverse) {
  for (int64_t days = DaysOf({1850, 1, 1}); days <= DaysOf({2100, 12, 31}); ++days) {
    const Date date = DateOf(days);
    ASSERT_TRUE(IsCalendarDate(date)) << days;
    ASSERT_EQ(DaysOf(date), days);
  }
  EXPECT_EQ(DaysOf({1970, 1, 1}), 0);
  EXPECT_EQ(DaysOf({2000, 3, 1}), 11'017);
}

TEST(CalendarTest, LunarNewYearOfKoreaIsOnItsPublishedDays) {
  // 1988, 1997 and 2028 differ from China's.
  const std::pair<int, Date> cases[] = {
      {1900, {1900, 1, 31}}, {1988, {1988, 2, 18}}, {1997, {1997, 2, 8}}, {2000, {2000, 2, 5}},
      {2024, {2024, 2, 10}}, {2025, {2025, 1, 29}}, {2028, {2028, 1, 27}}};
  for (const auto& [year, want] : cases) EXPECT_EQ(FromLunar({year, 1, 1}), want) << year;
}

// The day of ICU's calendar of Korea that begins in Seoul on a Gregorian day.
class DangiCalendar final {
 public:
  DangiCalendar()
      : calendar_(icu::Calendar::createInstance(icu::TimeZone::createTimeZone("Asia/Seoul"),
                                                icu::Locale("ko_KR@calendar=dangi"), error_)) {
    EXPECT_TRUE(U_SUCCESS(error_));
    EXPECT_STREQ(calendar_->getType(), "dangi");
  }

  struct Day {
    Date date;
    bool in_leap_month;
  };
  Day DayOf(int64_t days) {
    constexpr double kMillisecondsPerHour = 3'600'000;
    constexpr int kNoonInSeoul = 3;
    constexpr int kYearsBeforeOurs = 2333;
    calendar_->setTime(static_cast<double>(days * 24 + kNoonInSeoul) * kMillisecondsPerHour,
                       error_);
    const Day day{{Get(UCAL_EXTENDED_YEAR) - kYearsBeforeOurs, Get(UCAL_MONTH) + 1, Get(UCAL_DATE)},
                  Get(UCAL_IS_LEAP_MONTH) != 0};
    EXPECT_TRUE(U_SUCCESS(error_));
    return day;
  }

 private:
  int Get(UCalendarDateFields field) { return calendar_->get(field, error_); }

  UErrorCode error_ = U_ZERO_ERROR;
  std::unique_ptr<icu::Calendar> calendar_;
};

TEST(CalendarTest, TheLunarTableIsThatOfIcuInEveryMonth) {
  DangiCalendar dangi;
  for (int year = kFirstLunarYear; year <= kLastLunarYear; ++year) {
    for (int month = 1; month <= 12; ++month) {
      // The first day, the last day, and that the day behind it begins another month; days between
      // are counted alike by both.
      const std::optional<Date> first = FromLunar({year, month, 1});
      ASSERT_TRUE(first.has_value());
      const int length = FromLunar({year, month, 30}).has_value() ? 30 : 29;
      const Date last{year, month, length};
      ASSERT_EQ(DaysOf(FromLunar(last).value_or(*first)), DaysOf(*first) + length - 1);
      const DangiCalendar::Day begins = dangi.DayOf(DaysOf(*first));
      ASSERT_EQ(begins.date, (Date{year, month, 1})) << year << " " << month;
      ASSERT_FALSE(begins.in_leap_month);
      ASSERT_EQ(dangi.DayOf(DaysOf(*first) + length - 1).date, last) << year << " " << month;
      ASSERT_EQ(dangi.DayOf(DaysOf(*first) + length).date.day, 1) << year << " " << month;
      ASSERT_FALSE(FromLunar({year, month, length + 1}).has_value());
    }
  }
  EXPECT_FALSE(FromLunar({1899, 1, 1}).has_value());
  EXPECT_FALSE(FromLunar({2051, 1, 1}).has_value());
  EXPECT_FALSE(FromLunar({2000, 0, 1}).has_value());
  EXPECT_FALSE(FromLunar({2000, 13, 1}).has_value());
  EXPECT_FALSE(FromLunar({2000, 1, 0}).has_value());
}

}  // namespace
}  // namespace ieum::client
