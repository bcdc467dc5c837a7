#include "ieum/client/profile/encoding_profile.h"
#include "profile_builder.h"

namespace ieum::client {
namespace {

using ::ieum::testing::BuiltInJson;
using ::ieum::testing::Json;
using ::ieum::testing::ReadJson;
using ::ieum::testing::StatusIs;
using ::ieum::testing::With;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(FieldReaderTest, ReadsAttributesOptionsAndStatementsOfFields) {
  ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, ReadJson(BuiltInJson("clinic-patient")));
  ASSERT_THAT(profile.fields, SizeIs(6));
  const FieldSpec& name = profile.fields[0];
  EXPECT_EQ(name.attribute, Attribute::kName);
  EXPECT_EQ(name.options, (NormalizerOptions{.fold_vowels = true, .fold_initial_sound = true}));
  EXPECT_EQ(name.expected_tokens, 10);
  EXPECT_EQ(name.entropy_bits, 14);
  EXPECT_EQ(profile.fields[1].column, "name");
  EXPECT_EQ(profile.fields[1].tokenizer, Tokenizer::kWordBigrams);
  EXPECT_EQ(profile.fields[1].options, NormalizerOptions());
  EXPECT_EQ(profile.fields[2].options,
            (NormalizerOptions{.two_digit_years_from = 1930, .lunar_candidate = true}));
  EXPECT_EQ(profile.fields[3].attribute, Attribute::kSex);
  EXPECT_EQ(profile.fields[4].options, NormalizerOptions{.renumbered_candidate = true});
  EXPECT_EQ(profile.fields[5].attribute, Attribute::kAddress);
  EXPECT_THAT(profile.blocking_keys, IsEmpty());
}

TEST(FieldReaderTest, APlainProfileNeedsNoAttributeTokensOrEntropy) {
  ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, ReadJson(BuiltInJson("febrl-person")));
  EXPECT_EQ(profile.fields[0].attribute, Attribute::kOther);
  EXPECT_EQ(profile.fields[0].expected_tokens, 0);
  EXPECT_EQ(profile.fields[0].entropy_bits, 0);
}

TEST(FieldReaderTest, AHardenedProfileNeedsThemForEveryField) {
  for (const char* member : {"attribute", "tokens", "entropy_bits"}) {
    const Json broken =
        With(BuiltInJson("korean-person"), std::string("/fields/2/") + member, nullptr);
    EXPECT_THAT(ReadJson(broken),
                StatusIs(kInvalid, HasSubstr(std::string("member 'fields[2].") + member +
                                             "' is missing; preset 'grouped' needs")));
  }
}

TEST(FieldReaderTest, EachOptionIsRefusedWhereItHasNoMeaning) {
  const Json profile = BuiltInJson("clinic-patient");  // name, romanised name, date, sex, phone, …
  const std::vector<std::tuple<std::string, Json, int, std::string>> options = {
      {"two_digit_years_from", 1930, 2, "date"},
      {"lunar_candidate", true, 2, "date"},
      {"renumbered_candidate", true, 4, "phone"},
      {"fold_vowels", true, 0, "hangul_name"},
      {"fold_initial_sound", true, 0, "hangul_name"}};
  for (const auto& [option, value, home, normalizer] : options) {
    for (int field = 0; field < 6; ++field) {
      const std::string pointer = absl::StrFormat("/fields/%d/options", field);
      const auto read = ReadJson(With(profile, pointer, Json{{option, value}}));
      if (field == home) {
        EXPECT_OK(read) << option;
      } else {
        EXPECT_THAT(read, StatusIs(kInvalid,
                                   HasSubstr(absl::StrFormat(
                                       "'fields[%d].options.%s' has a meaning only for normalizer "
                                       "%s",
                                       field, option, normalizer))));
      }
    }
  }
}

TEST(FieldReaderTest, OptionsHaveTheirOwnTypesAndRanges) {
  const Json profile = BuiltInJson("clinic-patient");
  const auto with = [&](Json options) {
    return ReadJson(With(profile, "/fields/2/options", options));
  };
  EXPECT_OK(with({{"two_digit_years_from", 1850}}));
  EXPECT_OK(with({{"two_digit_years_from", 2001}}));
  EXPECT_THAT(with({{"two_digit_years_from", 1849}}),
              StatusIs(kInvalid, HasSubstr("'fields[2].options.two_digit_years_from' is not an "
                                           "integer from 1850 to 2001")));
  EXPECT_THAT(with({{"two_digit_years_from", 2002}}),
              StatusIs(kInvalid, HasSubstr("1850 to 2001")));
  EXPECT_THAT(with({{"lunar_candidate", 1}}), StatusIs(kInvalid, HasSubstr("not true or false")));
  EXPECT_THAT(with({{"lunar", true}}),
              StatusIs(kInvalid, HasSubstr("'fields[2].options' has an unknown member; known are: "
                                           "two_digit_years_from, lunar_candidate")));
  EXPECT_THAT(with(7), StatusIs(kInvalid, HasSubstr("'fields[2].options' is not an object")));
  ASSERT_OK_AND_ASSIGN(const EncodingProfile off, with({{"lunar_candidate", false}}));
  EXPECT_EQ(off.fields[2].options, NormalizerOptions());
}

TEST(FieldReaderTest, AttributesTokensAndEntropyHaveTheirRanges) {
  const Json profile = BuiltInJson("febrl-person");
  const auto with = [&](const char* member, Json value) {
    return ReadJson(With(profile, std::string("/fields/0/") + member, std::move(value)));
  };
  EXPECT_THAT(with("attribute", "surname"),
              StatusIs(kInvalid, HasSubstr("'fields[0].attribute' is unknown to this software; "
                                           "want one of: name, birth_date")));
  EXPECT_THAT(with("attribute", 1), StatusIs(kInvalid, HasSubstr("is not a string")));
  EXPECT_THAT(with("tokens", 0),
              StatusIs(kInvalid, HasSubstr("'fields[0].tokens' is not an integer "
                                           "from 1 to 256")));
  EXPECT_THAT(with("tokens", 257), StatusIs(kInvalid, HasSubstr("1 to 256")));
  EXPECT_OK(with("tokens", 256));
  EXPECT_THAT(with("entropy_bits", 0), StatusIs(kInvalid, HasSubstr("1 to 128")));
  EXPECT_THAT(with("entropy_bits", 129), StatusIs(kInvalid, HasSubstr("1 to 128")));
  EXPECT_OK(with("entropy_bits", 128));
}

TEST(BlockingKeyReaderTest, ReadsExactAndMinHashKeys) {
  Json profile = BuiltInJson("card-customer");
  profile["blocking_keys"].push_back({{"name", "near"},
                                      {"method", "minhash"},
                                      {"fields", {"name", "birth_date"}},
                                      {"bands", 5},
                                      {"rows", 3}});
  ASSERT_OK_AND_ASSIGN(const EncodingProfile read, ReadJson(profile));
  ASSERT_THAT(read.blocking_keys, SizeIs(4));
  EXPECT_EQ(read.blocking_keys[1].name, "birth_and_mobile");
  EXPECT_EQ(read.blocking_keys[1].method, BlockingMethod::kExact);
  EXPECT_THAT(read.blocking_keys[1].fields, ElementsAre(1, 3));
  EXPECT_EQ(read.blocking_keys[1].bands, 1);
  EXPECT_EQ(read.blocking_keys[1].rows_per_band, 0);
  EXPECT_EQ(read.blocking_keys[3].method, BlockingMethod::kMinHash);
  EXPECT_EQ(read.blocking_keys[3].bands, 5);
  EXPECT_EQ(read.blocking_keys[3].rows_per_band, 3);
  EXPECT_EQ(read.header.blocking_key_count, 8);
}

struct BrokenKey {
  const char* pointer;
  Json value;
  const char* message;
};

TEST(BlockingKeyReaderTest, NamesTheMemberThatIsWrong) {
  const Json profile = With(BuiltInJson("card-customer"), "/blocking_keys/2",
                            {{"name", "near"},
                             {"method", "minhash"},
                             {"bands", 2},
                             {"rows", 2},
                             {"fields", {"name", "birth_date"}}});
  ASSERT_OK(ReadJson(profile));
  const BrokenKey broken[] = {
      {"/blocking_keys/1", 3, "'blocking_keys[1]' is not an object"},
      {"/blocking_keys", 3, "'blocking_keys' is not an array"},
      {"/blocking_keys/1/name", "Name", "'blocking_keys[1].name' is not a name"},
      {"/blocking_keys/1/name", "near", "two blocking keys are called 'near'"},
      {"/blocking_keys/1/key", 1, "'blocking_keys[1]' has an unknown member; known are: name"},
      {"/blocking_keys/1/method", "lsh", "want one of: exact, minhash"},
      {"/blocking_keys/1/fields", Json::array(),
       "'blocking_keys[1].fields' is not an array of one"},
      {"/blocking_keys/1/fields", nullptr, "member 'blocking_keys[1].fields' is missing"},
      {"/blocking_keys/1/fields/1", "phone", "'blocking_keys[1].fields[1]' names no member"},
      {"/blocking_keys/1/fields/1", 1, "'blocking_keys[1].fields[1]' names no member"},
      {"/blocking_keys/1/fields/1", "birth_date", "names field 'birth_date' twice"},
      {"/blocking_keys/1/bands", 1, "'blocking_keys[1]' has bands or rows, which only"},
      {"/blocking_keys/1/rows", 1, "'blocking_keys[1]' has bands or rows, which only"},
      {"/blocking_keys/2/bands", nullptr, "'blocking_keys[2].bands' is missing"},
      {"/blocking_keys/2/rows", nullptr, "'blocking_keys[2].rows' is missing"},
      {"/blocking_keys/2/rows", 9, "'blocking_keys[2].rows' is not an integer from 1 to 8"},
      {"/blocking_keys/2/bands", 17, "'blocking_keys[2].bands' is not an integer from 1 to 16"}};
  for (const BrokenKey& each : broken) {
    EXPECT_THAT(ReadJson(With(profile, each.pointer, each.value)),
                StatusIs(kInvalid, HasSubstr(each.message)))
        << each.pointer;
  }
}

}  // namespace
}  // namespace ieum::client
