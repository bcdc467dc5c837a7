#include "ieum/server/auth/deny_list_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

core::CertificateDetails Certificate() {
  core::CertificateDetails certificate;
  certificate.serial = "1a2b";
  certificate.public_key.fill(std::byte{0xcd});
  return certificate;
}

TEST(DenyListTest, ReadsSerialsAndKeysInAnyForm) {
  ASSERT_OK_AND_ASSIGN(
      core::DenyList list,
      core::DenyList::Parse("# nobody\n\n  serial 001A2B # lost\r\nspki " + std::string(64, 'e')));
  ASSERT_EQ(list.entries().size(), 2U);
  EXPECT_EQ(list.entries()[0].note, "lost");
  EXPECT_TRUE(list.Denies(Certificate()));
  ASSERT_OK_AND_ASSIGN(const core::DenyEntry entry, core::ParseDenyEntry("serial 1a2b"));
  EXPECT_FALSE(list.Add(entry)) << "it is there";
  EXPECT_TRUE(list.Remove(entry));
  EXPECT_FALSE(list.Remove(entry));
  EXPECT_FALSE(list.Denies(Certificate()));
  std::string key;
  for (int i = 0; i < 32; ++i) key += "Cd";
  ASSERT_OK_AND_ASSIGN(const core::DenyEntry by_key, core::ParseDenyEntry("spki " + key));
  EXPECT_TRUE(list.Add(by_key));
  EXPECT_TRUE(list.Denies(Certificate()));
  ASSERT_OK_AND_ASSIGN(const core::DenyList again, core::DenyList::Parse(list.ToString()));
  EXPECT_EQ(again.entries(), list.entries());
}

TEST(DenyListTest, NamesTheLineThatIsNotInOrder) {
  for (const std::string& line : std::vector<std::string>{
           "serial", "serial x", "serial -1", "spki 12", "spki", "certificate 12", "serial 1 2",
           "serial " + std::string(65, '1'), "spki " + std::string(65, 'a')}) {
    EXPECT_THAT(core::DenyList::Parse("serial 1\n" + line + "\n"),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line 2")))
        << line;
  }
}

TEST(DenyListFileTest, FollowsItsFileAndTellsOfEveryContent) {
  const TempDir dir;
  const std::string path = dir.Write("deny", "");
  int changes = 0;
  server::DenyListFile file(path, [&](const core::Sha256Digest&) {
    ++changes;
    return absl::OkStatus();
  });
  EXPECT_OK(file.Check(Certificate()));
  EXPECT_OK(file.Check(Certificate()));
  EXPECT_EQ(changes, 1);
  (void)dir.Write("deny", "serial 1a2b\n");
  EXPECT_THAT(file.Check(Certificate()),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("no longer accepted")));
  EXPECT_EQ(changes, 2);
  (void)dir.Write("deny", "serial 1a2b and more\n");
  EXPECT_THAT(file.Check({}), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("not in order")));
  std::filesystem::remove(path);
  EXPECT_THAT(file.Check({}), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("put it back")));
  (void)dir.Write("deny", "# nobody\n");
  EXPECT_OK(file.Check(Certificate()));
}

TEST(DenyListFileTest, LetsNobodyInWhileAChangeCannotBeRecorded) {
  const TempDir dir;
  server::DenyListFile file(dir.Write("deny", ""), [](const core::Sha256Digest&) {
    return core::Unavailable("the log is full");
  });
  EXPECT_THAT(file.Check(Certificate()), StatusIs(absl::StatusCode::kUnavailable, ::testing::_));
  EXPECT_THAT(file.CheckFile(), StatusIs(absl::StatusCode::kUnavailable, ::testing::_));
}

TEST(DenyListFileTest, WithoutAFileNobodyIsDenied) {
  server::DenyListFile file("", {});
  EXPECT_OK(file.CheckFile());
  EXPECT_OK(file.Check(Certificate()));
}

}  // namespace
}  // namespace ieum::testing
