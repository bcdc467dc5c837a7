// docs/formats/profile.schema.json and the reader know the same members and words.
#include "ieum/client/profile/field_reader.h"
#include "ieum/client/profile/profile_words.h"
#include "ieum/client/profile/value_rules_reader.h"
#include "profile_builder.h"
#include "support/hex_vector.h"

namespace ieum::client {
namespace {

using ::ieum::testing::Json;
using ::testing::UnorderedElementsAreArray;

Json Schema() {
  return Json::parse(
      testing::ReadTestFile(testing::VectorPath("../../docs/formats/profile.schema.json")));
}

std::vector<std::string> MembersAt(const std::string& pointer) {
  const Json schema = Schema();
  std::vector<std::string> members;
  for (const auto& [name, rule] : schema.at(Json::json_pointer(pointer + "/properties")).items()) {
    members.push_back(name);
  }
  return members;
}

std::string WordsAt(const std::string& pointer) {
  const Json schema = Schema();
  std::string words;
  for (const Json& word : schema.at(Json::json_pointer(pointer + "/enum"))) {
    if (!words.empty()) words += ", ";
    words += word.get<std::string>();
  }
  return words;
}

TEST(ProfileSchemaTest, HasEveryMemberThatTheReaderKnowsAndNoOther) {
  EXPECT_THAT(MembersAt(""), UnorderedElementsAreArray(kProfileMembers));
  EXPECT_THAT(MembersAt("/$defs/field"), UnorderedElementsAreArray(kFieldMembers));
  EXPECT_THAT(MembersAt("/$defs/field/properties/options"),
              UnorderedElementsAreArray(kOptionMembers));
  EXPECT_THAT(MembersAt("/$defs/blocking_key"), UnorderedElementsAreArray(kBlockingKeyMembers));
}

TEST(ProfileSchemaTest, HasEveryWordThatTheReaderKnowsInItsOrder) {
  EXPECT_EQ(WordsAt("/$defs/field/properties/attribute"), AttributeWords());
  EXPECT_EQ(WordsAt("/$defs/field/properties/normalizer"), NormalizerWords());
  EXPECT_EQ(WordsAt("/$defs/field/properties/tokenizer"), TokenizerWords());
  EXPECT_EQ(WordsAt("/$defs/field/properties/invalid"), InvalidValueWords());
  EXPECT_EQ(WordsAt("/$defs/blocking_key/properties/method"), BlockingMethodWords());
}

TEST(ProfileSchemaTest, SaysOfEveryTokenizerWhichNormalizersItFits) {
  const Json schema = Schema();
  for (const Json& rule : schema.at("/$defs/field/allOf"_json_pointer)) {
    const Json& condition = rule.at("if").at("properties");
    if (!condition.contains("tokenizer")) continue;
    const std::string tokenizer = condition.at("tokenizer").at("const");
    std::vector<std::string> fits;
    for (int i = 0; i <= static_cast<int>(Normalizer::kCode); ++i) {
      const auto normalizer = static_cast<Normalizer>(i);
      if (TokenizerFits(TokenizerOf(tokenizer).value(), normalizer)) {
        fits.emplace_back(NormalizerWord(normalizer));
      }
    }
    const std::vector<std::string> said = rule.at("/then/properties/normalizer/enum"_json_pointer);
    EXPECT_EQ(said, fits) << tokenizer;
  }
}

}  // namespace
}  // namespace ieum::client
