// What the audit log forgets, when, and what it never forgets; by a clock that the test sets.
#include "ieum/server/custody/audit_retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/auditlog/destruction_certificate.h"
#include "ieum/core/auditlog/erasure.h"
#include "ieum/server/audit/self_check.h"
#include "ieum/server/custody/store_anchors.h"
#include "unit/server/custody/custody_fixture.h"

namespace ieum::testing {
namespace {

using core::AuditEntry;
using core::AuditRetention;
using server::ErasedAuditEntries;

constexpr absl::Duration kTick = absl::Microseconds(1);
constexpr AuditRetention kAfterDestruction = AuditRetention::kThreeYearsAfterDestruction;

absl::Time Korea(int year, int month, int day, int hour = 0) {
  return absl::FromCivil(absl::CivilHour(year, month, day, hour), absl::FixedTimeZone(9 * 3'600));
}

AuditEntry EntryOf(AuditRetention retention, const std::string& project = {}) {
  AuditEntry entry;
  entry.act = "ProjectService/GetProject";
  entry.retention = retention;
  if (!project.empty()) entry.project = TestProjectId(project);
  return entry;
}

TEST(AuditRetentionEndTest, FollowsTheCalendarOfKorea) {
  AuditEntry entry = EntryOf(AuditRetention::kTwoYears);
  entry.time = Korea(2026, 3, 1, 8) + kTick;
  EXPECT_EQ(server::AuditRetentionEnd(entry, {}), Korea(2028, 3, 1, 8) + kTick);
  entry.retention = AuditRetention::kThreeYears;
  EXPECT_EQ(server::AuditRetentionEnd(entry, {}), Korea(2029, 3, 1, 8) + kTick);
  // A day that the later year does not have; in Universal Time it is the day before.
  entry.time = Korea(2028, 2, 29, 8);
  EXPECT_EQ(server::AuditRetentionEnd(entry, {}), Korea(2031, 3, 1, 8));
}

TEST(AuditRetentionEndTest, OfAProjectBeginsWithItsDestruction) {
  AuditEntry entry = EntryOf(kAfterDestruction, "flu");
  entry.time = Korea(2026, 1, 1);
  EXPECT_EQ(server::AuditRetentionEnd(entry, {}), absl::InfiniteFuture());
  EXPECT_EQ(server::AuditRetentionEnd(entry, {{"other", Korea(2026, 5, 1)}}),
            absl::InfiniteFuture());
  const server::DestroyedProjects destroyed = {{"flu", Korea(2030, 5, 1)}};
  EXPECT_EQ(server::AuditRetentionEnd(entry, destroyed), Korea(2033, 5, 1));
  entry.time = Korea(2031, 1, 1);  // asked for afterwards
  EXPECT_EQ(server::AuditRetentionEnd(entry, destroyed), Korea(2034, 1, 1));
  entry.project.reset();
  EXPECT_EQ(server::AuditRetentionEnd(entry, destroyed), absl::InfiniteFuture());
  entry.retention = AuditRetention::kAlways;
  EXPECT_EQ(server::AuditRetentionEnd(entry, destroyed), absl::InfiniteFuture());
}

class AuditRetentionTest : public CustodyFixture {
 protected:
  ErasedAuditEntries Run() {
    const auto done = server::EraseOutlivedEntries(*store_, *audit_, clock_.Now());
    EXPECT_OK(done);
    return done.value_or(ErasedAuditEntries{.recorded = 99, .erased = 99});
  }
  void ExpectRun(uint64_t recorded, uint64_t erased, int line) {
    const ErasedAuditEntries done = Run();
    EXPECT_EQ(done.recorded, recorded) << "line " << line;
    EXPECT_EQ(done.erased, erased) << "line " << line;
  }
  void AdvanceTo(absl::Time time) { clock_.Advance(time - clock_.Now()); }
  uint64_t Append(const AuditEntry& entry) { return audit_->Append(entry).value(); }
  std::vector<uint64_t> There() {
    std::vector<uint64_t> there;
    EXPECT_OK(audit_->Read(0, 1'000'000, [&there](const AuditEntry& entry) {
      if (entry.act != core::kEraseAct) there.push_back(entry.sequence);
      return absl::OkStatus();
    }));
    return there;
  }
  void ExpectWhole() { EXPECT_THAT(server::CheckLog(*audit_), IsOkAndHolds(audit_->head().size)); }
};

TEST_F(AuditRetentionTest, ErasesEachClassWhenItsTermIsOverAndAWeekAfterItSaysSo) {
  StartAudit();
  AdvanceTo(Korea(2026, 6, 1));
  Append(EntryOf(AuditRetention::kTwoYears, "study-1"));  // 0
  Append(EntryOf(AuditRetention::kThreeYears));           // 1
  Append(EntryOf(kAfterDestruction, "study-1"));          // 2
  Append(EntryOf(kAfterDestruction));                     // 3
  Append(EntryOf(AuditRetention::kTwoYears));             // 4
  AdvanceTo(Korea(2028, 6, 1) - kTick);
  ExpectRun(0, 0, __LINE__);
  clock_.Advance(kTick);
  ExpectRun(2, 0, __LINE__);  // recorded as 5
  ExpectRun(0, 0, __LINE__);
  clock_.Advance(server::kErasureNotice - kTick);
  ExpectRun(0, 0, __LINE__);
  EXPECT_EQ(There().size(), 5U);
  clock_.Advance(kTick);
  ExpectRun(0, 2, __LINE__);
  EXPECT_EQ(There(), (std::vector<uint64_t>{1, 2, 3}));
  ExpectRun(0, 0, __LINE__);
  EXPECT_EQ(audit_->head().size, 6U) << "one record of both";
  ExpectWhole();

  AdvanceTo(Korea(2029, 6, 1) - kTick);
  ExpectRun(0, 0, __LINE__);
  Restart();
  ExpectWhole();
  clock_.Advance(kTick);
  ExpectRun(1, 0, __LINE__);
  clock_.Advance(server::kErasureNotice);
  ExpectRun(0, 1, __LINE__);
  AdvanceTo(Korea(2099, 1, 1));
  ExpectRun(0, 0, __LINE__);
  EXPECT_EQ(There(), (std::vector<uint64_t>{2, 3})) << "their project is not destroyed";
  Restart();
  ExpectWhole();
}

TEST_F(AuditRetentionTest, OfADestroyedProjectKeepsTheCertificateAndNothingElse) {
  StartAudit();
  const server::ProjectRecord project = CreateMatched();
  Append(EntryOf(kAfterDestruction, "study-1"));
  Append(EntryOf(kAfterDestruction, "other"));
  StartQueue();
  clock_.Advance(absl::Hours(24));
  ASSERT_OK(
      destroyer_->Destroy(project.terms.id, {.requested_by = "ieum://a/operator/b"}, CancelRuns())
          .status());
  const absl::Time destroyed = clock_.Now();
  const uint64_t size = audit_->head().size;
  Append(EntryOf(kAfterDestruction, "study-1"));
  queue_.reset();
  Restart();
  const absl::Time korea_end =
      server::AuditRetentionEnd(EntryOf(kAfterDestruction, "study-1"), {{"study-1", destroyed}});
  AdvanceTo(korea_end - kTick);
  ExpectRun(0, 0, __LINE__);
  clock_.Advance(kTick);
  EXPECT_EQ(Run().recorded, size) << "all but the other project's";
  clock_.Advance(server::kErasureNotice);
  EXPECT_EQ(Run().erased, size);
  EXPECT_EQ(There().size(), 1U);
  Restart();
  ExpectWhole();
  const auto certificate = destroyer_->Certificate(project.terms.id);
  ASSERT_OK(certificate);
  EXPECT_OK(core::VerifyCertificate(*certificate, audit_->verifier()).status());
}

TEST_F(AuditRetentionTest, AClockThatWasWrongErasesNothingOnceItIsRight) {
  StartAudit();
  Append(EntryOf(AuditRetention::kTwoYears));
  const absl::Time right = clock_.Now();
  clock_.Advance(absl::Hours(24 * 365 * 10));
  ExpectRun(1, 0, __LINE__);
  AdvanceTo(right);
  ExpectRun(0, 0, __LINE__);
  clock_.Advance(server::kErasureNotice * 2);
  ExpectRun(0, 0, __LINE__);
  EXPECT_EQ(There().size(), 1U);
}

TEST_F(AuditRetentionTest, TheLastAnchorOfAProjectStays) {
  StartAudit();
  Create();
  const auto anchor = [this] {
    server::StoreAnchors anchors(*store_, *audit_);
    EXPECT_OK(anchors.Check().status());
    EXPECT_OK(anchors.AnchorChanged());
  };
  anchor();
  ASSERT_OK(Add(0, TestChunk(TestSubmissionId(1), 0, 20, 0)));
  anchor();
  EXPECT_EQ(There(), (std::vector<uint64_t>{0, 1}));
  clock_.Advance(absl::Hours(24 * 365 * 4));
  ExpectRun(1, 0, __LINE__);
  clock_.Advance(server::kErasureNotice);
  ExpectRun(0, 1, __LINE__);
  EXPECT_EQ(There(), (std::vector<uint64_t>{1}));
  Restart();
  server::StoreAnchors anchors(*store_, *audit_);
  EXPECT_THAT(anchors.Check(), IsOkAndHolds(1U));
}

TEST_F(AuditRetentionTest, ManyRangesTakeSeveralRecords) {
  StartAudit();
  for (int i = 0; i < 130; ++i) {
    Append(EntryOf(i % 2 == 0 ? AuditRetention::kTwoYears : AuditRetention::kThreeYears));
  }
  clock_.Advance(absl::Hours(24 * (2 * 365 + 2)));
  ExpectRun(65, 0, __LINE__);
  EXPECT_EQ(audit_->head().size, 132U);
  clock_.Advance(server::kErasureNotice);
  ExpectRun(0, 65, __LINE__);
  EXPECT_EQ(There().size(), 65U);
  ExpectWhole();
}

}  // namespace
}  // namespace ieum::testing
