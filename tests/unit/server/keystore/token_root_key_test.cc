// A root key on a token of SoftHSM, in a folder of the test's own.
#include "ieum/server/keystore/token_root_key.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "ieum/server/keystore/keystore.h"
#include "ieum/server/keystore/passphrase_root_key.h"
#include "ieum/server/keystore/root_key_source.h"
#include "support/fake_clock.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing::token_root_key_test {
namespace {

using core::SecretBytes;
using server::Keystore;
using server::RootKeyParameters;
using server::TokenPlace;
using ::testing::_;
using ::testing::HasSubstr;

constexpr char kModule[] = "/usr/lib/softhsm/libsofthsm2.so";
constexpr char kPin[] = "4711-0815";
constexpr char kPassphrase[] = "six words that stand alone";

SecretBytes Text(std::string_view text) { return SecretBytes::CopyOf(core::AsBytes(text)); }

class TokenRootKeyTest : public ::testing::Test {
 protected:
  TokenRootKeyTest() {
    std::filesystem::create_directory(dir_.File("tokens"));
    dir_.Write("softhsm2.conf", "directories.tokendir = " + dir_.File("tokens") +
                                    "\nobjectstore.backend = file\nlog.level = ERROR\n");
    ::setenv("SOFTHSM2_CONF", dir_.File("softhsm2.conf").c_str(), 1);
  }
  void MakeToken(const std::string& label) {
    const std::string command = "softhsm2-util --init-token --free --so-pin 12345678 --pin " +
                                std::string(kPin) + " --label '" + label + "' > /dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }
  TokenPlace Place(const std::string& label = "ieum") const { return {kModule, label}; }
  absl::StatusOr<std::unique_ptr<Keystore>> Open(const TokenPlace& token, std::string_view phrase) {
    return Keystore::Open(
        path_,
        [&, phrase](const RootKeyParameters& parameters) {
          return server::FindRootKeyOf(parameters, token, Text(phrase), random_);
        },
        clock_, random_);
  }

  const TempDir dir_;
  const std::string path_ = dir_.File("keystore");
  FakeClock clock_;
  SeededRandom random_{1};
};

TEST_F(TokenRootKeyTest, SealsAndOpensAndNoticesEveryChange) {
  MakeToken("ieum");
  ASSERT_OK_AND_ASSIGN(const auto key, server::NewTokenRootKey(Place(), Text(kPin), random_));
  for (const std::string_view text : {"", "a key of a project, of 32 bytes."}) {
    ASSERT_OK_AND_ASSIGN(const core::Bytes sealed,
                         key->Seal(core::AsBytes("place"), core::AsBytes(text)));
    EXPECT_EQ(sealed.size(), text.size() + server::kRootOverheadBytes);
    ASSERT_OK_AND_ASSIGN(const SecretBytes opened, key->Open(core::AsBytes("place"), sealed));
    EXPECT_EQ(core::AsText(opened.view()), text);
    EXPECT_THAT(key->Open(core::AsBytes("other"), sealed).status(),
                StatusIs(absl::StatusCode::kPermissionDenied, _));
    for (size_t i = 0; i < sealed.size(); ++i) {
      core::Bytes changed = sealed;
      changed[i] ^= std::byte{1};
      EXPECT_THAT(key->Open(core::AsBytes("place"), changed).status(),
                  StatusIs(absl::StatusCode::kPermissionDenied, _));
    }
  }
}

TEST_F(TokenRootKeyTest, AKeystoreIsOpenedWithItsTokenOnly) {
  MakeToken("ieum");
  MakeToken("another");
  {
    ASSERT_OK_AND_ASSIGN(const auto root, server::NewTokenRootKey(Place(), Text(kPin), random_));
    ASSERT_OK(Keystore::Create(path_, *root, random_));
  }
  {
    ASSERT_OK_AND_ASSIGN(const auto keystore, Open(Place(), kPin));
    ASSERT_OK(keystore->AddProject().status());
  }
  {
    ASSERT_OK_AND_ASSIGN(const auto again, Open(Place(), kPin));
    EXPECT_OK(again->CopyKey(1).status());
  }
  EXPECT_THAT(Open(Place("another"), kPin).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("does not have")));
  EXPECT_THAT(Open(Place("a third"), kPin).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("'a third'")));
  EXPECT_THAT(Open({"/no/such/library.so", "ieum"}, kPin).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("PKCS #11 library")));
  EXPECT_THAT(Open(Place(), "0000-0000").status(),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("PIN")));
  EXPECT_THAT(Open({}, kPassphrase).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("which token")));
  EXPECT_OK(Open(Place(), kPin).status());
}

TEST_F(TokenRootKeyTest, TwoTokensOfOneLabelAreToldApartByNobody) {
  MakeToken("ieum");
  MakeToken("ieum");
  EXPECT_THAT(server::NewTokenRootKey(Place(), Text(kPin), random_).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2 tokens")));
}

TEST_F(TokenRootKeyTest, RotationMovesAKeystoreToATokenAndBack) {
  MakeToken("ieum");
  const auto new_root = [&](const TokenPlace& place, std::string_view phrase) {
    return place.module.empty()
               ? server::NewPassphraseRootKey(Text(phrase), server::kMinScryptLog2N, random_)
               : server::NewRootKey(place, Text(phrase), random_);
  };
  ASSERT_OK_AND_ASSIGN(const auto first, new_root({}, kPassphrase));
  ASSERT_OK(Keystore::Create(path_, *first, random_));
  const auto rotate = [&](const TokenPlace& from, std::string_view phrase, const TokenPlace& to,
                          std::string_view new_phrase) -> absl::Status {
    auto keystore = Open(from, phrase);
    if (!keystore.ok()) return keystore.status();
    auto root = new_root(to, new_phrase);
    if (!root.ok()) return root.status();
    return (*keystore)->Rotate(*std::move(root));
  };
  core::Bytes key;
  {
    ASSERT_OK_AND_ASSIGN(const auto keystore, Open({}, kPassphrase));
    ASSERT_OK(keystore->AddProject().status());
    ASSERT_OK_AND_ASSIGN(const SecretBytes copy, keystore->CopyKey(1));
    key.assign(copy.view().begin(), copy.view().end());
  }
  ASSERT_OK(rotate({}, kPassphrase, Place(), kPin));
  EXPECT_FALSE(Open({}, kPassphrase).ok());
  {
    ASSERT_OK_AND_ASSIGN(const auto keystore, Open(Place(), kPin));
    ASSERT_OK_AND_ASSIGN(const SecretBytes copy, keystore->CopyKey(1));
    EXPECT_TRUE(copy.Equals(key));
  }
  ASSERT_OK(rotate(Place(), kPin, {}, kPassphrase));
  ASSERT_OK_AND_ASSIGN(const auto keystore, Open({}, kPassphrase));
  ASSERT_OK_AND_ASSIGN(const SecretBytes copy, keystore->CopyKey(1));
  EXPECT_TRUE(copy.Equals(key));
}

}  // namespace
}  // namespace ieum::testing::token_root_key_test
