#include "ieum/core/auditlog/log_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/base/file_io.h"
#include "support/temp_dir.h"
#include "unit/core/auditlog/audit_samples.h"

namespace ieum::testing::log_archive_test {
namespace {

using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
using Files = std::map<std::string, std::string>;

class LogArchiveTest : public ::testing::Test {
 protected:
  static std::string Pack(const Files& files) {
    std::string archive;
    EXPECT_OK(core::PackLog(
        [&](const std::string& path, int64_t) -> absl::StatusOr<std::string> {
          const auto found = files.find(path);
          if (found == files.end()) return absl::NotFoundError(path);
          return found->second;
        },
        [&](core::ByteView bytes) {
          archive += core::AsText(bytes);
          return absl::OkStatus();
        }));
    return archive;
  }
  absl::StatusOr<Files> Unpack(const std::string& archive) {
    const std::string path = dir_.Write("log.ieumaud", archive);
    IEUM_ASSIGN_OR_RETURN(const auto source, core::OpenByteSource(path));
    Files files;
    IEUM_RETURN_IF_ERROR(
        core::UnpackLog(*source, [&](const std::string& name, std::string_view content) {
          EXPECT_TRUE(files.emplace(name, content).second) << name;
          return absl::OkStatus();
        }));
    return files;
  }

  const core::NoteSigner signer_ = TestSigner(kLogName, 1);
  const TempDir dir_;
};

TEST_F(LogArchiveTest, GivesBackTheFilesOfLogsOfManySizes) {
  for (const uint64_t size : {0U, 1U, 255U, 256U, 257U, 600U}) {
    const Files files = LogFiles(size, signer_);
    ASSERT_OK_AND_ASSIGN(const Files again, Unpack(Pack(files)));
    EXPECT_EQ(again, files) << size;
  }
}

// docs/formats/audit-log.md, "As one file": of an empty log, magic, length, checkpoint.
TEST_F(LogArchiveTest, HasTheBytesOfTheFormat) {
  const Files files = LogFiles(0, signer_);
  const std::string& note = files.at(core::kCheckpointFile);
  ASSERT_LT(note.size(), 256U);
  std::string expected = "IEUMAUD1";
  expected += static_cast<char>(note.size());
  expected += std::string(3, '\0') + note;
  EXPECT_EQ(Pack(files), expected);
}

TEST_F(LogArchiveTest, EveryCutIsRefused) {
  const std::string archive = Pack(LogFiles(3, signer_));
  for (size_t size = 0; size < archive.size(); ++size) {
    EXPECT_THAT(Unpack(archive.substr(0, size)), StatusIs(kInvalid, HasSubstr(""))) << size;
  }
  EXPECT_THAT(Unpack(archive + "x"), StatusIs(kInvalid, HasSubstr("goes on behind its end")));
}

// What one bit changes is either refused here or in a file, which verification finds.
TEST_F(LogArchiveTest, AFlippedBitIsRefusedOrFoundByVerification) {
  const Files files = LogFiles(1, signer_);
  const std::string archive = Pack(files);
  for (size_t i = 0; i < archive.size(); ++i) {
    std::string changed = archive;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const absl::StatusOr<Files> unpacked = Unpack(changed);
    if (!unpacked.ok()) continue;
    EXPECT_NE(*unpacked, files) << i;
    const TempDir log;
    ASSERT_OK(core::MakeLogFolder(log.File("log")));
    for (const auto& [path, content] : *unpacked) {
      ASSERT_OK(core::WriteLogFile(log.File("log"), path, content));
    }
    EXPECT_FALSE(core::VerifyLogFolder({.folder = log.File("log"),
                                        .log = signer_.verifier(),
                                        .witnesses = {},
                                        .older_checkpoint = {}})
                     .ok())
        << i;
  }
}

TEST_F(LogArchiveTest, ASizeThatIsALieCostsNothing) {
  core::SignedNote note{
      .text = core::CheckpointText(
          {.origin = kLogName, .size = uint64_t{1} << 62, .root = core::EmptyMerkleRoot()}),
      .signatures = {}};
  note.signatures.push_back(signer_.Sign(note.text, absl::UnixEpoch()));
  core::Bytes archive(core::AsBytes("IEUMAUD1").begin(), core::AsBytes("IEUMAUD1").end());
  core::AppendLittleEndian(archive, static_cast<uint32_t>(note.ToString().size()));
  EXPECT_THAT(Unpack(std::string(core::AsText(archive)) + note.ToString()),
              StatusIs(kInvalid, HasSubstr("ends")));
}

TEST_F(LogArchiveTest, AFileThatIsMissingIsNamed) {
  Files files = LogFiles(3, signer_);
  files.erase("tile/0/000.p/3");
  const absl::Status packed = core::PackLog(
      [&](const std::string& path, int64_t) -> absl::StatusOr<std::string> {
        if (!files.contains(path)) return absl::NotFoundError(path);
        return files[path];
      },
      [](core::ByteView) { return absl::OkStatus(); });
  EXPECT_THAT(packed, StatusIs(absl::StatusCode::kNotFound, HasSubstr("tile/0/000.p/3")));
}

}  // namespace
}  // namespace ieum::testing::log_archive_test
