#include "ieum/client/normalize/normalize.h"

#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Normalizer kAll[] = {Normalizer::kLatinName,
                               Normalizer::kHangulName,
                               Normalizer::kRomanizedName,
                               Normalizer::kKanaName,
                               Normalizer::kKanjiName,
                               Normalizer::kDate,
                               Normalizer::kSex,
                               Normalizer::kDigits,
                               Normalizer::kPhone,
                               Normalizer::kPostcode,
                               Normalizer::kKoreanAddress,
                               Normalizer::kEmail,
                               Normalizer::kBusinessNumber,
                               Normalizer::kCode};

TEST(NormalizeTest, RefusesBytesThatAreNotUtf8WhateverTheRule) {
  std::string out;
  for (const Normalizer normalizer : kAll) {
    const auto refused = StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is not UTF-8"));
    EXPECT_THAT(Normalize(normalizer, {}, "19801201\xB1\xE8", out), refused);
    EXPECT_THAT(NormalizeLeniently(normalizer, {}, "19801201\xB1\xE8", out), refused);
  }
}

TEST(NormalizeTest, RefusesEndlessValuesAndSaysWhyTheyHappen) {
  std::string out;
  for (const Normalizer normalizer : kAll) {
    const std::string raw(kMaxRawBytes + 1, '1');
    const auto refused =
        StatusIs(absl::StatusCode::kInvalidArgument,
                 AllOf(HasSubstr("longer than 4096 bytes"), HasSubstr("quotation mark")));
    EXPECT_THAT(Normalize(normalizer, {}, raw, out), refused);
    EXPECT_THAT(NormalizeLeniently(normalizer, {}, raw, out), refused);
  }
}

TEST(NormalizeTest, CountsTheLengthLimitInCharacters) {
  std::string name;
  for (size_t i = 0; i < kMaxNormalizedCharacters; ++i) name += "가";
  std::string out;
  EXPECT_OK(Normalize(Normalizer::kHangulName, {}, name, out));
  EXPECT_EQ(out, name);
  EXPECT_THAT(Normalize(Normalizer::kHangulName, {}, name + "나", out),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("255 characters")));
}

TEST(NormalizeTest, NeverRepeatsTheValueInAnError) {
  std::string out;
  const std::string_view value = "4711 Elm";
  for (const Normalizer normalizer :
       {Normalizer::kDate, Normalizer::kDigits, Normalizer::kPhone, Normalizer::kSex,
        Normalizer::kKanaName, Normalizer::kKoreanAddress, Normalizer::kEmail,
        Normalizer::kBusinessNumber}) {
    EXPECT_THAT(Normalize(normalizer, {}, value, out),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(Not(HasSubstr("4711")), Not(HasSubstr("Elm")))));
  }
  EXPECT_THAT(Normalize(Normalizer::kLatinName, {}, "#?!", out),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("has no letter or digit"), Not(HasSubstr("#?!")))));
}

TEST(NormalizeTest, KeepsWhatIsLeftWhenLenient) {
  const struct {
    Normalizer normalizer;
    std::string_view raw;
    std::string_view want;
  } cases[] = {
      {Normalizer::kDate, "1980-13-41", "19801341"},
      {Normalizer::kDate, "unknown", ""},
      {Normalizer::kDate, "１９８０年", "1980"},
      {Normalizer::kDigits, "12a3", "123"},
      {Normalizer::kPhone, "010-1234-****", "0101234"},
      {Normalizer::kLatinName, "O'Brien", "obrien"},
      {Normalizer::kLatinName, "--", ""},
      {Normalizer::kHangulName, "123", ""},
      {Normalizer::kCode, "#", ""},
      {Normalizer::kBusinessNumber, "123-45-6789", "123456789"},
      {Normalizer::kRomanizedName, "김*준", "kim jun"},
      {Normalizer::kRomanizedName, "김\u200B", "kim"},
      {Normalizer::kRomanizedName, "***", ""},
      {Normalizer::kKanjiName, "--", ""},
      {Normalizer::kSex, "0", "0"},
      {Normalizer::kPostcode, "12", "12"},
      {Normalizer::kKoreanAddress, "어딘가 1", "어딘가1"},
  };
  for (const auto& each : cases) {
    std::string out = "left over";
    EXPECT_OK(NormalizeLeniently(each.normalizer, {}, each.raw, out));
    EXPECT_EQ(out, each.want) << each.raw;
  }
}

TEST(NormalizeTest, TrimsSpacesOfBothWritingSystems) {
  EXPECT_EQ(TrimSpace(" \t\r\n\v\f"), "");
  EXPECT_EQ(TrimSpace(""), "");
  EXPECT_EQ(TrimSpace("\u3000\u00A0 김 민준 \u00A0\u3000"), "김 민준");
  EXPECT_EQ(TrimSpace("a"), "a");
}

}  // namespace
}  // namespace ieum::client
