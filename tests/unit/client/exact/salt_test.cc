#include "ieum/client/exact/salt.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

std::string WriteSalt(const testing::TempDir& folder, std::string_view content, unsigned mode) {
  const std::string path = folder.Write("salt", content);
  EXPECT_EQ(::chmod(path.c_str(), mode), 0);
  return path;
}

TEST(SaltTest, ReadsTheFileAsItIs) {
  const testing::TempDir folder;
  for (const std::string& content :
       {std::string("abcd\n"), std::string("\0\xff", 2), std::string(kMaxSaltBytes, 's')}) {
    ASSERT_OK_AND_ASSIGN(const Salt salt, ReadSalt(WriteSalt(folder, content, 0600)));
    EXPECT_EQ(core::AsText(salt.content.view()), content);
  }
}

TEST(SaltTest, RefusesFilesThatAreNoSaltOrThatOthersCanRead) {
  const testing::TempDir folder;
  EXPECT_THAT(ReadSalt(WriteSalt(folder, "", 0600)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is empty")));
  EXPECT_THAT(ReadSalt(WriteSalt(folder, std::string(kMaxSaltBytes + 1, 's'), 0600)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is larger than")));
  EXPECT_THAT(ReadSalt(WriteSalt(folder, "canary", 0640)),
              StatusIs(absl::StatusCode::kPermissionDenied, Not(HasSubstr("canary"))));
  EXPECT_THAT(ReadSalt(folder.path()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a regular file")));
  EXPECT_THAT(ReadSalt(folder.File("none")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
}

TEST(SaltTest, ANewSaltIsRandomPrivateAndNeverReplacesAnother) {
  const testing::TempDir folder;
  testing::SeededRandom random(3);
  const std::string path = folder.File("new.salt");
  ASSERT_OK(WriteNewSalt(random, path));
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const std::string first = testing::ReadTestFile(path);
  EXPECT_THAT(first, MatchesRegex("[0-9a-f]+\n"));
  EXPECT_EQ(first.size(), 65u);
  EXPECT_THAT(WriteNewSalt(random, path),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("not overwritten")));
  EXPECT_EQ(testing::ReadTestFile(path), first);
  ASSERT_OK(WriteNewSalt(random, folder.File("other.salt")));
  EXPECT_NE(testing::ReadTestFile(folder.File("other.salt")), first);
}

}  // namespace
}  // namespace ieum::client
