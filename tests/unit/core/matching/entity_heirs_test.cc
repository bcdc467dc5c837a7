#include "ieum/core/matching/entity_heirs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ieum::core {
namespace {

using ::testing::ElementsAre;
using Rows = std::vector<std::vector<uint32_t>>;

TEST(EntityHeirsTest, AnEntityThatGrewKeepsItsNumberAndNewOnesHaveNone) {
  // Row 1 of party 1 joined the entity of row 0 of party 0; the last rows are new.
  const Rows entities = {{0, 1}, {0, 1, 2}};
  const Rows earlier = {{7, 3}, {7}};
  EXPECT_THAT(EntityHeirs(entities, 3, earlier, 8), ElementsAre(7, 3, kNewEntity));
}

TEST(EntityHeirsTest, OfTwoThatBecameOneTheOneWithTheFirstRowGoesOn) {
  const Rows entities = {{0}, {0}, {0}};
  EXPECT_THAT(EntityHeirs(entities, 1, Rows{{2}, {0}, {1}}, 3), ElementsAre(2));
}

TEST(EntityHeirsTest, OfOneThatWasSplitThePartWithTheFirstRowGoesOn) {
  const Rows entities = {{0, 1}, {1, 0}};
  // All four rows were entity 0.
  EXPECT_THAT(EntityHeirs(entities, 2, Rows{{0, 0}, {0, 0}}, 1), ElementsAre(0, kNewEntity));
}

TEST(EntityHeirsTest, APartThatLostItsFirstNumberTakesThatOfItsNextRow) {
  // Entity 0 was {a0, b0}, entity 1 was {b1}; now a0 is alone and b0 is with b1.
  EXPECT_THAT(EntityHeirs(Rows{{0}, {1, 1}}, 2, Rows{{0}, {0, 1}}, 2), ElementsAre(0, 1));
}

TEST(EntityHeirsTest, NothingEarlierMakesAllNew) {
  EXPECT_THAT(EntityHeirs(Rows{{0, 1}, {1}}, 2, Rows{{}, {}}, 0),
              ElementsAre(kNewEntity, kNewEntity));
}

}  // namespace
}  // namespace ieum::core
