#include "ieum/server/custody/store_anchors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/server/custody/custody_fixture.h"

namespace ieum::testing {
namespace {

using server::Column;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr Column kAuditColumns[] = {Column::kAuditEntries, Column::kAuditNodes,
                                    Column::kAuditCheckpoints};

class StoreAnchorsTest : public CustodyFixture {
 protected:
  absl::StatusOr<uint64_t> CheckAndAnchor() {
    server::StoreAnchors anchors(*store_, *audit_);
    IEUM_ASSIGN_OR_RETURN(const uint64_t count, anchors.Check());
    IEUM_RETURN_IF_ERROR(anchors.AnchorChanged());
    return count;
  }
  void CopyData(const std::string& from, const std::string& to) {
    std::filesystem::remove_all(dir_.File(to));
    std::filesystem::copy(dir_.File(from), dir_.File(to), std::filesystem::copy_options::recursive);
  }
  // The audit log of the store in one folder becomes that of the store in another.
  void GiveLog(const std::string& from, const std::string& to) {
    auto source =
        server::RocksDatabase::Open(dir_.File(from + "/store"), server::StoreRole::kMatcher);
    auto target =
        server::RocksDatabase::Open(dir_.File(to + "/store"), server::StoreRole::kMatcher);
    ASSERT_OK(source);
    ASSERT_OK(target);
    server::Batch batch;
    for (const Column column : kAuditColumns) {
      batch.DeletePrefix(**target, column, "");
      ASSERT_OK((*source)->Scan(column, "", [&](std::string_view key, core::ByteView value) {
        batch.Put(**target, column, key, value);
        return absl::OkStatus();
      }));
    }
    ASSERT_OK((*target)->Write(std::move(batch), server::Durability::kSynced));
    ASSERT_OK((*source)->Close());
    ASSERT_OK((*target)->Close());
  }
};

TEST_F(StoreAnchorsTest, AreWrittenOncePerChange) {
  StartAudit();
  Create();
  server::StoreAnchors anchors(*store_, *audit_);
  EXPECT_THAT(anchors.Check(), IsOkAndHolds(0U));
  ASSERT_OK(anchors.AnchorChanged());
  EXPECT_EQ(audit_->head().size, 1U);
  ASSERT_OK(anchors.AnchorChanged());
  EXPECT_EQ(audit_->head().size, 1U);
  ASSERT_OK(Add(0, TestChunk(TestSubmissionId(1), 0, 20, 0)));
  ASSERT_OK(anchors.AnchorChanged());
  EXPECT_EQ(audit_->head().size, 2U);
  Restart();
  server::StoreAnchors again(*store_, *audit_);
  EXPECT_THAT(again.Check(), IsOkAndHolds(1U));
  ASSERT_OK(again.AnchorChanged());
  EXPECT_EQ(audit_->head().size, 2U) << "nothing was written since";
}

// The attack that the checkpoint outside the database does not show: the log goes on, and what it
// is about is put back.
TEST_F(StoreAnchorsTest, AStoreThatIsPutBackUnderALogThatWentOnIsRefused) {
  StartAudit();
  Create();
  ASSERT_OK(CheckAndAnchor());
  StopServer();
  CopyData("data", "older");
  Open();
  StartAudit();
  ASSERT_OK(Add(0, TestChunk(TestSubmissionId(1), 0, 20, 0)));
  ASSERT_OK(CheckAndAnchor());
  StopServer();
  GiveLog("data", "older");
  CopyData("data", "newest");
  CopyData("older", "data");
  OpenKeystore();
  Open();
  StartAudit();
  EXPECT_THAT(CheckAndAnchor(),
              StatusIs(absl::StatusCode::kDataLoss,
                       AllOf(HasSubstr("put back"), HasSubstr("'study-1' lacks writes"))));
  StopServer();
  CopyData("newest", "data");
  OpenKeystore();
  Open();
  StartAudit();
  EXPECT_THAT(CheckAndAnchor(), IsOkAndHolds(1U));
  // Put back, and written to since: as many writes, but other ones.
  StopServer();
  CopyData("older", "data");
  OpenKeystore();
  Open();
  StartAudit();
  ASSERT_OK(Add(0, TestChunk(TestSubmissionId(1), 0, 20, 0)));
  ASSERT_OK(Add(0, TestChunk(TestSubmissionId(1), 1, 20, 0)));
  EXPECT_THAT(CheckAndAnchor(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("lacks writes")));
}

TEST_F(StoreAnchorsTest, ADestroyedProjectIsNotMissed) {
  StartAudit();
  CreateMatched();
  ASSERT_OK(CheckAndAnchor());
  StopServer();
  CopyData("data", "before");
  OpenKeystore();
  Open();
  StartAudit();
  StartQueue();
  ASSERT_OK(destroyer_->Destroy(TestProjectId(), {}, CancelRuns()));
  ASSERT_OK(CheckAndAnchor());
  Restart();
  ASSERT_OK(CheckAndAnchor());
  // A backup of before the destruction, restored with its log: the key is gone, and that is all.
  StopServer();
  CopyData("before", "data");
  std::filesystem::remove(dir_.File("audit-key.checkpoint"));
  OpenKeystore();
  Open();
  StartAudit();
  ASSERT_OK(CheckAndAnchor());
  EXPECT_FALSE(store_->projects().Find(TestProjectId()).ok());
}

}  // namespace
}  // namespace ieum::testing
