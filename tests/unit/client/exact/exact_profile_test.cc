#include "ieum/client/exact/exact_profile.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "support/status_matchers.h"

namespace ieum::client::exact_profile_test {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using Json = nlohmann::json;

Json Statutory() { return Json::parse(BuiltInExactProfile("statutory").value_or("")); }

TEST(ExactProfileTest, ReadsTheBuiltInProfile) {
  ASSERT_OK_AND_ASSIGN(const ExactProfile profile, ExactProfile::FromJson(Statutory().dump()));
  EXPECT_EQ(profile.name, "statutory");
  ASSERT_EQ(profile.fields.size(), 3u);
  EXPECT_EQ(profile.fields[1].column, "birth_date");
  EXPECT_EQ(profile.separator, "");
  EXPECT_TRUE(profile.needs_salt());
  EXPECT_FALSE(profile.needs_second_salt());
  EXPECT_EQ(profile.output, DigestText::kHexLower);
  EXPECT_THAT(BuiltInExactProfile("other"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("there is: statutory")));
}

TEST(ExactProfileTest, TheDigestIsThatOfTheCanonicalForm) {
  const std::string pretty = Statutory().dump(4);
  ASSERT_OK_AND_ASSIGN(const ExactProfile a, ExactProfile::FromJson(pretty));
  ASSERT_OK_AND_ASSIGN(const ExactProfile b, ExactProfile::FromJson(Statutory().dump()));
  EXPECT_EQ(a.digest, b.digest);
  Json changed = Statutory();
  changed["version"] = 2;
  ASSERT_OK_AND_ASSIGN(const ExactProfile c, ExactProfile::FromJson(changed.dump()));
  EXPECT_NE(a.digest, c.digest);
}

TEST(ExactProfileTest, RefusesWhatItDoesNotKnowAndSaysWhere) {
  struct Case {
    const char* message;
    std::function<void(Json&)> change;
  };
  const Case cases[] = {
      {"member 'formula' is missing", [](Json& p) { p.erase("formula"); }},
      {"'formula' is not a formula", [](Json& p) { p["formula"] = "H(name)"; }},
      {"salt2 and no salt1", [](Json& p) { p["formula"] = "H(id+salt2)"; }},
      {"unknown member", [](Json& p) { p["saltt"] = "x"; }},
      {"'fields[0]' has an unknown member", [](Json& p) { p["fields"][0]["colum"] = "x"; }},
      {"'algorithm' is unknown", [](Json& p) { p["algorithm"] = "md5"; }},
      {"'text_encoding' is unknown", [](Json& p) { p["text_encoding"] = "latin1"; }},
      {"'output' is unknown", [](Json& p) { p["output"] = "bytes"; }},
      {"'unicode_form' is nfd",
       [](Json& p) {
         p["unicode_form"] = "nfd";
         p["text_encoding"] = "cp949";
       }},
      {"'inner' has a meaning only", [](Json& p) { p["inner"] = "bytes"; }},
      {"member 'inner' is missing", [](Json& p) { p["formula"] = "H(H(id)+salt)"; }},
      {"'separator' is not ASCII", [](Json& p) { p["separator"] = "·"; }},
      {"'fields' is not an array of 1", [](Json& p) { p["fields"] = Json::array(); }},
      {"'fields[1].form' is not a form", [](Json& p) { p["fields"][1]["form"] = "YYYYM"; }},
      {"'fields[0].form' has a meaning only with a normalizer",
       [](Json& p) {
         p["fields"][0] = {{"name", "a"}, {"normalizer", "raw"}, {"form", "value"}};
       }},
      {"'fields[0].normalizer' is unknown", [](Json& p) { p["fields"][0]["normalizer"] = "x"; }},
      {"two fields are called 'name'", [](Json& p) { p["fields"][1]["name"] = "name"; }},
      {"'fields[0].map' is not an object", [](Json& p) { p["fields"][0]["map"] = Json::object(); }},
      {"'fields[0].map' is not an object",
       [](Json& p) {
         p["fields"][0]["map"] = {{"a", ""}};
       }},
      {"'fields[0].invalid' is unknown", [](Json& p) { p["fields"][0]["invalid"] = "keep"; }},
      {"'fields[2].options' adds candidates",
       [](Json& p) {
         p["fields"][2]["options"] = {{"renumbered_candidate", true}};
       }},
      {"'unicode' is not", [](Json& p) { p["unicode"] = "1.0"; }},
      {"member 'icu' is missing", [](Json& p) { p.erase("icu"); }},
      {"'version'", [](Json& p) { p["version"] = 0; }},
      {"'exact_profile' is not a name", [](Json& p) { p["exact_profile"] = "A B"; }},
  };
  for (const Case& each : cases) {
    Json profile = Statutory();
    each.change(profile);
    EXPECT_THAT(ExactProfile::FromJson(profile.dump()),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(each.message)));
  }
}

TEST(ExactProfileTest, HostileTextIsRefused) {
  EXPECT_THAT(ExactProfile::FromJson(R"({"profile":"korean-person"})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("encoding profile")));
  for (const char* text : {"", "[]", "null", "{", "\"x\"", "{\"exact_profile\":1}", "\xff"}) {
    EXPECT_FALSE(ExactProfile::FromJson(text).ok()) << text;
  }
  const std::string whole = Statutory().dump();
  for (size_t cut = 0; cut < whole.size(); cut += 7) {
    EXPECT_FALSE(ExactProfile::FromJson(whole.substr(0, cut)).ok());
  }
}

}  // namespace
}  // namespace ieum::client::exact_profile_test
