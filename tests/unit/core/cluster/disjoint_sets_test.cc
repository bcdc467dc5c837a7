#include "ieum/core/cluster/disjoint_sets.h"

#include <gtest/gtest.h>

namespace ieum::core {
namespace {

TEST(DisjointSetsTest, EveryNumberIsASetOfItsOwnUntilItIsUnited) {
  DisjointSets sets(5);
  EXPECT_NE(sets.Find(0), sets.Find(1));
  sets.Unite(0, 1);
  sets.Unite(3, 4);
  EXPECT_EQ(sets.Find(0), sets.Find(1));
  EXPECT_NE(sets.Find(1), sets.Find(3));
  EXPECT_EQ(sets.Find(2), 2U);
  const uint32_t root = sets.Unite(1, 4);
  for (const uint32_t member : {0U, 1U, 3U, 4U}) EXPECT_EQ(sets.Find(member), root);
}

TEST(DisjointSetsTest, UnitingASetWithItselfChangesNothing) {
  DisjointSets sets(2);
  const uint32_t root = sets.Unite(0, 1);
  EXPECT_EQ(sets.Unite(1, 0), root);
  EXPECT_EQ(sets.Find(0), root);
}

}  // namespace
}  // namespace ieum::core
