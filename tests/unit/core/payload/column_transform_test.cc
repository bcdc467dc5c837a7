#include "ieum/core/payload/column_transform.h"

#include <gtest/gtest.h>

#include <set>

#include "support/status_matchers.h"

namespace ieum::core::column_transform_test {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

TransformKey Key(std::string_view text = "an invented key of more than thirty-two bytes") {
  return TransformKey::Create(SecretBytes::CopyOf(AsBytes(text)), ProjectId::Parse("demo").value())
      .value();
}

// A column with these members beside name, purpose and role.
PayloadColumn Column(std::string_view members) {
  const std::string json = absl::StrFormat(
      R"({"format":"ieum-payload-schema","schema":"s","version":1,"columns":[
          {"name":"x","purpose":"p","role":"other",%s}]})",
      members);
  return PayloadSchema::FromJson(json).value().columns.front();
}

// Each text after the transforms, all of them counted before.
std::vector<std::string> After(const PayloadColumn& column, const std::vector<std::string>& texts,
                               const TransformKey& key = Key()) {
  absl::StatusOr<ColumnTransform> transform = ColumnTransform::Create(column, &key);
  EXPECT_OK(transform);
  std::vector<PayloadValue> values(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    EXPECT_OK(ParseValue(column.type, texts[i], values[i])) << texts[i];
    EXPECT_OK(transform->Count(values[i]));
  }
  std::vector<std::string> results;
  for (size_t i = 0; i < texts.size(); ++i) {
    Serial serial{};
    serial[0] = static_cast<std::byte>(i);
    EXPECT_OK(transform->Apply(serial, values[i]));
    EXPECT_OK(CheckValue(column.sent_type, values[i])) << texts[i];
    AppendValueText(column.sent_type, values[i], results.emplace_back());
  }
  return results;
}

using Texts = std::vector<std::string>;

TEST(ColumnTransformTest, RoundsHalvesAwayFromZero) {
  const PayloadColumn tens =
      Column(R"("type":"integer","transforms":[{"transform":"round","to":10}])");
  EXPECT_EQ(After(tens, {"0", "4", "5", "14", "15", "-4", "-5", "-15"}),
            (Texts{"0", "0", "10", "10", "20", "0", "-10", "-20"}));
  const PayloadColumn halves =
      Column(R"("type":"decimal","places":2,"transforms":[{"transform":"round","to":"0.5"}])");
  EXPECT_EQ(After(halves, {"0.24", "0.25", "1.74", "-0.25"}),
            (Texts{"0.00", "0.50", "1.50", "-0.50"}));
}

TEST(ColumnTransformTest, RoundingOutOfSixtyFourBitsIsRefused) {
  const PayloadColumn column =
      Column(R"("type":"integer","transforms":[{"transform":"round","to":10}])");
  ASSERT_OK_AND_ASSIGN(const ColumnTransform transform, ColumnTransform::Create(column, nullptr));
  PayloadValue value;
  value.number = 9'223'372'036'854'775'807;
  EXPECT_THAT(transform.Apply(Serial{}, value),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("leaves 64 bits")));
}

TEST(ColumnTransformTest, CodesTopAndBottom) {
  const PayloadColumn column = Column(
      R"("type":"integer","transforms":[{"transform":"bottom_code","at":20},
         {"transform":"top_code","at":90}])");
  EXPECT_EQ(After(column, {"19", "20", "90", "104"}), (Texts{"20", "20", "90", "90"}));
  const PayloadColumn dates =
      Column(R"("type":"date","transforms":[{"transform":"bottom_code","at":"1940-01-01"}])");
  EXPECT_EQ(After(dates, {"1931-05-06", "1950-05-06"}), (Texts{"1940-01-01", "1950-05-06"}));
}

TEST(ColumnTransformTest, DatesBecomeMonthsQuartersAndYears) {
  const auto after = [](const std::string& unit) {
    return After(
        Column(R"("type":"date","transforms":[{"transform":"date_to","unit":")" + unit + R"("}])"),
        {"2024-03-31", "1969-12-31"});
  };
  EXPECT_EQ(after("month"), (Texts{"2024-03", "1969-12"}));
  EXPECT_EQ(after("quarter"), (Texts{"2024-Q1", "1969-Q4"}));
  EXPECT_EQ(after("year"), (Texts{"2024", "1969"}));
}

TEST(ColumnTransformTest, GroupsWhatIsRareAfterTheRegion) {
  const PayloadColumn column = Column(
      R"("type":"category","codes":[{"code":"1168010100"},{"code":"1168010200"},
         {"code":"2611010100"}],"transforms":[{"transform":"region","level":"sigungu"},
         {"transform":"group_rare","minimum_rows":2,"into":"other"}])");
  EXPECT_EQ(After(column, {"1168010100", "2611010100", "1168010200"}),
            (Texts{"11680", "other", "11680"}));
  ASSERT_OK_AND_ASSIGN(ColumnTransform transform, ColumnTransform::Create(column, nullptr));
  EXPECT_TRUE(transform.needs_count());
  for (const int64_t code : {0, 1, 2}) {
    PayloadValue value;
    value.number = code;
    ASSERT_OK(transform.Count(value));
  }
  EXPECT_EQ(transform.grouped_code_count(), 1);
  EXPECT_EQ(transform.grouped_row_count(), 1);
}

TEST(ColumnTransformTest, HashesUnderTheKey) {
  const PayloadColumn column = Column(
      R"("type":"text","max_bytes":20,"transforms":[{"transform":"keyed_hash","bytes":16}])");
  const Texts once = After(column, {"A병동", "B병동", "A병동"});
  EXPECT_EQ(once[0].size(), 32U);
  EXPECT_EQ(once[0], once[2]);
  EXPECT_NE(once[0], once[1]);
  EXPECT_NE(After(column, {"A병동"}, Key("another invented key of thirty-two bytes"))[0], once[0]);
  EXPECT_THAT(ColumnTransform::Create(column, nullptr),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("'keyed_hash'")));
}

TEST(ColumnTransformTest, NoiseIsByRowAndBounded) {
  const PayloadColumn column = Column(
      R"("type":"decimal","places":1,"transforms":[{"transform":"noise","distribution":"laplace",
         "scale":"1.0","bound":"3.0"}])");
  const Texts noisy = After(column, Texts(50, "100.0"));
  EXPECT_EQ(After(column, Texts(50, "100.0")), noisy);
  EXPECT_GT(std::set<std::string>(noisy.begin(), noisy.end()).size(), 10U);
  for (const std::string& text : noisy) {
    ASSERT_OK_AND_ASSIGN(const int64_t units, ParseDecimal(text, 1));
    EXPECT_GE(units, 970);
    EXPECT_LE(units, 1030);
  }
}

TEST(ColumnTransformTest, AMissingValueStaysMissing) {
  const PayloadColumn column = Column(
      R"("type":"date","nullable":true,"transforms":[{"transform":"date_to","unit":"year"}])");
  ASSERT_OK_AND_ASSIGN(const ColumnTransform transform, ColumnTransform::Create(column, nullptr));
  PayloadValue value;
  value.missing = true;
  ASSERT_OK(transform.Apply(Serial{}, value));
  EXPECT_TRUE(value.missing);
}

TEST(TransformKeyTest, AShortKeyIsRefused) {
  EXPECT_THAT(
      TransformKey::Create(SecretBytes::CopyOf(AsBytes("short")), ProjectId::Parse("demo").value()),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("openssl rand")));
}

}  // namespace
}  // namespace ieum::core::column_transform_test
