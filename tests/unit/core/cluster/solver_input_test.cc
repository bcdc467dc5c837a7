#include "ieum/core/cluster/solver_input.h"

#include <vector>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

TEST(SolverInputTest, AcceptsPairsInTheOrderOfTheirRows) {
  const std::vector<ScoredPair> pairs = {
      {{0, 0}, {1, 0}, kMaxScore}, {{0, 0}, {1, 1}, -kMaxScore}, {{0, 0}, {2, 0}, 0}};
  EXPECT_OK(CheckSolverInput(std::vector<int64_t>{1, 2, 1}, pairs, {}));
}

TEST(SolverInputTest, NamesThePairThatBreaksARule) {
  const std::vector<ScoredPair> twice = {{{0, 0}, {1, 0}, 1}, {{0, 0}, {1, 0}, 2}};
  EXPECT_THAT(
      CheckSolverInput(std::vector<int64_t>{1, 1}, twice, {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("pair 1 does not follow pair 0")));
}

TEST(SolverInputTest, RefusesMoreRowsThanNumbers) {
  EXPECT_THAT(CheckSolverInput(std::vector<int64_t>{4'000'000'000, 300'000'000}, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("link fewer at a time")));
}

TEST(SolverInputTest, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  const std::vector<ScoredPair> pairs = {{{0, 0}, {1, 0}, 1}};
  EXPECT_EQ(CheckSolverInput(std::vector<int64_t>{1, 1}, pairs, stop.get_token()).code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace ieum::core
