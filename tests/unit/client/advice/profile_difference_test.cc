#include "ieum/client/advice/profile_difference.h"

#include <nlohmann/json.hpp>

#include "ieum/client/profile/encoding_profile.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Json = nlohmann::json;

Json BuiltIn(const std::string& name) {
  const auto text = BuiltInProfile(name);
  EXPECT_OK(text);
  return Json::parse(*text);
}

std::vector<ProfileDifference> Compare(const Json& left, const Json& right) {
  const auto l = core::ReadProfileHeader(left.dump());
  const auto r = core::ReadProfileHeader(right.dump());
  EXPECT_OK(l);
  EXPECT_OK(r);
  const std::vector<ProfileDifference> differences = CompareProfiles(*l, *r);
  EXPECT_EQ(differences.empty(), l->digest == r->digest);
  return differences;
}

MATCHER_P4(Differs, member, left, right, effect, "") {
  return arg.member == member && arg.left == left && arg.right == right && arg.effect == effect;
}

TEST(ProfileDifferenceTest, EqualProfilesHaveNone) {
  EXPECT_THAT(Compare(BuiltIn("korean-person"), BuiltIn("korean-person")), IsEmpty());
}

TEST(ProfileDifferenceTest, SaysWhatEachMemberChanges) {
  const Json left = BuiltIn("korean-person");
  Json right = left;
  right["version"] = 2;
  right["threshold"] = 7000;
  right["segments"][1]["weight"] = 46;
  right["fields"][0]["bits_per_token"] = 40;
  right["fields"][0]["entropy_bits"] = 13;
  right["fields"][1]["column"] = "생년월일";
  right["fields"][2].erase("invalid");
  right["allow_partial_ci"] = true;
  EXPECT_THAT(
      Compare(left, right),
      ElementsAre(
          Differs("allow_partial_ci", "", "true", DifferenceEffect::kInput),
          Differs("fields[birth_date].column", "", "\"생년월일\"", DifferenceEffect::kInput),
          Differs("fields[name].bits_per_token", "41", "40", DifferenceEffect::kEncodings),
          Differs("fields[name].entropy_bits", "14", "13", DifferenceEffect::kDescription),
          Differs("fields[sex].invalid", "\"missing\"", "", DifferenceEffect::kInput),
          Differs("segments[birth].weight", "45", "46", DifferenceEffect::kDecision),
          Differs("threshold", "8400", "7000", DifferenceEffect::kDecision),
          Differs("version", "1", "2", DifferenceEffect::kDescription)));
}

TEST(ProfileDifferenceTest, FindsFieldsByNameWhateverTheirPlace) {
  const Json left = BuiltIn("korean-person");
  Json right = left;
  std::swap(right["fields"][0], right["fields"][3]);
  EXPECT_THAT(
      Compare(left, right),
      ElementsAre(Differs("fields (order)", "name, birth_date, sex, phone, district",
                          "phone, birth_date, sex, name, district", DifferenceEffect::kInput)));
  right = left;
  std::swap(right["segments"][0], right["segments"][1]);
  EXPECT_THAT(Compare(left, right),
              ElementsAre(Differs("segments (order)", "name, birth, contact",
                                  "birth, name, contact", DifferenceEffect::kEncodings)));
}

TEST(ProfileDifferenceTest, LooksInsideHardeningAndOptions) {
  const Json left = BuiltIn("korean-person");
  Json right = left;
  right["segments"][0]["hardening"]["xor_count"] = 9;
  right["fields"][0]["options"]["fold_vowels"] = false;
  EXPECT_THAT(Compare(left, right), ElementsAre(Differs("fields[name].options.fold_vowels", "true",
                                                        "false", DifferenceEffect::kEncodings),
                                                Differs("segments[name].hardening.xor_count", "8",
                                                        "9", DifferenceEffect::kEncodings)));
}

TEST(ProfileDifferenceTest, EveryEffectHasWords) {
  for (const auto effect : {DifferenceEffect::kEncodings, DifferenceEffect::kInput,
                            DifferenceEffect::kDecision, DifferenceEffect::kDescription}) {
    EXPECT_FALSE(EffectWords(effect).empty());
  }
}

}  // namespace
}  // namespace ieum::client
