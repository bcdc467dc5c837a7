#include "ieum/core/auditlog/log_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_dir.h"
#include "unit/core/auditlog/audit_samples.h"

namespace ieum::testing::log_folder_test {
namespace {

using core::LogFile;
using core::LogSummary;
using ::testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;
using Files = std::map<std::string, std::string>;

class LogFolderTest : public ::testing::Test {
 protected:
  absl::StatusOr<LogSummary> Verify(const Files& files, const std::string& older = {}) {
    const TempDir dir;
    WriteAll(dir, files);
    return VerifyIn(dir, older);
  }
  static void WriteAll(const TempDir& dir, const Files& files) {
    EXPECT_OK(core::MakeLogFolder(dir.File("log")));
    for (const auto& [path, content] : files) {
      const std::string full = dir.File("log/" + path);
      std::filesystem::create_directories(std::filesystem::path(full).parent_path());
      (void)dir.Write("log/" + path, content);
    }
  }
  absl::StatusOr<LogSummary> VerifyIn(const TempDir& dir, const std::string& older) {
    return core::VerifyLogFolder({.folder = dir.File("log"),
                                  .log = signer_.verifier(),
                                  .witnesses = {},
                                  .older_checkpoint = older});
  }
  Files Log(uint64_t size, const std::function<void(core::AuditEntry&)>& change = {}) {
    return LogFiles(size, signer_, change);
  }

  const core::NoteSigner signer_ = TestSigner(kLogName, 1);
};

TEST_F(LogFolderTest, PathsAreThoseOfTheSpecification) {
  EXPECT_EQ((LogFile{.entries = false, .level = 0, .index = 1'234'067, .width = 256}).Path(),
            "tile/0/x001/x234/067");
  EXPECT_EQ((LogFile{.entries = true, .level = 0, .index = 0, .width = 5}).Path(),
            "tile/entries/000.p/5");
  EXPECT_EQ((LogFile{.entries = false, .level = 2, .index = 1'000, .width = 1}).Path(),
            "tile/2/x001/000.p/1");
}

TEST_F(LogFolderTest, AnExportHasTheFilesOfTheSpecification) {
  std::map<std::string, int> counts;  // by kind and level
  std::vector<std::string> partial;
  EXPECT_OK(core::ForEachLogFile(70'000, [&](const LogFile& file) {
    ++counts[file.entries ? "entries" : absl::StrFormat("%d", file.level)];
    if (file.width < 256) partial.push_back(file.Path());
    return absl::OkStatus();
  }));
  EXPECT_EQ(counts, (std::map<std::string, int>{{"0", 274}, {"1", 2}, {"2", 1}, {"entries", 274}}));
  EXPECT_THAT(partial, ::testing::ElementsAre("tile/entries/273.p/112", "tile/0/273.p/112",
                                              "tile/1/001.p/17", "tile/2/000.p/1"));
  std::vector<std::string> full;
  EXPECT_OK(core::ForEachLogFile(256, [&](const LogFile& file) {
    full.push_back(file.Path());
    return absl::OkStatus();
  }));
  EXPECT_THAT(full, ::testing::ElementsAre("tile/entries/000", "tile/0/000", "tile/1/000.p/1"));
}

TEST_F(LogFolderTest, VerifiesLogsOfManySizes) {
  for (const uint64_t size : {0U, 1U, 2U, 7U, 255U, 256U, 257U, 600U}) {
    ASSERT_OK_AND_ASSIGN(const LogSummary summary, Verify(Log(size)));
    EXPECT_EQ(summary.checkpoint.size, size);
    EXPECT_EQ(summary.refused, size / 3);
  }
}

TEST_F(LogFolderTest, EveryFlippedByteIsDetected) {
  const Files log = Log(5);
  ASSERT_OK(Verify(log));
  const std::string older = Log(2).at(core::kCheckpointFile);
  const TempDir dir;
  WriteAll(dir, log);
  for (const auto& [path, content] : log) {
    for (size_t i = 0; i < content.size(); ++i) {
      for (const char mask : {'\x01', '\x80'}) {
        std::string changed = content;
        changed[i] = static_cast<char>(content[i] ^ mask);
        (void)dir.Write("log/" + path, changed);
        EXPECT_FALSE(VerifyIn(dir, older).ok()) << path << " byte " << i;
      }
    }
    (void)dir.Write("log/" + path, content);
  }
  EXPECT_OK(VerifyIn(dir, older));
}

TEST_F(LogFolderTest, EveryMissingCutOrAddedFileIsDetected) {
  const Files log = Log(300);
  for (const auto& [path, content] : log) {
    Files changed = log;
    changed.erase(path);
    EXPECT_FALSE(Verify(changed).ok()) << path;
    changed = log;
    changed[path].pop_back();
    EXPECT_FALSE(Verify(changed).ok()) << path;
    changed = log;
    changed[path] += content[0];
    EXPECT_FALSE(Verify(changed).ok()) << path;
  }
  Files changed = log;
  changed["tile/0/000.p/3"] = "x";
  EXPECT_THAT(Verify(changed), StatusIs(kDataLoss, ::testing::AllOf(HasSubstr("tile/0/000.p/3"),
                                                                    HasSubstr("does not belong"))));
  EXPECT_THAT(Verify({}), StatusIs(absl::StatusCode::kNotFound, HasSubstr("checkpoint")));
}

TEST_F(LogFolderTest, ReorderedEntriesAreDetected) {
  // Swapped files, swapped entries within a file, and a tree that was signed with them swapped.
  Files swapped = Log(520);
  std::swap(swapped["tile/entries/000"], swapped["tile/entries/001"]);
  EXPECT_THAT(Verify(swapped), StatusIs(kDataLoss, HasSubstr("not in its place")));
  swapped = Log(520);
  std::swap(swapped["tile/0/000"], swapped["tile/0/001"]);
  EXPECT_THAT(Verify(swapped), StatusIs(kDataLoss, HasSubstr("tile/0/000")));
  const Files resigned = Log(5, [](core::AuditEntry& entry) {
    if (entry.sequence == 0 || entry.sequence == 3) entry.sequence = 3 - entry.sequence;
  });
  EXPECT_THAT(Verify(resigned), StatusIs(kDataLoss, HasSubstr("not in its place")));
}

TEST_F(LogFolderTest, AForkOrAShorterLogDoesNotContinueAnOlderCheckpoint) {
  const Files log = Log(300);
  for (const uint64_t size : {0U, 1U, 37U, 256U, 300U}) {
    EXPECT_OK(Verify(log, Log(size).at(core::kCheckpointFile))) << size;
  }
  // Signed by the log itself, whole, but with another past.
  const Files fork = Log(300, [](core::AuditEntry& entry) {
    if (entry.sequence == 36) entry.run = 7;
  });
  ASSERT_OK(Verify(fork));
  for (const uint64_t size : {37U, 256U, 300U}) {
    EXPECT_THAT(Verify(fork, Log(size).at(core::kCheckpointFile)),
                StatusIs(kDataLoss, HasSubstr("forked")))
        << size;
  }
  EXPECT_OK(Verify(fork, Log(36).at(core::kCheckpointFile)));
  EXPECT_THAT(Verify(Log(299), log.at(core::kCheckpointFile)),
              StatusIs(kDataLoss, HasSubstr("taken away")));
}

TEST_F(LogFolderTest, AnotherKeyDoesNotVerify) {
  EXPECT_THAT(Verify(LogFiles(3, TestSigner(kLogName, 2))),
              StatusIs(kDataLoss, HasSubstr("not signed by linkage-center/matcher/server")));
  EXPECT_THAT(Verify(LogFiles(3, TestSigner("elsewhere", 1))), StatusIs(kDataLoss, ::testing::_));
}

TEST_F(LogFolderTest, ExportsGoToANewFolderOnly) {
  const TempDir dir;
  EXPECT_OK(core::MakeLogFolder(dir.File("log")));
  EXPECT_OK(core::WriteLogFile(dir.File("log"), "tile/0/x001/000", "abc"));
  EXPECT_EQ(ReadTestFile(dir.File("log/tile/0/x001/000")), "abc");
  EXPECT_THAT(core::MakeLogFolder(dir.File("log")),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not empty")));
  EXPECT_THAT(core::MakeLogFolder(dir.File("no/where")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no/where")));
}

}  // namespace
}  // namespace ieum::testing::log_folder_test
