#include "cli/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::ReadTestFile;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

size_t FileCount(const std::string& folder) {
  size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

TEST(OutputFileTest, AppearsWholeAndForTheOwnerOnly) {
  const testing::TempDir folder;
  const std::string path = folder.File("out.csv");
  ASSERT_OK_AND_ASSIGN(const auto file, OutputFile::Create(path));
  ASSERT_OK(file->Append("a,b\n"));
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_OK(file->Append("1,2\n"));
  ASSERT_OK(file->Finish());
  EXPECT_EQ(ReadTestFile(path), "a,b\n1,2\n");
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(FileCount(folder.path()), 1u);
}

TEST(OutputFileTest, WritesMoreThanItsBuffer) {
  const testing::TempDir folder;
  const std::string path = folder.File("out");
  const std::string large(700'000, 'x');
  ASSERT_OK_AND_ASSIGN(const auto file, OutputFile::Create(path));
  for (int i = 0; i < 3; ++i) ASSERT_OK(file->Append(large));
  ASSERT_OK(file->Finish());
  EXPECT_EQ(ReadTestFile(path), large + large + large);
}

TEST(OutputFileTest, LeavesTheOldFileAndNothingElseIfNotFinished) {
  const testing::TempDir folder;
  const std::string path = folder.Write("out.csv", "old");
  {
    ASSERT_OK_AND_ASSIGN(const auto file, OutputFile::Create(path));
    ASSERT_OK(file->Append("new"));
  }
  EXPECT_EQ(ReadTestFile(path), "old");
  EXPECT_EQ(FileCount(folder.path()), 1u);
}

TEST(OutputFileTest, SaysWhichFileCannotBeMade) {
  EXPECT_THAT(OutputFile::Create("/no/such/folder/out.csv"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/such/folder/out.csv")));
}

TEST(CheckMayWriteTest, RefusesToReplaceAFileUnlessForced) {
  const testing::TempDir folder;
  const std::string path = folder.Write("there", "x");
  EXPECT_THAT(CheckMayWrite(path, false),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--force")));
  EXPECT_OK(CheckMayWrite(path, true));
  EXPECT_OK(CheckMayWrite(folder.File("not there"), false));
}

TEST(CheckMayWriteTest, NeverReplacesWhatIsNoRegularFile) {
  EXPECT_THAT(CheckMayWrite("/dev/null", true),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("regular")));
}

}  // namespace
}  // namespace ieum::client
