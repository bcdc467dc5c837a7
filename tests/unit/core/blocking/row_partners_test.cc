#include "ieum/core/blocking/row_partners.h"

#include <algorithm>
#include <random>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::testing::UnorderedElementsAre;

TEST(RowPartnersTest, KeepsTheBestAndOfEqualOnesTheSmallerRow) {
  RowPartners partners(2, 2);
  for (const Partner partner : {Partner{9, 5}, Partner{3, 7}, Partner{4, 5}, Partner{8, 1}}) {
    partners.Offer(1, partner);
  }
  EXPECT_THAT(partners.partners(1), UnorderedElementsAre(Partner{3, 7}, Partner{4, 5}));
  EXPECT_TRUE(partners.partners(0).empty());
  EXPECT_EQ(partners.CountLimitedRows(), 1);
  EXPECT_TRUE(partners.Keeps(1, {4, 5}));
  EXPECT_FALSE(partners.Keeps(1, {9, 5}));
  EXPECT_TRUE(partners.Keeps(0, {9, 5})) << "a list that is not full keeps everything";
}

TEST(RowPartnersTest, WhatIsKeptDoesNotDependOnTheOrderOfOffers) {
  std::mt19937_64 engine(2);
  std::vector<Partner> offers;
  for (uint32_t row = 0; row < 500; ++row) {
    offers.push_back({row, static_cast<int32_t>(engine() % 20)});
  }
  std::vector<Partner> sorted = offers;
  std::sort(sorted.begin(), sorted.end(), BetterPartner);
  sorted.resize(32);
  for (int round = 0; round < 10; ++round) {
    std::shuffle(offers.begin(), offers.end(), engine);
    RowPartners partners(1, 32);
    for (const Partner& partner : offers) partners.Offer(0, partner);
    EXPECT_THAT(partners.partners(0), ::testing::UnorderedElementsAreArray(sorted));
  }
}

}  // namespace
}  // namespace ieum::core
