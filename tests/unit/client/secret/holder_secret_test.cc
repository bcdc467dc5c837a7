#include "ieum/client/secret/holder_secret.h"

#include <sys/stat.h>

#include "support/hex_vector.h"
#include "support/seeded_random.h"

namespace ieum::client {
namespace {

using ::ieum::testing::SeededRandom;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::string GoldenText() { return testing::ReadTestFile(testing::VectorPath("secret_file.txt")); }

absl::StatusOr<core::SecretBytes> NobodyToAsk() {
  ADD_FAILURE() << "asked for a passphrase";
  return core::Internal("nobody to ask");
}

absl::StatusOr<HolderSecret> Read(const std::string& path) {
  absl::StatusOr<SecretFile> file = ReadSecretFile(path, NobodyToAsk);
  if (!file.ok()) return file.status();
  EXPECT_FALSE(file->encrypted);
  return std::move(file->secret);
}

std::string Put(const TempDir& dir, std::string_view content) {
  std::string path = dir.Write("secret", content);
  EXPECT_EQ(::chmod(path.c_str(), 0600), 0);
  return path;
}

TEST(HolderSecretTest, ReadsAndWritesTheGoldenVector) {
  const TempDir dir;
  ASSERT_OK_AND_ASSIGN(const HolderSecret secret, Read(Put(dir, GoldenText())));
  for (size_t i = 0; i < 32; ++i) EXPECT_EQ(secret.bytes.view()[i], static_cast<std::byte>(i));
  ASSERT_OK(WritePlainSecretFile(dir.File("copy"), secret));
  EXPECT_EQ(testing::ReadTestFile(dir.File("copy")), GoldenText());
}

TEST(HolderSecretTest, CheckValueIsTheGoldenOne) {
  const TempDir dir;
  ASSERT_OK_AND_ASSIGN(const HolderSecret secret, Read(Put(dir, GoldenText())));
  EXPECT_EQ(secret.CheckValue() + "\n",
            testing::ReadTestFile(testing::VectorPath("secret_check_value.txt")));
}

TEST(HolderSecretTest, AGeneratedSecretSurvivesTheFile) {
  const TempDir dir;
  SeededRandom random(1);
  const HolderSecret secret = HolderSecret::Generate(random);
  const HolderSecret other = HolderSecret::Generate(random);
  ASSERT_EQ(secret.bytes.size(), HolderSecret::kSizeBytes);
  EXPECT_FALSE(secret.bytes.Equals(other.bytes.view()));
  EXPECT_THAT(secret.CheckValue(), MatchesRegex("[0-9a-f]{8}"));
  EXPECT_NE(secret.CheckValue(), other.CheckValue());

  ASSERT_OK(WritePlainSecretFile(dir.File("s"), secret));
  ASSERT_OK_AND_ASSIGN(const HolderSecret read, Read(dir.File("s")));
  EXPECT_TRUE(read.bytes.Equals(secret.bytes.view()));
}

TEST(HolderSecretTest, AcceptsUpperCaseDigits) {
  const TempDir dir;
  std::string text = GoldenText();
  for (size_t i = 21; i < text.size(); ++i) {
    if (text[i] >= 'a' && text[i] <= 'f') text[i] = static_cast<char>(text[i] - 'a' + 'A');
  }
  ASSERT_OK_AND_ASSIGN(const HolderSecret secret, Read(Put(dir, text)));
  EXPECT_EQ(secret.bytes.view()[31], std::byte{31});
}

TEST(HolderSecretTest, WritesAFileThatOnlyTheOwnerCanRead) {
  const TempDir dir;
  const mode_t old_mask = ::umask(0);
  SeededRandom random(2);
  EXPECT_OK(WritePlainSecretFile(dir.File("s"), HolderSecret::Generate(random)));
  ::umask(old_mask);
  struct stat info {};
  ASSERT_EQ(::stat(dir.File("s").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0600U);
}

TEST(HolderSecretTest, NeverOverwritesAFile) {
  const TempDir dir;
  const std::string path = Put(dir, GoldenText());
  SeededRandom random(3);
  EXPECT_THAT(WritePlainSecretFile(path, HolderSecret::Generate(random)),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(path)));
  EXPECT_EQ(testing::ReadTestFile(path), GoldenText());
}

TEST(HolderSecretTest, RefusesAFileThatOthersCanRead) {
  const TempDir dir;
  const std::string path = Put(dir, GoldenText());
  for (const mode_t mode : {0640U, 0604U, 0620U, 0601U}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_THAT(Read(path), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("chmod 600")))
        << mode;
  }
}

TEST(HolderSecretTest, RefusesWhatIsNotASecretFileWithoutShowingIt) {
  const TempDir dir;
  const std::string text = GoldenText();
  const std::string digits = text.substr(21, 64);
  const std::vector<std::string> contents = {
      "",
      text.substr(0, text.size() - 1),
      text + "\n",
      text + std::string(100'000, 'x'),
      "ieum holder secret 2\n" + digits + "\n",
      "ieum holder secret 3\n" + digits + "\n",
      "ieum holder secret 1\r" + digits + "\n",
      "ieum holder secret 1\n" + digits.substr(1) + "g\n",
      "ieum holder secret 1\n" + digits.substr(1) + " \n",
      "ieum holder secret 1\n" + digits + "x",
  };
  for (size_t i = 0; i < contents.size(); ++i) {
    EXPECT_THAT(Read(Put(dir, contents[i])),
                StatusIs(kInvalid, AllOf(HasSubstr("not a holder secret file"),
                                         Not(HasSubstr("0102030405")))))
        << "content " << i;
  }
}

TEST(HolderSecretTest, ReportsMissingFilesAndFolders) {
  const TempDir dir;
  EXPECT_THAT(Read(dir.File("none")), StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
  EXPECT_THAT(Read(dir.path()), StatusIs(kInvalid, HasSubstr("secret file")));
  SeededRandom random(4);
  EXPECT_THAT(WritePlainSecretFile(dir.File("no/s"), HolderSecret::Generate(random)),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no/s")));
}

}  // namespace
}  // namespace ieum::client
