// The match-rate pre-check over the real wire: what two holders may know of each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

class PrecheckTest : public ::testing::Test {
 protected:
  // hospital-a and insurer-b share 400 persons, clinic-c shares 50 with either.
  void Match() {
    host_.CreateProject("flu", {.holders = {"hospital-a", "insurer-b", "clinic-c"}});
    host_.Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 1'200), 1));
    host_.Submit("flu", "insurer-b", MakeParty(SyntheticProfile(), Persons(800, 1'100), 2));
    host_.Submit("flu", "clinic-c", MakeParty(SyntheticProfile(), Persons(1'150, 1'000), 3));
    host_.Match("flu");
  }
  absl::StatusOr<v1::AskMatchRateResponse> Ask(const std::string& as, const std::string& other,
                                               const std::string& holder = "") {
    return host_.Holder(as).AskMatchRate("flu", holder, other);
  }
  MatcherHost host_;
};

TEST_F(PrecheckTest, TwoHoldersLearnRoughlyWhatTheyShareAndAlwaysTheSame) {
  Match();
  ASSERT_OK_AND_ASSIGN(const v1::AskMatchRateResponse a, Ask("hospital-a", "insurer-b"));
  EXPECT_FALSE(a.too_few());
  EXPECT_NEAR(static_cast<double>(a.count()), 400, 45);
  EXPECT_EQ(a.count() % 10, 0U);
  EXPECT_LT(a.low(), a.high());
  EXPECT_EQ(a.round(), 1U);
  EXPECT_EQ(a.answers_left(), 2U);
  host_.Kill();
  host_.Start();
  ASSERT_OK_AND_ASSIGN(const v1::AskMatchRateResponse b, Ask("insurer-b", "hospital-a"));
  EXPECT_EQ(b.SerializeAsString(), a.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const v1::AskMatchRateResponse by_operator,
                       host_.Operator().AskMatchRate("flu", "hospital-a", "insurer-b"));
  EXPECT_EQ(by_operator.count(), a.count());
  // Another run finds the same persons, and nobody gets another draw of noise for it.
  host_.Match("flu");
  ASSERT_OK_AND_ASSIGN(const v1::AskMatchRateResponse later, Ask("hospital-a", "insurer-b"));
  EXPECT_EQ(later.SerializeAsString(), a.SerializeAsString());
}

TEST_F(PrecheckTest, WhoeverAsksForMoreIsRefused) {
  host_.CreateProject("flu", {.holders = {"hospital-a", "insurer-b", "clinic-c"}});
  EXPECT_THAT(Ask("hospital-a", "insurer-b").status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no matching run")));
  EXPECT_THAT(Ask("hospital-a", "insurer-b", "clinic-c").status(),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("about itself")));
  EXPECT_THAT(Ask("hospital-a", "hospital-a").status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("two different")));
  EXPECT_THAT(Ask("hospital-a", "bank-d").status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("none of the project's")));
  EXPECT_THAT(Ask("bank-d", "insurer-b").status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no project")));
}

TEST_F(PrecheckTest, FewPersonsInCommonAreNotCounted) {
  Match();
  // 50 with hospital-a.
  ASSERT_OK_AND_ASSIGN(const v1::AskMatchRateResponse few, Ask("clinic-c", "hospital-a"));
  EXPECT_TRUE(few.too_few());
  EXPECT_EQ(few.count() + few.low() + few.high(), 0U);
}

}  // namespace
}  // namespace ieum::testing
