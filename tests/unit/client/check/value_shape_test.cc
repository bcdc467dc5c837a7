#include "ieum/client/check/value_shape.h"

#include <gtest/gtest.h>

namespace ieum::client {
namespace {

ValueShape ShapeOf(std::string_view text) {
  ValueShape shape;
  shape.Read(text);
  return shape;
}

TEST(ValueShapeTest, CountsWhatThereIs) {
  const ValueShape shape = ShapeOf("Ｋim 민준 0１-2 李");
  EXPECT_EQ(shape.folded(), "kim 민준 01-2 李");
  EXPECT_EQ(shape.digits(), "012");
  EXPECT_EQ(shape.latin(), 3);
  EXPECT_EQ(shape.hangul(), 2);
  EXPECT_EQ(shape.other(), 1);
  EXPECT_FALSE(shape.only_number());
  EXPECT_TRUE(ShapeOf("010-1234.5678").only_number());
  EXPECT_FALSE(ShapeOf("010-1234").only_digits());
  EXPECT_TRUE(ShapeOf("０１０").only_digits());
  EXPECT_FALSE(ShapeOf("--").only_number());
}

TEST(ValueShapeTest, KnowsFloats) {
  for (const char* text : {"880101.0", "1.0123E+10", "1e7", "10.00", "1.98801E+07", "2E-3"}) {
    EXPECT_TRUE(ShapeOf(text).IsFloat()) << text;
  }
  for (const char* text :
       {"880101", "1988.01.01", "88.1", ".0", "1.", "E10", "1E", "e", "1.2.0", ""}) {
    EXPECT_FALSE(ShapeOf(text).IsFloat()) << text;
  }
}

TEST(ValueShapeTest, KnowsSpreadsheetErrorsAndMasks) {
  EXPECT_TRUE(ShapeOf("#N/A").IsExcelError());
  EXPECT_TRUE(ShapeOf("#####").IsExcelError());
  EXPECT_FALSE(ShapeOf("#").IsExcelError());
  EXPECT_FALSE(ShapeOf("#12").IsExcelError());
  EXPECT_TRUE(ShapeOf("김*준").HasMaskSign());
  EXPECT_TRUE(ShapeOf("김○준").HasMaskSign());
  EXPECT_TRUE(ShapeOf("김O준").HasMaskLetters());
  EXPECT_TRUE(ShapeOf("010-XXXX-1234").HasMaskLetters());
  EXPECT_FALSE(ShapeOf("Cooper").HasMaskLetters());
  EXPECT_FALSE(ShapeOf("ox1").HasMaskLetters());
}

TEST(ValueShapeTest, KnowsTheCalendar) {
  EXPECT_TRUE(IsCalendarDate(20000229));
  EXPECT_TRUE(IsCalendarDate(19881231));
  for (const int date : {19000229, 19880230, 19881301, 19880100, 19880001, 0, 880101}) {
    EXPECT_EQ(IsCalendarDate(date), date == 880101) << date;  // the year 88
  }
}

}  // namespace
}  // namespace ieum::client
