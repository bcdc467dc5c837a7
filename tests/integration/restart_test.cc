// A server that comes back is where it was, in every state of a project.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

class RestartTest : public ::testing::TestWithParam<bool> {
 protected:
  RestartTest()
      : a_(MakeParty(SyntheticProfile(), Persons(0, 2'000), 1)),
        b_(MakeParty(SyntheticProfile(), Persons(1'000, 2'000), 2)) {}

  void Restart() {
    if (GetParam()) {
      host_.Kill();
    } else {
      host_.Stop();
    }
    host_.Start();
  }

  // All that callers can see of the project, as text.
  std::string Everything() {
    ApiClient api = host_.Operator();
    std::string text = api.GetProject("flu").value().DebugString();
    const std::vector<v1::Submission> submissions = api.ListSubmissions("flu").value();
    for (const v1::Submission& submission : submissions) text += submission.DebugString();
    const std::vector<v1::Run> runs = api.ListRuns("flu").value();
    for (const v1::Run& run : runs) text += run.DebugString();
    for (const char* holder : {"hospital-a", "insurer-b"}) {
      const auto keys = host_.Holder(holder).ReadJointKeys("flu");
      text += keys.status().ToString();
      if (!keys.ok()) continue;
      for (const v1::ReadJointKeysResponse& chunk : *keys) text += chunk.SerializeAsString();
    }
    return text;
  }
  void ExpectTheSameAfterARestart(const char* where) {
    const std::string before = Everything();
    Restart();
    EXPECT_EQ(Everything(), before) << where;
  }

  MatcherHost host_;
  SyntheticParty a_;
  SyntheticParty b_;
};

TEST_P(RestartTest, KeepsEveryStateOfAProject) {
  host_.CreateProject("flu");
  ExpectTheSameAfterARestart("open and empty");

  const std::vector<core::Bytes> chunks = ChunksOf(a_, 100);
  ASSERT_OK(host_.Holder("hospital-a").SubmitChunks("flu", std::span(chunks).first(7)));
  ExpectTheSameAfterARestart("with a part of a submission");

  ASSERT_OK(host_.Holder("hospital-a").SubmitChunks("flu", std::span(chunks).subspan(7)));
  ASSERT_OK(host_.Holder("hospital-a")
                .SealSubmission("flu", a_.submission_id, a_.row_count(),
                                DigestOf(chunks, chunks.size())));
  ExpectTheSameAfterARestart("with a sealed submission");

  host_.Submit("flu", "insurer-b", b_);
  ASSERT_OK(host_.Operator().SealProject("flu"));
  ExpectTheSameAfterARestart("sealed");

  host_.Match("flu");
  ExpectTheSameAfterARestart("matched");

  host_.Match("flu");
  ExpectTheSameAfterARestart("matched twice");
  const auto keys_a = host_.ReadKeys("flu", "hospital-a");
  const auto keys_b = host_.ReadKeys("flu", "insurer-b");
  ExpectKeysFollowPersons({{a_, keys_a}, {b_, keys_b}});
}

TEST_P(RestartTest, AWithdrawnSubmissionStaysWithdrawn) {
  host_.CreateProject("flu");
  host_.Submit("flu", "hospital-a", a_);
  ASSERT_OK(host_.Holder("hospital-a").WithdrawSubmission("flu", a_.submission_id));
  ExpectTheSameAfterARestart("withdrawn");
  EXPECT_THAT(host_.Holder("hospital-a").GetSubmission("flu"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no submission")));
}

TEST_P(RestartTest, ARunUnderWayGoesOnAndEndsOnce) {
  host_.CreateProject("flu");
  const SyntheticParty a = MakeParty(SyntheticProfile(), Persons(0, 30'000), 3);
  const SyntheticParty b = MakeParty(SyntheticProfile(), Persons(15'000, 30'000), 4);
  host_.Submit("flu", "hospital-a", a, 4'000);
  host_.Submit("flu", "insurer-b", b, 4'000);
  ASSERT_OK(host_.Operator().SealProject("flu"));
  const auto run = host_.Operator().StartRun("flu");
  ASSERT_OK(run);
  Restart();
  const auto ended = host_.Operator().WatchRun("flu", run->run_number());
  ASSERT_OK(ended);
  EXPECT_EQ(ended->state(), v1::RUN_STATE_SUCCEEDED) << ended->error();
  EXPECT_EQ(ended->report().linked_entity_count(), 15'000);
  EXPECT_EQ(host_.Operator().ListRuns("flu")->size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Ways, RestartTest, ::testing::Bool(),
                         [](const auto& way) { return way.param ? "Killed" : "Stopped"; });

}  // namespace
}  // namespace ieum::testing
