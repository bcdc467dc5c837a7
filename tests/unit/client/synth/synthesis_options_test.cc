#include "ieum/client/synth/synthesis_options.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using absl::StatusCode;
using ::ieum::testing::StatusIs;

TEST(SynthesisOptionsTest, KrMidHasTheRatesOfItsDefinition) {
  const std::optional<ChangeRates> rates = ChangeRatesOf("kr-mid");
  ASSERT_TRUE(rates.has_value());
  EXPECT_EQ(rates->name_error, 500);
  EXPECT_EQ(rates->phone_change, 800);
  EXPECT_EQ(rates->phone_missing, 300);
  EXPECT_EQ(rates->birth_date_error, 200);
  EXPECT_EQ(rates->duplicate, 200);
}

TEST(SynthesisOptionsTest, CleanChangesNothing) {
  const std::optional<ChangeRates> rates = ChangeRatesOf("clean");
  ASSERT_TRUE(rates.has_value());
  for (const ChangeRateName& rate : ChangeRateNames()) {
    EXPECT_EQ((*rates).*rate.member, 0) << rate.name;
    EXPECT_FALSE(rate.help.empty());
  }
}

TEST(SynthesisOptionsTest, HarshChangesEverything) {
  const std::optional<ChangeRates> rates = ChangeRatesOf("harsh");
  ASSERT_TRUE(rates.has_value());
  for (const ChangeRateName& rate : ChangeRateNames()) EXPECT_GT((*rates).*rate.member, 0);
}

TEST(SynthesisOptionsTest, EveryPresetIsValidAndOthersAreNone) {
  for (const std::string_view preset : ChangeRatePresets()) {
    const std::optional<ChangeRates> rates = ChangeRatesOf(preset);
    ASSERT_TRUE(rates.has_value()) << preset;
    EXPECT_OK(CheckSynthesisOptions({.rates = *rates}));
  }
  EXPECT_EQ(ChangeRatesOf("dirty"), std::nullopt);
}

TEST(SynthesisOptionsTest, RefusesOptionsOutOfRange) {
  EXPECT_THAT(CheckSynthesisOptions({.person_count = 0}),
              StatusIs(StatusCode::kInvalidArgument, "person_count is 0; want 1 to 50000000"));
  EXPECT_THAT(CheckSynthesisOptions({.file_count = 27}),
              StatusIs(StatusCode::kInvalidArgument, "file_count is 27; want 1 to 26"));
  EXPECT_THAT(
      CheckSynthesisOptions({.overlap = 10'001}),
      StatusIs(StatusCode::kInvalidArgument, "overlap is 10001; want basis points, 0 to 10000"));
  EXPECT_THAT(CheckSynthesisOptions({.rates = {.move = -1}}),
              StatusIs(StatusCode::kInvalidArgument, "move is -1; want basis points, 0 to 10000"));
  EXPECT_THAT(
      CheckSynthesisOptions({.twins = 10'001}),
      StatusIs(StatusCode::kInvalidArgument, "twins is 10001; want basis points, 0 to 10000"));
}

}  // namespace
}  // namespace ieum::client
