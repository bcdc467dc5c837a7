#include "ieum/server/config/server_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

class ServerConfigTest : public ::testing::Test {
 protected:
  server::ServerOptions Options() const {
    server::ServerOptions options;
    options.role = "matcher";
    options.listen = "127.0.0.1:0";
    options.data_dir = dir_.File("data");
    options.tls = {.ca = pem_, .cert = pem_, .key = pem_};
    options.keystore.path = dir_.File("keystore");
    options.keystore.passphrase_file = dir_.File("passphrase");
    return options;
  }

  const TempDir dir_;
  const std::string pem_ = dir_.Write("any.pem", "content is checked later");
};

TEST_F(ServerConfigTest, TakesCompleteOptions) {
  server::ServerOptions options = Options();
  options.min_free_disk_mib = 3;
  ASSERT_OK_AND_ASSIGN(const server::ServerConfig config, server::CheckOptions(options));
  EXPECT_EQ(config.listen.host, "127.0.0.1");
  EXPECT_EQ(config.listen.port, 0);
  EXPECT_GE(config.threads, 1);
  EXPECT_EQ(config.min_free_disk_bytes, 3 << 20);
}

TEST_F(ServerConfigTest, TakesAMemoryLimitWithAUnit) {
  server::ServerOptions options = Options();
  EXPECT_EQ(server::CheckOptions(options)->memory_bytes, 0);
  options.memory = "2GiB";
  EXPECT_EQ(server::CheckOptions(options)->memory_bytes, int64_t{2} << 30);
  options.memory = "2GB";
  EXPECT_THAT(server::CheckOptions(options),
              StatusIs(kInvalid, AllOf(HasSubstr("--memory"), HasSubstr("'4GiB'"))));
}

TEST_F(ServerConfigTest, NamesEveryMissingOption) {
  EXPECT_THAT(
      server::CheckOptions({}),
      StatusIs(kInvalid, AllOf(HasSubstr("--role"), HasSubstr("--listen"), HasSubstr("--data-dir"),
                               HasSubstr("--tls-ca"), HasSubstr("--tls-cert"),
                               HasSubstr("--tls-key"), HasSubstr("--keystore,"),
                               HasSubstr("--keystore-passphrase-file"), HasSubstr("Example"))));
}

TEST_F(ServerConfigTest, WantsAKeystoreOutsideTheDataFolderAndOnePassphrase) {
  server::ServerOptions options = Options();
  options.keystore.path = dir_.File("data") + "/keys/keystore";
  EXPECT_THAT(server::CheckOptions(options),
              StatusIs(kInvalid, AllOf(HasSubstr("--keystore"), HasSubstr("elsewhere"))));
  options.keystore.path = dir_.File("data-keystore");  // beside it, with a name that begins alike
  EXPECT_OK(server::CheckOptions(options));
  options.keystore.passphrase_descriptor = 3;
  EXPECT_THAT(server::CheckOptions(options), StatusIs(kInvalid, HasSubstr("one of them")));
  options.keystore.passphrase_file.clear();
  EXPECT_OK(server::CheckOptions(options));
}

TEST_F(ServerConfigTest, TakesTwoCiphers) {
  server::ServerOptions options = Options();
  EXPECT_EQ(server::CheckOptions(options)->storage_cipher, core::GcmCipher::kAes256);
  options.storage_cipher = "aria-256-gcm";
  EXPECT_EQ(server::CheckOptions(options)->storage_cipher, core::GcmCipher::kAria256);
  options.storage_cipher = "rot13";
  EXPECT_THAT(server::CheckOptions(options),
              StatusIs(kInvalid, AllOf(HasSubstr("--storage-cipher"), HasSubstr("aria-256-gcm"))));
}

TEST_F(ServerConfigTest, RefusesFilesThatAreNotThere) {
  server::ServerOptions options = Options();
  options.tls.key = dir_.File("absent.pem");
  EXPECT_THAT(server::CheckOptions(options),
              StatusIs(kInvalid, AllOf(HasSubstr("--tls-key"), HasSubstr("absent.pem"))));
}

TEST_F(ServerConfigTest, RefusesAnotherRole) {
  server::ServerOptions options = Options();
  options.role = "reviewer";
  EXPECT_THAT(server::CheckOptions(options), StatusIs(kInvalid, HasSubstr("--role")));
  options.role = "joiner";
  EXPECT_EQ(server::CheckOptions(options)->role, server::StoreRole::kJoiner);
}

TEST_F(ServerConfigTest, RefusesEveryFormOfTheWildcardAddressUnlessAllowed) {
  for (const char* listen :
       {"0.0.0.0:1", "*:1", ":1", "[::]:1", "[0:0::0]:1", "[::ffff:0.0.0.0]:1"}) {
    server::ServerOptions options = Options();
    options.listen = listen;
    EXPECT_THAT(server::CheckOptions(options), StatusIs(kInvalid, HasSubstr("every network")))
        << listen;
    options.allow_any_address = true;
    EXPECT_OK(server::CheckOptions(options)) << listen;
  }
}

TEST_F(ServerConfigTest, RefusesAddressesThatAreNotNumbers) {
  for (const char* listen : {"example.org:1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                             "127.0.0.1:-1", "127.0.0.1:1x", "::1:1", "[127.0.0.1]:1", "0:1"}) {
    EXPECT_THAT(server::ParseListenAddress(listen), StatusIs(kInvalid, HasSubstr("want ADDRESS")))
        << listen;
  }
}

TEST_F(ServerConfigTest, WritesAddressesAsTheyAreRead) {
  for (const char* listen : {"127.0.0.1:7443", "[::1]:7443", "localhost:0"}) {
    ASSERT_OK_AND_ASSIGN(const server::ListenAddress address, server::ParseListenAddress(listen));
    EXPECT_EQ(address.ToString(), listen);
    EXPECT_FALSE(address.IsWildcard());
  }
}

TEST_F(ServerConfigTest, RefusesNumbersOutsideTheirRange) {
  server::ServerOptions options = Options();
  options.threads = 257;
  EXPECT_THAT(server::CheckOptions(options), StatusIs(kInvalid, HasSubstr("--threads")));
  options = Options();
  options.min_free_disk_mib = -1;
  EXPECT_THAT(server::CheckOptions(options), StatusIs(kInvalid, HasSubstr("--min-free-disk-mib")));
}

}  // namespace
}  // namespace ieum::testing
