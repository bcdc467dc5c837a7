#include "ieum/core/cluster/evaluation.h"

#include <random>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

using Truth = std::vector<std::vector<std::string>>;
using Entities = std::vector<std::vector<uint32_t>>;

TEST(EvaluationTest, CountsPairsOfTwoParties) {
  // Declared: a0-b0 (right), a1-b1 (wrong). Missed: a1-b2.
  ASSERT_OK_AND_ASSIGN(const Evaluation evaluation,
                       Evaluate(Truth{{"p", "q"}, {"p", "r", "q"}}, Entities{{0, 1}, {0, 1, 2}}));
  EXPECT_EQ(evaluation.true_pairs, 2);
  EXPECT_EQ(evaluation.declared_pairs, 2);
  EXPECT_EQ(evaluation.correct_pairs, 1);
  EXPECT_DOUBLE_EQ(evaluation.precision(), 0.5);
  EXPECT_DOUBLE_EQ(evaluation.recall(), 0.5);
  EXPECT_DOUBLE_EQ(evaluation.f1(), 0.5);
}

TEST(EvaluationTest, AnEntityOfThreePartiesHasThreePairs) {
  ASSERT_OK_AND_ASSIGN(const Evaluation evaluation,
                       Evaluate(Truth{{"p"}, {"p"}, {"x"}}, Entities{{0}, {0}, {0}}));
  EXPECT_EQ(evaluation.true_pairs, 1);
  EXPECT_EQ(evaluation.declared_pairs, 3);
  EXPECT_EQ(evaluation.correct_pairs, 1);
}

TEST(EvaluationTest, RowsOfOnePartyAreNoPair) {
  ASSERT_OK_AND_ASSIGN(const Evaluation evaluation,
                       Evaluate(Truth{{"p", "p"}, {"p"}}, Entities{{0, 1}, {0}}));
  EXPECT_EQ(evaluation.true_pairs, 2);
  EXPECT_EQ(evaluation.declared_pairs, 1);
  EXPECT_EQ(evaluation.correct_pairs, 1);
  EXPECT_DOUBLE_EQ(evaluation.recall(), 0.5);
}

TEST(EvaluationTest, UnknownPersonsAgreeWithNobody) {
  ASSERT_OK_AND_ASSIGN(const Evaluation evaluation,
                       Evaluate(Truth{{"", "p"}, {"", "p"}}, Entities{{0, 1}, {0, 1}}));
  EXPECT_EQ(evaluation.true_pairs, 1);
  EXPECT_EQ(evaluation.declared_pairs, 2);
  EXPECT_EQ(evaluation.correct_pairs, 1);
}

TEST(EvaluationTest, RatiosOfNothingFollowTheRule) {
  // Nothing to find, nothing declared: perfect.
  ASSERT_OK_AND_ASSIGN(const Evaluation nothing, Evaluate(Truth{{}, {}}, Entities{{}, {}}));
  EXPECT_EQ(nothing.precision(), 1.0);
  EXPECT_EQ(nothing.recall(), 1.0);
  EXPECT_EQ(nothing.f1(), 1.0);
  // Nothing declared although there was something: no precision, no recall.
  ASSERT_OK_AND_ASSIGN(const Evaluation missed, Evaluate(Truth{{"p"}, {"p"}}, Entities{{0}, {1}}));
  EXPECT_EQ(missed.precision(), 0.0);
  EXPECT_EQ(missed.recall(), 0.0);
  EXPECT_EQ(missed.f1(), 0.0);
  // Declared although there was nothing.
  ASSERT_OK_AND_ASSIGN(const Evaluation invented,
                       Evaluate(Truth{{"p"}, {"q"}}, Entities{{0}, {0}}));
  EXPECT_EQ(invented.precision(), 0.0);
  EXPECT_EQ(invented.recall(), 1.0);
  EXPECT_EQ(invented.f1(), 0.0);
}

TEST(EvaluationTest, EqualsCountingAllPairsOneByOne) {
  std::mt19937_64 engine(9);
  for (int round = 0; round < 50; ++round) {
    const size_t party_count = 2 + engine() % 4;
    Truth truth(party_count);
    Entities entities(party_count);
    for (size_t party = 0; party < party_count; ++party) {
      for (uint64_t row = engine() % 20; row > 0; --row) {
        const uint64_t person = engine() % 12;
        truth[party].push_back(person == 0 ? "" : std::to_string(person));
        entities[party].push_back(static_cast<uint32_t>(engine() % 15));
      }
    }
    Evaluation expected;
    for (size_t a = 0; a < party_count; ++a) {
      for (size_t b = a + 1; b < party_count; ++b) {
        for (size_t i = 0; i < truth[a].size(); ++i) {
          for (size_t j = 0; j < truth[b].size(); ++j) {
            const bool same = !truth[a][i].empty() && truth[a][i] == truth[b][j];
            const bool declared = entities[a][i] == entities[b][j];
            expected.true_pairs += same ? 1 : 0;
            expected.declared_pairs += declared ? 1 : 0;
            expected.correct_pairs += same && declared ? 1 : 0;
          }
        }
      }
    }
    ASSERT_OK_AND_ASSIGN(const Evaluation evaluation, Evaluate(truth, entities));
    EXPECT_EQ(evaluation.true_pairs, expected.true_pairs);
    EXPECT_EQ(evaluation.declared_pairs, expected.declared_pairs);
    EXPECT_EQ(evaluation.correct_pairs, expected.correct_pairs);
  }
}

TEST(EvaluationTest, RefusesTruthOfAnotherShape) {
  EXPECT_THAT(Evaluate(Truth{{"p"}}, Entities{{0}, {0}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 parties")));
  EXPECT_THAT(Evaluate(Truth{{"p"}, {"p", "q"}}, Entities{{0}, {0}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("party 1 has truth for 2")));
}

TEST(EvaluationTest, WithinAPartyAllPairsOfRowsCount) {
  // Persons x (three rows) and y (two); an unknown row among those of x; y is split.
  const std::vector<std::string> truth = {"x", "x", "x", "y", "y", ""};
  const std::vector<uint32_t> entities = {0, 0, 0, 1, 2, 0};
  ASSERT_OK_AND_ASSIGN(const Evaluation evaluation, EvaluateWithin(truth, entities));
  EXPECT_EQ(evaluation.true_pairs, 4);
  EXPECT_EQ(evaluation.declared_pairs, 6);
  EXPECT_EQ(evaluation.correct_pairs, 3);
}

TEST(EvaluationTest, WithinAPartyRefusesTruthOfOtherRows) {
  EXPECT_EQ(
      EvaluateWithin(std::vector<std::string>{"x"}, std::vector<uint32_t>{0, 1}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ieum::core
