#include "ieum/client/profile/preset_rules.h"

#include "profile_builder.h"

namespace ieum::client::preset_rules_test {
namespace {

using ::ieum::testing::BuiltInJson;
using ::ieum::testing::Json;
using ::ieum::testing::ReadJson;
using ::ieum::testing::StatusIs;
using ::ieum::testing::With;
using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// Segments: name (diffused 1024 → 2048, t = 8), birth and contact (balanced). Fields: name,
// birth_date, sex, phone, district.
Json Grouped() { return BuiltInJson("korean-person"); }
// One segment, diffused 1024 → 2048, t = 8. Fields: name, birth_date, sex.
Json Record() { return BuiltInJson("korean-person-record"); }
// Segments name, birth, phone, district, all balanced.
Json Field() { return BuiltInJson("korean-person-field"); }

void ExpectRefused(const Json& profile, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    EXPECT_THAT(ReadJson(profile), StatusIs(kInvalid, HasSubstr(part)));
  }
}

TEST(SegmentForecastTest, IsThatOfTheWorkedExample) {
  // 20 tokens of 20 bits in 1024, diffused to 2048 by XORs of eight, as bigrams.
  Json profile = With(Record(), "/fields",
                      Json::array({{{"name", "name"},
                                    {"segment", "person"},
                                    {"attribute", "name"},
                                    {"normalizer", "latin_name"},
                                    {"tokenizer", "bigrams"},
                                    {"bits_per_token", 20},
                                    {"tokens", 20},
                                    {"entropy_bits", 20}}}));
  ASSERT_OK_AND_ASSIGN(const EncodingProfile read, ReadJson(profile));
  const SegmentForecast forecast = ForecastSegment(read, 0);
  EXPECT_EQ(forecast.inserted_bits, 400);
  EXPECT_EQ(forecast.entropy_bits, 20);
  EXPECT_THAT(forecast.fill, DoubleNear(0.3235, 0.0001));
  // d = 4·20·0.6765/1024 = 0.05285; 1/2 + (1 − 2d)^8 / 2 and the same with 16.
  EXPECT_THAT(forecast.equal_after_one_error, DoubleNear(0.7045, 0.0001));
  EXPECT_THAT(forecast.equal_after_two_errors, DoubleNear(0.5837, 0.0001));
  // σ = 1 / (2·√2048) = 0.01105.
  EXPECT_THAT(forecast.sigmas_after_one_error, DoubleNear(18.51, 0.01));
  EXPECT_THAT(forecast.sigmas_after_two_errors, DoubleNear(7.57, 0.01));
}

TEST(SegmentForecastTest, CountsAColumnThatTwoFieldsReadOnce) {
  ASSERT_OK_AND_ASSIGN(const EncodingProfile read, ReadJson(BuiltInJson("clinic-patient")));
  EXPECT_EQ(ForecastSegment(read, 0).entropy_bits, 14) << "name and name_sound read one column";
  EXPECT_EQ(ForecastSegment(read, 1).entropy_bits, 15) << "birth date and sex do not";
}

TEST(SegmentForecastTest, WithoutDiffusionTheErrorsAreThoseOfTheFilter) {
  ASSERT_OK_AND_ASSIGN(const EncodingProfile read, ReadJson(Field()));
  const SegmentForecast birth = ForecastSegment(read, 1);
  // 96 bits set in 256; d = 4·8·0.687/256.
  EXPECT_THAT(birth.fill, DoubleNear(0.313, 0.001));
  EXPECT_THAT(birth.equal_after_one_error, DoubleNear(0.914, 0.001));
  EXPECT_EQ(birth.sigmas_after_one_error, 0);
}

TEST(PlainPresetTest, HasNoRules) {
  Json plain = With(Grouped(), "/preset", "plain");
  plain["segments"][0]["hardening"]["xor_count"] = 2;
  plain["segments"][1].erase("hardening");
  plain["segments"][2]["hardening"] = {{"method", "xor_fold"}};
  plain["fields"][2]["segment"] = "contact";
  EXPECT_OK(ReadJson(plain));
}

TEST(RecordPresetTest, HasOneSegment) {
  ExpectRefused(With(Grouped(), "/preset", "record"),
                {"preset 'record' has one segment and this profile has 3", "choose preset"});
}

TEST(RecordPresetTest, IsDiffused) {
  for (const char* method : {"balance", "xor_fold"}) {
    ExpectRefused(With(Record(), "/segments/0/hardening", {{"method", method}}),
                  {"preset 'record': segment 'person' is not diffused; only diffusion hides"});
  }
  ExpectRefused(With(Record(), "/segments/0/hardening", nullptr), {"is not diffused"});
}

TEST(RecordPresetTest, RefusesWhatPeopleChange) {
  for (const char* attribute : {"phone", "address", "postcode", "email"}) {
    const Json profile =
        With(With(Record(), "/fields/1/attribute", attribute), "/fields/1/column", "other");
    ExpectRefused(
        profile, {absl::StrFormat("field 'birth_date' tells of %s, which people change", attribute),
                  "choose preset 'grouped'"});
  }
}

TEST(RecordPresetTest, KeepsTwoTypingErrorsClearlyAboveStrangers) {
  // Fewer tokens with more bits: the same fill, but each error changes more.
  Json profile = With(Record(), "/fields/0/bits_per_token", 40);
  profile["fields"][0]["tokens"] = 5;
  ExpectRefused(profile, {"segment 'person' of two records with two typing errors is only",
                          "want at least 7.1", "more segment bits"});
}

TEST(RecordPresetTest, AcceptsMoreXorsOnlyWithMoreBits) {
  const Json ten = With(Record(), "/segments/0/hardening/xor_count", 10);
  ExpectRefused(ten, {"want at least 7.1"});
  // 8192 bits double the standard deviations.
  EXPECT_OK(ReadJson(With(ten, "/segments/0/bits", 8192)));
}

TEST(DiffusionTest, NeedsEightXorsInEveryHardenedPreset) {
  for (const int xors : {2, 5, 7}) {
    ExpectRefused(With(Record(), "/segments/0/hardening/xor_count", xors),
                  {absl::StrFormat("segment 'person' XORs %d bits, and want at least 8", xors)});
    ExpectRefused(With(Grouped(), "/segments/0/hardening/xor_count", xors),
                  {"preset 'grouped': segment 'name' XORs", "raise hardening.xor_count"});
  }
}

TEST(DiffusionTest, RefusesFillOutsideTheMeasuredRegionAndSaysWhichWayToGo) {
  ExpectRefused(With(Grouped(), "/fields/0/bits_per_token", 36),
                {"preset 'grouped': segment 'name' fills 29.7 % of its filter (360 bits set in "
                 "1024), and want 30.0 to 36.0 %",
                 "raise bits_per_token of its fields or lower hardening.filter_bits"});
  ExpectRefused(With(Grouped(), "/fields/0/bits_per_token", 46),
                {"lower bits_per_token of its fields or raise hardening.filter_bits"});
  EXPECT_OK(ReadJson(With(Grouped(), "/fields/0/bits_per_token", 37)));
  EXPECT_OK(ReadJson(With(Grouped(), "/fields/0/bits_per_token", 45)));
}

TEST(DiffusionTest, MoreXorsDoNotMakeUpForAnEmptierFilter) {
  Json profile = With(Record(), "/segments/0/hardening/xor_count", 10);
  for (Json& field : profile["fields"]) field["bits_per_token"] = 4;
  ExpectRefused(profile, {"fills 8.2 % of its filter", "broken even with more XORs"});
}

TEST(DiffusionTest, ASegmentAmongOthersKeepsOneTypingErrorAboveStrangers) {
  // Five tokens of 64 bits in 768: one error changes most of them.
  Json profile = With(Grouped(), "/segments/0/hardening/filter_bits", 768);
  profile["fields"][0]["tokens"] = 5;
  profile["fields"][0]["bits_per_token"] = 60;
  ExpectRefused(profile, {"segment 'name' of two records with one typing error is only",
                          "standard deviations more alike than that of strangers, and want at "
                          "least 4.0"});
}

TEST(GroupedPresetTest, HasTwoToSixSegments) {
  ExpectRefused(With(Record(), "/preset", "grouped"),
                {"preset 'grouped' has 2 to 6 segments and this profile has 1"});
  Json many = Grouped();
  for (int i = 0; i < 4; ++i) {
    const std::string name = absl::StrFormat("more%d", i);
    many["segments"].push_back(
        {{"name", name}, {"bits", 512}, {"weight", 1}, {"hardening", {{"method", "balance"}}}});
    many["fields"].push_back({{"name", name},
                              {"segment", name},
                              {"attribute", "identifier"},
                              {"normalizer", "code"},
                              {"tokenizer", "bigrams"},
                              {"bits_per_token", 8},
                              {"tokens", 9},
                              {"entropy_bits", 20}});
    if (i == 2) {
      EXPECT_OK(ReadJson(many));
    }
  }
  ExpectRefused(many, {"and this profile has 7"});
}

TEST(HardeningRulesTest, EverySegmentOfGroupedAndFieldIsHardened) {
  for (const Json& profile : {Grouped(), Field()}) {
    ExpectRefused(With(profile, "/segments/1/hardening", nullptr),
                  {"segment 'birth' has no hardening", "choose preset 'plain' for tests"});
    ExpectRefused(With(profile, "/segments/1/hardening", {{"method", "xor_fold"}}),
                  {"segment 'birth' is only folded", "known pairs"});
    const auto flip = [&](int basis_points) {
      return With(profile, "/segments/1/hardening",
                  {{"method", "flip"}, {"basis_points", basis_points}});
    };
    ExpectRefused(flip(199), {"segment 'birth' flips 199 of 10000 bits, and want at least 200"});
    EXPECT_OK(ReadJson(flip(200)));
  }
}

TEST(OverlapTest, FieldsOfOneAttributeShareASegment) {
  Json profile = Grouped();
  profile["fields"].push_back(With(profile["fields"][0], "/name", "maiden_name"));
  profile["fields"].back()["segment"] = "contact";
  profile["fields"].back()["column"] = "maiden_name";
  ExpectRefused(profile, {"fields 'name' and 'maiden_name' tell of the same name but are in "
                          "different segments",
                          "count twice; give both the same segment"});
}

TEST(OverlapTest, FieldsOfOneColumnShareASegment) {
  const Json profile =
      With(With(Grouped(), "/fields/4/column", "name"), "/fields/4/attribute", "other");
  ExpectRefused(profile, {"fields 'name' and 'district' tell of the same column"});
}

TEST(OverlapTest, DifferentIdentifiersDoNotOverlap) {
  Json profile = BuiltInJson("plant-part");
  profile["fields"][5]["attribute"] = "identifier";
  EXPECT_OK(ReadJson(profile));
}

TEST(WeakFieldTest, NeverStandsAlone) {
  Json profile = With(Field(), "/fields/4/entropy_bits", 7);
  ExpectRefused(profile, {"preset 'field': the fields of segment 'district' tell 7 bits together, "
                          "and want at least 8",
                          "move them to another segment"});
}

TEST(BlockingKeyRulesTest, BoundTheirNumber) {
  Json profile = BuiltInJson("card-customer");
  profile["blocking_keys"].push_back({{"name", "near"},
                                      {"method", "minhash"},
                                      {"fields", {"name", "birth_date"}},
                                      {"bands", 5},
                                      {"rows", 2}});
  EXPECT_OK(ReadJson(profile));
  profile["blocking_keys"][3]["bands"] = 6;
  ExpectRefused(profile, {"the blocking keys make 9 values for a record, and want at most 8"});
  profile["preset"] = "plain";
  EXPECT_OK(ReadJson(profile));
}

TEST(BlockingKeyRulesTest, BoundTheirEntropyFromBelow) {
  const Json profile = BuiltInJson("card-customer");
  const auto key_of = [&](std::vector<std::string> fields) {
    return With(profile, "/blocking_keys/0/fields", fields);
  };
  ExpectRefused(key_of({"name", "sex"}),
                {"blocking key 'name_and_birth' is made of 15 bits, and wants at least 20",
                 "counting equal keys"});
  ExpectRefused(key_of({"mobile"}), {"is made of 24 bits of one field, and wants at least 30"});
  EXPECT_OK(ReadJson(key_of({"email"}))) << "30 bits alone";
  EXPECT_OK(ReadJson(key_of({"mobile", "sex"})));
}

TEST(BlockingKeyRulesTest, MinHashNeedsTwoRows) {
  Json profile = BuiltInJson("card-customer");
  profile["blocking_keys"][0] = {{"name", "near"},
                                 {"method", "minhash"},
                                 {"fields", {"name", "birth_date"}},
                                 {"bands", 2},
                                 {"rows", 1}};
  ExpectRefused(profile, {"blocking key 'near' has 1 row in a band, and wants at least 2"});
  profile["blocking_keys"][0]["rows"] = 2;
  EXPECT_OK(ReadJson(profile));
}

TEST(TypingErrorTest, ChangesTokensInBothValues) {
  EXPECT_EQ(TokensChangedByOneError(Tokenizer::kJamoBigrams), 4);
  EXPECT_EQ(TokensChangedByOneError(Tokenizer::kDateComponents), 4);
  EXPECT_EQ(TokensChangedByOneError(Tokenizer::kDateBigrams), 6);
  EXPECT_EQ(TokensChangedByOneError(Tokenizer::kPositionalDigits), 2);
  EXPECT_EQ(TokensChangedByOneError(Tokenizer::kWhole), 2);
}

}  // namespace
}  // namespace ieum::client::preset_rules_test
