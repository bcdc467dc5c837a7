#include "ieum/core/cluster/optimal_solver.h"

#include <algorithm>
#include <random>
#include <utility>

#include "support/status_matchers.h"

namespace ieum::core::optimal_solver_test {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int32_t kThreshold = 8000;

std::vector<ScoredPair> Ascending(std::vector<ScoredPair> pairs) {
  std::sort(pairs.begin(), pairs.end(), [](const ScoredPair& a, const ScoredPair& b) {
    return std::pair(a.left, a.right) < std::pair(b.left, b.right);
  });
  return pairs;
}

absl::StatusOr<Clustering> Solve(const std::vector<int64_t>& row_counts,
                                 const std::vector<ScoredPair>& pairs,
                                 const OptimalLimits& limits = {}) {
  return SolveOptimally(row_counts, 0, Ascending(pairs), kThreshold, {}, {}, limits);
}

// All pairs of two parties of `size` rows.
std::vector<ScoredPair> Complete(uint32_t size, int32_t score) {
  std::vector<ScoredPair> pairs;
  for (uint32_t left = 0; left < size; ++left) {
    for (uint32_t right = 0; right < size; ++right) pairs.push_back({{0, left}, {1, right}, score});
  }
  return pairs;
}

// Sum of the worth of the pairs whose rows are one entity.
int64_t WorthOf(const Clustering& clustering, const std::vector<ScoredPair>& pairs) {
  int64_t worth = 0;
  for (const ScoredPair& pair : pairs) {
    if (clustering.entities[0][pair.left.row] == clustering.entities[1][pair.right.row]) {
      worth += pair.score - kThreshold + 1;
    }
  }
  return worth;
}

TEST(OptimalSolverTest, TwoPairsWinOverOneBetterPairBetweenThem) {
  const std::vector<ScoredPair> pairs = {
      {{0, 0}, {1, 0}, 8900}, {{0, 1}, {1, 0}, 9000}, {{0, 1}, {1, 1}, 8500}};
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve({2, 2}, pairs));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 1), ElementsAre(0, 1)));
  EXPECT_EQ(clustering.linked_entity_count, 2);
  EXPECT_EQ(clustering.greedy_component_count, 0);
}

TEST(OptimalSolverTest, OneMuchBetterPairWinsOverTwoThatAreBarelyAccepted) {
  ASSERT_OK_AND_ASSIGN(
      const Clustering clustering,
      Solve({2, 2}, {{{0, 0}, {1, 0}, 8100}, {{0, 1}, {1, 0}, 9000}, {{0, 1}, {1, 1}, 8200}}));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 1), ElementsAre(1, 2)));
}

TEST(OptimalSolverTest, APairAtTheThresholdIsTaken) {
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve({1, 1}, {{{0, 0}, {1, 0}, kThreshold}}));
  EXPECT_EQ(clustering.linked_entity_count, 1);
}

TEST(OptimalSolverTest, EveryRowHasAnEntityWithoutAnyPair) {
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve({2, 1}, {}));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 1), ElementsAre(2)));
  ASSERT_OK_AND_ASSIGN(const Clustering nobody, Solve({0, 0}, {}));
  EXPECT_EQ(nobody.entity_count, 0);
}

// The largest worth of the rows from `left` on, by trying everything.
int64_t BestWorth(const std::vector<ScoredPair>& pairs, uint32_t left, uint32_t left_count,
                  uint32_t used) {
  if (left == left_count) return 0;
  int64_t best = BestWorth(pairs, left + 1, left_count, used);
  for (const ScoredPair& pair : pairs) {
    if (pair.left.row != left || (used >> pair.right.row & 1) != 0) continue;
    best = std::max(
        best, pair.score - kThreshold + 1 +
                  BestWorth(pairs, left + 1, left_count, used | uint32_t{1} << pair.right.row));
  }
  return best;
}

TEST(OptimalSolverTest, NothingThatCanBeTriedIsWorthMore) {
  std::mt19937_64 engine(5);
  for (int round = 0; round < 600; ++round) {
    const std::vector<int64_t> row_counts = {static_cast<int64_t>(engine() % 7),
                                             static_cast<int64_t>(engine() % 7)};
    const uint64_t density = 1 + engine() % 4;
    const uint64_t spread = round % 2 == 0 ? 4 : 1000;  // many ties, and hardly any
    std::vector<ScoredPair> pairs;
    for (uint32_t i = 0; i < row_counts[0]; ++i) {
      for (uint32_t j = 0; j < row_counts[1]; ++j) {
        if (engine() % density != 0) continue;
        pairs.push_back({{0, i}, {1, j}, kThreshold + static_cast<int32_t>(engine() % spread)});
      }
    }
    ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve(row_counts, pairs));
    ASSERT_EQ(WorthOf(clustering, pairs),
              BestWorth(pairs, 0, static_cast<uint32_t>(row_counts[0]), 0))
        << "round " << round;
    std::vector<int> sizes(static_cast<size_t>(clustering.entity_count));
    for (const std::vector<uint32_t>& entities : clustering.entities) {
      for (const uint32_t entity : entities) ++sizes[entity];
    }
    ASSERT_EQ(std::count_if(sizes.begin(), sizes.end(), [](int size) { return size > 2; }), 0);
    ASSERT_OK_AND_ASSIGN(const Clustering again, Solve(row_counts, pairs));
    ASSERT_EQ(again.entities, clustering.entities) << "round " << round;
  }
}

TEST(OptimalSolverTest, IsNeverWorthLessThanGreedySolvingOnManyRows) {
  std::mt19937_64 engine(7);
  const std::vector<int64_t> row_counts = {3000, 2000};
  std::vector<ScoredPair> pairs;
  for (uint32_t i = 0; i < row_counts[0]; ++i) {
    uint32_t j = 0;
    while ((j += 1 + static_cast<uint32_t>(engine() % 600)) < row_counts[1]) {
      pairs.push_back({{0, i}, {1, j}, kThreshold + static_cast<int32_t>(engine() % 2000)});
    }
  }
  ASSERT_OK_AND_ASSIGN(const Clustering optimal, Solve(row_counts, pairs));
  ASSERT_OK_AND_ASSIGN(const Clustering greedy, SolveGreedily(row_counts, 0, pairs, {}, {}));
  EXPECT_EQ(optimal.greedy_component_count, 0);
  EXPECT_GT(WorthOf(optimal, pairs), WorthOf(greedy, pairs));
}

TEST(OptimalSolverTest, AStarGivesItsCentreTheBestPartnerWithoutMuchWork) {
  std::vector<ScoredPair> pairs;
  for (uint32_t right = 0; right < 100'000; ++right) {
    pairs.push_back({{0, 1}, {1, right}, kThreshold + static_cast<int32_t>(right * 7919 % 99'991)});
  }
  const auto best =
      std::max_element(pairs.begin(), pairs.end(),
                       [](const ScoredPair& a, const ScoredPair& b) { return TakenBefore(b, a); });
  ASSERT_OK_AND_ASSIGN(const Clustering clustering,
                       Solve({2, 100'000}, pairs, {.component_steps = 100'001, .steps = 100'001}));
  EXPECT_EQ(clustering.entities[0][1], clustering.entities[1][best->right.row]);
  EXPECT_EQ(clustering.linked_entity_count, 1);
  EXPECT_EQ(clustering.greedy_component_count, 0);
}

TEST(OptimalSolverTest, RowsThatAreAllAlikeArePairedInTheirOrder) {
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve({300, 300}, Complete(300, 9000)));
  EXPECT_EQ(clustering.linked_entity_count, 300);
  EXPECT_EQ(clustering.entities[0], clustering.entities[1]);
}

TEST(OptimalSolverTest, RowsThatAllWantEachOtherInTheSameOrderAreSolved) {
  // Every row likes the same partners best: each newcomer pushes all others on.
  std::vector<ScoredPair> pairs = Complete(120, 0);
  for (ScoredPair& pair : pairs) {
    pair.score = kThreshold + static_cast<int32_t>(pair.left.row * pair.right.row);
  }
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve({120, 120}, pairs));
  // Rearrangement inequality: equal rows together.
  EXPECT_EQ(clustering.entities[0], clustering.entities[1]);
}

TEST(OptimalSolverTest, ScoresAtTheLimitsAreSummedWithoutOverflow) {
  std::vector<ScoredPair> pairs = Complete(40, kMaxScore);
  for (ScoredPair& pair : pairs) {
    if (pair.left.row != pair.right.row) pair.score = -kMaxScore;
  }
  ASSERT_OK_AND_ASSIGN(const Clustering clustering,
                       SolveOptimally(std::vector<int64_t>{40, 40}, 0, pairs, -kMaxScore, {}, {}));
  EXPECT_EQ(clustering.linked_entity_count, 40);
  EXPECT_EQ(clustering.entities[0], clustering.entities[1]);
}

TEST(OptimalSolverTest, RowsThatHangTogetherTooMuchAreSolvedGreedilyAndCounted) {
  // Rows 0 and 1 of both parties as in the first test, and a knot of 20 x 20 behind them.
  std::vector<ScoredPair> pairs = {
      {{0, 0}, {1, 0}, 8900}, {{0, 1}, {1, 0}, 9000}, {{0, 1}, {1, 1}, 8500}};
  for (ScoredPair pair : Complete(20, 9000)) {
    pair.left.row += 2;
    pair.right.row += 2;
    pairs.push_back(pair);
  }
  ASSERT_OK_AND_ASSIGN(const Clustering clustering,
                       Solve({22, 22}, pairs, {.component_steps = 100, .steps = 1000}));
  EXPECT_EQ(clustering.greedy_component_count, 1);
  EXPECT_EQ(clustering.entities[0], clustering.entities[1]);
  EXPECT_EQ(clustering.linked_entity_count, 22);
  // Without any step both are solved greedily, as if nothing else had been asked for.
  ASSERT_OK_AND_ASSIGN(const Clustering all, Solve({22, 22}, pairs, {.steps = 0}));
  EXPECT_EQ(all.greedy_component_count, 2);
  ASSERT_OK_AND_ASSIGN(const Clustering greedy,
                       SolveGreedily(std::vector<int64_t>{22, 22}, 0, Ascending(pairs), {}, {}));
  EXPECT_EQ(all.entities, greedy.entities);
}

TEST(OptimalSolverTest, RefusesWhatIsNoAssignment) {
  EXPECT_THAT(Solve({1, 1, 1}, {}), StatusIs(absl::StatusCode::kInvalidArgument,
                                             HasSubstr("these are 3; solve greedily")));
  EXPECT_THAT(SolveOptimally(std::vector<int64_t>{1, 1}, 2, {}, 0, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("holds duplicates")));
  EXPECT_THAT(
      Solve({1, 1}, {{{0, 0}, {1, 0}, 7999}}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("below the threshold of 8000")));
  EXPECT_THAT(Solve({1, 1}, {{{0, 0}, {1, 1}, 9000}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("pair 0 does not join rows")));
}

TEST(OptimalSolverTest, StopsWhenAskedAndReportsOnTheWay) {
  std::vector<ScoredPair> pairs;
  for (uint32_t i = 0; i < 5000; ++i) pairs.push_back({{0, i}, {1, i}, 9000});
  std::stop_source stop;
  std::vector<int64_t> reports;
  const auto progress = [&](int64_t taken) {
    reports.push_back(taken);
    if (taken > 0) stop.request_stop();
  };
  EXPECT_EQ(SolveOptimally(std::vector<int64_t>{5000, 5000}, 0, pairs, kThreshold, progress,
                           stop.get_token())
                .status()
                .code(),
            absl::StatusCode::kCancelled);
  EXPECT_THAT(reports, ElementsAre(0, 1024));
}

}  // namespace
}  // namespace ieum::core::optimal_solver_test
