#include "ieum/core/terminal/option_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(OptionTextTest, AMatchWeightIsAWholeNumber) {
  EXPECT_EQ(*ParseMatchWeight("12500"), 12'500);
  EXPECT_EQ(*ParseMatchWeight("-3"), -3);
  EXPECT_EQ(*ParseMatchWeight("0"), 0);
  for (const char* const bad : {"", "1.5", "x", "99999999999"}) {
    EXPECT_THAT(ParseMatchWeight(bad), StatusIs(kInvalid, HasSubstr("whole number"))) << bad;
  }
}

TEST(OptionTextTest, APrecisionIsAShareOrBasisPoints) {
  EXPECT_EQ(*ParsePrecision("0.99"), 0.99);
  EXPECT_EQ(*ParsePrecision("9900"), 0.99);
  EXPECT_EQ(*ParsePrecision("1.0"), 1);
  EXPECT_EQ(*ParsePrecision("5000"), 0.5);
  for (const char* const bad : {"", "0.4", "1.1", "4999", "10001", "nan", "-0.9", "high"}) {
    EXPECT_THAT(ParsePrecision(bad), StatusIs(kInvalid, HasSubstr("5000 to 10000"))) << bad;
  }
}

TEST(OptionTextTest, ACompletenessIsLessThanAll) {
  EXPECT_EQ(*ParseCompleteness("0.99"), 0.99);
  for (const char* const bad : {"", "0", "1", "1.0", "-0.1", "99", "nan"}) {
    EXPECT_THAT(ParseCompleteness(bad), StatusIs(kInvalid, HasSubstr("'--exhaustive'"))) << bad;
  }
}

TEST(OptionTextTest, MemoryHasAUnit) {
  EXPECT_EQ(*ParseMemory("256MiB"), kLeastMemoryBytes);
  EXPECT_EQ(*ParseMemory("4GiB"), int64_t{4} << 30);
  EXPECT_EQ(*ParseMemory("1048576GiB"), int64_t{1} << 50);
  for (const char* const bad :
       {"", "4", "4GB", "255MiB", "0GiB", "-1GiB", "GiB", "1.5GiB", "1048577GiB"}) {
    EXPECT_THAT(ParseMemory(bad), StatusIs(kInvalid, HasSubstr("'512MiB'"))) << bad;
  }
}

TEST(OptionTextTest, MessagesDoNotRepeatTheText) {
  for (const absl::Status& refused :
       {ParseMatchWeight("canary").status(), ParsePrecision("canary").status(),
        ParseCompleteness("canary").status(), ParseMemory("canary").status()}) {
    EXPECT_THAT(refused, StatusIs(kInvalid, Not(HasSubstr("canary"))));
  }
}

TEST(OptionTextTest, NamesTheFirstOptionThatHasNoEffectByProfile) {
  EXPECT_OK(CheckNoneIsOfModel({{"--precision", false}, {"--exhaustive", false}}));
  EXPECT_THAT(CheckNoneIsOfModel({{"--precision", false}, {"--exhaustive", true}}),
              StatusIs(kInvalid, HasSubstr("--exhaustive is of the fitted model")));
}

TEST(OptionTextTest, OneThingChoosesTheThreshold) {
  EXPECT_OK(CheckOneThreshold(true, false));
  EXPECT_OK(CheckOneThreshold(false, true));
  EXPECT_THAT(CheckOneThreshold(true, true), StatusIs(kInvalid, HasSubstr("leave one of them")));
}

}  // namespace
}  // namespace ieum::core
