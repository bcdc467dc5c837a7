#include "ieum/server/service/refusal_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

class RefusalLimitTest : public ::testing::Test {
 protected:
  RefusalLimitTest()
      : database_(
            server::RocksDatabase::Open(dir_.File("store"), server::StoreRole::kMatcher).value()),
        log_(server::AuditLog::Open(*database_,
                                    {.key_file = dir_.File("key"),
                                     .name = "linkage-center/matcher/m1",
                                     .store_has_content = false},
                                    clock_, random_)
                 .value()),
        limit_(*log_, [this] { return now_; }) {}

  static core::AuditEntry Refusal(const std::string& name) {
    core::AuditEntry entry;
    entry.principal = "ieum://hospital-a/holder/" + name;
    entry.act = "ProjectService/SealProject";
    entry.outcome = core::AuditOutcome::kRefused;
    entry.rule = core::AuditRule::kRole;
    entry.code = static_cast<uint8_t>(absl::StatusCode::kPermissionDenied);
    return entry;
  }
  int Admitted(const std::string& name, int calls) {
    int admitted = 0;
    for (int i = 0; i < calls; ++i) admitted += limit_.Admit(Refusal(name)) ? 1 : 0;
    return admitted;
  }
  std::vector<core::AuditEntry> Entries() {
    std::vector<core::AuditEntry> entries;
    EXPECT_OK(log_->Read(0, 1'000, [&](const core::AuditEntry& entry) {
      entries.push_back(entry);
      return absl::OkStatus();
    }));
    return entries;
  }

  const TempDir dir_;
  FakeClock clock_;
  SeededRandom random_{1};
  absl::Duration now_ = absl::Hours(1);
  std::unique_ptr<server::RocksDatabase> database_;
  std::unique_ptr<server::AuditLog> log_;
  server::RefusalLimit limit_;
};

TEST_F(RefusalLimitTest, AHostileCallerDoesNotFillTheLogAndNobodyElseIsForgotten) {
  EXPECT_EQ(Admitted("mallory", 10'000), server::kRefusalBurst);
  EXPECT_EQ(Admitted("alice", 3), 3);
  ASSERT_OK(limit_.Flush());
  const auto entries = Entries();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].act, core::kMoreRefusedAct);
  EXPECT_EQ(entries[0].principal, "ieum://hospital-a/holder/mallory");
  EXPECT_EQ(entries[0].run, 10'000U - server::kRefusalBurst);
  EXPECT_EQ(entries[0].outcome, core::AuditOutcome::kRefused);
  EXPECT_EQ(entries[0].rule, core::AuditRule::kRole);
  ASSERT_OK(limit_.Flush());
  EXPECT_EQ(Entries().size(), 1U) << "counted once";
  now_ += 3 * server::kRefusalRefill;
  EXPECT_EQ(Admitted("mallory", 10), 3);
  now_ += 10'000 * server::kRefusalRefill;
  EXPECT_EQ(Admitted("mallory", 10'000), server::kRefusalBurst) << "no more is saved up";
}

TEST_F(RefusalLimitTest, RemembersABoundedNumberOfCallersAndAllCalls) {
  for (size_t i = 0; i < server::kMaxRefusedCallers; ++i) {
    EXPECT_TRUE(limit_.Admit(Refusal(absl::StrFormat("holder-%d", i))));
  }
  // They share one place, and what is too much for it is still counted.
  EXPECT_EQ(Admitted("one-more", 150) + Admitted("and-another", 150), server::kRefusalBurst);
  ASSERT_OK(limit_.Flush());
  ASSERT_EQ(Entries().size(), 1U);
  EXPECT_EQ(Entries()[0].run, 300U - server::kRefusalBurst);
  // Who has been quiet makes room.
  now_ += (server::kRefusalBurst + 1) * server::kRefusalRefill;
  EXPECT_EQ(Admitted("later", 5), 5);
}

}  // namespace
}  // namespace ieum::testing
