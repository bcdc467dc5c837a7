#include "ieum/client/encode/mock_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client::mock_sample_test {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

EncodingProfile Profile() {
  const nlohmann::json vectors =
      nlohmann::json::parse(testing::ReadTestFile(std::string(IEUM_VECTOR_DIR) + "/encoding.json"));
  return EncodingProfile::FromJson(vectors["profile"].dump()).value();
}

// 00 01 … 1f, as the page has it.
HolderSecret Secret() {
  core::Bytes bytes;
  for (size_t i = 0; i < HolderSecret::kSizeBytes; ++i) bytes.push_back(std::byte(i));
  return {.bytes = core::SecretBytes::CopyOf(bytes)};
}

MockSample Sample(const std::string& project, int per_mille) {
  return MockSample::Create(Profile(), Secret(), core::ProjectId::Parse(project).value(), "birth",
                            per_mille)
      .value();
}

bool Contains(const MockSample& sample, std::string_view birth) {
  // latin, hangul, birth, phone, sex.
  const std::array<std::string_view, 5> values = {"Kim", "", birth, "", "F"};
  return sample.Contains(values);
}

// docs/formats/encoding.md: 149.4 and 601.6 thousandths of the way.
TEST(MockSampleTest, KnownAnswers) {
  EXPECT_FALSE(Contains(Sample("demo-mock", 149), "1931-12-01"));
  EXPECT_TRUE(Contains(Sample("demo-mock", 150), "1931-12-01"));
  EXPECT_FALSE(Contains(Sample("demo-mock", 601), "1988-01-31"));
  EXPECT_TRUE(Contains(Sample("demo-mock", 602), "1988-01-31"));
}

TEST(MockSampleTest, TheValueCountsAndNotHowItIsWritten) {
  const MockSample sample = Sample("demo-mock", 300);
  int taken = 0;
  for (int day = 0; day < 60; ++day) {
    const absl::CivilDay date = absl::CivilDay(1988, 1, 1) + day;
    const bool first =
        Contains(sample, absl::StrFormat("%04d%02d%02d", date.year(), date.month(), date.day()));
    EXPECT_EQ(first, Contains(sample, absl::StrFormat(" %04d-%02d-%02d ", date.year(), date.month(),
                                                      date.day())));
    taken += first ? 1 : 0;
  }
  EXPECT_GT(taken, 0);
  EXPECT_LT(taken, 60);
}

TEST(MockSampleTest, TakesItsShareOfTheValues) {
  for (const int per_mille : {20, 50, 500}) {
    const MockSample sample = Sample("demo-mock", per_mille);
    int taken = 0;
    constexpr int kDays = 30'000;
    for (int day = 0; day < kDays; ++day) {
      const absl::CivilDay date = absl::CivilDay(1920, 1, 1) + day;
      taken +=
          Contains(sample, absl::StrFormat("%04d%02d%02d", date.year(), date.month(), date.day()))
              ? 1
              : 0;
    }
    EXPECT_NEAR(taken, kDays * per_mille / 1000.0, 5 * std::sqrt(kDays * per_mille / 1000.0))
        << per_mille;
  }
}

TEST(MockSampleTest, EachProjectHasItsOwn) {
  const MockSample first = Sample("demo-mock", 500);
  const MockSample second = Sample("other-mock", 500);
  int equal = 0;
  for (int day = 0; day < 1000; ++day) {
    const absl::CivilDay date = absl::CivilDay(1970, 1, 1) + day;
    const std::string text = absl::StrFormat("%04d%02d%02d", date.year(), date.month(), date.day());
    equal += Contains(first, text) == Contains(second, text) ? 1 : 0;
  }
  EXPECT_NEAR(equal, 500, 100);
}

TEST(MockSampleTest, WhoHasNoValueIsNotInIt) {
  const MockSample all = Sample("demo-mock", 1000);
  EXPECT_TRUE(Contains(all, "1988-01-31"));
  for (const char* birth : {"", "  ", "0000-00-00", "1988-13-31", "unknown", "1900-01-01"}) {
    EXPECT_FALSE(Contains(all, birth)) << birth;
  }
}

TEST(MockSampleTest, RefusesAFieldThatTheProfileDoesNotHave) {
  const auto create = [](std::string_view field, int per_mille) {
    return MockSample::Create(Profile(), Secret(), core::ProjectId::Parse("demo-mock").value(),
                              field, per_mille)
        .status();
  };
  EXPECT_THAT(create("born", 50),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no field of its profile")));
  EXPECT_THAT(create("birth", 0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("thousandths")));
  EXPECT_THAT(create("birth", 1001),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("thousandths")));
}

}  // namespace
}  // namespace ieum::client::mock_sample_test
