#include "ieum/core/cluster/duplicate_solver.h"

#include <vector>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kPartners = 32;

ScoredPair Pair(uint32_t left, uint32_t right, int32_t score = 9000) {
  return {{0, left}, {0, right}, score};
}

absl::StatusOr<Clustering> Solve(int64_t row_count, const std::vector<ScoredPair>& pairs) {
  return SolveDuplicates(row_count, kPartners, pairs, {}, {});
}

TEST(DuplicateSolverTest, RowsOfOnePersonMayBeMoreThanTwo) {
  ASSERT_OK_AND_ASSIGN(const Clustering clustering,
                       Solve(5, {Pair(0, 2), Pair(0, 4), Pair(1, 3), Pair(2, 4)}));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 1, 0, 1, 0)));
  EXPECT_EQ(clustering.entity_count, 2);
  EXPECT_EQ(clustering.linked_entity_count, 2);
}

TEST(DuplicateSolverTest, AThirdRowNeedsHalfOfThePairs) {
  // 2 is like 1 only: one of two pairs. 3 is like 2 only: one of three.
  ASSERT_OK_AND_ASSIGN(const Clustering clustering,
                       Solve(4, {Pair(0, 1, 9000), Pair(1, 2, 8500), Pair(2, 3, 8000)}));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 0, 0, 1)));
}

TEST(DuplicateSolverTest, AChainOfNearMissesDoesNotMakeStrangersOnePerson) {
  // The ends are pairs of their own, and what lies between is too little to join them.
  ASSERT_OK_AND_ASSIGN(const Clustering clustering,
                       Solve(4, {Pair(0, 1, 9000), Pair(1, 2, 8000), Pair(2, 3, 9000)}));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 0, 1, 1)));
}

TEST(DuplicateSolverTest, ManyRowsOfOnePersonStayTogetherThoughEachHasFewPartners) {
  // Everybody's partners are the first rows, as where all rows are identical.
  std::vector<ScoredPair> pairs;
  constexpr uint32_t kRows = 1000;
  for (uint32_t left = 0; left < kPartners; ++left) {
    for (uint32_t right = left + 1; right < kRows; ++right) pairs.push_back(Pair(left, right));
  }
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve(kRows, pairs));
  EXPECT_EQ(clustering.entity_count, 1);
}

TEST(DuplicateSolverTest, AStarOfStrangersStaysApart) {
  // A row that is like everybody, who are not like each other: one finds it, the others do not.
  std::vector<ScoredPair> pairs;
  constexpr uint32_t kRows = 100'000;
  for (uint32_t right = 1; right < kRows; ++right) pairs.push_back(Pair(0, right));
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve(kRows, pairs));
  EXPECT_EQ(clustering.entities[0][1], 0U);
  EXPECT_EQ(clustering.entities[0][2], 0U);
  EXPECT_EQ(clustering.entity_count, kRows - 2);
}

TEST(DuplicateSolverTest, EveryRowHasAnEntityWithoutAnyPair) {
  ASSERT_OK_AND_ASSIGN(const Clustering clustering, Solve(3, {}));
  EXPECT_THAT(clustering.entities, ElementsAre(ElementsAre(0, 1, 2)));
  EXPECT_EQ(clustering.linked_entity_count, 0);
  ASSERT_OK_AND_ASSIGN(const Clustering nobody, Solve(0, {}));
  EXPECT_EQ(nobody.entity_count, 0);
}

TEST(DuplicateSolverTest, RefusesPairsThatBreakTheContract) {
  const auto refused = [](const std::vector<ScoredPair>& pairs, const char* reason) {
    EXPECT_THAT(Solve(3, pairs), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(reason)));
  };
  refused({Pair(0, 3)}, "pair 0 does not join");
  refused({Pair(1, 1)}, "pair 0 does not join");
  refused({Pair(2, 1)}, "pair 0 does not join");
  refused({{{0, 0}, {1, 1}, 1}}, "pair 0 does not join");
  refused({Pair(0, 1, kMaxScore + 1)}, "score 2000001");
  refused({Pair(0, 1), Pair(0, 1)}, "pair 1 does not follow pair 0");
  EXPECT_THAT(SolveDuplicates(3, 0, {}, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("want at least 1")));
  EXPECT_THAT(Solve(-1, {}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("-1 rows")));
}

TEST(DuplicateSolverTest, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(SolveDuplicates(2, kPartners, std::vector<ScoredPair>{Pair(0, 1)}, {}, stop.get_token())
                .status()
                .code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace ieum::core
