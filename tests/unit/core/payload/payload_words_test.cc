#include "ieum/core/payload/payload_words.h"

#include <gtest/gtest.h>

namespace ieum::core {
namespace {

TEST(PayloadWordsTest, DescribesTypes) {
  ValueType type;
  EXPECT_EQ(DescribeType(type), "integer");
  type.kind = ValueKind::kDecimal;
  type.places = 2;
  EXPECT_EQ(DescribeType(type), "decimal, 2 places");
  type.kind = ValueKind::kCategory;
  type.AddCode({.code = "M", .label = ""});
  EXPECT_EQ(DescribeType(type), "category, 1 codes");
  type.kind = ValueKind::kDate;
  EXPECT_EQ(DescribeType(type), "date");
  type.unit = DateUnit::kQuarter;
  EXPECT_EQ(DescribeType(type), "quarter");
  type.kind = ValueKind::kToken;
  type.byte_count = 8;
  EXPECT_EQ(DescribeType(type), "token, 8 bytes");
}

TEST(PayloadWordsTest, DescribesTransformsInTheColumnsOwnUnit) {
  ValueType type;
  type.kind = ValueKind::kDecimal;
  type.places = 1;
  TransformSpec transform;
  transform.kind = TransformKind::kRound;
  transform.step = 50;
  EXPECT_EQ(DescribeTransform(transform, type), "round to 5.0");
  transform.kind = TransformKind::kNoise;
  transform.scale = 5;
  transform.bound = 50;
  EXPECT_EQ(DescribeTransform(transform, type), "noise laplace, scale 0.5, bound 5.0");
  transform.kind = TransformKind::kGroupRare;
  transform.minimum_rows = 10;
  transform.into = "other";
  EXPECT_EQ(DescribeTransform(transform, type), "group_rare below 10 rows into other");
}

}  // namespace
}  // namespace ieum::core
