#include "ieum/client/profile/encoding_profile.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(BuiltInProfilesTest, AreListedByName) {
  EXPECT_THAT(BuiltInProfileNames(),
              ElementsAre("card-customer", "clinic-patient", "company", "european-person",
                          "febrl-person", "japanese-person", "korean-person", "korean-person-field",
                          "korean-person-record", "plant-part"));
}

TEST(BuiltInProfilesTest, EachIsAProfileOfItsName) {
  for (const std::string& name : BuiltInProfileNames()) {
    ASSERT_OK_AND_ASSIGN(const std::string json, BuiltInProfile(name));
    ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, EncodingProfile::FromJson(json));
    EXPECT_EQ(profile.header.name, name);
    EXPECT_THAT(json, HasSubstr("\n  \"segments\": [")) << "written for people";
    ASSERT_OK_AND_ASSIGN(const std::string description, BuiltInProfileDescription(name));
    EXPECT_THAT(description, Not(IsEmpty())) << name;
    EXPECT_LE(description.size(), 80U) << name << " must fit a line";
  }
}

TEST(BuiltInProfilesTest, AllButTheOneForTestsAreHardened) {
  for (const std::string& name : BuiltInProfileNames()) {
    ASSERT_OK_AND_ASSIGN(const std::string json, BuiltInProfile(name));
    ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, EncodingProfile::FromJson(json));
    EXPECT_EQ(profile.header.preset == core::Preset::kPlain, name == "febrl-person") << name;
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
  EXPECT_THAT(BuiltInProfileDescription("person"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("'person'")));
  EXPECT_THAT(BuiltInProfile("person"),
              StatusIs(absl::StatusCode::kNotFound,
                       AllOf(HasSubstr("'person'"),
                             HasSubstr("febrl-person, japanese-person, korean-person"))));
}

}  // namespace
}  // namespace ieum::client
