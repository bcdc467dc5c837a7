#include "ieum/core/cluster/greedy_solver.h"

#include <algorithm>
#include <random>
#include <set>
#include <utility>

#include "support/status_matchers.h"

namespace ieum::core::greedy_solver_test {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<Clustering> Solve(const std::vector<int64_t>& row_counts,
                                 std::vector<ScoredPair> pairs) {
  std::sort(pairs.begin(), pairs.end(), [](const ScoredPair& a, const ScoredPair& b) {
    return std::pair(a.left, a.right) < std::pair(b.left, b.right);
  });
  return SolveGreedily(row_counts, 0, pairs, {}, {});
}

TEST(GreedySolverTest, TheBestPairGoesFirstEvenIfAnotherRowLosesItsOnlyPartner) {
  ASSERT_OK_AND_ASSIGN(
      const Clustering clustering,
      Solve({2, 2}, {{{0, 0}, {1, 0}, 8000}, {{0, 1}, {1, 0}, 9000}, {{0, 1}, {1, 1}, 8500}}));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 1), ElementsAre(1, 2)));
  EXPECT_EQ(clustering.entity_count, 3);
  EXPECT_EQ(clustering.linked_entity_count, 1);
}

TEST(GreedySolverTest, ALoserTakesTheNextPartnerThatIsFree) {
  ASSERT_OK_AND_ASSIGN(
      const Clustering clustering,
      Solve({2, 2}, {{{0, 0}, {1, 0}, 9000}, {{0, 1}, {1, 0}, 8900}, {{0, 1}, {1, 1}, 8000}}));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 1), ElementsAre(0, 1)));
  EXPECT_EQ(clustering.linked_entity_count, 2);
}

TEST(GreedySolverTest, TiesGoToTheSmallerRows) {
  std::vector<ScoredPair> pairs;
  for (uint32_t left = 0; left < 3; ++left) {
    for (uint32_t right = 0; right < 3; ++right) pairs.push_back({{0, left}, {1, right}, 10'000});
  }
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve({3, 3}, pairs));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 1, 2), ElementsAre(0, 1, 2)));
}

TEST(GreedySolverTest, ThreePartiesJoinThroughAChain) {
  ASSERT_OK_AND_ASSIGN(const Clustering clustering,
                       Solve({1, 1, 1}, {{{0, 0}, {1, 0}, 9000}, {{1, 0}, {2, 0}, 8000}}));
  EXPECT_EQ(clustering.entity_count, 1);
  EXPECT_EQ(clustering.linked_entity_count, 1);
}

TEST(GreedySolverTest, AnEntityNeverHoldsTwoRowsOfAParty) {
  // a0-b0 and b0-c0 join; c0-a1 would bring a second row of party a.
  ASSERT_OK_AND_ASSIGN(
      const Clustering clustering,
      Solve({2, 1, 1}, {{{0, 0}, {1, 0}, 9500}, {{1, 0}, {2, 0}, 9000}, {{0, 1}, {2, 0}, 8500}}));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 1), ElementsAre(0), ElementsAre(0)));
}

TEST(GreedySolverTest, EveryRowHasAnEntityWithoutAnyPair) {
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve({2, 0, 1}, {}));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 1), ElementsAre(), ElementsAre(2)));
  EXPECT_EQ(clustering.entity_count, 3);
  EXPECT_EQ(clustering.linked_entity_count, 0);
}

// Rows and pairs by the definition: sort, then join sets of rows held in plain lists.
std::vector<std::vector<uint32_t>> ByDefinition(const std::vector<int64_t>& row_counts,
                                                std::vector<ScoredPair> pairs) {
  std::vector<std::vector<RecordRef>> sets;
  for (uint32_t party = 0; party < row_counts.size(); ++party) {
    for (uint32_t row = 0; row < row_counts[party]; ++row) sets.push_back({{party, row}});
  }
  const auto set_of = [&](RecordRef ref) {
    return std::find_if(sets.begin(), sets.end(), [&](const std::vector<RecordRef>& set) {
      return std::find(set.begin(), set.end(), ref) != set.end();
    });
  };
  std::sort(pairs.begin(), pairs.end(), TakenBefore);
  for (const ScoredPair& pair : pairs) {
    const auto left = set_of(pair.left);
    const auto right = set_of(pair.right);
    std::set<uint32_t> parties;
    for (const RecordRef& ref : *left) parties.insert(ref.party);
    for (const RecordRef& ref : *right) parties.insert(ref.party);
    if (parties.size() != left->size() + right->size()) continue;
    left->insert(left->end(), right->begin(), right->end());
    sets.erase(right);
  }
  for (std::vector<RecordRef>& set : sets) std::sort(set.begin(), set.end());
  std::sort(sets.begin(), sets.end());
  std::vector<std::vector<uint32_t>> entities;
  for (const int64_t count : row_counts) entities.emplace_back(static_cast<size_t>(count));
  for (uint32_t number = 0; number < sets.size(); ++number) {
    for (const RecordRef& ref : sets[number]) entities[ref.party][ref.row] = number;
  }
  return entities;
}

TEST(GreedySolverTest, EqualsTheDefinitionOnRandomInputs) {
  std::mt19937_64 engine(3);
  for (int round = 0; round < 200; ++round) {
    std::vector<int64_t> row_counts(2 + engine() % 5);
    for (int64_t& count : row_counts) count = static_cast<int64_t>(engine() % 8);
    std::vector<ScoredPair> pairs;
    for (uint32_t a = 0; a < row_counts.size(); ++a) {
      for (uint32_t b = a + 1; b < row_counts.size(); ++b) {
        for (uint32_t i = 0; i < row_counts[a]; ++i) {
          for (uint32_t j = 0; j < row_counts[b]; ++j) {
            if (engine() % 3 == 0) {
              pairs.push_back({{a, i}, {b, j}, static_cast<int32_t>(9990 + engine() % 11)});
            }
          }
        }
      }
    }
    ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve(row_counts, pairs));
    ASSERT_EQ(clustering.entities, ByDefinition(row_counts, pairs)) << "round " << round;
  }
}

TEST(GreedySolverTest, ThirtyOnePartiesFitAndThirtyTwoDoNot) {
  std::vector<ScoredPair> pairs;
  for (uint32_t party = 1; party < 31; ++party) pairs.push_back({{0, 0}, {party, 0}, 9000});
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve(std::vector<int64_t>(31, 1), pairs));
  EXPECT_EQ(clustering.entity_count, 1);
  EXPECT_THAT(Solve(std::vector<int64_t>(32, 1), {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("32 parties")));
  EXPECT_THAT(Solve({5}, {}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 parties")));
}

TEST(GreedySolverTest, JoinsSeveralRowsOfAPartyThatHoldsDuplicates) {
  const std::vector<ScoredPair> pairs = {{{0, 0}, {1, 0}, 9000},
                                         {{0, 0}, {1, 1}, 8000},
                                         {{0, 1}, {1, 1}, 7000},
                                         {{0, 1}, {1, 2}, 6000}};
  const std::vector<int64_t> row_counts = {2, 3};
  using Entities = std::vector<std::vector<uint32_t>>;
  // Only the second party: its rows 0 and 1 are one person, and row 1 is taken when {0, 1} asks.
  ASSERT_OK_AND_ASSIGN(const Clustering second, SolveGreedily(row_counts, 2, pairs, {}, {}));
  EXPECT_EQ(second.entities, (Entities{{0, 1}, {0, 0, 1}}));
  EXPECT_EQ(second.linked_entity_count, 2);
  // Both: everything hangs together.
  ASSERT_OK_AND_ASSIGN(const Clustering both, SolveGreedily(row_counts, 3, pairs, {}, {}));
  EXPECT_EQ(both.entities, (Entities{{0, 0}, {0, 0, 0}}));
  // Neither: one to one.
  ASSERT_OK_AND_ASSIGN(const Clustering neither, SolveGreedily(row_counts, 0, pairs, {}, {}));
  EXPECT_EQ(neither.entities, (Entities{{0, 1}, {0, 1, 2}}));
}

TEST(GreedySolverTest, RefusesPairsThatBreakTheContract) {
  const auto refused = [](std::vector<ScoredPair> pairs, const char* reason) {
    EXPECT_THAT(SolveGreedily(std::vector<int64_t>{2, 2}, 0, pairs, {}, {}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(reason)));
  };
  refused({{{0, 2}, {1, 0}, 9000}}, "pair 0 does not join");
  refused({{{0, 0}, {2, 0}, 9000}}, "pair 0 does not join");
  refused({{{1, 0}, {0, 0}, 9000}}, "pair 0 does not join");
  refused({{{0, 0}, {0, 1}, 9000}}, "pair 0 does not join");
  refused({{{0, 0}, {1, 0}, 2'000'001}}, "score 2000001");
  refused({{{0, 0}, {1, 0}, -2'000'001}}, "score -2000001");
  refused({{{0, 1}, {1, 0}, 9000}, {{0, 0}, {1, 0}, 9000}}, "pair 1 does not follow pair 0");
  refused({{{0, 0}, {1, 0}, 9000}, {{0, 0}, {1, 0}, 9000}}, "pair 1 does not follow pair 0");
}

TEST(GreedySolverTest, StopsWhenAskedAndReportsOnTheWay) {
  std::vector<ScoredPair> pairs;
  for (uint32_t i = 0; i < 20'000; ++i) pairs.push_back({{0, i}, {1, i}, 9000});
  std::stop_source stop;
  std::vector<int64_t> reports;
  const auto progress = [&](int64_t taken) {
    reports.push_back(taken);
    if (taken > 0) stop.request_stop();
  };
  EXPECT_EQ(
      SolveGreedily(std::vector<int64_t>{20'000, 20'000}, 0, pairs, progress, stop.get_token())
          .status()
          .code(),
      absl::StatusCode::kCancelled);
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_LT(reports[1], 20'000);
}

}  // namespace
}  // namespace ieum::core::greedy_solver_test
