#include "ieum/core/matching/best_partners.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <utility>

namespace ieum::core {
namespace {

using Rows = std::vector<std::pair<int64_t, int32_t>>;

Rows Take(BestPartners& partners) {
  Rows rows;
  for (const AcceptedRow& row : partners.Take()) rows.emplace_back(row.row, row.similarity);
  return rows;
}

TEST(BestPartnersTest, KeepsTheMostSimilarAndOfEqualOnesTheFirst) {
  BestPartners partners(2);
  partners.Add(std::vector<AcceptedRow>{{1, 8000}, {2, 9000}, {3, 8000}, {4, 9000}, {5, 9000}});
  EXPECT_TRUE(partners.lost_some());
  EXPECT_EQ(Take(partners), (Rows{{2, 9000}, {4, 9000}}));
}

TEST(BestPartnersTest, AListThatIsJustFullLosesNothing) {
  BestPartners partners(2);
  partners.Add(std::vector<AcceptedRow>{{1, 8000}, {2, 9000}});
  EXPECT_FALSE(partners.lost_some());
  EXPECT_EQ(Take(partners), (Rows{{1, 8000}, {2, 9000}}));
}

TEST(BestPartnersTest, StartsAgainAfterTake) {
  BestPartners partners(1);
  partners.Add(std::vector<AcceptedRow>{{1, 8000}, {2, 9000}});
  Take(partners);
  EXPECT_FALSE(partners.lost_some());
  EXPECT_TRUE(Take(partners).empty());
  partners.Add(std::vector<AcceptedRow>{{0, 100}});
  EXPECT_EQ(Take(partners), (Rows{{0, 100}}));
}

TEST(BestPartnersTest, EqualsSortingEverythingHoweverTheRowsAreCut) {
  std::mt19937_64 engine(11);
  for (int round = 0; round < 200; ++round) {
    std::vector<AcceptedRow> rows;
    for (int64_t row = 0; row < 40; ++row) {
      rows.push_back({row, static_cast<int32_t>(9995 + engine() % 6)});
    }
    const int limit = 1 + static_cast<int>(engine() % 45);
    BestPartners partners(limit);
    for (size_t begin = 0; begin < rows.size();) {
      const size_t size = std::min(rows.size() - begin, static_cast<size_t>(engine() % 9));
      partners.Add(std::span(rows).subspan(begin, size));
      begin += size;
    }
    std::stable_sort(rows.begin(), rows.end(), [](const AcceptedRow& a, const AcceptedRow& b) {
      return a.similarity > b.similarity;
    });
    EXPECT_EQ(partners.lost_some(), limit < 40);
    rows.resize(std::min(rows.size(), static_cast<size_t>(limit)));
    Rows expected;
    for (const AcceptedRow& row : rows) expected.emplace_back(row.row, row.similarity);
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(Take(partners), expected) << "round " << round;
  }
}

}  // namespace
}  // namespace ieum::core
