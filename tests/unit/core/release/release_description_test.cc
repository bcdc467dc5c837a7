#include "ieum/core/release/release_description.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "unit/core/release/example_release.h"

namespace ieum::core::testing::release_description_test {
namespace {

using ieum::testing::StatusIs;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(ReleaseDescriptionTest, ReadsTheGoldenVector) {
  const ReleaseDescription description = ExampleDescription();
  EXPECT_EQ(description.canonical_json, ExampleJson());
  EXPECT_EQ(description.name.recipient.value(), "univ-c");
  EXPECT_EQ(description.name.number, 1U);
  EXPECT_EQ(description.join.type, JoinType::kLeft);
  EXPECT_EQ(description.join.unmatched_to, UnmatchedTo::kResearchers);
  EXPECT_EQ(description.bands, (std::vector<std::string>{"certain", "likely"}));
  EXPECT_EQ(description.provenance.run_number, 3U);
  ASSERT_EQ(description.columns.size(), 6U);
  EXPECT_EQ(description.columns[0].name, "hospital-a.age");
  EXPECT_FALSE(description.columns[0].nullable);
  EXPECT_TRUE(description.columns[1].nullable);
  EXPECT_EQ(description.columns[3].name, "insurer-b.claims");
  // The join takes persons whom the insurer does not have.
  EXPECT_TRUE(description.columns[3].nullable);
  EXPECT_EQ(description.column(4).name, "tier");
  EXPECT_FALSE(description.MayLack(0));
  EXPECT_TRUE(description.MayLack(1));
}

TEST(ReleaseDescriptionTest, ADraftBecomesTheSame) {
  const ReleaseDescription description = ExampleDescription();
  ASSERT_OK_AND_ASSIGN(const ReleaseDescription again,
                       DescribeRelease({.name = description.name,
                                        .manifest_digest = description.manifest_digest,
                                        .join = description.join,
                                        .holders = description.holders,
                                        .bands = description.bands,
                                        .provenance = description.provenance}));
  EXPECT_EQ(again.canonical_json, description.canonical_json);
}

TEST(ReleaseDescriptionTest, RefusesWhatBreaksARule) {
  struct Case {
    const char* from;
    const char* to;
    const char* said;
  };
  constexpr Case kCases[] = {
      {R"("release":1)", R"("release":0)", "'release' is not a number from 1"},
      {R"("format":"ieum-release")", R"("format":"other")", "'format' is not ieum-release"},
      {R"("version":1})", R"("version":2})", "'version'"},
      {R"("recipient":"univ-c")", R"("recipient":"Univ C")", "recipient"},
      {R"("manifest":"05b3)", R"("manifest":"05B3)", "'manifest' is not a SHA-256 digest"},
      {R"("type":"left")", R"("type":"outer")", "'join.type' is a word"},
      {R"("type":"left")", R"("type":"inner")", "'join' has a party"},
      {R"("party":"hospital-a")", R"("party":"hospital-x")", "none of the holders"},
      {R"("holder":"insurer-b")", R"("holder":"hospital-a")", "stands in the list before"},
      {R"(["certain","likely"])", R"(["certain","certain"])", "confidence_bands[1]"},
      {R"(["certain","likely"])", R"(["한글"])", "confidence_bands[0]"},
      {R"("date":"2026-11-23")", R"("date":"2026-02-30")", "'provenance.date'"},
      {R"("run":3)", R"("run":"3")", "'provenance.run'"},
      {R"("project":"demo")", R"("project":"demo","x":1)", "unknown member"},
      {R"("project":"demo")", R"("project":"demo","time_series":false)",
       "'time_series' is not true"},
      {R"("type":"integer")", R"("type":"float")", "holders[0].schema"},
  };
  for (const Case& each : kCases) {
    const std::string json =
        each.from == std::string_view(R"("version":1})")
            ? Replaced(ExampleJson(), R"("release":1,"version":1)", R"("release":1,"version":2)")
            : Replaced(ExampleJson(), each.from, each.to);
    EXPECT_THAT(ReleaseDescription::FromJson(json), StatusIs(kInvalid, HasSubstr(each.said)))
        << each.from << " → " << each.to;
  }
  for (size_t size = 0; size < ExampleJson().size(); size += 7) {
    EXPECT_FALSE(ReleaseDescription::FromJson(ExampleJson().substr(0, size)).ok());
  }
}

TEST(ReleaseDescriptionTest, WithColumnsLeavesOutTheRestAndTheHoldersNames) {
  ASSERT_OK_AND_ASSIGN(const PayloadSchema whole,
                       PayloadSchema::FromJson(ieum::testing::ReadTestFile(
                           ieum::testing::VectorPath("payload_schema.json"))));
  const std::vector<std::string> names = {"sex", "age", "cost"};
  ASSERT_OK_AND_ASSIGN(const std::optional<PayloadSchema> reduced, WithColumns(whole, names));
  ASSERT_TRUE(reduced.has_value());
  EXPECT_EQ(reduced->canonical_json, ExampleDescription().holders[0].schema->canonical_json);
  EXPECT_EQ(reduced->columns[0].name, "age");
  EXPECT_THAT(reduced->canonical_json, ::testing::Not(HasSubstr("나이")));
  ASSERT_OK_AND_ASSIGN(const std::optional<PayloadSchema> nothing, WithColumns(whole, {}));
  EXPECT_FALSE(nothing.has_value());
  const std::vector<std::string> unknown = {"age", "height"};
  EXPECT_THAT(WithColumns(whole, unknown), StatusIs(kInvalid, HasSubstr("is not in the schema")));
}

}  // namespace
}  // namespace ieum::core::testing::release_description_test
