// Who may do what: roles, projects and submissions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AuthorizationTest : public ::testing::Test {
 protected:
  AuthorizationTest() : party_(MakeParty(SyntheticProfile(), Persons(0, 100), 1)) {
    host_.CreateProject("flu");
    chunks_ = ChunksOf(party_, 50);
  }

  // Every method by name, called with arguments that fit the project.
  std::map<std::string, absl::Status> CallAll(ApiClient api) {
    v1::Project project;
    project.set_project_id("other");
    return {
        {"CreateProject", api.CreateProject(project).status()},
        {"SealProject", api.SealProject("flu").status()},
        {"ListSubmissions", api.ListSubmissions("flu").status()},
        {"StartRun", api.StartRun("flu").status()},
        {"GetRun", api.GetRun("flu", 1).status()},
        {"GetMatchReport", api.GetMatchReport("flu", 1).status()},
        {"ListRuns", api.ListRuns("flu").status()},
        {"CancelRun", api.CancelRun("flu", 1).status()},
        {"WatchRun", api.WatchRun("flu", 1).status()},
        {"SubmitChunks", api.SubmitChunks("flu", chunks_).status()},
        {"GetSubmission", api.GetSubmission("flu").status()},
        {"SealSubmission",
         api.SealSubmission("flu", party_.submission_id, 100, DigestOf(chunks_, 2)).status()},
        {"WithdrawSubmission", api.WithdrawSubmission("flu", party_.submission_id)},
        {"ReadJointKeys", api.ReadJointKeys("flu").status()},
        {"GetProject", api.GetProject("flu").status()},
        {"ListProjects", api.ListProjects().status()},
    };
  }
  static auto NotFoundOrNoParty() {
    return StatusIs(absl::StatusCode::kNotFound,
                    AllOf(HasSubstr("no project 'flu'"), HasSubstr("no party")));
  }

  MatcherHost host_;
  SyntheticParty party_;
  std::vector<core::Bytes> chunks_;
};

TEST_F(AuthorizationTest, HoldersMayNotCallOperatorMethods) {
  const auto results = CallAll(host_.Holder("hospital-a"));
  for (const char* method : {"CreateProject", "SealProject", "ListSubmissions", "StartRun",
                             "GetRun", "GetMatchReport", "ListRuns", "CancelRun", "WatchRun"}) {
    EXPECT_THAT(results.at(method),
                StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("'holder'")))
        << method;
  }
  EXPECT_OK(results.at("SubmitChunks"));
  EXPECT_EQ(host_.Operator().GetProject("flu")->state(), v1::PROJECT_STATE_OPEN);
  EXPECT_EQ(host_.Operator().ListProjects()->size(), 1U);
}

TEST_F(AuthorizationTest, OperatorsMayNotCallHolderMethods) {
  const auto results = CallAll(host_.Operator());
  for (const char* method :
       {"SubmitChunks", "GetSubmission", "SealSubmission", "WithdrawSubmission", "ReadJointKeys"}) {
    EXPECT_THAT(results.at(method),
                StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("'operator'")))
        << method;
  }
  EXPECT_OK(results.at("GetProject"));
  EXPECT_THAT(*host_.Operator().ListSubmissions("flu"), IsEmpty());
}

TEST_F(AuthorizationTest, AnotherServerMayCallNothingButHealth) {
  ApiClient matcher(host_.Channel("matcher", "linkage-center"));
  EXPECT_OK(matcher.GetHealth());
  for (const auto& [method, status] : CallAll(ApiClient(host_.Channel("matcher", "elsewhere")))) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("'matcher'")))
        << method;
  }
}

TEST_F(AuthorizationTest, AHolderOutsideTheProjectLearnsNothingOfIt) {
  ApiClient stranger = host_.Holder("card-c");
  EXPECT_THAT(stranger.GetProject("flu"), NotFoundOrNoParty());
  EXPECT_THAT(stranger.SubmitChunks("flu", chunks_), NotFoundOrNoParty());
  EXPECT_THAT(stranger.GetSubmission("flu"), NotFoundOrNoParty());
  EXPECT_THAT(stranger.WithdrawSubmission("flu", party_.submission_id), NotFoundOrNoParty());
  EXPECT_THAT(stranger.SealSubmission("flu", party_.submission_id, 100, DigestOf(chunks_, 2)),
              NotFoundOrNoParty());
  EXPECT_THAT(stranger.ReadJointKeys("flu"), NotFoundOrNoParty());
  EXPECT_THAT(*stranger.ListProjects(), IsEmpty());
  // The answer for a project that is there is that for one that is not.
  EXPECT_THAT(stranger.GetProject("no-such"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no project 'no-such'")));
  EXPECT_THAT(*host_.Operator().ListSubmissions("flu"), IsEmpty());
}

TEST_F(AuthorizationTest, OneHolderNeitherSeesNorChangesAnothersSubmission) {
  ApiClient hospital = host_.Holder("hospital-a");
  ApiClient insurer = host_.Holder("insurer-b");
  ASSERT_OK(hospital.SubmitChunks("flu", chunks_));
  const std::string before = hospital.GetSubmission("flu")->SerializeAsString();

  EXPECT_THAT(insurer.GetSubmission("flu"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no submission")));
  EXPECT_OK(insurer.WithdrawSubmission("flu", party_.submission_id)) << "there is none: harmless";
  EXPECT_THAT(insurer.SealSubmission("flu", party_.submission_id, 100, DigestOf(chunks_, 2)),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no submission")));
  EXPECT_EQ(hospital.GetSubmission("flu")->SerializeAsString(), before);

  // The same submission id from the other holder is the other holder's own submission.
  ASSERT_OK(insurer.SubmitChunks("flu", std::span(chunks_).first(1)));
  EXPECT_EQ(insurer.GetSubmission("flu")->next_sequence(), 1U);
  EXPECT_EQ(insurer.GetSubmission("flu")->holder(), "insurer-b");
  EXPECT_OK(insurer.WithdrawSubmission("flu", party_.submission_id));
  EXPECT_EQ(hospital.GetSubmission("flu")->SerializeAsString(), before);
}

TEST_F(AuthorizationTest, KeysGoToHoldersOnlyWhereTheProjectSaysSo) {
  host_.CreateProject("no-keys", {.joint_keys_to_holders = false});
  const core::ProfileHeader profile = SyntheticProfile();
  host_.Submit("no-keys", "hospital-a", party_);
  host_.Submit("no-keys", "insurer-b", MakeParty(profile, Persons(0, 10), 2));
  host_.Match("no-keys");
  EXPECT_THAT(host_.Holder("hospital-a").ReadJointKeys("no-keys"),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("does not deliver")));
}

}  // namespace
}  // namespace ieum::testing
