// Submissions over several rounds of a project.
#include "ieum/server/storage/rounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/server/storage/serial_check.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

class RoundsTest : public StoreFixture {
 protected:
  server::RunRecord Match() {
    server::RunRecord run = store_->runs().Create(Project(), {}).value();
    run.state = server::RunState::kSucceeded;
    run.report.emplace();
    EXPECT_OK(store_->runs().SaveSucceeded(TestProjectId(), run));
    return run;
  }
  absl::StatusOr<server::ProjectRecord> Reopen(uint32_t round) {
    return store_->runs().ReopenProject(TestProjectId(), round);
  }
  // A project that was matched with two chunks of 3 rows from each holder, and is open again.
  void OpenSecondRound() {
    CreateSealed(2, 3);
    Match();
    ASSERT_OK(Reopen(2));
  }
  // Serials of round r differ by the salt 10 * r + holder.
  static core::Bytes NewChunk(uint32_t sequence, size_t rows, int salt = 20) {
    return TestChunk(TestSubmissionId(20), sequence, rows, salt);
  }
  absl::StatusOr<server::ProjectRecord> SealProject() {
    return store_->submissions().SealProject(TestProjectId());
  }
  // Rows of each chunk in order, whose sequences must count from `first`.
  std::vector<uint32_t> RowsFrom(uint32_t holder, uint32_t first) {
    std::vector<uint32_t> rows;
    EXPECT_OK(store_->submissions().ReadChunks(Project(), holder, {.first = first},
                                               [&](const core::ChunkView& chunk) {
                                                 EXPECT_EQ(chunk.sequence, first + rows.size());
                                                 rows.push_back(chunk.row_count);
                                                 return absl::OkStatus();
                                               }));
    return rows;
  }
};

TEST_F(RoundsTest, AProjectIsReopenedForItsNextRoundAndStaysSoOverARestart) {
  EXPECT_EQ(Create().round, 1U);
  OpenSecondRound();
  Open();
  EXPECT_EQ(Project().round, 2U);
  EXPECT_EQ(Project().state, server::ProjectState::kOpen);
  EXPECT_EQ(Project().result_run, 1U) << "the results stay";
  EXPECT_THAT(Reopen(2), IsOkAndHolds(::testing::Field(&server::ProjectRecord::round, 2U)));
  EXPECT_THAT(Reopen(4), StatusIs(kPrecondition,
                                  AllOf(HasSubstr("is in round 2"), HasSubstr("open next is 3"))));
  EXPECT_THAT(Reopen(3), StatusIs(kPrecondition, HasSubstr("the project is open")));
  EXPECT_THAT(Reopen(1),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("second round or a later")));
}

TEST_F(RoundsTest, AProjectIsNotReopenedBeforeARunHasSucceededOrWhileOneGoesOn) {
  CreateSealed(1, 2);
  EXPECT_THAT(Reopen(2), StatusIs(kPrecondition, HasSubstr("no matching run has succeeded yet")));
  Match();
  ASSERT_OK_AND_ASSIGN(server::RunRecord run, store_->runs().Create(Project(), {}));
  EXPECT_THAT(Reopen(2), StatusIs(kPrecondition, HasSubstr("run 2 of the project has not ended")));
  Open();
  EXPECT_THAT(Reopen(2), StatusIs(kPrecondition, HasSubstr("cancel it first")));
  run.state = server::RunState::kCancelled;
  ASSERT_OK(store_->runs().SaveEnded(run));
  EXPECT_OK(Reopen(2));
}

TEST_F(RoundsTest, ARunIsOverTheRoundThatTheProjectIsIn) {
  OpenSecondRound();
  const server::ProjectRecord stale = [this] {
    server::ProjectRecord project = Project();
    project.state = server::ProjectState::kMatched;  // as a caller saw it before
    project.round = 1;
    return project;
  }();
  EXPECT_THAT(store_->runs().Create(stale, {}),
              StatusIs(kPrecondition, HasSubstr("seal it before matching")));
  ASSERT_OK(Add(1, NewChunk(0, 2)));
  ASSERT_OK(Seal(1));
  ASSERT_OK(SealProject());
  const server::RunRecord run = Match();
  Open();
  ASSERT_OK_AND_ASSIGN(const server::RunRecord found, store_->runs().Find(run.key));
  EXPECT_EQ(found.round, 2U);
  EXPECT_EQ(store_->runs().Find({.project_number = 1, .run_number = 1}).value().round, 1U);
  EXPECT_OK(Reopen(3));
}

TEST_F(RoundsTest, ChunksCountOnAndAreReadAsOneArray) {
  OpenSecondRound();
  EXPECT_FALSE(store_->submissions().Find(Project(), 1).value().has_value());
  const core::Bytes first = NewChunk(0, 5);
  ASSERT_OK(Add(1, first));
  EXPECT_OK(Add(1, first)) << "the same again";
  EXPECT_THAT(Add(1, NewChunk(2, 1)), StatusIs(kPrecondition, HasSubstr("expected is 1")));
  ASSERT_OK(Add(1, NewChunk(1, 4)));
  EXPECT_EQ(View(1).record.round, 2U);
  EXPECT_EQ(View(1).record.next_sequence, 2U);
  EXPECT_EQ(View(1).record.row_count, 9U);
  core::SubmissionDigest digest;
  digest.AddChunk(core::Sha256(first));
  digest.AddChunk(core::Sha256(NewChunk(1, 4)));
  const core::Sha256Digest own = digest.Finish();
  EXPECT_EQ(View(1).digest, own) << "of the round's own chunks";
  ASSERT_OK(Seal(1));
  ASSERT_OK(SealProject());
  Open();
  EXPECT_EQ(RowsFrom(1, 0), (std::vector<uint32_t>{3, 3, 5, 4}));
  EXPECT_EQ(RowsFrom(1, 2), (std::vector<uint32_t>{5, 4}));
  EXPECT_EQ(RowsFrom(1, 4), std::vector<uint32_t>());
  EXPECT_EQ(RowsFrom(0, 0), (std::vector<uint32_t>{3, 3}));
  ASSERT_OK_AND_ASSIGN(const auto chunks, store_->submissions().ListChunks(Project(), 1, 1));
  ASSERT_EQ(chunks.size(), 3U);
  EXPECT_EQ(chunks[1].row_count, 5U);
  ASSERT_OK_AND_ASSIGN(const auto serials, store_->submissions().ReadSerials(Project(), 1, 3));
  ASSERT_TRUE(serials.has_value());
  EXPECT_EQ(serials->size(), 4U);
  EXPECT_EQ((*serials)[0][3], std::byte{20});
  ASSERT_OK_AND_ASSIGN(const auto views, store_->submissions().FindAll(Project(), 1));
  ASSERT_EQ(views.size(), 2U);
  EXPECT_EQ(views[0].record.row_count, 6U);
  EXPECT_EQ(views[1].digest, own);
}

TEST_F(RoundsTest, TellsWhatTheRoundsBeforeHad) {
  OpenSecondRound();
  ASSERT_OK(Add(1, NewChunk(0, 5)));
  const auto counts_before = [this](uint32_t round) {
    std::vector<std::pair<uint32_t, uint64_t>> counts;
    const auto rows = store_->submissions().RowsBefore(Project(), round);
    EXPECT_OK(rows);
    for (const server::RoundRows& holder : *rows) {
      counts.emplace_back(holder.chunk_count, holder.row_count);
    }
    return counts;
  };
  using Counts = std::vector<std::pair<uint32_t, uint64_t>>;
  EXPECT_EQ(counts_before(1), (Counts{{0, 0}, {0, 0}}));
  EXPECT_EQ(counts_before(2), (Counts{{2, 6}, {2, 6}}));
  EXPECT_EQ(counts_before(3), (Counts{{2, 6}, {3, 11}}));
}

TEST_F(RoundsTest, WithdrawingRemovesTheRowsOfThisRoundOnly) {
  OpenSecondRound();
  ASSERT_OK(Add(1, NewChunk(0, 5)));
  ASSERT_OK(Seal(1));
  EXPECT_THAT(store_->submissions().Withdraw(TestProjectId(), 1, TestSubmissionId(2)),
              StatusIs(kPrecondition, AllOf(HasSubstr("sealed in round 1"),
                                            HasSubstr("round 2 takes new rows only"))));
  ASSERT_OK(store_->submissions().Withdraw(TestProjectId(), 1, TestSubmissionId(20)));
  Open();
  EXPECT_FALSE(store_->submissions().Find(Project(), 1).value().has_value());
  EXPECT_EQ(RowsFrom(1, 0), (std::vector<uint32_t>{3, 3}));
  ASSERT_OK(Add(1, TestChunk(TestSubmissionId(21), 0, 1, 21)));
  EXPECT_EQ(RowsFrom(1, 0), (std::vector<uint32_t>{3, 3, 1}));
}

TEST_F(RoundsTest, ASubmissionOfAnEarlierRoundIsNotTakenAgain) {
  OpenSecondRound();
  EXPECT_THAT(Add(0, TestChunk(TestSubmissionId(1), 0, 3, 0)),
              StatusIs(kPrecondition, HasSubstr("sealed in round 1")));
  EXPECT_THAT(store_->submissions().Seal(TestProjectId(), 0,
                                         {.id = TestSubmissionId(1), .row_count = 6, .digest = {}}),
              StatusIs(kPrecondition, HasSubstr("sealed in round 1")));
}

TEST_F(RoundsTest, ALaterRoundNeedsOneSealedSubmissionAndNoneThatIsOpen) {
  OpenSecondRound();
  EXPECT_THAT(SealProject(),
              StatusIs(kPrecondition, HasSubstr("no holder has brought rows in round 2")));
  ASSERT_OK(Add(1, NewChunk(0, 2)));
  EXPECT_THAT(SealProject(), StatusIs(kPrecondition, AllOf(HasSubstr("insurer-b (not sealed)"),
                                                           Not(HasSubstr("hospital-a")))));
  ASSERT_OK(Seal(1));
  ASSERT_OK(Add(0, TestChunk(TestSubmissionId(21), 0, 2, 21)));
  EXPECT_THAT(SealProject(), StatusIs(kPrecondition, HasSubstr("hospital-a (not sealed)")));
  ASSERT_OK(store_->submissions().Withdraw(TestProjectId(), 0, TestSubmissionId(21)));
  EXPECT_OK(SealProject());
  EXPECT_EQ(Project().round, 2U);
}

TEST_F(RoundsTest, SerialsMustNotRepeatThoseOfAnEarlierRound) {
  OpenSecondRound();
  // Salt 1 is that of the holder's first round: rows 0 to 2 of chunk 0 were there, row 3 was not.
  ASSERT_OK(Add(1, NewChunk(0, 4, /*salt=*/1)));
  EXPECT_THAT(Seal(1), StatusIs(absl::StatusCode::kInvalidArgument,
                                AllOf(HasSubstr("3 of 4 serials repeat"), HasSubstr("row 1,"),
                                      HasSubstr("one of an earlier round"))));
  ASSERT_OK(Add(0, NewChunk(0, 4, /*salt=*/1))) << "another holder's serials do not matter";
  EXPECT_OK(Seal(0));
}

core::Serial MakeSerial(int n) {
  core::Serial serial{};
  serial[0] = static_cast<std::byte>(n);
  return serial;
}

TEST(SerialCheckTest, NamesTheFirstRowThatRepeatsNotItsSerial) {
  const std::vector<core::Serial> rows = {MakeSerial(9), MakeSerial(4), MakeSerial(4),
                                          MakeSerial(9)};
  server::SerialCheck check(rows.size());
  check.AddRows(std::span(rows).first(3));
  check.AddRows(std::span(rows).subspan(3));
  EXPECT_THAT(check.Finish(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("2 of 4 serials repeat"), HasSubstr("in row 3;"),
                             HasSubstr("every row needs its own"))));
}

TEST(SerialCheckTest, TakesRowsThatAllHaveTheirOwn) {
  const std::vector<core::Serial> rows = {MakeSerial(2), MakeSerial(1)};
  const std::vector<core::Serial> earlier = {MakeSerial(0), MakeSerial(3), MakeSerial(3)};
  server::SerialCheck check(rows.size());
  check.AddRows(rows);
  check.AddEarlier(earlier);
  EXPECT_OK(check.Finish());
  server::SerialCheck empty(0);
  empty.AddEarlier(earlier);
  EXPECT_OK(empty.Finish());
}

}  // namespace
}  // namespace ieum::testing
