// FORMAT: tests/vectors/normalize.json is frozen; a changed result changes encodings.
#include <map>
#include <nlohmann/json.hpp>

#include "ieum/client/normalize/normalize.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

NormalizerOptions OptionsOf(const nlohmann::json& json) {
  NormalizerOptions options;
  for (const auto& [name, value] : json.items()) {
    if (name == "two_digit_years_from") {
      options.two_digit_years_from = value;
    } else if (name == "lunar_candidate") {
      options.lunar_candidate = value;
    } else if (name == "renumbered_candidate") {
      options.renumbered_candidate = value;
    } else if (name == "fold_vowels") {
      options.fold_vowels = value;
    } else if (name == "fold_initial_sound") {
      options.fold_initial_sound = value;
    } else {
      ADD_FAILURE() << "unknown option " << name;
    }
  }
  return options;
}

TEST(NormalizeVectorsTest, EveryRuleGivesItsFrozenResults) {
  const std::map<std::string, Normalizer> normalizers = {
      {"latin_name", Normalizer::kLatinName},
      {"hangul_name", Normalizer::kHangulName},
      {"romanized_name", Normalizer::kRomanizedName},
      {"kana_name", Normalizer::kKanaName},
      {"kanji_name", Normalizer::kKanjiName},
      {"date", Normalizer::kDate},
      {"sex", Normalizer::kSex},
      {"digits", Normalizer::kDigits},
      {"phone", Normalizer::kPhone},
      {"postcode", Normalizer::kPostcode},
      {"korean_address", Normalizer::kKoreanAddress},
      {"email", Normalizer::kEmail},
      {"business_number", Normalizer::kBusinessNumber},
      {"code", Normalizer::kCode}};
  const nlohmann::json vectors = nlohmann::json::parse(
      testing::ReadTestFile(std::string(IEUM_VECTOR_DIR) + "/normalize.json"));
  EXPECT_EQ(vectors.at("normalizers").size(), normalizers.size());
  int count = 0;
  for (const auto& [name, cases] : vectors.at("normalizers").items()) {
    ASSERT_TRUE(normalizers.contains(name)) << name;
    for (const auto& each : cases) {
      const std::string raw = each.at("raw");
      const NormalizerOptions options = OptionsOf(each.value("options", nlohmann::json::object()));
      std::string out;
      const absl::Status status = Normalize(normalizers.at(name), options, raw, out);
      if (each.at("normalized").is_null()) {
        EXPECT_FALSE(status.ok()) << name << " " << raw;
      } else {
        EXPECT_OK(status) << name << " " << raw;
        EXPECT_EQ(out, each.at("normalized").get<std::string>()) << name << " " << raw;
        std::vector<std::string> candidates;
        if (!out.empty()) AppendCandidates(normalizers.at(name), options, out, candidates);
        EXPECT_EQ(candidates, each.value("candidates", std::vector<std::string>())) << raw;
      }
      ++count;
    }
  }
  EXPECT_GE(count, 250);
}

}  // namespace
}  // namespace ieum::client
