#include "ieum/client/synth/korean_lunar.h"

#include <gtest/gtest.h>

namespace ieum::client {
namespace {

TEST(KoreanLunarTest, NamesDaysOfTheLunarCalendar) {
  // New Year's days, and the harvest festival (the 15th of the eighth month).
  EXPECT_EQ(KoreanLunarDate(20200125), 20200101);
  EXPECT_EQ(KoreanLunarDate(20201001), 20200815);
  EXPECT_EQ(KoreanLunarDate(19500217), 19500101);
  EXPECT_EQ(KoreanLunarDate(19680206), 19680108);
}

TEST(KoreanLunarTest, LeavesOutLeapMonths) {
  // 2020 had a fourth month twice; the second began on 23 May.
  EXPECT_EQ(KoreanLunarDate(20200502), 20200410);
  EXPECT_EQ(KoreanLunarDate(20200601), 0);
}

}  // namespace
}  // namespace ieum::client
