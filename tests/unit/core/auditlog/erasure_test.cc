#include "ieum/core/auditlog/erasure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/hex_vector.h"
#include "support/temp_dir.h"
#include "unit/core/auditlog/audit_samples.h"

namespace ieum::testing {
namespace {

using core::AuditEntry;
using core::ErasureRecords;
using ::testing::HasSubstr;
using Files = std::map<std::string, std::string>;
using Ranges = std::vector<std::pair<uint64_t, uint64_t>>;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

TEST(ErasureEntryTest, HasTheBytesOfItsPage) {
  AuditEntry entry;
  entry.sequence = 9;
  entry.time = absl::FromUnixMicros(1'850'000'000'000'001);
  entry.principal = "ieum://linkage-center/matcher/m1";
  core::SetErased({{0, 2, core::AuditRetention::kThreeYears},
                   {2, 3, core::AuditRetention::kTwoYears},
                   {5, 8, core::AuditRetention::kThreeYearsAfterDestruction}},
                  entry);
  const core::Bytes bytes = core::SerializeAuditEntry(entry);
  EXPECT_EQ(core::ToHex(bytes), core::ToHex(ReadHexVector("audit_erasure.hex")));
  EXPECT_THAT(core::ParseAuditEntry(bytes), IsOkAndHolds(entry));
  EXPECT_EQ(core::ErasedBy(entry).size(), 3U);
  EXPECT_EQ(core::ErasedBy(entry)[2],
            (core::ErasedRange{5, 8, core::AuditRetention::kThreeYearsAfterDestruction}));
  EXPECT_TRUE(core::ErasedBy(SampleEntry(0)).empty());
}

TEST(ErasureEntryTest, EveryByteThatIsTakenIsWrittenAgain) {
  const core::Bytes bytes = core::SerializeAuditEntry(EraseEntry(9, {{0, 4}, {5, 9}}));
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      core::Bytes changed = bytes;
      changed[i] ^= static_cast<std::byte>(1 << bit);
      const auto entry = core::ParseAuditEntry(changed);
      if (entry.ok()) {
        EXPECT_EQ(core::SerializeAuditEntry(*entry), changed) << i;
      }
    }
  }
}

TEST(ErasureEntryTest, IsOfEarlierEntriesInOrderAndOfNothingElse) {
  const AuditEntry good = EraseEntry(9, {{0, 4}, {5, 9}});
  const auto refuses = [&good](const std::function<void(core::Bytes&)>& change) {
    core::Bytes bytes = core::SerializeAuditEntry(good);
    change(bytes);
    EXPECT_THAT(core::ParseAuditEntry(bytes), StatusIs(kDataLoss, HasSubstr("damaged")));
  };
  // The last fields: second end, outcome, rule, code, retention, decided.
  const auto at = [](core::Bytes& bytes, size_t back) -> std::byte& {
    return bytes[bytes.size() - back];
  };
  refuses([&](core::Bytes& b) { at(b, 2) = std::byte{1}; });     // to be erased itself
  refuses([&](core::Bytes& b) { at(b, 13) = std::byte{10}; });   // up to itself
  refuses([&](core::Bytes& b) { at(b, 13) = std::byte{5}; });    // an empty range
  refuses([&](core::Bytes& b) { at(b, 21) = std::byte{3}; });    // over the range before
  refuses([&](core::Bytes& b) { at(b, 22) = std::byte{'z'}; });  // no such class
}

TEST(ErasureRecordsTest, KnowTheFirstRecordOfEachEntry) {
  ErasureRecords records;
  EXPECT_EQ(records.Find(0), std::nullopt);
  EXPECT_EQ(records.FirstUnrecorded(3, 5), 3U);
  EXPECT_EQ(records.FirstUnrecorded(5, 5), std::nullopt);
  records.Add(SampleEntry(7));
  records.Add(EraseEntry(10, {{2, 4}, {6, 8}}));
  records.Add(EraseEntry(20, {{0, 9}, {12, 14}}));
  records.Add(EraseEntry(30, {{3, 16}}));
  const std::vector<uint64_t> expected = {20, 20, 10, 10, 20, 20, 10, 10,
                                          20, 30, 30, 30, 20, 20, 30, 30};
  for (uint64_t i = 0; i < expected.size(); ++i) EXPECT_EQ(records.Find(i), expected[i]) << i;
  EXPECT_EQ(records.Find(16), std::nullopt);
  EXPECT_EQ(records.FirstUnrecorded(0, 16), std::nullopt);
  EXPECT_EQ(records.FirstUnrecorded(0, 17), 16U);
  EXPECT_EQ(records.FirstUnrecorded(0, 16, 30), 9U);
  EXPECT_EQ(records.FirstUnrecorded(2, 9, 20), 4U);
}

// Exports of logs in which entries were erased.
class ErasedFolderTest : public ::testing::Test {
 protected:
  // Its last entry records the ranges; those in `erased` are gone.
  Files Log(uint64_t size, const Ranges& ranges, const std::set<uint64_t>& erased) {
    Files files = LogFiles(size, signer_, [&](AuditEntry& entry) {
      if (entry.sequence == size - 1 && !ranges.empty()) entry = EraseEntry(size - 1, ranges);
    });
    EraseInFiles(size, erased, files);
    return files;
  }
  void Write(const Files& files) {
    std::filesystem::remove_all(dir_.File("log"));
    for (const auto& [path, content] : files) {
      std::filesystem::create_directories(
          std::filesystem::path(dir_.File("log/" + path)).parent_path());
      (void)dir_.Write("log/" + path, content);
    }
  }
  absl::StatusOr<core::LogSummary> Verify(const std::string& older = {}) {
    return core::VerifyLogFolder({.folder = dir_.File("log"),
                                  .log = signer_.verifier(),
                                  .witnesses = {},
                                  .older_checkpoint = older});
  }

  const TempDir dir_;
  const core::NoteSigner signer_ = TestSigner(kLogName, 1);
};

TEST_F(ErasedFolderTest, IsWholeIfALaterEntryRecordsWhatIsMissing) {
  const std::string older = LogFiles(3, signer_).at(core::kCheckpointFile);
  Write(Log(7, {{0, 2}, {4, 5}}, {0, 1, 4}));
  ASSERT_OK_AND_ASSIGN(const core::LogSummary summary, Verify(older));
  EXPECT_EQ(summary.erased, 3U);
  EXPECT_EQ(summary.first, SampleEntry(2).time);
  EXPECT_EQ(summary.last, SampleEntry(6).time);
  EXPECT_EQ(summary.refused, 2U);
  // Recorded, but not erased yet.
  Write(Log(7, {{0, 2}, {4, 5}}, {1}));
  EXPECT_EQ(Verify(older)->erased, 1U);
  // A whole bundle and the beginning of another.
  std::set<uint64_t> many;
  for (uint64_t i = 0; i < 259; ++i) many.insert(i);
  Write(Log(520, {{0, 300}}, many));
  EXPECT_EQ(Verify(older)->erased, 259U);
}

TEST_F(ErasedFolderTest, IsRefusedIfNoneDoes) {
  Write(Log(7, {{0, 2}, {4, 5}}, {0, 1, 2, 4}));
  EXPECT_THAT(Verify(), StatusIs(kDataLoss, HasSubstr("entry 2 is missing")));
  Write(Log(7, {}, {6}));
  EXPECT_THAT(Verify(), StatusIs(kDataLoss, HasSubstr("entry 6 is missing")));
  // The record itself, and all that it is of.
  Write(Log(7, {{0, 6}}, {0, 1, 2, 3, 4, 5, 6}));
  EXPECT_THAT(Verify(), StatusIs(kDataLoss, HasSubstr("entry 0 is missing")));
  // The hash of an erased entry is held by the tree as any other.
  Files exchanged = Log(7, {{0, 2}}, {0, 1});
  std::string& tile = exchanged.at("tile/0/000.p/7");
  tile = tile.substr(32, 32) + tile.substr(0, 32) + tile.substr(64);
  Write(exchanged);
  EXPECT_THAT(Verify(), StatusIs(kDataLoss, HasSubstr("another root")));
  Files cut = Log(7, {{0, 2}}, {0, 1});
  cut.at("tile/0/000.p/7").resize(40);
  Write(cut);
  EXPECT_THAT(Verify(), StatusIs(kDataLoss, HasSubstr("is cut")));
}

// One bit of every byte of every file.
TEST_F(ErasedFolderTest, EveryChangedByteIsDetected) {
  const Files log = Log(7, {{0, 2}, {4, 5}}, {0, 1, 4});
  Write(log);
  ASSERT_OK(Verify());
  for (const auto& [path, content] : log) {
    for (size_t i = 0; i < content.size(); ++i) {
      std::string changed = content;
      changed[i] = static_cast<char>(content[i] ^ (1 << (i % 8)));
      (void)dir_.Write("log/" + path, changed);
      EXPECT_FALSE(Verify().ok()) << path << " byte " << i;
    }
    (void)dir_.Write("log/" + path, content);
  }
  EXPECT_OK(Verify());
}

}  // namespace
}  // namespace ieum::testing
