#include "ieum/client/exact/exact_key_maker.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "support/hex_vector.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Salt SaltOf(std::string_view content) {
  return Salt{core::SecretBytes::CopyOf(core::AsBytes(content))};
}

ExactSalts SaltsOf(std::string_view first, std::string_view second = "") {
  return {first.empty() ? Salt{} : SaltOf(first), second.empty() ? Salt{} : SaltOf(second)};
}

nlohmann::json Statutory() {
  return nlohmann::json::parse(BuiltInExactProfile("statutory").value_or(""));
}

absl::StatusOr<std::optional<std::string>> KeyOf(const nlohmann::json& profile,
                                                 const std::vector<std::string>& values) {
  IEUM_ASSIGN_OR_RETURN(const ExactProfile parsed, ExactProfile::FromJson(profile.dump()));
  IEUM_ASSIGN_OR_RETURN(const auto maker, ExactKeyMaker::Create(parsed, SaltsOf("abcd")));
  const std::vector<std::string_view> views(values.begin(), values.end());
  return maker->KeyOf(views);
}

constexpr char kOfficial[] = "9a4005ebbdc5b5dcf399e1905c4291b48bdafb8549308eca84610b14f556cb42";

TEST(ExactKeyMakerTest, TheBuiltInProfileMakesTheOfficialExample) {
  for (const std::vector<std::string>& values : std::vector<std::vector<std::string>>{
           {"홍길동", "1980-12-12", "010-1234-1234"}, {" 홍 길동", "19801212", "+821012341234"}}) {
    EXPECT_THAT(KeyOf(Statutory(), values),
                testing::IsOkAndHolds(std::optional<std::string>(kOfficial)));
  }
}

TEST(ExactKeyMakerTest, KeysEqualTheVectors) {
  const auto vectors =
      nlohmann::json::parse(testing::ReadTestFile(testing::VectorPath("exact.json")));
  ASSERT_GE(vectors["cases"].size(), 30u);
  for (const auto& vector : vectors["cases"]) {
    SCOPED_TRACE(vector["name"].get<std::string>());
    ASSERT_OK_AND_ASSIGN(const ExactProfile profile,
                         ExactProfile::FromJson(vector["profile"].dump()));
    ASSERT_OK_AND_ASSIGN(const core::Bytes first, core::FromHex(vector["salt"].get<std::string>()));
    ASSERT_OK_AND_ASSIGN(const core::Bytes second,
                         core::FromHex(vector["second_salt"].get<std::string>()));
    ASSERT_OK_AND_ASSIGN(
        const auto maker,
        ExactKeyMaker::Create(profile, SaltsOf(core::AsText(first), core::AsText(second))));
    const auto values = vector["values"].get<std::vector<std::string>>();
    const std::vector<std::string_view> views(values.begin(), values.end());
    // Twice: nothing of one record stays for the next.
    for (int turn = 0; turn < 2; ++turn) {
      ASSERT_OK_AND_ASSIGN(const std::optional<std::string> key, maker->KeyOf(views));
      if (vector["key"].is_null()) {
        EXPECT_FALSE(key.has_value());
      } else {
        EXPECT_EQ(key.value_or(""), vector["key"].get<std::string>());
      }
    }
  }
}

TEST(ExactKeyMakerTest, AMissingFieldMeansNoKeyButALaterFaultIsStillOne) {
  EXPECT_THAT(KeyOf(Statutory(), {"", "1980-12-12", "010-1234-1234"}),
              testing::IsOkAndHolds(std::optional<std::string>()));
  EXPECT_THAT(KeyOf(Statutory(), {"홍길동", " \t", "010-1234-1234"}),
              testing::IsOkAndHolds(std::optional<std::string>()));
  EXPECT_THAT(KeyOf(Statutory(), {"홍길동", "1980-12-12", "010-0000-0000"}),
              testing::IsOkAndHolds(std::optional<std::string>()));
  EXPECT_THAT(KeyOf(Statutory(), {"", "1980-13-12", "010-1234-1234"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("field 'birth_date'")));
}

TEST(ExactKeyMakerTest, ErrorsNameTheFieldAndNeverTheValue) {
  nlohmann::json korean = Statutory();
  korean["text_encoding"] = "cp949";
  korean["fields"][0]["normalizer"] = "raw";
  EXPECT_THAT(KeyOf(korean, {"Zoë", "1980-12-12", "010-1234-1234"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("field 'name' has a character that CP949 cannot write"),
                             Not(HasSubstr("Zo")))));
  EXPECT_THAT(KeyOf(Statutory(), {"홍길동", "31/31/1980", "010-1234-1234"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("field 'birth_date' is not a calendar date"),
                             Not(HasSubstr("31/31")))));
  nlohmann::json mapped = Statutory();
  mapped["fields"][0] = {{"name", "sex"}, {"normalizer", "trim"}, {"map", {{"M", "1"}}}};
  EXPECT_THAT(KeyOf(mapped, {"female", "1980-12-12", "010-1234-1234"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("field 'sex'"), Not(HasSubstr("female")))));
  EXPECT_THAT(KeyOf(mapped, {std::string(5000, 'x'), "1980-12-12", "010-1234-1234"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("longer than")));
}

TEST(ExactKeyMakerTest, InvalidValuesMayCountAsMissing) {
  nlohmann::json profile = Statutory();
  profile["fields"][1]["invalid"] = "missing";
  EXPECT_THAT(KeyOf(profile, {"홍길동", "31/31/1980", "010-1234-1234"}),
              testing::IsOkAndHolds(std::optional<std::string>()));
}

TEST(ExactKeyMakerTest, WantsTheSaltsOfTheFormulaAndNoOthers) {
  nlohmann::json profile = Statutory();
  const auto create = [&profile](const char* formula, const char* first, const char* second) {
    profile["formula"] = formula;
    const absl::StatusOr<ExactProfile> parsed = ExactProfile::FromJson(profile.dump());
    EXPECT_OK(parsed);
    return ExactKeyMaker::Create(*parsed, SaltsOf(first, second)).status();
  };
  EXPECT_OK(create("H(id+salt)", "a", ""));
  EXPECT_OK(create("H(id)", "", ""));
  EXPECT_OK(create("H(salt1+id+salt2)", "a", "b"));
  EXPECT_THAT(create("H(id+salt)", "", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no file for it was given")));
  EXPECT_THAT(create("H(id)", "a", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has no salt")));
  EXPECT_THAT(create("H(id+salt)", "a", "b"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has no second salt")));
  EXPECT_THAT(create("H(salt1+id+salt2)", "a", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("second salt")));
  EXPECT_THAT(create("H(id+salt)", "\n", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("holds no salt")));
  EXPECT_THAT(create("H(id+salt)", "\xff", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("salt file: is not UTF-8")));
  profile["salt_form"] = "hex";
  for (const char* digits : {"0", "0g", "zz"}) {
    EXPECT_THAT(create("H(id+salt)", digits, ""),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("hexadecimal digits")));
  }
}

}  // namespace
}  // namespace ieum::client
