#include "ieum/client/synth/change_kind.h"

#include <gtest/gtest.h>

#include <set>

namespace ieum::client {
namespace {

TEST(ChangeKindTest, EveryKindHasItsOwnName) {
  std::set<std::string_view> names;
  for (int kind = 0; kind < kChangeKindCount; ++kind) {
    const std::string_view name = NameOf(static_cast<ChangeKind>(kind));
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos);
  }
  EXPECT_EQ(NameOf(ChangeKind::kNeighborKey), "neighbor_key");
  EXPECT_EQ(NameOf(ChangeKind::kDuplicate), "duplicate");
}

TEST(ChangeSetTest, HoldsTheKindsAdded) {
  ChangeSet changes;
  EXPECT_TRUE(changes.empty());
  changes.Add(ChangeKind::kMoved);
  changes.Add(ChangeKind::kDuplicate);
  EXPECT_FALSE(changes.empty());
  EXPECT_TRUE(changes.Has(ChangeKind::kMoved));
  EXPECT_TRUE(changes.Has(ChangeKind::kDuplicate));
  EXPECT_FALSE(changes.Has(ChangeKind::kNeighborKey));
}

}  // namespace
}  // namespace ieum::client
