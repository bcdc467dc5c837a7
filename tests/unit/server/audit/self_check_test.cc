#include "ieum/server/audit/self_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"
#include "unit/core/auditlog/audit_samples.h"

namespace ieum::testing {
namespace {

using server::Column;

class SelfCheckTest : public ::testing::Test {
 protected:
  SelfCheckTest()
      : database_(
            server::RocksDatabase::Open(dir_.File("store"), server::StoreRole::kMatcher).value()),
        log_(server::AuditLog::Open(
                 *database_,
                 {.key_file = dir_.File("key"), .name = kLogName, .store_has_content = false},
                 clock_, random_)
                 .value()) {}

  void Append(uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) ASSERT_OK(log_->Append(SampleEntry(i)));
  }
  void Change(Column column, const std::string& key, const std::optional<std::string>& value) {
    server::Batch batch;
    if (value.has_value()) {
      batch.Put(*database_, column, key, core::AsBytes(*value));
    } else {
      batch.Delete(*database_, column, key);
    }
    ASSERT_OK(database_->Write(std::move(batch), server::Durability::kBuffered));
  }
  std::map<std::string, std::string> All(Column column) {
    std::map<std::string, std::string> all;
    EXPECT_OK(database_->Scan(column, "", [&](std::string_view key, core::ByteView value) {
      all.emplace(key, core::AsText(value));
      return absl::OkStatus();
    }));
    return all;
  }

  const TempDir dir_;
  FakeClock clock_;
  SeededRandom random_{1};
  std::unique_ptr<server::RocksDatabase> database_;
  std::unique_ptr<server::AuditLog> log_;
};

TEST_F(SelfCheckTest, ALogThatGrowsIsWhole) {
  EXPECT_THAT(server::CheckLog(*log_), IsOkAndHolds(0U));
  Append(3);
  EXPECT_THAT(server::CheckLog(*log_), IsOkAndHolds(3U));
  Append(257);
  EXPECT_THAT(server::CheckLog(*log_), IsOkAndHolds(260U));
}

// Every byte of every entry and node of a small log, every one of them missing, and two exchanged.
TEST_F(SelfCheckTest, EveryChangedByteAndEveryMissingOrMovedValueIsFound) {
  Append(6);
  int changes = 0;
  for (const Column column : {Column::kAuditEntries, Column::kAuditNodes}) {
    const std::map<std::string, std::string> all = All(column);
    EXPECT_EQ(all.size(), 6U);
    for (const auto& [key, good] : all) {
      for (size_t i = 0; i < good.size(); ++i, ++changes) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ (1 << (i % 8)));
        Change(column, key, bad);
        EXPECT_THAT(server::CheckLog(*log_).status(),
                    ::testing::AnyOf(StatusIs(absl::StatusCode::kDataLoss, ::testing::_),
                                     StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_)))
            << i;
      }
      Change(column, key, std::nullopt);
      EXPECT_FALSE(server::CheckLog(*log_).ok());
      Change(column, key, good);
    }
    ASSERT_OK(server::CheckLog(*log_));
    const auto first = all.begin();
    const auto second = std::next(first);
    Change(column, first->first, second->second);
    Change(column, second->first, first->second);
    EXPECT_FALSE(server::CheckLog(*log_).ok());
    Change(column, first->first, first->second);
    Change(column, second->first, second->second);
  }
  EXPECT_GT(changes, 600);
  ASSERT_OK(server::CheckLog(*log_));
}

}  // namespace
}  // namespace ieum::testing
