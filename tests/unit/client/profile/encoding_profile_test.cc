#include "ieum/client/profile/encoding_profile.h"

#include "ieum/core/base/status.h"
#include "support/hex_vector.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::string Profile(std::string_view from = "", std::string_view to = "") {
  std::string text =
      R"({"profile":"test","version":1,"unicode":"15.0","icu":"72.1","preset":"plain",
    "threshold":7200,
    "segments":[{"name":"name","bits":512,"weight":35},{"name":"rest","bits":256,"weight":9}],
    "fields":[
      {"name":"given_name","segment":"name","normalizer":"latin_name","tokenizer":"bigrams",
       "bits_per_token":12},
      {"name":"birth","column":"생년월일","segment":"rest","normalizer":"date",
       "tokenizer":"date_components","bits_per_token":8,"invalid":"keep",
       "missing_values":["1900-01-01","모름"]}]})";
  if (!from.empty()) {
    EXPECT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
  }
  return text;
}

TEST(EncodingProfileTest, ReadsFieldsInOrderWithTheirDefaults) {
  ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, EncodingProfile::FromJson(Profile()));
  EXPECT_EQ(profile.header.name, "test");
  ASSERT_EQ(profile.fields.size(), 2U);
  const FieldSpec& given_name = profile.fields[0];
  EXPECT_EQ(given_name.name, "given_name");
  EXPECT_EQ(given_name.column, "given_name");
  EXPECT_EQ(given_name.segment, 0);
  EXPECT_EQ(given_name.normalizer, Normalizer::kLatinName);
  EXPECT_EQ(given_name.tokenizer, Tokenizer::kBigrams);
  EXPECT_EQ(given_name.bits_per_token, 12);
  EXPECT_EQ(given_name.invalid, InvalidValue::kRefuse);
  EXPECT_THAT(given_name.missing_values, IsEmpty());
  const FieldSpec& birth = profile.fields[1];
  EXPECT_EQ(birth.name, "birth");
  EXPECT_EQ(birth.column, "생년월일");
  EXPECT_EQ(birth.segment, 1);
  EXPECT_EQ(birth.normalizer, Normalizer::kDate);
  EXPECT_EQ(birth.tokenizer, Tokenizer::kDateComponents);
  EXPECT_EQ(birth.invalid, InvalidValue::kKeep);
  EXPECT_THAT(birth.missing_values, ElementsAre("1900-01-01", "모름"));
}

TEST(EncodingProfileTest, ReadsTheGoldenProfile) {
  ASSERT_OK_AND_ASSIGN(
      const EncodingProfile profile,
      EncodingProfile::FromJson(testing::ReadTestFile(testing::VectorPath("profile.json"))));
  ASSERT_EQ(profile.fields.size(), 1U);
  EXPECT_EQ(profile.fields[0].column, "성");
  EXPECT_EQ(profile.fields[0].tokenizer, Tokenizer::kJamoBigrams);
}

struct BrokenProfile {
  std::string name;
  std::string from, to;
  std::string message;
};
class EncodingProfileRefuses : public ::testing::TestWithParam<BrokenProfile> {};

TEST_P(EncodingProfileRefuses, WithAMessageThatNamesTheMember) {
  EXPECT_THAT(EncodingProfile::FromJson(Profile(GetParam().from, GetParam().to)),
              StatusIs(kInvalid, HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Profiles, EncodingProfileRefuses,
    ::testing::Values(
        BrokenProfile{"Header", "7200", "0", "'threshold'"},
        BrokenProfile{"UnknownMember", "\"version\":1", "\"version\":1,\"versions\":1",
                      "the profile has an unknown member; known are: profile, version"},
        BrokenProfile{"UnknownFieldMember", "\"invalid\"", "\"invalids\"",
                      "'fields[1]' has an unknown member; known are: name, column"},
        BrokenProfile{"UnknownSegmentMember", "\"weight\":9", "\"weight\":9,\"w\":1",
                      "'segments[1]' has a member besides"},
        BrokenProfile{"NoUnicode", "\"unicode\":\"15.0\",", "", "'unicode' is missing"},
        BrokenProfile{"OtherUnicode", "15.0", "14.0", "'unicode' is not \"15.0\""},
        BrokenProfile{"UnicodeNumber", "\"15.0\"", "15", "'unicode' is not"},
        BrokenProfile{"NoIcu", "\"icu\":\"72.1\",", "", "member 'icu' is missing; here it is 72.1"},
        BrokenProfile{"OtherIcu", "72.1", "70.1",
                      "'icu' is not \"72.1\", the version of this software; all holders"},
        BrokenProfile{"NoFields", "fields", "segment", "unknown member"},
        BrokenProfile{"FieldName", "\"given_name\"", "\"given name\"",
                      "'fields[0].name' is not a name"},
        BrokenProfile{"NoFieldName", "\"name\":\"given_name\",", "", "'fields[0].name' is missing"},
        BrokenProfile{"SameFieldName", "\"birth\"", "\"given_name\"",
                      "two fields are called 'given_name'"},
        BrokenProfile{"EmptyColumn", "생년월일", "", "'fields[1].column'"},
        BrokenProfile{"ControlColumn", "생년월일", "a\\nb", "'fields[1].column'"},
        BrokenProfile{"UnknownSegment", "\"segment\":\"rest\"", "\"segment\":\"place\"",
                      "'fields[1].segment' names no member"},
        BrokenProfile{"UnusedSegment", "\"segment\":\"rest\"", "\"segment\":\"name\"",
                      "no field uses segment 'rest'"},
        BrokenProfile{
            "UnknownNormalizer", "latin_name", "latin",
            "'fields[0].normalizer' is unknown to this software; want one of: latin_name"},
        BrokenProfile{"UnknownTokenizer", "\"bigrams\"", "\"trigrams\"",
                      "'fields[0].tokenizer' is unknown"},
        BrokenProfile{"UnknownInvalid", "\"keep\"", "\"drop\"",
                      "'fields[1].invalid' is unknown to this software; want one of: refuse, "
                      "missing, keep"},
        BrokenProfile{"ZeroBits", "\"bits_per_token\":12", "\"bits_per_token\":0",
                      "'fields[0].bits_per_token' is not an integer from 1 to 64"},
        BrokenProfile{"ManyBits", "\"bits_per_token\":12", "\"bits_per_token\":65", "1 to 64"},
        BrokenProfile{"TextBits", "\"bits_per_token\":12", "\"bits_per_token\":\"12\"", "1 to 64"},
        BrokenProfile{"MissingNotList", "[\"1900-01-01\",\"모름\"]", "\"x\"",
                      "'fields[1].missing_values' is not an array"},
        BrokenProfile{"MissingNotText", "\"1900-01-01\"", "1900", "that is not a string"},
        BrokenProfile{"MissingEmpty", "\"1900-01-01\"", "\"\"", "is empty"},
        BrokenProfile{"MissingSpaces", "\"1900-01-01\"", "\"x \"", "outer white space"},
        BrokenProfile{"FieldNotObject", "\"fields\":[", "\"fields\":[7,",
                      "'fields[0]' is not an object"}),
    [](const auto& test) { return test.param.name; });

TEST(EncodingProfileTest, RefusesNoFieldsAndTooManyFields) {
  const std::string start = Profile().substr(0, Profile().find("\"fields\":["));
  EXPECT_THAT(EncodingProfile::FromJson(start + "\"fields\":[]}"),
              StatusIs(kInvalid, HasSubstr("1 to 64 fields")));
  std::string fields;
  for (int i = 0; i < 65; ++i) {
    if (i > 0) fields += ',';
    fields += absl::StrFormat(
        R"({"name":"f%d","segment":"%s","normalizer":"code","tokenizer":"whole","bits_per_token":1})",
        i, i % 2 == 0 ? "name" : "rest");
    const auto profile = EncodingProfile::FromJson(start + "\"fields\":[" + fields + "]}");
    if (i == 63) {
      EXPECT_OK(profile);
    } else if (i == 64) {
      EXPECT_THAT(profile, StatusIs(kInvalid, HasSubstr("1 to 64 fields")));
    }
  }
}

TEST(EncodingProfileTest, AcceptsExactlyTheTokenizersThatFit) {
  // Columns: bigrams, word_bigrams, jamo_bigrams, date_components, date_bigrams,
  // positional_digits, whole.
  const char* const tokenizers[] = {
      "bigrams",      "word_bigrams",      "jamo_bigrams", "date_components",
      "date_bigrams", "positional_digits", "whole"};
  const std::vector<std::pair<std::string, std::string>> fits = {{"latin_name", "yy----y"},
                                                                 {"hangul_name", "yyy---y"},
                                                                 {"romanized_name", "yy----y"},
                                                                 {"kana_name", "yy----y"},
                                                                 {"kanji_name", "yy----y"},
                                                                 {"date", "---yyyy"},
                                                                 {"sex", "------y"},
                                                                 {"digits", "y----yy"},
                                                                 {"phone", "y----yy"},
                                                                 {"postcode", "y----yy"},
                                                                 {"korean_address", "yy----y"},
                                                                 {"email", "y-----y"},
                                                                 {"business_number", "y----yy"},
                                                                 {"code", "y-----y"}};
  const std::string from = R"("normalizer":"latin_name","tokenizer":"bigrams")";
  for (const auto& [normalizer, row] : fits) {
    for (size_t t = 0; t < row.size(); ++t) {
      const std::string to =
          absl::StrFormat(R"("normalizer":"%s","tokenizer":"%s")", normalizer, tokenizers[t]);
      const auto profile = EncodingProfile::FromJson(Profile(from, to));
      if (row[t] == 'y') {
        EXPECT_OK(profile) << to;
      } else {
        EXPECT_THAT(profile,
                    StatusIs(kInvalid, AllOf(HasSubstr("fields[0]"), HasSubstr("do not fit"))))
            << to;
      }
    }
  }
}

}  // namespace
}  // namespace ieum::client
