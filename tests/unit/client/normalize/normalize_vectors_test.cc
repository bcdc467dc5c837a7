// FORMAT: tests/vectors/normalize.json is frozen; a changed result changes encodings.
#include <map>
#include <nlohmann/json.hpp>

#include "ieum/client/normalize/normalize.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

TEST(NormalizeVectorsTest, EveryRuleGivesItsFrozenResults) {
  const std::map<std::string, Normalizer> normalizers = {{"latin_name", Normalizer::kLatinName},
                                                         {"hangul_name", Normalizer::kHangulName},
                                                         {"date", Normalizer::kDate},
                                                         {"digits", Normalizer::kDigits},
                                                         {"phone", Normalizer::kPhone},
                                                         {"code", Normalizer::kCode}};
  const nlohmann::json vectors = nlohmann::json::parse(
      testing::ReadTestFile(std::string(IEUM_VECTOR_DIR) + "/normalize.json"));
  int count = 0;
  for (const auto& [name, cases] : vectors.at("normalizers").items()) {
    ASSERT_TRUE(normalizers.contains(name)) << name;
    for (const auto& each : cases) {
      const std::string raw = each.at("raw");
      std::string out;
      const absl::Status status = Normalize(normalizers.at(name), {}, raw, out);
      if (each.at("normalized").is_null()) {
        EXPECT_FALSE(status.ok()) << name << " " << raw;
      } else {
        EXPECT_OK(status) << name << " " << raw;
        EXPECT_EQ(out, each.at("normalized").get<std::string>()) << name;
      }
      ++count;
    }
  }
  EXPECT_GE(count, 40);
}

}  // namespace
}  // namespace ieum::client
