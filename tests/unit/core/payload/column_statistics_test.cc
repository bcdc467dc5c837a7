#include "ieum/core/payload/column_statistics.h"

#include <gtest/gtest.h>

namespace ieum::core {
namespace {

PayloadValue Number(int64_t number) {
  PayloadValue value;
  value.number = number;
  return value;
}

TEST(ColumnStatisticsTest, CountsAndMeasuresNumbers) {
  ValueType type;
  type.kind = ValueKind::kDecimal;
  type.places = 1;
  ColumnStatisticsCollector collector(type);
  for (const int64_t units : {20, 40, 40, 40, 50, 50, 70, 90}) collector.Add(Number(units));
  PayloadValue missing;
  missing.missing = true;
  collector.Add(missing);
  const ColumnStatistics result = collector.Result();
  EXPECT_EQ(result.row_count, 9);
  EXPECT_EQ(result.missing_count, 1);
  EXPECT_EQ(result.distinct_count, 5);
  EXPECT_FALSE(result.distinct_capped);
  EXPECT_EQ(result.least, "2.0");
  EXPECT_EQ(result.most, "9.0");
  EXPECT_DOUBLE_EQ(*result.mean, 5.0);
  EXPECT_DOUBLE_EQ(*result.standard_deviation, 2.0);
}

TEST(ColumnStatisticsTest, ShowsNoCodeOfFewRows) {
  ValueType type;
  type.kind = ValueKind::kCategory;
  for (const char* code : {"a", "b", "c", "d"}) type.AddCode({.code = code, .label = {}});
  ColumnStatisticsCollector collector(type);
  for (int i = 0; i < 10; ++i) collector.Add(Number(0));
  for (int i = 0; i < 9; ++i) collector.Add(Number(1));
  for (int i = 0; i < 30; ++i) collector.Add(Number(2));
  const ColumnStatistics result = collector.Result();
  ASSERT_EQ(result.top_codes.size(), 2U);
  EXPECT_EQ(result.top_codes[0].code, "c");
  EXPECT_EQ(result.top_codes[0].row_count, 30);
  EXPECT_EQ(result.top_codes[1].code, "a");
  EXPECT_EQ(result.small_code_count, 1);
  EXPECT_EQ(result.small_row_count, 9);
  EXPECT_FALSE(result.least.has_value());
  EXPECT_FALSE(result.mean.has_value());
}

TEST(ColumnStatisticsTest, DistinctValuesAreCountedUpToALimit) {
  const ValueType type;
  ColumnStatisticsCollector collector(type);
  const auto limit = static_cast<int64_t>(ColumnStatisticsCollector::kMostDistinct);
  for (int64_t i = 0; i < limit; ++i) collector.Add(Number(i));
  collector.Add(Number(0));
  EXPECT_FALSE(collector.Result().distinct_capped);
  collector.Add(Number(limit));
  EXPECT_TRUE(collector.Result().distinct_capped);
  EXPECT_EQ(collector.Result().distinct_count, limit);
}

}  // namespace
}  // namespace ieum::core
