// ieum secret agree …, two holders with folders of their own.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "ieum/client/secret/passphrase.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"
#include "support/test_ca.h"

namespace ieum::client {
namespace {

using ::ieum::testing::ClientLeaf;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

std::string Content(std::FILE* file) {
  std::rewind(file);
  std::string content;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
    content.push_back(static_cast<char>(c));
  }
  return content;
}

class AgreeCommandsTest : public ::testing::Test {
 protected:
  AgreeCommandsTest() {
    for (const std::string name : {"a", "b", "c"}) {
      ca_.IssueTo(folder_, name, ClientLeaf("holder", name));
      const std::string passphrase = folder_.Write(name + ".phrase", "the phrase of " + name);
      EXPECT_EQ(::chmod(passphrase.c_str(), 0600), 0);
    }
  }

  template <typename Options>
  absl::Status Run(const Options& options) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::tmpfile(), &std::fclose);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> err(std::tmpfile(), &std::fclose);
    const absl::Status status =
        RunCommand(options, CommandContext{out.get(), err.get(), random_, {}});
    report_ = nlohmann::json::parse(Content(out.get()), nullptr, false);
    return status;
  }

  AgreementOptions Files(const std::string& name, const std::string& out) {
    return {.state_file = folder_.File(name + ".state"),
            .passphrase_file = folder_.File(name + ".phrase"),
            .ca_file = folder_.File("ca.pem"),
            .out_file = folder_.File(name + out),
            .output = OutputFormat::kJson,
            .scrypt_log2_n = kMinScryptLog2N};
  }

  AgreeStartOptions Start(const std::string& name) {
    return {.files = Files(name, ".offer"),
            .project = "flu",
            .holders = {"b", "a"},
            .certificate_file = folder_.File(name + ".pem"),
            .key_file = folder_.File(name + ".key")};
  }

  AgreeSealOptions Seal(const std::string& name) {
    return {.files = Files(name, ".shares"),
            .offer_files = All(".offer"),
            .certificate_file = folder_.File(name + ".pem"),
            .key_file = folder_.File(name + ".key")};
  }

  AgreeFinishOptions Finish(const std::string& name) {
    return {.files = Files(name, ".secret"),
            .offer_files = All(".offer"),
            .share_files = All(".shares")};
  }

  std::vector<std::string> All(const std::string& suffix) {
    return {folder_.File("b" + suffix), folder_.File("a" + suffix)};
  }

  TempDir folder_;
  testing::TestCa ca_;
  testing::SeededRandom random_{5};
  nlohmann::json report_;
};

TEST_F(AgreeCommandsTest, TwoHoldersComeToOneSecret) {
  for (const char* name : {"a", "b"}) ASSERT_OK(Run(Start(name)));
  std::string digest;
  for (const char* name : {"a", "b"}) {
    ASSERT_OK(Run(Seal(name)));
    if (digest.empty()) digest = report_["offers_digest"];
    EXPECT_EQ(report_["offers_digest"], digest);
    EXPECT_EQ(report_["holders"], "a, b");
  }
  std::string value;
  for (const std::string name : {"a", "b"}) {
    ASSERT_OK(Run(Finish(name)));
    if (value.empty()) value = report_["check_value"];
    EXPECT_EQ(report_["check_value"], value);
    EXPECT_NE(::access(folder_.File(name + ".state").c_str(), F_OK), 0) << "deleted at the end";
    ASSERT_OK(Run(SecretShowCheckValueOptions{
        folder_.File(name + ".secret"), folder_.File(name + ".phrase"), OutputFormat::kJson}));
    EXPECT_EQ(report_["check_value"], value);
    struct stat info {};
    ASSERT_EQ(::stat(folder_.File(name + ".secret").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777U, 0600U);
  }
}

TEST_F(AgreeCommandsTest, NothingIsReplacedAndNothingWrittenOnError) {
  ASSERT_OK(Run(Start("a")));
  EXPECT_THAT(Run(Start("a")), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("a.offer")));
  EXPECT_THAT(Run(Seal("a")), StatusIs(absl::StatusCode::kNotFound, HasSubstr("b.offer")));
  AgreeSealOptions seal = Seal("a");
  seal.offer_files = {folder_.File("a.offer")};
  EXPECT_THAT(Run(seal),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("there is no offer of 'b'")));
  seal.files.passphrase_file = folder_.File("b.phrase");
  EXPECT_THAT(Run(seal), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("a.state")));
  seal.files.state_file = folder_.File("a.key");
  EXPECT_THAT(Run(seal), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("agree start")));
  EXPECT_NE(::access(folder_.File("a.shares").c_str(), F_OK), 0);
  AgreeStartOptions start = Start("b");
  start.key_file = folder_.File("c.key");
  EXPECT_THAT(Run(start), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("c.key")));
  EXPECT_NE(::access(folder_.File("b.state").c_str(), F_OK), 0);
}

TEST_F(AgreeCommandsTest, TheStateRemembersForWhichOffersItSealed) {
  for (const char* name : {"a", "b"}) ASSERT_OK(Run(Start(name)));
  ASSERT_OK(Run(Seal("a")));
  // 'b' starts anew after it may have seen the share of 'a'.
  for (const char* suffix : {".state", ".offer"}) {
    ASSERT_EQ(::unlink(folder_.File(std::string("b") + suffix).c_str()), 0);
  }
  ASSERT_OK(Run(Start("b")));
  ASSERT_EQ(::unlink(folder_.File("a.shares").c_str()), 0);
  EXPECT_THAT(Run(Seal("a")), StatusIs(absl::StatusCode::kFailedPrecondition,
                                       HasSubstr("a share may be used once")));
}

}  // namespace
}  // namespace ieum::client
