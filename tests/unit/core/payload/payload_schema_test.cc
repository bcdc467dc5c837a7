#include "ieum/core/payload/payload_schema.h"

#include <gtest/gtest.h>

#include "support/hex_vector.h"

namespace ieum::core::payload_schema_test {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// A schema of these columns.
std::string Schema(std::string_view columns) {
  return absl::StrFormat(
      R"({"format":"ieum-payload-schema","schema":"s","version":1,"columns":[%s]})", columns);
}

// A schema of one column with these members beside name and purpose.
std::string Column(std::string_view members) {
  return Schema(absl::StrFormat(R"({"name":"x","purpose":"p","role":"other",%s})", members));
}

void ExpectRefused(const std::string& json, std::string_view why) {
  EXPECT_THAT(PayloadSchema::FromJson(json), StatusIs(kInvalid, HasSubstr(std::string(why))))
      << json;
}

TEST(PayloadSchemaTest, ReadsTheGoldenVector) {
  const std::string json = testing::ReadTestFile(testing::VectorPath("payload_schema.json"));
  ASSERT_OK_AND_ASSIGN(const PayloadSchema schema, PayloadSchema::FromJson(json));
  EXPECT_EQ(schema.canonical_json, json);
  EXPECT_EQ(schema.digest, Sha256(AsBytes(json)));
  EXPECT_EQ(schema.name, "clinic-visits");
  ASSERT_EQ(schema.columns.size(), 7U);
  EXPECT_TRUE(schema.needs_key());
  const PayloadColumn& age = schema.columns[0];
  EXPECT_EQ(age.source, "나이");
  EXPECT_EQ(age.role, ColumnRole::kQuasiIdentifier);
  EXPECT_EQ(age.type.most, 130);
  EXPECT_EQ(age.sent_type.most, 90);
  EXPECT_EQ(schema.columns[1].source, "cost");
  EXPECT_TRUE(schema.columns[1].nullable);
  EXPECT_EQ(schema.columns[1].type.places, 2);
  EXPECT_EQ(schema.columns[2].type.codes[1].label, "female");
  EXPECT_EQ(schema.columns[3].sent_type.unit, DateUnit::kMonth);
  EXPECT_EQ(schema.columns[6].type.kind, ValueKind::kText);
  EXPECT_EQ(schema.columns[6].sent_type.kind, ValueKind::kToken);
  EXPECT_EQ(schema.columns[6].sent_type.byte_count, 8);
}

TEST(PayloadSchemaTest, TheDigestIsThatOfTheCanonicalForm) {
  ASSERT_OK_AND_ASSIGN(const PayloadSchema one,
                       PayloadSchema::FromJson(Column(R"("type":"date")")));
  ASSERT_OK_AND_ASSIGN(
      const PayloadSchema other,
      PayloadSchema::FromJson(R"({"version":1, "schema":"s", "format":"ieum-payload-schema",
        "columns":[{"type":"date", "role":"other", "purpose":"p", "name":"x"}]})"));
  EXPECT_EQ(one.digest, other.digest);
}

TEST(PayloadSchemaTest, RefusesWhatItDoesNotKnow) {
  ExpectRefused("", "not JSON");
  ExpectRefused("[]", "not a JSON object");
  ExpectRefused("{}", "'format' is missing");
  ExpectRefused(R"({"format":"ieum-profile"})", "'format' is not");
  ExpectRefused(Schema(""), "1 to 500 columns");
  ExpectRefused(Schema("7"), "'columns[0]' is not an object");
  ExpectRefused(Column(R"("type":"number")"), "'columns[0].type' is unknown");
  ExpectRefused(Column(R"("type":"token")"), "'columns[0].type' is unknown");
  ExpectRefused(Column(R"("type":"date","places":2)"), "'columns[0]' has an unknown member");
  ExpectRefused(Column(R"("type":"integer","min":3,"max":2)"), "is above");
  ExpectRefused(Column(R"("type":"integer","min":"3")"), "'columns[0].min' is not an integer");
  ExpectRefused(Column(R"("type":"decimal","places":2,"min":3)"),
                "'columns[0].min' is not a string");
  ExpectRefused(Column(R"("type":"decimal","places":2,"min":"3.123")"), "at most 2 digits");
  ExpectRefused(Column(R"("type":"decimal","places":0)"), "integer from 1 to 18");
  ExpectRefused(Column(R"("type":"text","max_bytes":4097)"), "integer from 1 to 4096");
  ExpectRefused(Column(R"("type":"category","codes":[])"), "1 to 100000 codes");
  ExpectRefused(Column(R"("type":"category","codes":[{"code":"a"},{"code":"a"}])"),
                "'columns[0].codes[1].code' stands in the list before");
  ExpectRefused(Column(R"("type":"object","media_types":["png"])"), "media types");
  ExpectRefused(Schema(R"({"name":"x","role":"other","type":"date"})"), "purpose' is missing");
  ExpectRefused(Schema(R"({"name":"x","purpose":"p","role":"other","type":"date"},
                          {"name":"x","purpose":"p","role":"other","type":"date"})"),
                "'columns[1].name' stands in the schema before");
}

TEST(PayloadSchemaTest, RefusesDirectIdentifiers) {
  ExpectRefused(Schema(R"({"name":"x","purpose":"p","role":"direct","type":"date"})"),
                "identifies persons directly");
  ExpectRefused(Schema(R"({"name":"x","column":"휴대폰 번호","purpose":"p","role":"other",
                           "type":"text","max_bytes":20})"),
                "says by its name");
  ExpectRefused(Column(R"("type":"category","codes":[{"code":"010-1234-5678"}])"),
                "'columns[0].codes[0].code' holds what reads as a phone number");
}

TEST(PayloadSchemaTest, TransformsFitTheirColumns) {
  const auto with = [](std::string_view type, std::string_view transforms) {
    return Column(absl::StrFormat(R"(%s,"transforms":[%s])", type, transforms));
  };
  constexpr char kInteger[] = R"("type":"integer")";
  constexpr char kDate[] = R"("type":"date")";
  constexpr char kRegions[] =
      R"("type":"category","codes":[{"code":"1168010100"},{"code":"1168010200"},{"code":"2611010100"}])";
  ExpectRefused(with(kInteger, ""), "1 to 16 transforms");
  ExpectRefused(with(kInteger, R"({"transform":"blur"})"), "transforms[0].transform' is unknown");
  ExpectRefused(with(kInteger, R"({"transform":"round","to":0})"), "not a positive number");
  ExpectRefused(with(kInteger, R"({"transform":"round","to":5,"by":1})"), "unknown member");
  ExpectRefused(with(kInteger, R"({"transform":"date_to","unit":"month"})"), "is for date columns");
  ExpectRefused(with(kDate, R"({"transform":"round","to":5})"), "is for integer and decimal");
  ExpectRefused(with(kDate, R"({"transform":"date_to","unit":"day"})"), "from a finer unit");
  ExpectRefused(
      with(kDate,
           R"({"transform":"date_to","unit":"month"},{"transform":"date_to","unit":"year"})"),
      "is a second 'date_to'");
  ExpectRefused(with(R"("type":"integer","min":10)", R"({"transform":"top_code","at":5})"),
                "would make all values one");
  ExpectRefused(
      with(kInteger, R"({"transform":"noise","distribution":"laplace","scale":0,"bound":1})"),
      "units of the column's last place");
  ExpectRefused(
      with(kInteger, R"({"transform":"noise","distribution":"laplace","scale":10,"bound":9})"),
      "times the scale");
  ExpectRefused(with(kInteger, R"({"transform":"region","level":"sido"})"),
                "is for category columns");
  ExpectRefused(with(R"("type":"category","codes":[{"code":"서울"}])",
                     R"({"transform":"region","level":"sido"})"),
                "5, 8 or 10 digits");

  ASSERT_OK_AND_ASSIGN(
      const PayloadSchema regions,
      PayloadSchema::FromJson(with(kRegions, R"({"transform":"region","level":"sigungu"},
        {"transform":"group_rare","minimum_rows":10,"into":"other"})")));
  const ValueType& type = regions.columns[0].sent_type;
  ASSERT_EQ(type.codes.size(), 3U);
  EXPECT_EQ(type.codes[0].code, "11680");
  EXPECT_EQ(type.codes[1].code, "26110");
  EXPECT_EQ(type.codes[2].code, "other");
  EXPECT_FALSE(regions.needs_key());
}

}  // namespace
}  // namespace ieum::core::payload_schema_test
