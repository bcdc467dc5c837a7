#include "ieum/server/storage/run_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

class RunStoreTest : public StoreFixture {
 protected:
  server::RunRecord Succeed(server::RunRecord run) {
    run.state = server::RunState::kSucceeded;
    run.report.emplace();
    run.report->entity_count = 3;
    run.report->kernel = "portable";
    run.report->holders = {{.row_count = 2, .linked_row_count = 1}};
    run.report->stages = {{.stage = server::RunStage::kLoad,
                           .name = "load",
                           .work_count = 4,
                           .elapsed = absl::Microseconds(5),
                           .byte_count = 64,
                           .resumed = true}};
    EXPECT_OK(store_->runs().SaveSucceeded(TestProjectId(), run));
    return run;
  }
  bool HasResults(const server::RunKey& run) {
    return store_->runs().ReadResultChunk(run, 0, 0).value().has_value();
  }
  const core::Bytes ids_ = core::Bytes(32, std::byte{9});
  const server::RunRequest by_profile_ = {.scoring = server::Scoring::kProfile,
                                          .threshold_basis_points = 7'000};
};

TEST_F(RunStoreTest, NeedsASealedProject) {
  EXPECT_THAT(store_->runs().Create(Create(), {}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("seal it before")));
}

TEST_F(RunStoreTest, ASuccessMakesItsResultsTheProjects) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  ASSERT_OK_AND_ASSIGN(const server::RunRecord run, store_->runs().Create(project, by_profile_));
  EXPECT_EQ(run.key.run_number, 1U);
  ASSERT_OK(store_->runs().PutResultChunk(run.key, 0, 0, ids_));
  Succeed(run);
  Open();
  EXPECT_EQ(Project().state, server::ProjectState::kMatched);
  EXPECT_EQ(Project().result_run, 1U);
  ASSERT_OK_AND_ASSIGN(const server::RunRecord found, store_->runs().Find(run.key));
  EXPECT_EQ(found.state, server::RunState::kSucceeded);
  EXPECT_EQ(found.scoring, server::Scoring::kProfile);
  EXPECT_EQ(found.threshold_basis_points, 7'000);
  ASSERT_TRUE(found.report.has_value());
  EXPECT_EQ(found.report->entity_count, 3);
  EXPECT_EQ(found.report->kernel, "portable");
  ASSERT_EQ(found.report->holders.size(), 1U);
  EXPECT_EQ(found.report->holders[0].linked_row_count, 1);
  ASSERT_EQ(found.report->stages.size(), 1U);
  EXPECT_EQ(found.report->stages[0].elapsed, absl::Microseconds(5));
  EXPECT_EQ(found.report->stages[0].name, "load");
  EXPECT_EQ(found.report->stages[0].work_count, 4);
  EXPECT_EQ(found.report->stages[0].byte_count, 64);
  EXPECT_TRUE(found.report->stages[0].resumed);
  EXPECT_THAT(store_->runs().ReadResultChunk(run.key, 0, 0), IsOkAndHolds(ids_));
}

TEST_F(RunStoreTest, ARunThatHasNotEndedIsFoundQueued) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  ASSERT_OK_AND_ASSIGN(server::RunRecord first, store_->runs().Create(project, by_profile_));
  ASSERT_OK_AND_ASSIGN(const server::RunRecord second, store_->runs().Create(project, by_profile_));
  first.state = server::RunState::kFailed;
  first.error = "no memory";
  ASSERT_OK(store_->runs().SaveEnded(first));
  Open();
  ASSERT_OK_AND_ASSIGN(const auto unfinished, store_->runs().Unfinished());
  ASSERT_EQ(unfinished.size(), 1U);
  EXPECT_EQ(unfinished[0].key, second.key);
  EXPECT_EQ(unfinished[0].state, server::RunState::kQueued);
  EXPECT_EQ(store_->runs().Find(first.key).value().error, "no memory");
  EXPECT_EQ(Project().result_run, 0U);
}

TEST_F(RunStoreTest, CollectsResultsThatDoNotCount) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  std::vector<server::RunRecord> runs;
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const server::RunRecord run, store_->runs().Create(project, by_profile_));
    ASSERT_OK(store_->runs().PutResultChunk(run.key, 0, 0, ids_));
    runs.push_back(run);
  }
  Succeed(runs[1]);
  ASSERT_OK(store_->runs().CollectGarbage());
  EXPECT_FALSE(HasResults(runs[0].key));
  EXPECT_TRUE(HasResults(runs[1].key));
  EXPECT_FALSE(HasResults(runs[2].key));
}

TEST_F(RunStoreTest, KeepsMatchReportsOfRunsThatSucceededOnly) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  std::vector<server::RunRecord> runs;
  for (const char* text : {"first", "second", "third"}) {
    ASSERT_OK_AND_ASSIGN(const server::RunRecord run, store_->runs().Create(project, {}));
    ASSERT_OK(store_->runs().PutMatchDocuments(
        run.key, {.text = text, .json = {}, .english_page = {}, .korean_page = {}}));
    runs.push_back(run);
  }
  Succeed(runs[0]);
  Succeed(runs[1]);
  runs[2].state = server::RunState::kFailed;
  ASSERT_OK(store_->runs().SaveEnded(runs[2]));
  ASSERT_OK(store_->runs().CollectGarbage());
  Open();
  const auto read = [this](const server::RunRecord& run) {
    return store_->runs().ReadMatchDocuments(run.key).value();
  };
  EXPECT_EQ(read(runs[0])->text, "first") << "also of a run that is the project's no more";
  EXPECT_EQ(read(runs[1])->text, "second");
  EXPECT_FALSE(read(runs[2]).has_value());
}

TEST_F(RunStoreTest, SaysWhichRunIsNotThere) {
  EXPECT_THAT(store_->runs().Find({.project_number = 1, .run_number = 4}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("run number 4")));
}

}  // namespace
}  // namespace ieum::testing
