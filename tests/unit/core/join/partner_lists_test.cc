#include "ieum/core/join/partner_lists.h"

#include <algorithm>
#include <random>
#include <thread>

#include <gtest/gtest.h>

namespace ieum::core {
namespace {

using Kept = std::vector<std::pair<int64_t, int32_t>>;

Kept TakeAll(PartnerLists& lists, size_t list) {
  Kept kept;
  for (const AcceptedRow& row : lists.Take(list)) kept.emplace_back(row.row, row.similarity);
  return kept;
}

TEST(PartnerListsTest, KeepsTheMostSimilarAndOfEqualOnesTheFirstRows) {
  PartnerLists lists(2, 3);
  for (const JoinedPair& pair : std::vector<JoinedPair>{
           {0, 9, 8000}, {0, 4, 9000}, {0, 7, 8000}, {0, 2, 8000}, {0, 0, 7000}, {0, 5, 8000}}) {
    lists.Offer(pair);
  }
  EXPECT_TRUE(lists.lost_some(0));
  EXPECT_FALSE(lists.lost_some(1));
  EXPECT_EQ(lists.bar(0), KeyOfPartner(8000, 5));
  EXPECT_EQ(TakeAll(lists, 0), (Kept{{2, 8000}, {4, 9000}, {5, 8000}}));
  EXPECT_TRUE(TakeAll(lists, 0).empty()) << "taken once";
  EXPECT_TRUE(TakeAll(lists, 1).empty());
}

TEST(PartnerListsTest, ThereIsNoBarBeforeAPartnerWasLost) {
  PartnerLists lists(1, 2);
  lists.Offer({0, 1, 10'000});
  EXPECT_EQ(lists.bar(0), 0U);
  lists.Offer({0, 2, 1});
  EXPECT_EQ(lists.bar(0), 0U) << "full, but nobody is lost";
  lists.Offer({0, 3, 1});
  EXPECT_EQ(lists.bar(0), KeyOfPartner(1, 2));
  EXPECT_TRUE(lists.lost_some(0));
}

TEST(PartnerListsTest, RowsUpToTheLargestNumberAreKept) {
  PartnerLists lists(1, 1);
  lists.Offer({0, UINT32_MAX, 1});
  lists.Offer({0, UINT32_MAX - 1, 1});
  EXPECT_EQ(TakeAll(lists, 0), (Kept{{int64_t{UINT32_MAX} - 1, 1}}));
}

TEST(PartnerListsTest, OrderAndThreadsOfTheOffersDoNotMatter) {
  constexpr uint32_t kLists = 130;
  std::mt19937_64 engine(5);
  std::vector<JoinedPair> pairs;
  for (uint32_t list = 0; list < kLists; ++list) {
    for (uint32_t row = 0; row < list % 11; ++row) {
      pairs.push_back({list, row, static_cast<int32_t>(9000 + engine() % 4)});
    }
  }
  std::vector<Kept> first;
  for (const int thread_count : {1, 2, 5}) {
    std::shuffle(pairs.begin(), pairs.end(), engine);
    PartnerLists lists(kLists, 5);
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < thread_count; ++t) {
        threads.emplace_back([&, t] {
          for (auto i = static_cast<size_t>(t); i < pairs.size();
               i += static_cast<size_t>(thread_count)) {
            lists.Offer(pairs[i]);
          }
        });
      }
    }
    std::vector<Kept> kept;
    for (uint32_t list = 0; list < kLists; ++list) {
      EXPECT_EQ(lists.lost_some(list), list % 11 > 5);
      kept.push_back(TakeAll(lists, list));
      EXPECT_EQ(kept.back().size(), std::min(list % 11, 5U));
    }
    if (first.empty()) first = kept;
    EXPECT_EQ(kept, first);
  }
}

}  // namespace
}  // namespace ieum::core
