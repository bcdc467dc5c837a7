#include "ieum/server/jobs/run_queue.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <future>
#include <new>
#include <set>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using server::RunState;
using ::testing::HasSubstr;

constexpr absl::Duration kLong = absl::Seconds(20);

// Threshold in basis points; 0: the project's.
server::RunRequest ByProfile(int threshold = 0) {
  return {.scoring = server::Scoring::kProfile, .threshold_basis_points = threshold};
}

class RunQueueTest : public StoreFixture {
 protected:
  RunQueueTest() : null_(::open("/dev/null", O_WRONLY | O_CLOEXEC)), log_(clock_, null_) {}
  ~RunQueueTest() override {
    queue_.reset();
    ::close(null_);
  }

  void StartQueue(server::RunWork work = {}, size_t max_unfinished_runs = 16) {
    queue_.reset();
    auto started = server::RunQueue::Start({.thread_count = 2,
                                            .max_unfinished_runs = max_unfinished_runs,
                                            .memory_bytes = int64_t{512} << 20},
                                           *store_, random_, log_, std::move(work));
    ASSERT_OK(started);
    queue_ = std::move(started).value();
  }
  void Reopen() {
    queue_.reset();
    Open();
  }
  // Work that lasts until it is stopped, and says when it has begun.
  server::RunWork Endless() {
    return [](const server::ProjectRecord&, const server::RunRecord&,
              const std::function<void(const server::RunProgress&)>& progress,
              std::stop_token stop) -> absl::StatusOr<server::RunReport> {
      progress({.stage = server::RunStage::kCompare, .done = 1, .total = 2});
      std::promise<void> stopped;
      const std::stop_callback on_stop(stop, [&stopped] { stopped.set_value(); });
      stopped.get_future().wait();
      return core::Cancelled("stopped on request");
    };
  }
  server::RunView WaitUntil(const server::RunKey& key,
                            const std::function<bool(const server::RunView&)>& done) {
    server::RunView view = queue_->Find(key).value();
    for (int i = 0; i < 1'000 && !done(view); ++i) {
      view = queue_->WaitForChange(key, view.version, kLong).value();
    }
    EXPECT_TRUE(done(view));
    return view;
  }
  server::RunView WaitForEnd(const server::RunKey& key) {
    return WaitUntil(key, [](const auto& view) { return HasEnded(view.record.state); });
  }
  server::RunView WaitForProgress(const server::RunKey& key) {
    return WaitUntil(key, [](const auto& view) { return view.progress.has_value(); });
  }

  const int null_;
  const server::Log log_;
  std::unique_ptr<server::RunQueue> queue_;
};

TEST_F(RunQueueTest, MatchesAProjectAndStoresOneIdForBothRowsOfAPerson) {
  const server::ProjectRecord project = CreateSealed(/*chunks=*/3, /*rows=*/50);
  StartQueue();
  ASSERT_OK_AND_ASSIGN(const server::RunView started, queue_->Submit(project, ByProfile()));
  const server::RunView ended = WaitForEnd(started.record.key);
  ASSERT_EQ(ended.record.state, RunState::kSucceeded) << ended.record.error;
  EXPECT_EQ(ended.record.threshold_basis_points, 8'000);
  const server::RunReport& report = ended.record.report.value();
  EXPECT_EQ(report.entity_count, 150);
  EXPECT_EQ(report.linked_entity_count, 150);
  EXPECT_EQ(report.compared_pair_count, 150 * 150);
  EXPECT_EQ(report.holders.at(1).row_count, 150);
  EXPECT_EQ(report.holders.at(1).linked_row_count, 150);
  EXPECT_EQ(report.thread_count, 2);
  EXPECT_GE(report.stages.size(), 4U);
  EXPECT_EQ(Project().state, server::ProjectState::kMatched);
  std::set<core::Bytes> distinct;
  for (uint32_t c = 0; c < 3; ++c) {
    const auto left = store_->runs().ReadResultChunk(started.record.key, 0, c).value();
    const auto right = store_->runs().ReadResultChunk(started.record.key, 1, c).value();
    ASSERT_TRUE(left.has_value());
    EXPECT_EQ(left, right);
    for (int row = 0; row < 50; ++row) {
      distinct.emplace(left->begin() + 16 * row, left->begin() + 16 * (row + 1));
    }
  }
  EXPECT_EQ(distinct.size(), 150U);
}

TEST_F(RunQueueTest, TheModelDecidesUnlessTheProfileIsAskedFor) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  StartQueue(Endless());
  ASSERT_OK_AND_ASSIGN(const server::RunView run, queue_->Submit(project, {}));
  EXPECT_EQ(run.record.scoring, server::Scoring::kModel);
  EXPECT_EQ(run.record.threshold_basis_points, 0);
}

TEST_F(RunQueueTest, StartingAgainReturnsTheRunUnderWay) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  StartQueue(Endless());
  ASSERT_OK_AND_ASSIGN(const server::RunView first, queue_->Submit(project, ByProfile()));
  ASSERT_OK_AND_ASSIGN(const server::RunView second, queue_->Submit(project, ByProfile(500)));
  EXPECT_EQ(first.record.key, second.record.key);
  EXPECT_EQ(second.record.threshold_basis_points, 8'000);
  EXPECT_THAT(queue_->Submit(project, ByProfile(10'001)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("threshold")));
}

TEST_F(RunQueueTest, CancelEndsARunUnderWayAndLeavesTheProjectAsItWas) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  StartQueue(Endless());
  ASSERT_OK_AND_ASSIGN(const server::RunView run, queue_->Submit(project, {}));
  const server::RunView view = WaitForProgress(run.record.key);
  EXPECT_EQ(view.record.state, RunState::kRunning);
  EXPECT_EQ(view.progress->total, 2);
  ASSERT_OK(queue_->Cancel(run.record.key));
  EXPECT_EQ(WaitForEnd(run.record.key).record.state, RunState::kCancelled);
  EXPECT_OK(queue_->Cancel(run.record.key));
  EXPECT_EQ(Project().state, server::ProjectState::kSealed);
  Reopen();
  StartQueue(Endless());
  EXPECT_EQ(queue_->Find(run.record.key).value().record.state, RunState::kCancelled);
}

TEST_F(RunQueueTest, CancelTakesAWaitingRunOutOfTheQueue) {
  const server::ProjectRecord first = CreateSealed(1, 2);
  // A second project's run waits behind the first one's. It shares the first one's submissions by
  // being sealed directly, which the queue does not look at.
  server::ProjectTerms terms = TestTerms();
  terms.id = TestProjectId("study-2");
  Create(terms);
  const server::ProjectRecord second =
      store_->projects()
          .Advance(terms.id, server::ProjectEvent::kSeal, server::SealedBatch(), 0)
          .value();
  StartQueue(Endless(), /*max_unfinished_runs=*/2);
  ASSERT_OK_AND_ASSIGN(const server::RunView running, queue_->Submit(first, {}));
  WaitForProgress(running.record.key);
  ASSERT_OK_AND_ASSIGN(const server::RunView waiting, queue_->Submit(second, {}));
  terms.id = TestProjectId("study-3");
  EXPECT_THAT(queue_->Submit(Create(terms), {}),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("2 runs are waiting")));
  ASSERT_OK_AND_ASSIGN(const server::RunView cancelled, queue_->Cancel(waiting.record.key));
  EXPECT_EQ(cancelled.record.state, RunState::kCancelled);
  EXPECT_EQ(queue_->Find(running.record.key).value().record.state, RunState::kRunning);
}

TEST_F(RunQueueTest, ARunStoppedWithTheServerStartsAgainWithTheNextOne) {
  const server::ProjectRecord project = CreateSealed(2, 10);
  StartQueue(Endless());
  ASSERT_OK_AND_ASSIGN(const server::RunView run, queue_->Submit(project, {}));
  const server::RunView view = WaitForProgress(run.record.key);
  queue_->Stop();
  EXPECT_THAT(queue_->WaitForChange(run.record.key, queue_->Find(run.record.key)->version, kLong),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("stopping")));
  EXPECT_THAT(queue_->Submit(project, {}).value().record.key, run.record.key);
  Reopen();
  StartQueue();
  EXPECT_EQ(WaitForEnd(run.record.key).record.state, RunState::kSucceeded);
  EXPECT_EQ(Project().result_run, run.record.key.run_number);
}

TEST_F(RunQueueTest, ARunThatStartsAgainIsAskedForTheSame) {
  const server::ProjectRecord project = CreateSealed(2, 10);
  const server::ModelWishes wishes = {
      .precision = 900'000, .exhaustive = true, .min_completeness = 800'000, .optimal = true};
  StartQueue(Endless());
  server::RunRequest request;
  request.wishes = wishes;
  ASSERT_OK_AND_ASSIGN(const server::RunView run, queue_->Submit(project, request));
  WaitForProgress(run.record.key);
  Reopen();
  std::promise<server::RunRecord> started;
  StartQueue([&started](const auto&, const server::RunRecord& record, const auto&,
                        const auto&) -> absl::StatusOr<server::RunReport> {
    started.set_value(record);
    return server::RunReport();
  });
  const server::RunRecord again = started.get_future().get();
  EXPECT_TRUE(again.wishes == wishes);
  EXPECT_EQ(again.memory_bytes, int64_t{512} << 20) << "of the queue that took it";
}

TEST_F(RunQueueTest, WishesReachTheMatchAndItsReport) {
  const server::ProjectRecord project = CreateSealed(2, 10);
  StartQueue();
  server::RunRequest request;
  request.wishes = {.match_weight = -7, .exhaustive = true, .optimal = true};
  request.memory_bytes = int64_t{1} << 30;
  ASSERT_OK_AND_ASSIGN(const server::RunView run, queue_->Submit(project, request));
  EXPECT_EQ(run.record.memory_bytes, int64_t{1} << 30);
  ASSERT_EQ(WaitForEnd(run.record.key).record.state, RunState::kSucceeded);
  ASSERT_OK_AND_ASSIGN(const auto documents, store_->runs().ReadMatchDocuments(run.record.key));
  ASSERT_TRUE(documents.has_value());
  EXPECT_THAT(documents->json, HasSubstr("\"match_weight\": -7,"));
  EXPECT_THAT(documents->json, HasSubstr("\"solver\": \"optimal\""));
  EXPECT_THAT(documents->text, HasSubstr("hospital-a"));
  EXPECT_THAT(documents->english_page, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(documents->korean_page, HasSubstr("<html lang=\"ko\">"));
}

TEST_F(RunQueueTest, AFailedRunKeepsItsReasonAndTheNextOneCanSucceed) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  StartQueue(
      [](const auto&, const auto&, const auto&, const auto&) -> absl::StatusOr<server::RunReport> {
        return core::DataLoss("stored chunk 7 is damaged");
      });
  ASSERT_OK_AND_ASSIGN(const server::RunView failed, queue_->Submit(project, {}));
  const server::RunView ended = WaitForEnd(failed.record.key);
  EXPECT_EQ(ended.record.state, RunState::kFailed);
  EXPECT_EQ(ended.record.error, "stored chunk 7 is damaged");
  StartQueue();
  ASSERT_OK_AND_ASSIGN(const server::RunView next, queue_->Submit(Project(), ByProfile(9'000)));
  EXPECT_EQ(next.record.key.run_number, 2U);
  EXPECT_EQ(WaitForEnd(next.record.key).record.state, RunState::kSucceeded);
  ASSERT_OK_AND_ASSIGN(const auto runs, queue_->List(project.number));
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].record.key.run_number, 2U);
}

TEST_F(RunQueueTest, RunningOutOfMemoryFailsTheRunAndNotTheProcess) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  StartQueue([](const auto&, const auto&, const auto&,
                const auto&) -> absl::StatusOr<server::RunReport> { throw std::bad_alloc(); });
  ASSERT_OK_AND_ASSIGN(const server::RunView run, queue_->Submit(project, {}));
  const server::RunView ended = WaitForEnd(run.record.key);
  EXPECT_EQ(ended.record.state, RunState::kFailed);
  EXPECT_THAT(ended.record.error, HasSubstr("not enough memory"));
}

TEST_F(RunQueueTest, RefusesWhatDoesNotGoWithTheScoring) {
  StartQueue();
  const server::ProjectRecord project = CreateSealed(1, 2);
  EXPECT_THAT(queue_->Submit(project, {.threshold_basis_points = 8'000}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("finds its own")));
  server::RunRequest wrong = ByProfile();
  wrong.duplicate_holders = 1;
  EXPECT_THAT(queue_->Submit(project, wrong),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("scored by model")));
  EXPECT_THAT(queue_->Submit(project, {.duplicate_holders = 8}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("holders of the project")));
}

TEST_F(RunQueueTest, AnOpenProjectIsNotMatched) {
  StartQueue();
  EXPECT_THAT(queue_->Submit(Create(), {}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("seal it")));
}

}  // namespace
}  // namespace ieum::testing
