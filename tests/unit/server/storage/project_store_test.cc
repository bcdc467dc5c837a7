#include "ieum/server/storage/project_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

class ProjectStoreTest : public StoreFixture {};

TEST_F(ProjectStoreTest, KeepsAProjectOverARestart) {
  const server::ProjectRecord made = Create();
  const auto secret = store_->projects().JointSecret(made.number);
  ASSERT_OK(secret);
  EXPECT_EQ(secret->size(), 32U);
  Open();
  ASSERT_OK_AND_ASSIGN(const server::ProjectRecord found, store_->projects().Find(TestProjectId()));
  EXPECT_EQ(found.number, 1U);
  EXPECT_EQ(found.state, server::ProjectState::kOpen);
  EXPECT_EQ(found.created, clock_.Now());
  EXPECT_EQ(found.terms.holders, TestTerms().holders);
  EXPECT_EQ(found.terms.profile.digest, TestProfile().digest);
  EXPECT_EQ(found.terms.profile.weights, std::vector<int>{1});
  EXPECT_EQ(found.terms.threshold_basis_points, 8'000);
  EXPECT_TRUE(found.terms.test);
  EXPECT_FALSE(found.terms.field_level_approved);
  EXPECT_TRUE(found.terms.joint_keys_to_holders);
  EXPECT_EQ(found.terms.manifest_digest, core::Sha256(core::AsBytes(TestTerms().manifest)));
  EXPECT_EQ(found.terms.manifest, TestTerms().manifest);
  EXPECT_EQ(found.terms.minimum_file_rows, 1);
  EXPECT_EQ(found.terms.minimum_matched_rows, 5);
  EXPECT_EQ(found.terms.pre_check_questions, 3);
  EXPECT_EQ(found.terms.retention_days, 30);
  EXPECT_EQ(found.terms.end_date, "2027-12-31");
  ASSERT_OK_AND_ASSIGN(const core::SecretBytes again, store_->projects().JointSecret(1));
  EXPECT_TRUE(again.Equals(secret->view()));
}

TEST_F(ProjectStoreTest, CreatingTheSameAgainIsHarmlessButOtherTermsAreRefused) {
  Create();
  ASSERT_OK_AND_ASSIGN(const server::ProjectRecord again, store_->projects().Create(TestTerms()));
  EXPECT_EQ(again.number, 1U);
  server::ProjectTerms other = TestTerms();
  other.threshold_basis_points = 8'001;
  EXPECT_THAT(store_->projects().Create(other),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("study-1")));
  other = TestTerms();
  other.manifest_digest[0] ^= std::byte{1};
  EXPECT_THAT(store_->projects().Create(other),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("study-1")));
  other = TestTerms();
  other.profile = TestProfile("another");
  EXPECT_THAT(store_->projects().Create(other),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("study-1")));
}

TEST_F(ProjectStoreTest, GivesEveryProjectItsOwnNumberAndSecret) {
  Create();
  server::ProjectTerms other = TestTerms();
  other.id = TestProjectId("a-study");
  Open();
  const server::ProjectRecord second = Create(other);
  EXPECT_EQ(second.number, 2U);
  ASSERT_OK_AND_ASSIGN(const core::SecretBytes first_secret, store_->projects().JointSecret(1));
  ASSERT_OK_AND_ASSIGN(const core::SecretBytes second_secret, store_->projects().JointSecret(2));
  EXPECT_FALSE(first_secret.Equals(second_secret.view()));
  const std::vector<server::ProjectRecord> listed = store_->projects().List();
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].terms.id.value(), "a-study");
}

TEST_F(ProjectStoreTest, RefusesTermsThatBreakARule) {
  server::ProjectTerms terms = TestTerms();
  terms.holders.pop_back();
  EXPECT_THAT(store_->projects().Create(terms),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2 to 31 holders")));
  terms = TestTerms();
  terms.holders.push_back(terms.holders[0]);
  EXPECT_THAT(store_->projects().Create(terms),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("named twice")));
  terms = TestTerms();
  terms.threshold_basis_points = 0;
  EXPECT_THAT(store_->projects().Create(terms),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("threshold")));
  terms = TestTerms();
  terms.test = false;
  EXPECT_THAT(
      store_->projects().Create(terms),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the profile is of preset plain")));
  EXPECT_TRUE(store_->projects().List().empty());
}

TEST_F(ProjectStoreTest, TakesAProfileOfPresetFieldOnlyWhereThatIsApproved) {
  server::ProjectTerms terms = TestTerms();
  terms.test = false;
  terms.profile = core::ReadProfileHeader(
                      R"({"profile":"fields","version":1,"preset":"field","threshold":8000,)"
                      R"("segments":[{"name":"all","bits":128,"weight":1,)"
                      R"("hardening":{"method":"balance"}}]})")
                      .value();
  EXPECT_THAT(store_->projects().Create(terms),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("create the project with field_level_approved")));
  terms.test = true;
  EXPECT_FALSE(store_->projects().Create(terms).ok()) << "a test project is no approval";
  terms.test = false;
  terms.field_level_approved = true;
  ASSERT_OK(store_->projects().Create(terms));
  Open();
  EXPECT_TRUE(Project().terms.field_level_approved);
  EXPECT_FALSE(Project().terms.test);
  EXPECT_OK(store_->projects().Create(terms));
  terms.profile = TestProfile();
  terms.test = true;
  EXPECT_EQ(store_->projects().Create(terms).status().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(ProjectStoreTest, TheApprovalIsOneOfTheTermsOfAProject) {
  Create();
  server::ProjectTerms other = TestTerms();
  other.field_level_approved = true;
  EXPECT_THAT(store_->projects().Create(other),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("flags")));
}

TEST_F(ProjectStoreTest, SaysWhichProjectIsNotThere) {
  EXPECT_THAT(store_->projects().Find(TestProjectId("nowhere")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("nowhere")));
}

TEST_F(ProjectStoreTest, RefusesANewProjectWhenTheDiskIsNearlyFull) {
  min_free_disk_bytes_ = int64_t{1} << 60;
  Open();
  EXPECT_THAT(store_->projects().Create(TestTerms()),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("nothing is lost")));
}

TEST_F(ProjectStoreTest, ASecondProcessCannotOpenTheFolder) {
  EXPECT_THAT(TryOpen(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("in use")));
}

TEST_F(ProjectStoreTest, AStoreOfAnotherRoleIsRefused) {
  EXPECT_OK(store_->Close());
  store_.reset();
  EXPECT_THAT(
      server::RocksDatabase::Open(dir_.File("data") + "/store", server::StoreRole::kJoiner),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another version or role")));
}

}  // namespace
}  // namespace ieum::testing
