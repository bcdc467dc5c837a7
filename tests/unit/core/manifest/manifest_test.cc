#include "ieum/core/manifest/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "ieum/core/manifest/draft.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr char kProfile[] =
    R"({"preset":"record","profile":"test","segments":[{"bits":64,"hardening":{"filter_bits":64,)"
    R"("method":"diffusion","xor_count":2},"name":"all","weight":1}],"threshold":8000,)"
    R"("version":1})";

Json Inner() {
  return {{"type", "inner"},
          {"several_rows", "leave_out"},
          {"matched_to", {"university-c"}},
          {"unmatched_to", "nobody"}};
}

Json Good() {
  const Json profile = Json::parse(kProfile);
  return {
      {"format", "ieum-manifest"},
      {"version", 1},
      {"project", "flu-2026"},
      {"title", "Influenza and work"},
      {"parties",
       {{{"institution", "hospital-a"}, {"role", "holder"}, {"country", "KR"}},
        {{"institution", "insurer-b"}, {"role", "holder"}, {"country", "KR"}},
        {{"institution", "agency"}, {"role", "matcher"}, {"country", "KR"}, {"unit", "linkage"}},
        {{"institution", "university-c"}, {"role", "researcher"}, {"country", "KR"}}}},
      {"profile", profile},
      {"profile_digest", ToHex(Sha256(AsBytes(profile.dump())))},
      {"purpose", "statistics"},
      {"legal_basis", "article 28-3"},
      {"route", "pipa"},
      {"delivery", "joiner"},
      {"joins", Json::array({Inner()})},
      {"minimum_file_rows", 1000},
      {"minimum_matched_rows", 100},
      {"pre_check_questions", 3},
      {"retention_days", 30},
      {"end_date", "2028-02-29"},
      {"review_quorum", 3},
      {"threshold", 8000},
      {"test", false},
      {"field_level_approved", false}};
}

absl::StatusOr<Manifest> ReadChanged(const std::function<void(Json&)>& change) {
  Json document = Good();
  change(document);
  return ReadManifest(document.dump());
}

TEST(ManifestTest, IsReadWithWhatItSays) {
  ASSERT_OK_AND_ASSIGN(const Manifest manifest, ReadManifest(Good().dump()));
  EXPECT_EQ(manifest.project.value(), "flu-2026");
  EXPECT_EQ(manifest.Institutions(PartyRole::kHolder).size(), 2U);
  EXPECT_EQ(manifest.Institutions(PartyRole::kMatcher).front().value(), "agency");
  EXPECT_EQ(manifest.parties[2].unit, "linkage");
  EXPECT_EQ(manifest.route, Route::kPipa);
  EXPECT_EQ(manifest.delivery, Delivery::kJoiner);
  EXPECT_EQ(manifest.minimum_matched_rows, 100);
  EXPECT_EQ(manifest.review_quorum, 3);
}

TEST(ManifestTest, IsKnownByTheDigestOfItsCanonicalBytesHoweverItWasWritten) {
  ASSERT_OK_AND_ASSIGN(const Manifest plain, ReadManifest(Good().dump()));
  ASSERT_OK_AND_ASSIGN(const Manifest indented, ReadManifest(Good().dump(4)));
  EXPECT_EQ(plain.canonical_json, indented.canonical_json);
  EXPECT_EQ(plain.digest, Sha256(AsBytes(indented.canonical_json)));
}

TEST(ManifestTest, EveryFieldButTheCrossBorderBasisMustBeThere) {
  const Json good = Good();
  for (const auto& item : good.items()) {
    const std::string name = item.key();
    EXPECT_THAT(ReadChanged([&](Json& document) { document.erase(name); }),
                StatusIs(kInvalid, HasSubstr(name)));
  }
}

TEST(ManifestTest, NoFieldIsTakenForAnother) {
  const Json good = Good();
  for (const auto& item : good.items()) {
    const std::string name = item.key();
    EXPECT_THAT(ReadChanged([&](Json& document) { document[name] = nullptr; }),
                StatusIs(kInvalid, HasSubstr(name)));
  }
}

TEST(ManifestTest, RefusesFieldsOfNoMeaningWithoutRepeatingThem) {
  EXPECT_THAT(ReadChanged([](Json& document) { document["salary"] = 1; }),
              StatusIs(kInvalid, AllOf(HasSubstr("not of this format"), Not(HasSubstr("salary")))));
  EXPECT_THAT(ReadChanged([](Json& document) { document["parties"][1]["salary"] = 1; }),
              StatusIs(kInvalid, HasSubstr("parties[1]")));
}

TEST(ManifestTest, DataCrossesABorderOnlyOnARecordedBasis) {
  const auto go_abroad = [](Json& document) { document["parties"][1]["country"] = "JP"; };
  EXPECT_THAT(ReadChanged(go_abroad), StatusIs(kInvalid, AllOf(HasSubstr("parties[1].country"),
                                                               HasSubstr("cross_border_basis"))));
  EXPECT_OK(ReadChanged([&](Json& document) {
    go_abroad(document);
    document["cross_border_basis"] = "consent of each person";
  }));
  EXPECT_THAT(ReadChanged([](Json& document) { document["legal_basis"] = "  "; }),
              StatusIs(kInvalid, HasSubstr("legal_basis")));
}

TEST(ManifestTest, RefusesPartiesThatCannotLink) {
  EXPECT_THAT(ReadChanged([](Json& document) { document["parties"].erase(0); }),
              StatusIs(kInvalid, HasSubstr("1 holders")));
  EXPECT_THAT(ReadChanged([](Json& document) { document["parties"].erase(2); }),
              StatusIs(kInvalid, HasSubstr("0 matchers")));
  EXPECT_THAT(
      ReadChanged([](Json& document) { document["parties"][1]["institution"] = "hospital-a"; }),
      StatusIs(kInvalid, HasSubstr("'parties[1]' is 'parties[0]' again")));
}

TEST(ManifestTest, ReadsEveryJoin) {
  const auto read = [](Json join) {
    return ReadChanged([&](Json& document) { document["joins"] = Json::array({join}); });
  };
  const auto with = [](Json fields) {
    Json join = Inner();
    join.update(fields);
    return join;
  };
  ASSERT_OK_AND_ASSIGN(const Manifest inner, read(Inner()));
  EXPECT_EQ(inner.joins[0].type, JoinType::kInner);
  EXPECT_EQ(inner.joins[0].several_rows, SeveralRows::kLeaveOut);
  ASSERT_EQ(inner.joins[0].matched_to.size(), 1U);
  EXPECT_EQ(inner.joins[0].matched_to[0].value(), "university-c");
  EXPECT_EQ(inner.joins[0].unmatched_to, UnmatchedTo::kNobody);
  ASSERT_OK_AND_ASSIGN(const Manifest star, read(with({{"type", "star"},
                                                       {"party", "insurer-b"},
                                                       {"several_rows", "combine"},
                                                       {"unmatched_to", "own_holder"}})));
  EXPECT_EQ(star.joins[0].type, JoinType::kStar);
  EXPECT_EQ(star.joins[0].party[0].value(), "insurer-b");
  EXPECT_EQ(star.joins[0].several_rows, SeveralRows::kCombine);
  EXPECT_EQ(star.joins[0].unmatched_to, UnmatchedTo::kOwnHolder);
  EXPECT_OK(read(with({{"type", "full"}, {"unmatched_to", "researchers"}})));
  EXPECT_OK(read(with({{"type", "left"}, {"party", "hospital-a"}})));
  ASSERT_OK_AND_ASSIGN(const Manifest any, read(with({{"type", "any"}, {"at_least", 2}})));
  EXPECT_EQ(any.joins[0].at_least, 2);

  EXPECT_THAT(read(with({{"type", "left"}, {"party", "agency"}})),
              StatusIs(kInvalid, HasSubstr("joins[0].party")));
  EXPECT_THAT(read(with({{"type", "any"}, {"at_least", 3}})),
              StatusIs(kInvalid, HasSubstr("joins[0].at_least")));
  EXPECT_THAT(read(with({{"at_least", 2}})), StatusIs(kInvalid, HasSubstr("not of this format")));
  EXPECT_THAT(read(with({{"unmatched_to", "researchers"}})),
              StatusIs(kInvalid, HasSubstr("joins[0].unmatched_to")));
  EXPECT_THAT(read(with({{"matched_to", {"hospital-a"}}})),
              StatusIs(kInvalid, HasSubstr("joins[0].matched_to[0]")));
  EXPECT_THAT(read(with({{"matched_to", {"university-c", "university-c"}}})),
              StatusIs(kInvalid, HasSubstr("joins[0].matched_to")));
  Json no_policy = Inner();
  no_policy.erase("several_rows");
  EXPECT_THAT(read(no_policy), StatusIs(kInvalid, HasSubstr("joins[0].several_rows")));
}

TEST(ManifestTest, TheProfileIsTheOneOfTheDigestAndAllowedByTheFlags) {
  EXPECT_THAT(ReadChanged([](Json& document) { document["profile"]["threshold"] = 8001; }),
              StatusIs(kInvalid, HasSubstr("profile_digest")));
  const auto use_field = [](Json& document) {
    document["profile"]["preset"] = "field";
    document["profile_digest"] = ToHex(Sha256(AsBytes(document["profile"].dump())));
  };
  EXPECT_THAT(ReadChanged(use_field), StatusIs(kInvalid, HasSubstr("field_level_approved")));
}

TEST(ManifestTest, TheEndIsADayOfTheCalendar) {
  for (const char* day : {"2027-02-29", "2027-13-01", "2027-1-01", "27-01-01xx", "2027-04-31"}) {
    EXPECT_THAT(ReadChanged([&](Json& document) { document["end_date"] = day; }),
                StatusIs(kInvalid, HasSubstr("end_date")));
  }
}

TEST(ManifestTest, ATimeSeriesIsAllowedInWriting) {
  Json manifest = Good();
  EXPECT_FALSE(ReadManifest(manifest.dump()).value().time_series);
  manifest["time_series"] = true;
  EXPECT_TRUE(ReadManifest(manifest.dump()).value().time_series);
  manifest["time_series"] = "yes";
  EXPECT_THAT(ReadManifest(manifest.dump()), StatusIs(kInvalid, HasSubstr("time_series")));
}

TEST(ManifestTest, ExtractionNamesHoldersAndDecoys) {
  Json manifest = Good();
  EXPECT_FALSE(ReadManifest(manifest.dump()).value().extraction.has_value());
  manifest["extraction"] = {{"holders", {"hospital-a"}}, {"decoy_percent", 20}};
  ASSERT_OK_AND_ASSIGN(const Manifest read, ReadManifest(manifest.dump()));
  ASSERT_TRUE(read.extraction.has_value());
  EXPECT_EQ(read.extraction->holders.front().value(), "hospital-a");
  EXPECT_EQ(read.extraction->decoy_percent, 20);
  const auto refuses = [&manifest](const Json& extraction, const std::string& reason) {
    manifest["extraction"] = extraction;
    EXPECT_THAT(ReadManifest(manifest.dump()), StatusIs(kInvalid, HasSubstr(reason)));
  };
  refuses({{"holders", {"agency"}}, {"decoy_percent", 20}},
          "'extraction.holders[0]' is no holder among the parties");
  refuses({{"holders", Json::array()}, {"decoy_percent", 20}}, "'extraction.holders' is empty");
  refuses({{"holders", {"insurer-b", "insurer-b"}}, {"decoy_percent", 20}}, "is named twice");
  refuses({{"holders", {"insurer-b"}}, {"decoy_percent", 1001}},
          "'extraction.decoy_percent' is not an integer from 0 to 1000");
  refuses({{"holders", {"insurer-b"}}}, "extraction.decoy_percent");
  refuses({{"holders", {"insurer-b"}}, {"decoy_percent", 0}, {"more", 1}},
          "'extraction.' has a field");
  refuses("hospital-a", "'extraction' is not an object");
}

Json Mock() {
  Json manifest = Good();
  manifest["project"] = "flu-2026-mock";
  manifest["mock"] = {
      {"of", "flu-2026"}, {"field", "birth_date"}, {"per_mille", 50}, {"maximum_file_rows", 9000}};
  return manifest;
}

TEST(ManifestTest, AMockLinkageNamesItsProjectAndItsSample) {
  EXPECT_FALSE(ReadManifest(Good().dump()).value().mock.has_value());
  ASSERT_OK_AND_ASSIGN(const Manifest read, ReadManifest(Mock().dump()));
  ASSERT_TRUE(read.mock.has_value());
  EXPECT_EQ(read.mock->of.value(), "flu-2026");
  EXPECT_EQ(read.mock->field, "birth_date");
  EXPECT_EQ(read.mock->per_mille, 50);
  EXPECT_EQ(read.mock->maximum_file_rows, 9000);
  const auto refuses = [](const char* field, const Json& value, const std::string& reason) {
    Json manifest = Mock();
    manifest["mock"][field] = value;
    EXPECT_THAT(ReadManifest(manifest.dump()), StatusIs(kInvalid, HasSubstr(reason)));
  };
  refuses("of", "flu-2026-mock", "'mock.of' is the project itself");
  refuses("field", "", "mock.field");
  refuses("per_mille", 0, "'mock.per_mille' is not an integer from 1 to 500");
  refuses("per_mille", 501, "'mock.per_mille' is not an integer from 1 to 500");
  refuses("maximum_file_rows", 999, "'minimum_file_rows' is more than 'mock.maximum_file_rows'");
  refuses("more", 1, "'mock.' has a field");
}

TEST(ManifestTest, NothingOfAMockLinkageIsGivenToHolders) {
  const auto refuses = [](const char* field, const Json& value, const std::string& reason) {
    Json manifest = Mock();
    manifest[field] = value;
    EXPECT_THAT(ReadManifest(manifest.dump()), StatusIs(kInvalid, HasSubstr(reason)));
  };
  refuses("delivery", "holders", "no holder gets joint keys of a mock linkage");
  refuses("time_series", true, "'time_series' stands beside 'mock'");
  refuses("extraction", {{"holders", {"hospital-a"}}, {"decoy_percent", 20}},
          "'extraction' stands beside 'mock'");
}

TEST(ManifestTest, TheDraftOfAMockLinkageIsItsProjectCutDown) {
  Json production = Good();
  production["delivery"] = "holders";
  production["time_series"] = true;
  production["extraction"] = {{"holders", {"hospital-a"}}, {"decoy_percent", 20}};
  ASSERT_OK_AND_ASSIGN(const Manifest of, ReadManifest(production.dump()));
  const ProjectId id = ProjectId::Parse("flu-2026-mock").value();
  ASSERT_OK_AND_ASSIGN(
      const std::string text,
      MockDraftText(
          of, id,
          {.of = of.project, .field = "birth_date", .per_mille = 25, .maximum_file_rows = 5000}));
  ASSERT_OK_AND_ASSIGN(const Manifest mock, ReadManifest(text));
  EXPECT_EQ(mock.project, id);
  EXPECT_EQ(mock.title, "Mock linkage: Influenza and work");
  EXPECT_EQ(mock.delivery, Delivery::kJoiner);
  EXPECT_FALSE(mock.time_series);
  EXPECT_FALSE(mock.extraction.has_value());
  EXPECT_EQ(mock.minimum_file_rows, 25);
  EXPECT_EQ(mock.minimum_matched_rows, 3);
  EXPECT_EQ(mock.profile.digest, of.profile.digest);
  EXPECT_EQ(mock.Institutions(PartyRole::kHolder), of.Institutions(PartyRole::kHolder));
  EXPECT_THAT(
      MockDraftText(
          of, of.project,
          {.of = of.project, .field = "birth_date", .per_mille = 25, .maximum_file_rows = 5000}),
      StatusIs(kInvalid, HasSubstr("an id of its own")));
}

}  // namespace
}  // namespace ieum::core
