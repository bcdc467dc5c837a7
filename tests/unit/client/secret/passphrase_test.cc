#include "ieum/client/secret/passphrase.h"

#include <sys/stat.h>

#include "ieum/client/secret/holder_secret.h"
#include "ieum/client/secret/private_file.h"
#include "ieum/client/secret/secret_text.h"
#include "support/hex_vector.h"
#include "support/seeded_random.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kPassphrase[] = "one two three four five";
constexpr char kKind[] = "ieum holder secret 2";

core::SecretBytes Secret(std::string_view text) {
  return core::SecretBytes::CopyOf(core::AsBytes(text));
}

std::string GoldenText() {
  return testing::ReadTestFile(testing::VectorPath("secret_file_sealed.txt"));
}

// Bytes that count up, for the golden vector.
class CountingRandom final : public core::Random {
 public:
  explicit CountingRandom(int first) : next_(first) {}
  void Fill(std::span<std::byte> out) override {
    for (std::byte& byte : out) byte = static_cast<std::byte>(next_++);
  }

 private:
  int next_;
};

TEST(PassphraseTest, WritesTheGoldenVector) {
  CountingRandom values(0);
  const HolderSecret secret = HolderSecret::Generate(values);
  CountingRandom random(0xa0);
  const TempDir dir;
  ASSERT_OK(WriteSecretFile(dir.File("s"), secret, Secret(kPassphrase), 15, random));
  EXPECT_EQ(testing::ReadTestFile(dir.File("s")), GoldenText());
  struct stat info {};
  ASSERT_EQ(::stat(dir.File("s").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0600U);
}

TEST(PassphraseTest, ReadsTheGoldenVectorWithItsPassphraseOnly) {
  const TempDir dir;
  const std::string path = dir.Write("s", GoldenText());
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  ASSERT_OK_AND_ASSIGN(const SecretFile file,
                       ReadSecretFile(path, [] { return Secret(kPassphrase); }));
  EXPECT_TRUE(file.encrypted);
  EXPECT_EQ(file.secret.CheckValue(), "23bcf9d0");
  EXPECT_THAT(ReadSecretFile(path, [] { return Secret("one two three four fiv"); }),
              StatusIs(absl::StatusCode::kPermissionDenied,
                       AllOf(HasSubstr("does not open"), HasSubstr(path), Not(HasSubstr("fiv")))));
  EXPECT_THAT(ReadSecretFile(path,
                             []() -> absl::StatusOr<core::SecretBytes> {
                               return core::Cancelled("nobody answered");
                             }),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("nobody answered")));
}

TEST(PassphraseTest, NoByteCanChange) {
  // A derivation takes long, so what passes as form is tried as a sample, line ends included.
  const std::string text = GoldenText();
  int opened = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = text[i] == '0' ? '1' : '0';
    const auto sealed = SealedText::Parse(kKind, changed, 32);
    if (!sealed.ok()) continue;
    const bool sampled = i % 48 == 0 || text[i + 1] == '\n';
    if (!sampled) continue;
    ++opened;
    EXPECT_THAT(sealed->Open(Secret(kPassphrase)),
                StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("does not open")))
        << "byte " << i;
  }
  EXPECT_GE(opened, 7);
}

TEST(PassphraseTest, RefusesEveryOtherForm) {
  const std::string text = GoldenText();
  const auto replaced = [&text](std::string_view from, std::string_view to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return changed;
  };
  const std::string cases[] = {
      "",
      text.substr(0, text.size() - 1),
      text + "\n",
      replaced("secret 2", "secret 3"),
      // What a hostile file would ask for: gigabytes.
      replaced("scrypt 15", "scrypt 14"),
      replaced("scrypt 15", "scrypt 18"),
      replaced("scrypt 15", "scrypt 30"),
      replaced("15 8 1", "15 9 1"),
      replaced("15 8 1", "15 8 2"),
      replaced("15 8 1", "015 8 1"),
      replaced("a0a1", "A0A1"),
      replaced("aes-256-gcm ", "aes-256-gcm  "),
      replaced("\naes", "\r\naes"),
      replaced("b0b1", "b0b"),
  };
  for (const std::string& changed : cases) {
    EXPECT_THAT(SealedText::Parse(kKind, changed, 32),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(kKind)))
        << changed;
  }
  EXPECT_THAT(SealedText::Parse(kKind, text, 31),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(kKind)));
  EXPECT_OK(SealedText::Parse(kKind, text, 32));
}

TEST(PassphraseTest, CountsCharactersAndNotBytes) {
  EXPECT_OK(CheckNewPassphrase(Secret("twelve chars")));
  EXPECT_THAT(CheckNewPassphrase(Secret("eleven char")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("11 characters")));
  EXPECT_OK(CheckNewPassphrase(Secret("가나다라마바사아자차카타")));
  EXPECT_THAT(CheckNewPassphrase(Secret("가나다라마바사아자차카")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("11 characters")));
  EXPECT_OK(CheckNewPassphrase(Secret(std::string(1024, 'x'))));
  EXPECT_THAT(CheckNewPassphrase(Secret(std::string(1025, 'x'))),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1024")));
}

TEST(PassphraseTest, TheSameSecretIsSealedDifferentlyEachTime) {
  testing::SeededRandom random(1);
  const core::SecretBytes content = Secret("something else than 32 bytes long");
  ASSERT_OK_AND_ASSIGN(const std::string one,
                       SealWithPassphrase("k 1", content, Secret(kPassphrase), 15, random));
  ASSERT_OK_AND_ASSIGN(const std::string two,
                       SealWithPassphrase("k 1", content, Secret(kPassphrase), 15, random));
  EXPECT_NE(one, two);
  ASSERT_OK_AND_ASSIGN(const SealedText sealed, SealedText::Parse("k 1", two, content.size()));
  ASSERT_OK_AND_ASSIGN(const core::SecretBytes opened, sealed.Open(Secret(kPassphrase)));
  EXPECT_TRUE(opened.Equals(content.view()));
}

TEST(SecretTextTest, Base64EqualsTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {
      {"Zg==", "f"},        {"Zm8=", "fo"},        {"Zm9v", "foo"},
      {"Zm9vYg==", "foob"}, {"Zm9vYmE=", "fooba"}, {"Zm9vYmFy", "foobar"},
  };
  for (const auto& [digits, text] : vectors) {
    const auto bytes = SecretFromBase64(core::AsBytes(digits));
    ASSERT_TRUE(bytes.has_value()) << digits;
    EXPECT_EQ(core::AsText(bytes->view()), text);
  }
  for (const char* digits : {"", "Z", "Zg", "Zg=", "Zg===", "====", "Z===", "Zh==", "Zm9=", "Zm 9",
                             "Zm-_", "=Zm9", "Zg==Zg=="}) {
    EXPECT_FALSE(SecretFromBase64(core::AsBytes(digits)).has_value()) << digits;
  }
}

TEST(SecretTextTest, HexadecimalGoesBothWays) {
  const auto bytes = SecretFromHex(core::AsBytes("00ff7Fa0"));
  ASSERT_TRUE(bytes.has_value());
  core::Bytes digits(8);
  SecretToHex(bytes->view(), digits);
  EXPECT_EQ(core::AsText(digits), "00ff7fa0");
  EXPECT_FALSE(SecretFromHex(core::AsBytes("0")).has_value());
  EXPECT_FALSE(SecretFromHex(core::AsBytes("0g")).has_value());
}

TEST(PrivateFileTest, RefusesFoldersAndPipesWhereAFileIsWanted) {
  const TempDir dir;
  const std::string pipe = dir.File("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(ReadPrivateFile(pipe, 10),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a regular file")));
  EXPECT_THAT(ReadPrivateFile("/dev/null", 10, PrivateInput::kFileOrPipe),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a pipe")));
  const std::string file = dir.Write("f", "0123456789");
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  ASSERT_OK_AND_ASSIGN(const core::SecretBytes content, ReadPrivateFile(file, 10));
  EXPECT_EQ(core::AsText(content.view()), "0123456789");
  EXPECT_THAT(ReadPrivateFile(file, 9),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("larger than 9 bytes")));
}

}  // namespace
}  // namespace ieum::client
