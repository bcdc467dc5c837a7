#include "ieum/server/custody/destroy_project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/auditlog/destruction_certificate.h"
#include "unit/server/custody/custody_fixture.h"

namespace ieum::testing {
namespace {

using server::ProjectState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kWho[] = "ieum://linkage-center/operator/kim";

class DestroyProjectTest : public CustodyFixture {
 protected:
  absl::StatusOr<std::string> Destroy() {
    return destroyer_->Destroy(
        TestProjectId(),
        {.reason = server::DestructionReason::kRequest, .requested_by = kWho, .approved_by = {}},
        CancelRuns());
  }
  core::VerifiedDestruction Verified(const std::string& certificate) {
    const auto verified = core::VerifyCertificate(certificate, audit_->verifier());
    EXPECT_OK(verified);
    return *verified;
  }
  // What a thief of folder and keystore can read of the project: nothing.
  void ExpectNothingIsReadable() {
    const server::ProjectRecord shown = Project();
    EXPECT_EQ(shown.state, ProjectState::kDestroyed);
    EXPECT_TRUE(shown.terms.holders.empty());
    EXPECT_TRUE(shown.terms.profile.canonical_json.empty());
    EXPECT_FALSE(store_->database().Find(1).ok());
    EXPECT_FALSE(keystore_->CopyKey(1).ok());
    EXPECT_FALSE(store_->projects().JointSecret(1).ok());
    for (const server::Column column : server::ProjectColumns(server::StoreRole::kMatcher)) {
      EXPECT_OK(store_->database().Scan(column, "", [](std::string_view, core::ByteView) {
        return core::DataLoss("a value could be read");
      }));
    }
  }
  uint64_t KeysOf(const server::OpaqueId& object) {
    uint64_t keys = 0;
    for (const server::Column column : server::ProjectColumns(server::StoreRole::kMatcher)) {
      keys += store_->database().Count(column, object).value().key_count;
    }
    return keys;
  }
};

TEST_F(DestroyProjectTest, LeavesNothingButACertificateThatSaysWhatThereWas) {
  StartAudit();
  const server::ProjectRecord project = CreateMatched();
  const server::SealedProject sealed = store_->database().Find(project.number).value();
  const server::ProjectAnchor anchor = store_->database().Anchor(project.number).value();
  StartQueue();
  const auto certificate = Destroy();
  ASSERT_OK(certificate);
  ExpectNothingIsReadable();
  EXPECT_EQ(KeysOf(sealed.project), 0U);

  const core::Destruction destruction = Verified(*certificate).destruction;
  EXPECT_EQ(destruction.project, TestProjectId());
  EXPECT_EQ(destruction.project_number, 1U);
  EXPECT_EQ(destruction.object, sealed.project);
  EXPECT_EQ(destruction.key_id, sealed.key_id);
  EXPECT_EQ(destruction.keystore, keystore_->id());
  EXPECT_EQ(destruction.requested_by, kWho);
  EXPECT_EQ(destruction.submission_count, 2U);
  EXPECT_EQ(destruction.chunk_count, 6U);
  EXPECT_EQ(destruction.row_count, 120U);
  EXPECT_EQ(destruction.run_count, 1U);
  // One write more than before: that which says what is to come.
  EXPECT_EQ(destruction.write_count, anchor.counter + 1);
  bool has_chunks = false;
  for (const core::DestroyedColumn& column : destruction.columns) {
    if (column.name != "chunks") continue;
    has_chunks = true;
    EXPECT_EQ(column.key_count, 6U);
    EXPECT_GT(column.byte_count, 6U * 20 * (16 + kTestRowBytes));
  }
  EXPECT_TRUE(has_chunks);

  // The same again, and after a start; the name is not used again.
  EXPECT_EQ(Destroy().value(), *certificate);
  Restart();
  ExpectNothingIsReadable();
  EXPECT_TRUE(store_->projects().List().empty());
  const std::vector<server::ProjectRecord> destroyed = store_->projects().ListDestroyed();
  ASSERT_EQ(destroyed.size(), 1U);
  EXPECT_EQ(destroyed[0].terms.id, TestProjectId());
  EXPECT_EQ(store_->projects().FindByNumber(1)->state, server::ProjectState::kDestroyed);
  EXPECT_EQ(destroyer_->Certificate(TestProjectId()).value(), *certificate);
  EXPECT_THAT(store_->projects().Create(TestTerms()),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("was destroyed")));
}

TEST_F(DestroyProjectTest, OtherProjectsStay) {
  StartAudit();
  server::ProjectTerms other = TestTerms();
  other.id = TestProjectId("other");
  CreateMatched();
  Create(other);
  StartQueue();
  ASSERT_OK(Destroy());
  Restart();
  EXPECT_EQ(store_->projects().Find(other.id)->terms.holders, other.holders);
  EXPECT_OK(store_->projects().JointSecret(2).status());
  EXPECT_THAT(destroyer_->Certificate(other.id),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("project")));
}

TEST_F(DestroyProjectTest, EveryCopyOfTheKeystoreLosesTheKeyAndMissingOnesAreSaid) {
  StartAudit();
  copies_ = {dir_.File("copy-1"), dir_.File("copy-2"), dir_.File("foreign")};
  StopServer();
  OpenKeystore();
  Open();
  StartAudit();
  CreateMatched();
  CopyFile("keystore", "copy-1");
  CopyFile("keystore", "copy-2-elsewhere");
  const auto root =
      server::NewPassphraseRootKey(Passphrase(), server::kMinScryptLog2N, random_).value();
  ASSERT_OK(server::Keystore::Create(dir_.File("foreign"), *root, random_));
  const std::string foreign = ReadTestFile(dir_.File("foreign"));
  StartQueue();
  const auto certificate = Destroy();
  ASSERT_OK(certificate);
  EXPECT_THAT(Verified(*certificate).destruction.keystore_copies, ElementsAre(true, false, false));
  EXPECT_EQ(ReadTestFile(dir_.File("copy-1")), ReadTestFile(dir_.File("keystore")));
  EXPECT_EQ(ReadTestFile(dir_.File("foreign")), foreign);

  CopyFile("copy-2-elsewhere", "copy-2");
  const auto again = destroyer_->Finish(TestProjectId());
  ASSERT_OK(again);
  const core::Destruction destruction = Verified(*again).destruction;
  EXPECT_THAT(destruction.keystore_copies, ElementsAre(true, true, false));
  EXPECT_EQ(destruction.issue, 2U);
  EXPECT_EQ(ReadTestFile(dir_.File("copy-2")), ReadTestFile(dir_.File("keystore")));
  EXPECT_EQ(destroyer_->Finish(TestProjectId()).value(), *again);
}

TEST_F(DestroyProjectTest, ABackupTakenBeforeYieldsNothingAfterwards) {
  StartAudit();
  copies_ = {dir_.File("keystore-copy")};
  StopServer();
  OpenKeystore();
  Open();
  StartAudit();
  CreateMatched();
  StopServer();
  std::filesystem::copy(dir_.File("data"), dir_.File("backup"),
                        std::filesystem::copy_options::recursive);
  CopyFile("keystore", "keystore-copy");
  OpenKeystore();
  Open();
  StartAudit();
  StartQueue();
  ASSERT_OK(Destroy());
  StopServer();
  // The whole folder of before, under the copy of the keystore that was listed.
  std::filesystem::remove_all(dir_.File("data"));
  std::filesystem::rename(dir_.File("backup"), dir_.File("data"));
  CopyFile("keystore-copy", "keystore");
  OpenKeystore();
  Open();
  EXPECT_TRUE(store_->projects().List().empty());
  EXPECT_FALSE(keystore_->CopyKey(1).ok());
  for (const server::Column column : server::ProjectColumns(server::StoreRole::kMatcher)) {
    EXPECT_OK(store_->database().Scan(column, "", [](std::string_view, core::ByteView) {
      return core::DataLoss("a value could be read");
    }));
  }
}

TEST_F(DestroyProjectTest, WhatIsNotThereIsNotDestroyed) {
  StartAudit();
  StartQueue();
  EXPECT_THAT(Destroy(), StatusIs(absl::StatusCode::kNotFound, HasSubstr("project")));
  EXPECT_THAT(destroyer_->Finish(TestProjectId()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("destroy it first")));
  EXPECT_THAT(destroyer_->Certificate(TestProjectId()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("project")));
}

}  // namespace
}  // namespace ieum::testing
