// Holders bring more rows after the match: another round, over the real wire and a real store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/client/submit/submitter.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using client::Submitter;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr size_t kRowsPerChunk = 100;

// Both parties' rows, one behind the other, as the server counts them.
SyntheticParty Together(SyntheticParty first, const SyntheticParty& second) {
  first.persons.insert(first.persons.end(), second.persons.begin(), second.persons.end());
  first.serials.insert(first.serials.end(), second.serials.begin(), second.serials.end());
  return first;
}

std::string TextOf(const std::vector<client::JointKeyRow>& keys) {
  std::string text;
  for (const client::JointKeyRow& row : keys) {
    text += core::ToHex(row.serial) + " " + row.joint_key.ToString() + "\n";
  }
  return text;
}

class SecondRoundTest : public ::testing::Test {
 protected:
  SecondRoundTest()
      : a_(MakeParty(SyntheticProfile(), Persons(0, 1'000), 1)),
        b_(MakeParty(SyntheticProfile(), Persons(500, 700), 2)),
        // 250 persons that the first party has, 250 that nobody had.
        b_new_(MakeParty(SyntheticProfile(), Together(100, 250, 5'000, 250), 3)) {}

  static std::vector<uint32_t> Together(uint32_t first, uint32_t count, uint32_t then,
                                        uint32_t then_count) {
    std::vector<uint32_t> persons = Persons(first, count);
    const std::vector<uint32_t> more = Persons(then, then_count);
    persons.insert(persons.end(), more.begin(), more.end());
    return persons;
  }

  void MatchFirstRound() {
    host_.CreateProject("flu");
    host_.Submit("flu", "hospital-a", a_);
    host_.Submit("flu", "insurer-b", b_);
    EXPECT_EQ(host_.Match("flu").round(), 1U);
  }
  absl::StatusOr<client::SubmissionReport> SendFile(const std::string& holder,
                                                    const std::string& path) {
    const auto submitter = Submitter::Create({.channel = host_.Channel("holder", holder),
                                              .retry = {.give_up_after = absl::Minutes(1)},
                                              .window_chunks = 1})
                               .value();
    return submitter->Submit(path, /*replace=*/false, {}, {});
  }
  void Restart() {
    host_.Kill();
    host_.Start();
  }
  void ExpectProject(v1::ProjectState state, uint32_t round) {
    const auto project = host_.Operator().GetProject("flu");
    ASSERT_OK(project);
    EXPECT_EQ(project->state(), state);
    EXPECT_EQ(project->round(), round);
  }

  MatcherHost host_;
  SyntheticParty a_;
  SyntheticParty b_;
  SyntheticParty b_new_;
};

TEST_F(SecondRoundTest, RowsOfBothRoundsGetTheirKeysAlthoughTheServerIsKilledAtEveryStep) {
  MatchFirstRound();
  const std::string keys_of_first_run =
      TextOf(host_.ReadKeys("flu", "hospital-a")) + TextOf(host_.ReadKeys("flu", "insurer-b"));
  ASSERT_OK(host_.Operator().ReopenProject("flu", 2));
  Restart();
  ExpectProject(v1::PROJECT_STATE_OPEN, 2);
  EXPECT_OK(host_.Operator().ReopenProject("flu", 2)) << "the same again is harmless";
  EXPECT_THAT(host_.Holder("insurer-b").GetSubmission("flu"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no submission")));

  // A part of the new rows is there when the server is killed; the client goes on behind it.
  const std::vector<core::Bytes> chunks = ChunksOf(b_new_, kRowsPerChunk);
  ASSERT_OK(host_.Holder("insurer-b").SubmitChunks("flu", std::span(chunks).first(2)));
  Restart();
  const auto sent = SendFile(
      "insurer-b", WriteSubmissionFile(host_.dir(), "b2.ieum", "flu", b_new_, kRowsPerChunk));
  ASSERT_OK(sent);
  EXPECT_EQ(sent->chunks_skipped, 2U);
  EXPECT_EQ(sent->chunks_sent, chunks.size() - 2);
  EXPECT_EQ(sent->submission_digest, DigestOf(chunks, chunks.size()));
  Restart();

  ASSERT_OK(host_.Operator().SealProject("flu"));
  Restart();
  ExpectProject(v1::PROJECT_STATE_SEALED, 2);
  EXPECT_EQ(
      TextOf(host_.ReadKeys("flu", "hospital-a")) + TextOf(host_.ReadKeys("flu", "insurer-b")),
      keys_of_first_run)
      << "the first run's keys are delivered until the second has succeeded";

  const v1::Run run = host_.Match("flu");
  EXPECT_EQ(run.round(), 2U);
  EXPECT_EQ(run.report().holders(1).row_count(), 1'200);
  EXPECT_EQ(run.report().linked_entity_count(), 750);
  Restart();
  ExpectProject(v1::PROJECT_STATE_MATCHED, 2);
  const auto keys_a = host_.ReadKeys("flu", "hospital-a");
  const auto keys_b = host_.ReadKeys("flu", "insurer-b");
  const SyntheticParty b_all = testing::Together(b_, b_new_);
  ExpectKeysFollowPersons({{a_, keys_a}, {b_all, keys_b}});

  const auto submissions = host_.Operator().ListSubmissions("flu");
  ASSERT_OK(submissions);
  ASSERT_EQ(submissions->size(), 3U);
  EXPECT_EQ((*submissions)[1].round(), 1U);
  EXPECT_EQ((*submissions)[1].row_count(), 700U);
  EXPECT_EQ((*submissions)[2].holder(), "insurer-b");
  EXPECT_EQ((*submissions)[2].round(), 2U);
  EXPECT_EQ((*submissions)[2].row_count(), 500U);
  EXPECT_EQ((*submissions)[2].next_sequence(), chunks.size());
}

TEST_F(SecondRoundTest, KeysCanBeReadFromAChunkOfTheSecondRoundOn) {
  MatchFirstRound();
  ASSERT_OK(host_.Operator().ReopenProject("flu", 2));
  host_.Submit("flu", "insurer-b", b_new_, kRowsPerChunk);
  host_.Match("flu");
  // The first round has two chunks, of 500 and 200 rows.
  const auto rest = host_.Holder("insurer-b").ReadJointKeys("flu", /*first_sequence=*/2);
  ASSERT_OK(rest);
  ASSERT_EQ(rest->size(), 5U);
  EXPECT_EQ((*rest)[0].sequence(), 2U);
  EXPECT_EQ((*rest)[0].serials().substr(0, 16), core::AsText(b_new_.serials[0]));
  EXPECT_EQ(host_.Holder("insurer-b").ReadJointKeys("flu", 7)->size(), 0U);
}

TEST_F(SecondRoundTest, OnlyNewRowsAreTakenAndOnlyThoseCanBeWithdrawn) {
  MatchFirstRound();
  const std::string old_file =
      WriteSubmissionFile(host_.dir(), "b.ieum", "flu", b_, /*rows_per_chunk=*/500);
  EXPECT_OK(SendFile("insurer-b", old_file)) << "is there already";
  ASSERT_OK(host_.Operator().ReopenProject("flu", 2));
  EXPECT_THAT(
      SendFile("insurer-b", old_file),
      StatusIs(kPrecondition, AllOf(HasSubstr("sealed in round 1"), HasSubstr("new rows only"))));
  EXPECT_THAT(host_.Holder("insurer-b").WithdrawSubmission("flu", b_.submission_id),
              StatusIs(kPrecondition, HasSubstr("sealed in round 1")));
  // Another submission id, but the serials of rows that are there.
  SyntheticParty again = b_;
  again.submission_id = b_new_.submission_id;
  EXPECT_THAT(SendFile("insurer-b",
                       WriteSubmissionFile(host_.dir(), "again.ieum", "flu", again, kRowsPerChunk)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("700 of 700 serials repeat"), HasSubstr("row 1,"))));
  EXPECT_THAT(host_.Operator().SealProject("flu"),
              StatusIs(kPrecondition, HasSubstr("insurer-b (not sealed)")));
  ASSERT_OK(host_.Holder("insurer-b").WithdrawSubmission("flu", again.submission_id));
  EXPECT_THAT(host_.Operator().SealProject("flu"),
              StatusIs(kPrecondition, HasSubstr("no holder has brought rows in round 2")));
  EXPECT_EQ(host_.ReadKeys("flu", "insurer-b").size(), 700U);
}

TEST_F(SecondRoundTest, OnlyAnOperatorReopensAndOnlyWhatWasMatched) {
  host_.CreateProject("flu");
  EXPECT_THAT(host_.Operator().ReopenProject("flu", 2),
              StatusIs(kPrecondition, HasSubstr("seal and match this round")));
  host_.Submit("flu", "hospital-a", a_);
  host_.Submit("flu", "insurer-b", b_);
  ASSERT_OK(host_.Operator().SealProject("flu"));
  EXPECT_THAT(host_.Operator().ReopenProject("flu", 2),
              StatusIs(kPrecondition, HasSubstr("no matching run has succeeded yet")));
  host_.Match("flu");
  EXPECT_THAT(host_.Holder("hospital-a").ReopenProject("flu", 2),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("ReopenProject")));
  EXPECT_THAT(host_.Operator().ReopenProject("flu", 0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("name the round")));
  EXPECT_THAT(host_.Operator().ReopenProject("flu", 3),
              StatusIs(kPrecondition, HasSubstr("open next is 2")));
  EXPECT_THAT(host_.Operator().ReopenProject("other", 2),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("other")));
}

}  // namespace
}  // namespace ieum::testing
