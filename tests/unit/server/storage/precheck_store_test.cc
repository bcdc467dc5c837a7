#include "ieum/server/storage/precheck_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

TEST(PrecheckAnswerTest, SmallFilesAndSmallOverlapsTellNothing) {
  SeededRandom random(1);
  EXPECT_TRUE(server::AnswerPrecheck(500, 999, random).too_few);
  EXPECT_EQ(server::AnswerPrecheck(500, 999, random).count, 0U);
  EXPECT_TRUE(server::AnswerPrecheck(99, 1'000'000, random).too_few);
  EXPECT_FALSE(server::AnswerPrecheck(100, 1'000, random).too_few);
}

TEST(PrecheckAnswerTest, CountsAreNoisedAndRoundedAndTheIntervalHoldsTheTruth) {
  SeededRandom random(2);
  constexpr int kAnswers = 4'000;
  constexpr uint64_t kPersons = 5'003;
  int held = 0;
  int exact = 0;
  double sum = 0;
  for (int i = 0; i < kAnswers; ++i) {
    const server::PrecheckAnswer answer = server::AnswerPrecheck(kPersons, 20'000, random);
    EXPECT_EQ(answer.count % server::kPrecheckRounding, 0U);
    EXPECT_LE(answer.low, answer.count);
    EXPECT_GE(answer.high, answer.count);
    EXPECT_LE(answer.high - answer.low, 30U);
    held += answer.low <= kPersons && kPersons <= answer.high ? 1 : 0;
    exact += answer.count == 5'000 ? 1 : 0;
    sum += static_cast<double>(answer.count);
  }
  EXPECT_GT(held, kAnswers * 95 / 100);
  EXPECT_LT(exact, kAnswers * 95 / 100) << "noise changes answers";
  EXPECT_NEAR(sum / kAnswers, 5'003, 1) << "and favours neither side";
}

TEST(PrecheckAnswerTest, AnAnswerIsNeverMoreThanThereAreRows) {
  SeededRandom random(3);
  for (int i = 0; i < 100; ++i) {
    EXPECT_LE(server::AnswerPrecheck(1'000, 1'000, random).high, 1'020U);
  }
}

class PrecheckStoreTest : public StoreFixture {
 protected:
  PrecheckStoreTest() { Create(); }
  absl::StatusOr<server::PrecheckStore::Given> Ask(uint32_t a, uint32_t b, uint32_t round) {
    return store_->prechecks().Answer(Project(), a, b, round,
                                      [this]() -> absl::StatusOr<server::PrecheckAnswer> {
                                        ++found_;
                                        return server::AnswerPrecheck(2'000, 9'000, random_);
                                      });
  }
  int found_ = 0;
};

TEST_F(PrecheckStoreTest, TheSameQuestionHasTheSameAnswerForEver) {
  ASSERT_OK_AND_ASSIGN(const auto first, Ask(0, 1, 1));
  EXPECT_EQ(first.answers_left, 2U);
  ASSERT_OK_AND_ASSIGN(const auto again, Ask(0, 1, 1));
  EXPECT_EQ(again.answer, first.answer);
  EXPECT_EQ(again.answers_left, 2U);
  Open();
  ASSERT_OK_AND_ASSIGN(const auto turned, Ask(1, 0, 1));
  EXPECT_EQ(turned.answer, first.answer);
  EXPECT_EQ(found_, 1) << "noise is drawn once";
}

TEST_F(PrecheckStoreTest, TheBudgetIsThatOfTheProjectsLife) {
  for (const uint32_t round : {1U, 2U, 3U}) ASSERT_OK(Ask(0, 1, round));
  Open();
  EXPECT_THAT(Ask(1, 0, 4).status(),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("3 answers")));
  ASSERT_OK_AND_ASSIGN(const auto old, Ask(0, 1, 2));
  EXPECT_EQ(old.answers_left, 0U) << "answers given stay";
  EXPECT_EQ(found_, 3);
}

TEST_F(PrecheckStoreTest, AFailedSearchCostsNothing) {
  const auto failed = store_->prechecks().Answer(
      Project(), 0, 1, 1, []() -> absl::StatusOr<server::PrecheckAnswer> {
        return core::Unavailable("results are being replaced");
      });
  EXPECT_THAT(failed.status(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("replaced")));
  ASSERT_OK_AND_ASSIGN(const auto given, Ask(0, 1, 1));
  EXPECT_EQ(given.answers_left, 2U);
}

}  // namespace
}  // namespace ieum::testing
