#include "ieum/core/matching/match_state.h"

#include <gtest/gtest.h>

#include "ieum/core/matching/stage_content.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

TEST(MatchStateTest, EntitiesAreKeptWithTheGroupsThatWereTooLarge) {
  EntityStage stage;
  stage.entities = {{0, 1}, {1}};
  stage.entity_count = 2;
  stage.linked_entity_count = 1;
  stage.greedy_component_count = 7;
  stage.looked_at = 3;
  EntityStage restored;
  ASSERT_OK(Restore(ContentOf(stage), restored));
  EXPECT_EQ(restored.entities, stage.entities);
  EXPECT_EQ(restored.entity_count, 2);
  EXPECT_EQ(restored.linked_entity_count, 1);
  EXPECT_EQ(restored.greedy_component_count, 7);
  EXPECT_EQ(restored.pair_count(), 3);
}

}  // namespace
}  // namespace ieum::core
