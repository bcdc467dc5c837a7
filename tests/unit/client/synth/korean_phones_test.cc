#include "ieum/client/synth/korean_phones.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ieum/client/normalize/normalize.h"
#include "ieum/client/synth/korean_districts.h"

namespace ieum::client {
namespace {

using ::testing::Contains;

TEST(KoreanPhonesTest, FindsTheNumberBeforeTheChangeTo010) {
  EXPECT_EQ(FormerMobileNumber(1052345678), 112345678);  // 011-234-5678
  EXPECT_EQ(FormerMobileNumber(1037891234), 117891234);  // 011-789-1234
  EXPECT_EQ(FormerMobileNumber(1023451234), 193451234);  // 019-345-1234
  EXPECT_EQ(FormerMobileNumber(1064001234), 174001234);  // 017-400-1234
}

TEST(KoreanPhonesTest, KnowsWhichNumbersWereAlways010) {
  EXPECT_EQ(FormerMobileNumber(1098765432), std::nullopt);
  EXPECT_EQ(FormerMobileNumber(1051995678), std::nullopt) << "exchange 199 was none";
  EXPECT_EQ(FormerMobileNumber(1059005678), std::nullopt) << "nor was 900";
  EXPECT_EQ(FormerMobileNumber(312345678), std::nullopt) << "a landline";
}

TEST(KoreanPhonesTest, TheNormaliserLeadsBack) {
  const NormalizerOptions options{.renumbered_candidate = true};
  for (int64_t number = 1'020'000'000; number < 1'070'000'000; number += 997'123) {
    const std::optional<int64_t> former = FormerMobileNumber(number);
    if (!former.has_value()) continue;
    std::vector<std::string> candidates;
    AppendCandidates(Normalizer::kPhone, options, "0" + std::to_string(*former), candidates);
    EXPECT_THAT(candidates, Contains("0" + std::to_string(number)));
  }
}

TEST(KoreanPhonesTest, EveryDistrictIsInARegion) {
  for (const District& district : KoreanDistricts()) {
    int regions = 0;
    for (const KoreanRegion& region : KoreanRegions()) {
      regions += district.name.starts_with(region.name) ? 1 : 0;
    }
    EXPECT_EQ(regions, 1) << district.name;
  }
}

}  // namespace
}  // namespace ieum::client
