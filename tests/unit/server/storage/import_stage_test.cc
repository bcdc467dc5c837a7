#include "ieum/server/storage/import_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ieum/server/storage/import_records.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using server::StagedBundle;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A cover that has its form; who signed it is not the stage's matter. Two parts of 44 and 60 bytes
// would not be whole segments, so the first is a full one.
core::BundleCover Cover(int n) {
  constexpr uint64_t kSegment = core::kBundleSegmentBytes + 16;
  core::BundleId id{};
  id[0] = static_cast<std::byte>(n);
  return {.header = {.kind = core::BundleKind::kSubmission,
                     .project = TestProjectId(),
                     .project_digest = {},
                     .id = id,
                     .created = absl::FromUnixSeconds(1'750'000'000),
                     .sender = "ieum://hospital-a/holder/kim",
                     .recipient = "ieum://linkage-center/matcher/main",
                     .recipient_key = {},
                     .ephemeral_key = {},
                     .sender_chain = "chain"},
          .content_bytes = core::kBundleSegmentBytes + 4,
          .parts = {{.size_bytes = core::kBundlePartHeaderBytes + kSegment, .digest = {}},
                    {.size_bytes = core::kBundlePartHeaderBytes + 4 + 16, .digest = {}}},
          .signature = core::Bytes(70)};
}

class ImportStageTest : public StoreFixture {
 protected:
  server::ImportStage& stage() { return store_->import_stage(); }
  absl::Status Begin(int n, uint32_t project = 1) {
    return stage().Begin(project, core::SerializeBundleCover(Cover(n)));
  }
  absl::Status Append(uint32_t part, uint64_t offset, size_t size, char fill = 'x') {
    const std::string content(size, fill);
    return stage().Append(1, Cover(1), part, offset, core::AsBytes(content));
  }
  std::vector<uint64_t> Received() {
    return stage().Find(1, Cover(1).header.id).value().received_bytes;
  }
};

TEST_F(ImportStageTest, PartsGrowWhereTheyEndAndOutliveARestart) {
  EXPECT_THAT(stage().Find(1, Cover(1).header.id),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("begin with its cover")));
  ASSERT_OK(Begin(1));
  ASSERT_OK(Append(1, 0, 100));
  ASSERT_OK(Append(2, 0, 48, 'y'));
  ASSERT_OK(Append(1, 50, 100, 'z')) << "the first half is there already";
  ASSERT_OK(stage().Sync(1, Cover(1).header.id, 1));
  EXPECT_THAT(Append(1, 151, 1), StatusIs(absl::StatusCode::kFailedPrecondition,
                                          HasSubstr("next one expected is 150")));
  Open();
  ASSERT_OK(Begin(1)) << "again";
  EXPECT_THAT(Received(), ElementsAre(150U, 48U));
  const auto parts = stage().Parts(1, Cover(1).header.id);
  core::Bytes bytes(150);
  ASSERT_OK(parts->Read(1, 0, bytes));
  EXPECT_EQ(core::AsText(bytes), std::string(100, 'x') + std::string(50, 'z'));
  EXPECT_THAT(parts->Read(1, 100, bytes), StatusIs(absl::StatusCode::kDataLoss, ::testing::_));
}

TEST_F(ImportStageTest, TakesNoMoreThanTheCoverSays) {
  ASSERT_OK(Begin(1));
  EXPECT_THAT(Append(3, 0, 1), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 to 2")));
  EXPECT_THAT(Append(0, 0, 1), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not 0")));
  EXPECT_THAT(Append(2, 0, 49),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("48 bytes")));
  EXPECT_THAT(Append(2, ~uint64_t{0}, 2),
              StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_));
  EXPECT_THAT(stage().Begin(1, core::AsBytes("no cover")),
              StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_));
}

TEST_F(ImportStageTest, WhatIsDroppedIsGone) {
  ASSERT_OK(Begin(1));
  ASSERT_OK(Begin(2));
  ASSERT_OK(Begin(3, /*project=*/2));
  ASSERT_OK(Append(1, 0, 10));
  ASSERT_OK(stage().DropPart(1, Cover(1).header.id, 1));
  EXPECT_THAT(Received(), ElementsAre(0U, 0U));
  ASSERT_OK(stage().Drop(1, Cover(1).header.id));
  ASSERT_OK(stage().Drop(1, Cover(1).header.id)) << "again";
  EXPECT_THAT(Append(1, 0, 1), StatusIs(absl::StatusCode::kNotFound, ::testing::_));
  EXPECT_THAT(stage().List(1).value(), SizeIs(1));
  ASSERT_OK(stage().DropProject(1));
  EXPECT_THAT(stage().List(1).value(), IsEmpty());
  EXPECT_THAT(stage().List(2).value(), SizeIs(1)) << "another project's";
}

TEST_F(ImportStageTest, AFolderWithoutCoverIsRemovedAtTheStart) {
  ASSERT_OK(Begin(1));
  const std::string folder = dir_.File("data") + "/imports";
  std::filesystem::create_directory(folder + "/00000001-half");
  Open();
  EXPECT_FALSE(std::filesystem::exists(folder + "/00000001-half"));
  EXPECT_THAT(stage().List(1).value(), SizeIs(1));
}

TEST_F(ImportStageTest, WhatThereIsNoRoomForIsNotBegun) {
  for (size_t n = 0; n < server::kMaxStagedBundles; ++n) ASSERT_OK(Begin(static_cast<int>(n) + 1));
  EXPECT_THAT(Begin(100), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("wait to be")));
  EXPECT_OK(Begin(1)) << "is there";
  ASSERT_OK(stage().DropProject(1));
  min_free_disk_bytes_ = int64_t{1} << 60;
  Open();
  EXPECT_THAT(Begin(1), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("reserve")));
  EXPECT_THAT(stage().List(1).value(), IsEmpty());
}

TEST_F(ImportStageTest, ImportsAreRememberedWithTheirProject) {
  const server::ProjectRecord project = Create();
  const server::ImportRecord done{.bundle = Cover(1).header.id,
                                  .step = server::ImportStep::kDone,
                                  .kind = core::BundleKind::kSubmission,
                                  .digest = core::Sha256(core::AsBytes("signed")),
                                  .submission = TestSubmissionId(7),
                                  .time = absl::FromUnixSeconds(1'750'000'000),
                                  .sender = "ieum://hospital-a/holder/kim"};
  ASSERT_OK(store_->imports().Remember(project, done));
  Open();
  ASSERT_OK_AND_ASSIGN(const std::optional<server::ImportRecord> found,
                       store_->imports().Find(project, done.bundle));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->bundle, done.bundle);
  EXPECT_EQ(found->step, done.step);
  EXPECT_EQ(found->kind, done.kind);
  EXPECT_EQ(found->digest, done.digest);
  EXPECT_EQ(found->submission, done.submission);
  EXPECT_EQ(found->time, done.time);
  EXPECT_EQ(found->sender, done.sender);
  EXPECT_THAT(store_->imports().List(project).value(), SizeIs(1));
  EXPECT_FALSE(store_->imports().Find(project, Cover(2).header.id).value().has_value());
  ASSERT_OK(store_->imports().Forget(project, done.bundle));
  EXPECT_THAT(store_->imports().List(project).value(), IsEmpty());
}

}  // namespace
}  // namespace ieum::testing
