#include "ieum/server/storage/checkpoint_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::Optional;

class CheckpointStoreTest : public StoreFixture {
 protected:
  server::RunRecord Start() { return store_->runs().Create(Project(), {}).value(); }
  bool Holds(const server::RunKey& run, std::string_view name) {
    return store_->runs().Checkpoints(run).Load(name).value().has_value();
  }
  void Save(const server::RunKey& run, std::string_view name, core::ByteView content) {
    EXPECT_OK(store_->runs().Checkpoints(run).Save(name, content));
  }
};

TEST_F(CheckpointStoreTest, GivesBackWhatAnEarlierProcessSaved) {
  CreateSealed(1, 2);
  const server::RunRecord run = Start();
  core::Bytes large((size_t{9} << 20) + 5);
  SeededRandom(3).Fill(large);
  Save(run.key, "fit", large);
  Save(run.key, "empty", {});
  Open();
  server::RunCheckpoints checkpoints = store_->runs().Checkpoints(run.key);
  EXPECT_THAT(checkpoints.Load("fit"), IsOkAndHolds(Optional(large)));
  EXPECT_THAT(checkpoints.Load("empty"), IsOkAndHolds(Optional(core::Bytes())));
  EXPECT_THAT(checkpoints.Load("fi"), IsOkAndHolds(std::nullopt));
  // Of another run there is nothing.
  EXPECT_FALSE(Holds(Start().key, "fit"));
}

TEST_F(CheckpointStoreTest, GoesWithTheEndOfItsRun) {
  CreateSealed(1, 2);
  server::RunRecord failed = Start();
  server::RunRecord succeeded = Start();
  const server::RunRecord waiting = Start();
  for (const server::RunRecord& run : {failed, succeeded, waiting}) {
    Save(run.key, "fit", core::Bytes(10));
  }
  failed.state = server::RunState::kFailed;
  ASSERT_OK(store_->runs().SaveEnded(failed));
  succeeded.state = server::RunState::kSucceeded;
  succeeded.report.emplace();
  ASSERT_OK(store_->runs().SaveSucceeded(TestProjectId(), succeeded));
  ASSERT_OK(store_->runs().CollectGarbage());
  EXPECT_FALSE(Holds(failed.key, "fit"));
  EXPECT_FALSE(Holds(succeeded.key, "fit"));
  EXPECT_TRUE(Holds(waiting.key, "fit"));
}

}  // namespace
}  // namespace ieum::testing
