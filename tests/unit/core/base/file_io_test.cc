#include "ieum/core/base/file_io.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::core {
namespace {

using ::ieum::testing::IsOkAndHolds;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

TEST(FileIoTest, ReadsBackWhatWasWritten) {
  const TempDir dir;
  const std::string content = std::string("two\nlines\0and a zero", 20);
  ASSERT_OK(WriteFileDurably(dir.File("a"), content, 0600));
  EXPECT_THAT(ReadFile(dir.File("a"), 1000), IsOkAndHolds(content));
  ASSERT_OK(WriteFileDurably(dir.File("empty"), "", 0600));
  EXPECT_THAT(ReadFile(dir.File("empty"), 0), IsOkAndHolds(std::string()));
}

TEST(FileIoTest, ReplacesAFileAndLeavesNothingBesideIt) {
  const TempDir dir;
  dir.Write("a", "old");
  ASSERT_OK(WriteFileDurably(dir.File("a"), "new", 0640));
  EXPECT_THAT(ReadFile(dir.File("a"), 1000), IsOkAndHolds(std::string("new")));
  struct stat info {};
  ASSERT_EQ(::stat(dir.File("a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0640U);
  int entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
    ++entries;
    EXPECT_EQ(entry.path().filename(), "a");
  }
  EXPECT_EQ(entries, 1);
}

TEST(FileIoTest, AFileOfExactlyTheLimitIsReadAndOneByteMoreIsRefused) {
  const TempDir dir;
  const std::string path = dir.Write("a", std::string(100'000, 'x'));
  EXPECT_OK(ReadFile(path, 100'000));
  EXPECT_THAT(ReadFile(path, 99'999),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("larger than 99999 bytes")));
}

TEST(FileIoTest, NamesTheFileThatIsNotThere) {
  const TempDir dir;
  EXPECT_THAT(ReadFile(dir.File("absent"), 10),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("absent")));
  EXPECT_THAT(RequireOwnerOnly(dir.File("absent")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("absent")));
  EXPECT_THAT(WriteFileDurably(dir.File("no/such/folder"), "x", 0600),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("folder")));
}

TEST(FileIoTest, RefusesToReadAFolder) {
  const TempDir dir;
  EXPECT_THAT(ReadFile(dir.path(), 10),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a regular file")));
}

TEST(FileIoTest, AFolderInTheWayStaysAsItWas) {
  const TempDir dir;
  ASSERT_TRUE(std::filesystem::create_directory(dir.File("a")));
  dir.Write("a/inside", "kept");
  EXPECT_FALSE(WriteFileDurably(dir.File("a"), "x", 0600).ok());
  EXPECT_THAT(ReadFile(dir.File("a/inside"), 10), IsOkAndHolds(std::string("kept")));
}

TEST(FileIoTest, OnlyAFileOfItsOwnerMayHoldASecret) {
  const TempDir dir;
  const std::string path = dir.Write("secret", "s");
  for (const unsigned mode : {0600U, 0400U, 0700U}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_OK(RequireOwnerOnly(path)) << mode;
  }
  for (const unsigned mode : {0640U, 0604U, 0620U, 0666U, 0601U}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_THAT(RequireOwnerOnly(path),
                StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("chmod 600")))
        << mode;
  }
}

TEST(FileIoTest, SystemErrorsHaveTheCodeOfTheirCause) {
  EXPECT_EQ(SystemError("open", "f", ENOENT).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(SystemError("open", "f", EACCES).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(SystemError("write", "f", ENOSPC).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(SystemError("read", "f", EIO).code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(SystemError("write", "f", ENOSPC), StatusIs(absl::StatusCode::kResourceExhausted,
                                                          HasSubstr("cannot write 'f': No space")));
}

}  // namespace
}  // namespace ieum::core
