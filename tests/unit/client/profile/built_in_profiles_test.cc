#include "ieum/client/profile/encoding_profile.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(BuiltInProfilesTest, AreListedByName) {
  EXPECT_THAT(BuiltInProfileNames(), ElementsAre("febrl-person", "korean-person"));
}

TEST(BuiltInProfilesTest, EachIsAProfileOfItsName) {
  for (const std::string& name : BuiltInProfileNames()) {
    ASSERT_OK_AND_ASSIGN(const std::string json, BuiltInProfile(name));
    ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, EncodingProfile::FromJson(json));
    EXPECT_EQ(profile.header.name, name);
    EXPECT_THAT(json, HasSubstr("\n  \"segments\": [")) << "written for people";
  }
}

TEST(BuiltInProfilesTest, NoneUsesTruthOrSourceColumns) {
  for (const std::string& name : BuiltInProfileNames()) {
    ASSERT_OK_AND_ASSIGN(const std::string json, BuiltInProfile(name));
    ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, EncodingProfile::FromJson(json));
    for (const FieldSpec& field : profile.fields) {
      for (const char* forbidden : {"row_id", "entity_id", "src_id", "soc_sec_id"}) {
        EXPECT_NE(field.column, forbidden) << name;
      }
    }
  }
}

TEST(BuiltInProfilesTest, AnUnknownNameListsTheKnownOnes) {
  EXPECT_THAT(BuiltInProfile("person"),
              StatusIs(absl::StatusCode::kNotFound,
                       AllOf(HasSubstr("'person'"), HasSubstr("febrl-person, korean-person"))));
}

}  // namespace
}  // namespace ieum::client
