#include "ieum/server/keystore/keystore.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/file_io.h"
#include "ieum/server/keystore/passphrase_root_key.h"
#include "support/fake_clock.h"
#include "support/hex_vector.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

using core::SecretBytes;
using server::Keystore;
using server::ProjectKeyEntry;
using server::ProjectKeyState;
using ::testing::_;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kPassphrase[] = "six words that stand alone";

SecretBytes Text(std::string_view text) { return SecretBytes::CopyOf(core::AsBytes(text)); }

class KeystoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<server::RootKey> NewRoot(std::string_view passphrase = kPassphrase) {
    return server::NewPassphraseRootKey(Text(passphrase), server::kMinScryptLog2N, random_).value();
  }
  absl::Status Create() { return Keystore::Create(path_, *NewRoot(), random_); }
  absl::StatusOr<std::unique_ptr<Keystore>> Open(std::string_view passphrase = kPassphrase) {
    return Keystore::Open(
        path_,
        [&](const server::RootKeyParameters& parameters) {
          return server::FindPassphraseRootKey(Text(passphrase), parameters, random_);
        },
        clock_, random_);
  }
  std::string Content() { return core::ReadFile(path_, 1 << 20).value(); }
  void SetContent(const std::string& content) {
    dir_.Write("keystore", content);
    ASSERT_EQ(::chmod(path_.c_str(), 0600), 0);
  }
  // The checksum is right again, as somebody would make it who changes a file on purpose.
  static std::string WithChecksum(std::string content) {
    content.resize(content.size() - 32);
    const core::Sha256Digest digest = core::Sha256(core::AsBytes(content));
    content += core::AsText(digest);
    return content;
  }

  const TempDir dir_;
  const std::string path_ = dir_.File("keystore");
  FakeClock clock_;
  SeededRandom random_{7};
};

TEST_F(KeystoreTest, KeepsKeysOverRestarts) {
  ASSERT_OK(Create());
  SecretBytes key;
  ProjectKeyEntry first;
  {
    ASSERT_OK_AND_ASSIGN(const auto keystore, Open());
    EXPECT_EQ(keystore->database(), server::OpaqueId{});
    ASSERT_OK(keystore->BindDatabase({std::byte{9}}));
    ASSERT_OK_AND_ASSIGN(first, keystore->AddProject());
    ASSERT_OK(keystore->ConfirmProject(first.number));
    ASSERT_OK_AND_ASSIGN(key, keystore->CopyKey(first.number));
    ASSERT_OK_AND_ASSIGN(const ProjectKeyEntry second, keystore->AddProject());
    EXPECT_EQ(second.number, first.number + 1);
    EXPECT_FALSE(keystore->CopyKey(second.number)->Equals(key.view()));
  }
  ASSERT_OK_AND_ASSIGN(const auto keystore, Open());
  EXPECT_EQ(keystore->database(), server::OpaqueId{std::byte{9}});
  EXPECT_TRUE(keystore->CopyKey(first.number)->Equals(key.view()));
  const auto entries = keystore->Entries();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].state, ProjectKeyState::kLive);
  EXPECT_EQ(entries[1].state, ProjectKeyState::kPending);
  EXPECT_EQ(entries[0].project, first.project);
  EXPECT_EQ(entries[0].key_id, first.key_id);
  EXPECT_EQ(keystore->Find(first.number)->project, first.project);
  EXPECT_EQ(keystore->Find(first.number + 1)->project, entries[1].project);
  EXPECT_THAT(keystore->Find(first.number + 2), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_THAT(keystore->Find(0), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(KeystoreTest, ErasingLeavesATombstoneAndNoKey) {
  ASSERT_OK(Create());
  ProjectKeyEntry entry;
  {
    ASSERT_OK_AND_ASSIGN(const auto keystore, Open());
    ASSERT_OK_AND_ASSIGN(entry, keystore->AddProject());
    ASSERT_OK(keystore->EraseProject(entry.number));
    ASSERT_OK(keystore->EraseProject(entry.number));
    EXPECT_THAT(keystore->CopyKey(entry.number), StatusIs(absl::StatusCode::kNotFound, _));
    EXPECT_THAT(keystore->ConfirmProject(entry.number), StatusIs(absl::StatusCode::kNotFound, _));
  }
  EXPECT_THAT(Content(), Not(HasSubstr(std::string(core::AsText(entry.wrapped)))));
  ASSERT_OK_AND_ASSIGN(const auto keystore, Open());
  const auto entries = keystore->Entries();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].state, ProjectKeyState::kErased);
  EXPECT_EQ(entries[0].key_id, entry.key_id);
  EXPECT_EQ(entries[0].erased, clock_.Now());
  // The number of a destroyed project is not given to another one.
  EXPECT_EQ(keystore->AddProject()->number, entry.number + 1);
}

TEST_F(KeystoreTest, RotationLeavesKeysAndChangesThePassphrase) {
  ASSERT_OK(Create());
  SecretBytes key;
  {
    ASSERT_OK_AND_ASSIGN(const auto keystore, Open());
    ASSERT_OK(keystore->AddProject());
    ASSERT_OK(keystore->AddProject());
    ASSERT_OK(keystore->EraseProject(2));
    ASSERT_OK_AND_ASSIGN(key, keystore->CopyKey(1));
    const uint64_t revision = keystore->revision();
    ASSERT_OK(keystore->Rotate(NewRoot("quite another passphrase")));
    EXPECT_EQ(keystore->revision(), revision + 1);
    ASSERT_OK(keystore->AddProject());  // under the new root key
  }
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("another one")));
  ASSERT_OK_AND_ASSIGN(const auto keystore, Open("quite another passphrase"));
  EXPECT_TRUE(keystore->CopyKey(1)->Equals(key.view()));
  EXPECT_OK(keystore->CopyKey(3));
}

TEST_F(KeystoreTest, IsForItsOwnerAndOneProcessAndIsNotOverwritten) {
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kNotFound, _));
  ASSERT_OK(Create());
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_THAT(Create(), StatusIs(absl::StatusCode::kAlreadyExists, _));
  {
    ASSERT_OK_AND_ASSIGN(const auto keystore, Open());
    EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("in use")));
    ASSERT_OK(keystore->AddProject());
    ASSERT_EQ(::stat(path_.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    ASSERT_OK(keystore->BindDatabase({std::byte{1}}));
    EXPECT_THAT(keystore->BindDatabase({std::byte{2}}),
                StatusIs(absl::StatusCode::kFailedPrecondition, _));
  }
  ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("chmod 600")));
}

TEST_F(KeystoreTest, AFailedWriteChangesNothing) {
  ASSERT_OK(Create());
  ASSERT_OK_AND_ASSIGN(const auto keystore, Open());
  ASSERT_OK(keystore->AddProject());
  const std::string before = Content();
  // A folder in the place of the file that is written first.
  std::filesystem::rename(path_, path_ + ".kept");
  std::filesystem::create_directory(path_);
  EXPECT_FALSE(keystore->AddProject().ok());
  EXPECT_FALSE(keystore->EraseProject(1).ok());
  EXPECT_FALSE(keystore->Rotate(NewRoot("quite another passphrase")).ok());
  EXPECT_EQ(keystore->Entries().size(), 1U);
  EXPECT_OK(keystore->CopyKey(1));
  std::filesystem::remove(path_);
  std::filesystem::rename(path_ + ".kept", path_);
  EXPECT_EQ(Content(), before);
  EXPECT_OK(keystore->AddProject());
}

TEST_F(KeystoreTest, EveryChangedByteIsNoticed) {
  ASSERT_OK(Create());
  {
    ASSERT_OK_AND_ASSIGN(const auto keystore, Open());
    ASSERT_OK(keystore->AddProject());
    ASSERT_OK(keystore->AddProject());
    ASSERT_OK(keystore->EraseProject(1));
  }
  const std::string whole = Content();
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x40);
    // Without the checksum set right it is damage; with it somebody's work. Neither is opened.
    EXPECT_FALSE(server::ParseKeystore(core::AsBytes(changed)).ok()) << "byte " << at;
    if (at >= whole.size() - 32) continue;
    SetContent(WithChecksum(changed));
    EXPECT_FALSE(Open().ok()) << "byte " << at;
  }
}

TEST_F(KeystoreTest, EveryTruncationIsNoticedAndNamed) {
  ASSERT_OK(Create());
  const std::string whole = Content();
  for (size_t size = 8; size < whole.size(); ++size) {
    EXPECT_THAT(server::ParseKeystore(core::AsBytes(whole.substr(0, size))),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("cut off or damaged")))
        << size;
  }
  EXPECT_THAT(server::ParseKeystore({}), StatusIs(absl::StatusCode::kInvalidArgument, _));
  EXPECT_FALSE(server::ParseKeystore(core::AsBytes(whole + "x")).ok());
}

TEST_F(KeystoreTest, AnEntryOfAnotherKeystoreOrAnOlderStateIsNotTakenIn) {
  ASSERT_OK(Create());
  std::string older;
  {
    ASSERT_OK_AND_ASSIGN(const auto keystore, Open());
    ASSERT_OK(keystore->AddProject());
    older = Content();
    ASSERT_OK(keystore->EraseProject(1));
  }
  // The key of the tombstone is put back: entries differ, and the seal is of the newer state.
  const auto before = server::ParseKeystore(core::AsBytes(older)).value();
  auto mixed = server::ParseKeystore(core::AsBytes(Content())).value();
  mixed.entries = before.entries;
  SetContent(std::string(core::AsText(server::SerializeKeystore(mixed))));
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("does not have its root")));
}

TEST_F(KeystoreTest, ARootKeyOfAnotherKindOrCostIsRefused) {
  server::RootKeyParameters parameters = NewRoot()->parameters();
  const auto find = [&] {
    return server::FindPassphraseRootKey(Text(kPassphrase), parameters, random_);
  };
  EXPECT_OK(find());
  parameters.bytes[0] = std::byte{server::kMaxScryptLog2N + 1};
  EXPECT_THAT(find(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("derivation")));
  parameters.bytes.clear();
  EXPECT_THAT(find(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("derivation")));
  parameters.kind = server::RootKeyKind::kToken;
  EXPECT_THAT(find(), StatusIs(absl::StatusCode::kInvalidArgument,
                               HasSubstr("under a key that a token holds")));
}

TEST_F(KeystoreTest, EqualsTheGoldenVector) {
  const core::Bytes golden = ReadHexVector("keystore.hex");
  ASSERT_OK_AND_ASSIGN(const server::KeystoreContent content, server::ParseKeystore(golden));
  EXPECT_EQ(server::SerializeKeystore(content), golden);
  SetContent(std::string(core::AsText(golden)));
  ASSERT_OK_AND_ASSIGN(const auto keystore, Open("golden passphrase"));
  ASSERT_OK_AND_ASSIGN(const SecretBytes key, keystore->CopyKey(2));
  EXPECT_EQ(core::ToHex(key.view()),
            "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f");
  EXPECT_EQ(keystore->Entries()[0].state, ProjectKeyState::kErased);
}

TEST_F(KeystoreTest, PassphrasesComeFromAFileOfTheOwnerAlone) {
  const std::string file = dir_.Write("passphrase", std::string(kPassphrase) + "\r\n");
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  ASSERT_OK_AND_ASSIGN(const SecretBytes read, server::ReadPassphrase({.file = file}));
  EXPECT_TRUE(read.Equals(core::AsBytes(kPassphrase)));
  ASSERT_EQ(::chmod(file.c_str(), 0604), 0);
  EXPECT_THAT(server::ReadPassphrase({.file = file}),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("chmod 600")));
  EXPECT_THAT(server::ReadPassphrase({.file = dir_.File("none")}),
              StatusIs(absl::StatusCode::kNotFound, _));
  for (const std::string& content : {std::string(), std::string("\n"), std::string("a\nb\n"),
                                     std::string(server::kMaxPassphraseBytes + 1, 'x')}) {
    const std::string other = dir_.Write("other", content);
    ASSERT_EQ(::chmod(other.c_str(), 0600), 0);
    EXPECT_THAT(server::ReadPassphrase({.file = other}),
                StatusIs(absl::StatusCode::kInvalidArgument, _));
  }
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], kPassphrase, sizeof(kPassphrase) - 1),
            static_cast<ssize_t>(sizeof(kPassphrase) - 1));
  ::close(ends[1]);
  ASSERT_OK_AND_ASSIGN(const SecretBytes piped,
                       server::ReadPassphrase({.file = {}, .descriptor = ends[0]}));
  ::close(ends[0]);
  EXPECT_TRUE(piped.Equals(core::AsBytes(kPassphrase)));
  EXPECT_THAT(server::CheckNewPassphrase(Text("short")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("5 bytes")));
}

}  // namespace
}  // namespace ieum::testing
