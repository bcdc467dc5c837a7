#include "ieum/core/matching/profile_rule.h"

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ProfileHeader Profile() {
  return ReadProfileHeader(R"({"profile":"rules","version":1,"preset":"plain","threshold":8000,
    "segments":[
      {"name":"a","bits":512,"weight":5,
       "hardening":{"method":"diffusion","filter_bits":256,"xor_count":8}},
      {"name":"b","bits":128,"weight":4,"hardening":{"method":"balance"}},
      {"name":"c","bits":128,"weight":3,"hardening":{"method":"flip","basis_points":200}},
      {"name":"d","bits":128,"weight":2,"hardening":{"method":"xor_fold"}},
      {"name":"e","bits":64,"weight":1}]})")
      .value();
}

TEST(RuleOfProfileTest, ComparesDiffusedAndBalancedSegmentsByDistanceAndOthersByDice) {
  ASSERT_OK_AND_ASSIGN(const ScoringRule rule, RuleOfProfile(Profile(), 7500));
  EXPECT_EQ(rule.threshold_basis_points(), 7500);
  EXPECT_THAT(rule.weights(), ElementsAre(5, 4, 3, 2, 1));
  ASSERT_EQ(rule.hamming_table(0).size(), 513U);
  // A fraction (1 - 0.5^8) / 2 of 512 bits is 255: similarity 0.5 before diffusion.
  EXPECT_EQ(rule.hamming_table(0)[255], 5'000);
  ASSERT_EQ(rule.hamming_table(1).size(), 129U);
  EXPECT_EQ(rule.hamming_table(1)[32], 5'000);
  for (const size_t s : {2U, 3U, 4U}) EXPECT_TRUE(rule.hamming_table(s).empty()) << s;
}

TEST(RuleOfProfileTest, RefusesAThresholdOutsideItsRange) {
  EXPECT_THAT(RuleOfProfile(Profile(), 0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("threshold is 0")));
  EXPECT_THAT(RuleOfProfile(Profile(), 10'001),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("threshold is 10001")));
}

}  // namespace
}  // namespace ieum::core
