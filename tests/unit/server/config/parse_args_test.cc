#include "ieum/server/config/parse_args.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<server::ParsedArgs> Parse(std::vector<const char*> args) {
  args.insert(args.begin(), "ieum-server");
  return server::ParseArgs(static_cast<int>(args.size()), args.data());
}

TEST(ParseArgsTest, ReadsOptions) {
  ASSERT_OK_AND_ASSIGN(
      const server::ParsedArgs parsed,
      Parse({"--role", "matcher", "--listen", "[::1]:5", "--threads", "3", "--allow-any-address"}));
  EXPECT_EQ(parsed.options.role, "matcher");
  EXPECT_EQ(parsed.options.listen, "[::1]:5");
  EXPECT_EQ(parsed.options.threads, 3);
  EXPECT_EQ(parsed.options.min_free_disk_mib, 512);
  EXPECT_TRUE(parsed.options.allow_any_address);
  EXPECT_EQ(parsed.text, "");
}

TEST(ParseArgsTest, AnOptionBeatsItsVariableWhichBeatsTheFile) {
  const TempDir dir;
  const std::string file = dir.Write("server.toml",
                                     "role = \"from-file\"\nlisten = \"from-file\"\n"
                                     "data-dir = \"from-file\"\nthreads = 7\n");
  setenv("IEUM_SERVER_LISTEN", "from-variable", 1);
  setenv("IEUM_SERVER_DATA_DIR", "from-variable", 1);
  const auto parsed = Parse({"--config", file.c_str(), "--data-dir", "from-option"});
  unsetenv("IEUM_SERVER_LISTEN");
  unsetenv("IEUM_SERVER_DATA_DIR");
  ASSERT_OK(parsed);
  EXPECT_EQ(parsed->options.role, "from-file");
  EXPECT_EQ(parsed->options.listen, "from-variable");
  EXPECT_EQ(parsed->options.data_dir, "from-option");
  EXPECT_EQ(parsed->options.threads, 7);
}

TEST(ParseArgsTest, RefusesAMisspeltKeyOfTheFile) {
  const TempDir dir;
  const std::string file = dir.Write("server.toml", "lisen = \"127.0.0.1:1\"\n");
  EXPECT_THAT(Parse({"--config", file.c_str()}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lisen")));
}

TEST(ParseArgsTest, RefusesUnknownOptionsAndWrongTypes) {
  EXPECT_THAT(Parse({"--plaintext"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--plaintext")));
  EXPECT_THAT(Parse({"--threads", "many"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--threads")));
}

TEST(ParseArgsTest, CommandsForAStoppedServerReadTheFileOfTheServer) {
  const TempDir dir;
  const std::string file = dir.Write("server.toml",
                                     "listen = \"127.0.0.1:1\"\ndata-dir = \"from-file\"\n"
                                     "keystore = \"the-keystore\"\n");
  ASSERT_OK_AND_ASSIGN(const server::ParsedArgs fsck,
                       Parse({"fsck", "--config", file.c_str(), "--output", "json"}));
  EXPECT_EQ(fsck.command, server::ServerCommand::kFsck);
  EXPECT_EQ(fsck.options.data_dir, "from-file");
  EXPECT_EQ(fsck.offline.output, core::OutputFormat::kJson);
  ASSERT_OK_AND_ASSIGN(
      const server::ParsedArgs restore,
      Parse({"restore", "--config", file.c_str(), "--backup", "b", "--data-dir", "new"}));
  EXPECT_EQ(restore.command, server::ServerCommand::kRestore);
  ASSERT_OK_AND_ASSIGN(const server::RestoreConfig config,
                       server::CheckRestore(restore.options, restore.offline));
  EXPECT_EQ(config.data_dir, "new");
  EXPECT_EQ(config.audit_public_key, "the-keystore.audit-key.pub");
  EXPECT_EQ(config.newest_checkpoint, "the-keystore.audit-key.checkpoint");
  EXPECT_FALSE(config.accept_loss);
  EXPECT_THAT(server::CheckFsck(fsck.options, fsck.offline),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("missing: --keystore-passphrase-file;")));
  EXPECT_FALSE(Parse({"fsck", "--backup", "b"}).ok());
  EXPECT_FALSE(Parse({"--backup", "b"}).ok());
  EXPECT_FALSE(Parse({"fsck", "--output", "xml"}).ok());
}

TEST(ParseArgsTest, ShowsHelpAndVersionInsteadOfServing) {
  ASSERT_OK_AND_ASSIGN(const server::ParsedArgs help, Parse({"--help"}));
  EXPECT_THAT(help.text, HasSubstr("--tls-key"));
  EXPECT_THAT(help.text, HasSubstr("Exit status"));
  ASSERT_OK_AND_ASSIGN(const server::ParsedArgs version, Parse({"--version"}));
  EXPECT_THAT(version.text, HasSubstr("ieum-server "));
}

}  // namespace
}  // namespace ieum::testing
