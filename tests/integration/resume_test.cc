// Clients go on after cut wires and killed servers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/client/submit/submitter.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using client::SubmissionProgress;
using client::Submitter;
using ::testing::HasSubstr;

constexpr size_t kRows = 20'000;
constexpr size_t kRowsPerChunk = 250;  // 80 chunks of 20 kB

class ResumeTest : public ::testing::Test {
 protected:
  ResumeTest()
      : party_(MakeParty(SyntheticProfile(), Persons(0, kRows), 1)),
        chunks_(ChunksOf(party_, kRowsPerChunk)),
        file_(WriteSubmissionFile(host_.dir(), "a.ieum", "flu", party_, kRowsPerChunk)) {
    host_.CreateProject("flu");
    submitter_ = Submitter::Create({.channel = host_.Channel("holder", "hospital-a"),
                                    .retry = {.give_up_after = absl::Minutes(1)},
                                    .window_chunks = 8})
                     .value();
  }

  void ExpectWhole() {
    const auto stored = host_.Holder("hospital-a").GetSubmission("flu");
    ASSERT_OK(stored);
    EXPECT_EQ(stored->state(), v1::SUBMISSION_STATE_SEALED);
    EXPECT_EQ(stored->row_count(), kRows);
    EXPECT_EQ(stored->submission_digest(),
              std::string(core::AsText(DigestOf(chunks_, chunks_.size()))));
  }

  MatcherHost host_;
  SyntheticParty party_;
  std::vector<core::Bytes> chunks_;
  std::string file_;
  std::unique_ptr<Submitter> submitter_;
};

TEST_F(ResumeTest, AnUploadGoesOnAfterTheWireWasCutInTheMiddleOfAChunk) {
  host_.relay().CutAfter(500'000);
  int cuts = 1;
  const auto report = submitter_->Submit(file_, false,
                                         [&](const SubmissionProgress& now) {
                                           if (now.retries == cuts && cuts < 3) {
                                             ++cuts;
                                             host_.relay().CutAfter(300'000);
                                           }
                                         },
                                         {});
  ASSERT_OK(report);
  EXPECT_EQ(host_.relay().cuts(), 3);
  EXPECT_GE(report->retries, 3);
  ExpectWhole();
}

TEST_F(ResumeTest, AnUploadGoesOnAfterTheServerWasKilled) {
  int kills = 0;
  uint64_t acknowledged = 0;
  const auto report = submitter_->Submit(
      file_, false,
      [&](const SubmissionProgress& now) {
        EXPECT_GE(now.acknowledged_rows, acknowledged) << "an acknowledged row was lost";
        acknowledged = now.acknowledged_rows;
        if (acknowledged > 4'000 * static_cast<uint64_t>(kills + 1) && kills < 3) {
          ++kills;
          host_.Kill();
          host_.Start();
        }
      },
      {});
  ASSERT_OK(report);
  EXPECT_EQ(kills, 3);
  ExpectWhole();
}

TEST_F(ResumeTest, AnotherProcessGoesOnWhereTheFirstStopped) {
  std::stop_source stop;
  const auto stopped = submitter_->Submit(
      file_, false,
      [&](const SubmissionProgress& now) {
        if (now.acknowledged_rows >= kRows / 2) stop.request_stop();
      },
      stop.get_token());
  EXPECT_THAT(stopped, StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
  const auto again = Submitter::Create({.channel = host_.Channel("holder", "hospital-a")});
  ASSERT_OK(again);
  const auto report = (*again)->Submit(file_, false, {}, {});
  ASSERT_OK(report);
  EXPECT_GE(report->chunks_skipped, chunks_.size() / 2);
  EXPECT_EQ(report->chunks_skipped + report->chunks_sent, chunks_.size());
  ExpectWhole();
  const auto verified = (*again)->Submit(file_, false, {}, {});
  ASSERT_OK(verified);
  EXPECT_EQ(verified->chunks_sent, 0U);
}

TEST_F(ResumeTest, TheClientReplacesAnEarlierSubmissionWhenTold) {
  const SyntheticParty earlier = MakeParty(SyntheticProfile(), Persons(0, 50), 9);
  host_.Submit("flu", "hospital-a", earlier);
  EXPECT_THAT(submitter_->Submit(file_, false, {}, {}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--replace")));
  EXPECT_EQ(host_.Holder("hospital-a").GetSubmission("flu")->row_count(), 50U);
  ASSERT_OK(submitter_->Submit(file_, true, {}, {}));
  ExpectWhole();
}

TEST_F(ResumeTest, TheClientSendsNothingUnderAnotherProfileOrToAnUnknownProject) {
  const SyntheticParty other = MakeParty(SyntheticProfile(512, 7'000), Persons(0, 50), 9);
  const std::string file = WriteSubmissionFile(host_.dir(), "other.ieum", "flu", other, 10);
  EXPECT_THAT(submitter_->Submit(file, false, {}, {}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("profile digest")));
  EXPECT_THAT(host_.Holder("hospital-a").GetSubmission("flu"),
              StatusIs(absl::StatusCode::kNotFound, ::testing::_));
  const std::string lost = WriteSubmissionFile(host_.dir(), "lost.ieum", "no-such", party_, 250);
  EXPECT_THAT(submitter_->Submit(lost, false, {}, {}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no-such")));
}

TEST_F(ResumeTest, ReadingKeysGoesOnAfterCutsAndRestarts) {
  host_.Submit("flu", "hospital-a", party_, kRowsPerChunk);
  const SyntheticParty b = MakeParty(SyntheticProfile(), Persons(19'000, 2'000), 2);
  host_.Submit("flu", "insurer-b", b, kRowsPerChunk);
  host_.Match("flu");
  const auto keys_b = host_.ReadKeys("flu", "insurer-b");
  const auto reader =
      client::JointKeyReader::Create({.channel = host_.Channel("holder", "hospital-a")});
  ASSERT_OK(reader);
  std::vector<client::JointKeyRow> keys_a;
  int failures = 0;
  const auto report =
      (*reader)->Read(core::ProjectId::Parse("flu").value(),
                      [&](const client::JointKeyBatch& batch) {
                        keys_a.insert(keys_a.end(), batch.rows.begin(), batch.rows.end());
                        if (batch.sequence == 3 || batch.sequence == 40) {
                          ++failures;
                          host_.Kill();
                          host_.Start();
                        } else if (batch.sequence == 20) {
                          ++failures;
                          host_.relay().CutAfter(0);
                        }
                        return absl::OkStatus();
                      },
                      {});
  ASSERT_OK(report);
  EXPECT_EQ(failures, 3);
  EXPECT_EQ(report->row_count, kRows);
  ExpectKeysFollowPersons({{party_, keys_a}, {b, keys_b}});
}

}  // namespace
}  // namespace ieum::testing
