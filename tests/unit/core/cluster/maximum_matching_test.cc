#include "ieum/core/cluster/maximum_matching.h"

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

constexpr int64_t kManySteps = 1'000'000;
constexpr uint32_t kNoEdge = MaximumMatching::kNoEdge;

TEST(MaximumMatchingTest, ANewcomerPushesOthersToTheirSecondChoices) {
  // Two sources want target 0; the first has another choice, target 1, worth nearly as much.
  const WeightedGraph graph = {
      .first_edge = {0, 2, 3}, .targets = {0, 1, 0}, .worths = {10, 8, 5}, .target_count = 2};
  MaximumMatching matching({});
  ASSERT_OK_AND_ASSIGN(const auto edges, matching.Find(graph, kManySteps));
  EXPECT_THAT(edges, Optional(ElementsAre(1, 2)));
}

TEST(MaximumMatchingTest, ASourceIsLeftAloneWhereItsPlaceIsWorthMoreToAnother) {
  const WeightedGraph graph = {
      .first_edge = {0, 1, 2, 3}, .targets = {0, 0, 0}, .worths = {4, 9, 6}, .target_count = 1};
  MaximumMatching matching({});
  ASSERT_OK_AND_ASSIGN(const auto edges, matching.Find(graph, kManySteps));
  EXPECT_THAT(edges, Optional(ElementsAre(kNoEdge, 1, kNoEdge)));
}

TEST(MaximumMatchingTest, ASourceWithoutEdgesHasNoTarget) {
  const WeightedGraph graph = {
      .first_edge = {0, 0, 1}, .targets = {0}, .worths = {1}, .target_count = 1};
  MaximumMatching matching({});
  ASSERT_OK_AND_ASSIGN(const auto edges, matching.Find(graph, kManySteps));
  EXPECT_THAT(edges, Optional(ElementsAre(kNoEdge, 0)));
}

TEST(MaximumMatchingTest, GivesUpBeyondItsStepsAndIsReadyForTheNextGraph) {
  const WeightedGraph large = {.first_edge = {0, 3, 6},
                               .targets = {0, 1, 2, 0, 1, 2},
                               .worths = {3, 2, 1, 3, 2, 1},
                               .target_count = 3};
  MaximumMatching matching({});
  ASSERT_OK_AND_ASSIGN(const auto given_up, matching.Find(large, 5));
  EXPECT_EQ(given_up, std::nullopt);
  const int64_t steps = matching.step_count();
  EXPECT_GT(steps, 5);
  const WeightedGraph small = {
      .first_edge = {0, 1}, .targets = {0}, .worths = {1}, .target_count = 1};
  ASSERT_OK_AND_ASSIGN(const auto edges, matching.Find(small, 5));
  EXPECT_THAT(edges, Optional(ElementsAre(0)));
  EXPECT_GT(matching.step_count(), steps);
}

TEST(MaximumMatchingTest, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  const WeightedGraph graph = {
      .first_edge = {0, 1}, .targets = {0}, .worths = {1}, .target_count = 1};
  MaximumMatching matching(stop.get_token());
  EXPECT_EQ(matching.Find(graph, kManySteps).status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace ieum::core
