#include "ieum/core/model/competition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "ieum/core/model/match_probability.h"

namespace ieum::core {
namespace {

// Left row 0 with `count` rows on the right.
ComparedPairs Star(uint32_t count) {
  ComparedPairs pairs;
  pairs.right_party = 1;
  pairs.left_row_count = 1;
  pairs.right_row_count = count;
  for (uint32_t right = 0; right < count; ++right) {
    pairs.left.push_back(0);
    pairs.right.push_back(right);
  }
  return pairs;
}

double RivalsOf(const ComparedPairs& pairs, bool several_right, size_t i,
                const std::vector<double>& odds) {
  Competition competition(pairs, false, several_right);
  for (size_t pair = 0; pair < pairs.size(); ++pair) competition.Add(pair, odds[pair]);
  return competition.Rivals(i, odds[i]);
}

TEST(CompetitionTest, EveryOtherCandidateSpeaksAgainstAPairOfPartiesWithoutDuplicates) {
  EXPECT_DOUBLE_EQ(RivalsOf(Star(3), false, 0, {8, 4, 1}), 5);
  EXPECT_DOUBLE_EQ(RivalsOf(Star(3), false, 2, {8, 4, 1}), 12);
  EXPECT_DOUBLE_EQ(RivalsOf(Star(1), false, 0, {8}), 0);
}

TEST(CompetitionTest, AsManyRowsAsAPersonMayHaveDoNotExcludeEachOther) {
  const size_t most = Competition::kMostRowsOfPerson;
  const ComparedPairs person = Star(static_cast<uint32_t>(most));
  for (size_t i = 0; i < most; ++i) {
    EXPECT_DOUBLE_EQ(RivalsOf(person, true, i, std::vector<double>(most, 50)), 0);
  }
}

TEST(CompetitionTest, ACrowdCompetes) {
  const size_t most = Competition::kMostRowsOfPerson;
  const ComparedPairs crowd = Star(40);
  EXPECT_DOUBLE_EQ(RivalsOf(crowd, true, 7, std::vector<double>(40, 50)),
                   static_cast<double>(40 - most) * 50);
  // The best rows of it have the others against them, the last all but the best.
  std::vector<double> odds(40, 1);
  odds[3] = 1'000;
  EXPECT_DOUBLE_EQ(RivalsOf(crowd, true, 3, odds), static_cast<double>(40 - most));
  EXPECT_DOUBLE_EQ(RivalsOf(crowd, true, 4, odds), static_cast<double>(40 - most));
}

TEST(CompetitionTest, WithinAPartyARowCompetesInBothPlaces) {
  // Row 1 is on the right of row 0 and on the left of all others.
  ComparedPairs pairs;
  pairs.left_row_count = pairs.right_row_count = 40;
  for (uint32_t other = 0; other < 40; ++other) {
    if (other == 1) continue;
    pairs.left.push_back(std::min(1U, other));
    pairs.right.push_back(std::max(1U, other));
  }
  EXPECT_DOUBLE_EQ(RivalsOf(pairs, true, 0, std::vector<double>(39, 2)),
                   2.0 * static_cast<double>(39 - 1 - Competition::kMostOtherRows));
}

TEST(CompetitionTest, ForgetsOddsWhenCleared) {
  const ComparedPairs pairs = Star(2);
  Competition competition(pairs, false, false);
  competition.Add(0, 5);
  competition.Add(1, 7);
  competition.Clear();
  competition.Add(0, 5);
  competition.Add(1, 1);
  EXPECT_DOUBLE_EQ(competition.Rivals(0, 5), 1);
}

TEST(CompetitionTest, PairsOfACrowdAreCrowdedOutAndOneThatStandsOutIsNot) {
  const ComparedPairs crowd = Star(40);
  std::vector<int32_t> weights(40, 3'000);
  weights[11] = 9'000;
  const std::vector<double> p = MatchProbabilities(crowd, weights, false, true);
  EXPECT_FALSE(IsCrowdedOut(weights[11], p[11]));
  EXPECT_TRUE(IsCrowdedOut(weights[12], p[12]));
}

}  // namespace
}  // namespace ieum::core
