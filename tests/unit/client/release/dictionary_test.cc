#include "ieum/client/release/dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/hex_vector.h"

namespace ieum::client {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

core::ReleaseDescription Example() {
  return core::ReleaseDescription::FromJson(
             ieum::testing::ReadTestFile(ieum::testing::VectorPath("release_description.json")))
      .value();
}

TEST(DictionaryTest, HasEveryColumnOfTheTable) {
  const std::vector<DictionaryEntry> entries = Dictionary(Example());
  ASSERT_EQ(entries.size(), 9U);
  EXPECT_EQ(entries[0].column, "release_key");
  EXPECT_THAT(entries[1].description, HasSubstr("insurer-b"));
  EXPECT_EQ(entries[2].column, "hospital-a.age");
  EXPECT_EQ(entries[2].transforms, "top_code at 90");
  EXPECT_EQ(entries[3].unit, "0.01");
  EXPECT_TRUE(entries[3].nullable);
  EXPECT_EQ(entries[4].codes.size(), 2U);
  EXPECT_EQ(entries[5].description, "paid in 2025");
  EXPECT_TRUE(entries[5].nullable);  // rows may lack the insurer
  EXPECT_EQ(entries[8].codes[1].code, "likely");
}

TEST(DictionaryTest, AsCsvAndJson) {
  const std::vector<DictionaryEntry> entries = Dictionary(Example());
  const std::string csv = DictionaryCsv(entries);
  EXPECT_THAT(csv, StartsWith("column,holder,name,type,unit,nullable,"));
  EXPECT_THAT(csv, HasSubstr("\r\nhospital-a.sex,hospital-a,sex,\"category, 2 codes\",,0,"
                             "quasi_identifier,groups,,,M = male; F = female\r\n"));
  const auto json = nlohmann::json::parse(DictionaryJson(entries));
  EXPECT_EQ(json["columns"].size(), 9U);
  EXPECT_EQ(json["columns"][4]["codes"][1]["label"], "female");
}

TEST(DictionaryTest, ProvenanceNamesTheReleaseAndItsSources) {
  core::ReleaseTrailer trailer;
  trailer.row_count = 3;
  std::string all;
  for (const ProvenanceFact& fact : Provenance(Example(), trailer)) {
    all += fact.key + "=" + fact.value + "\n";
  }
  EXPECT_THAT(all, HasSubstr("recipient=univ-c\n"));
  EXPECT_THAT(all, HasSubstr("join=left of hospital-a, several rows: leave_out, unmatched rows to: "
                             "researchers\n"));
  EXPECT_THAT(all, HasSubstr("payload_digest_insurer-b=a1e1d93b"));
}

}  // namespace
}  // namespace ieum::client
