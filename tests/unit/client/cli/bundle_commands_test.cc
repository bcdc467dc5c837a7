// ieum bundle …, a holder and the one it sends to.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "ieum/core/base/bytes.h"
#include "support/hex_vector.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"
#include "support/test_ca.h"

namespace ieum::client {
namespace {

using ::ieum::testing::ClientLeaf;
using ::ieum::testing::ReadTestFile;
using ::ieum::testing::ServerLeaf;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::string Content(std::FILE* file) {
  std::rewind(file);
  std::string content;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
    content.push_back(static_cast<char>(c));
  }
  return content;
}

class BundleCommandsTest : public ::testing::Test {
 protected:
  BundleCommandsTest() {
    ca_.IssueTo(folder_, "holder", ClientLeaf("holder", "hospital-a"));
    ca_.IssueTo(folder_, "other", ClientLeaf("holder", "insurer-b"));
    ca_.IssueTo(folder_, "matcher", ServerLeaf());
    folder_.Write("a.shares", "a sealed share");
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

  BundleMakeOptions Make() {
    return {.kind = "secret-share",
            .project = "flu",
            .manifest_digest = {},
            .in_file = folder_.File("a.shares"),
            .out_file = folder_.File("a.bundle"),
            .recipient_file = folder_.File("other.pem"),
            .ca_file = folder_.File("ca.pem"),
            .certificate_file = folder_.File("holder.pem"),
            .key_file = folder_.File("holder.key"),
            .output = OutputFormat::kJson};
  }
  template <typename Options>
  Options Received() {
    Options options;
    options.in_file = folder_.File("a.bundle");
    options.ca_file = folder_.File("ca.pem");
    options.output = OutputFormat::kJson;
    return options;
  }
  BundleOpenOptions Open() {
    auto options = Received<BundleOpenOptions>();
    options.key_file = folder_.File("other.key");
    options.out_file = folder_.File("opened");
    return options;
  }

  TempDir folder_;
  testing::TestCa ca_;
  testing::SeededRandom random_{5};
  nlohmann::json report_;
};

TEST_F(BundleCommandsTest, WhatOneMakesTheOtherVerifiesAndOpens) {
  ASSERT_OK(Run(Make()));
  const std::string id = report_["bundle_id"];
  ASSERT_OK(Run(Received<BundleVerifyOptions>()));
  EXPECT_EQ(report_["bundle_id"], id);
  EXPECT_EQ(report_["sender"], "ieum://hospital-a/holder/test");
  EXPECT_EQ(report_["recipient"], "ieum://insurer-b/holder/test");
  EXPECT_EQ(report_["content_bytes"], 14);
  ASSERT_OK(Run(Open()));
  EXPECT_EQ(ReadTestFile(folder_.File("opened")), "a sealed share");
  struct stat info {};
  ASSERT_EQ(::stat(folder_.File("opened").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(BundleCommandsTest, NothingOfADamagedBundleIsWritten) {
  ASSERT_OK(Run(Make()));
  std::string part = ReadTestFile(folder_.File("a.001"));
  part.back() = static_cast<char>(part.back() ^ 1);
  folder_.Write("a.001", part);
  EXPECT_THAT(Run(Open()), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("a.001', was changed")));
  EXPECT_NE(::access(folder_.File("opened").c_str(), F_OK), 0);
}

TEST_F(BundleCommandsTest, OnlyTheRecipientsKeyOpensAndNothingIsReplaced) {
  ASSERT_OK(Run(Make()));
  BundleOpenOptions open = Open();
  open.key_file = folder_.File("holder.key");
  EXPECT_THAT(Run(open), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("another key")));
  folder_.Write("opened", "mine");
  EXPECT_THAT(Run(Open()), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("opened")));
  EXPECT_THAT(Run(Make()), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("a.bundle")));
  EXPECT_EQ(ReadTestFile(folder_.File("opened")), "mine");
}

TEST_F(BundleCommandsTest, WhatWasExpectedIsCompared) {
  ASSERT_OK(Run(Make()));
  auto verify = Received<BundleVerifyOptions>();
  verify.kind = "secret-share";
  verify.project = "flu";
  verify.manifest_digest = std::string(64, '0');
  EXPECT_OK(Run(verify));
  verify.manifest_digest = std::string(64, '1');
  EXPECT_THAT(Run(verify),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another manifest")));
  verify.manifest_digest = "12";
  EXPECT_THAT(Run(verify), StatusIs(kInvalid, HasSubstr("want 64 hexadecimal digits")));
  verify.manifest_digest = "";
  verify.project = "measles";
  EXPECT_THAT(Run(verify),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("for project 'flu'")));
}

TEST_F(BundleCommandsTest, ASubmissionIsForTheProjectItWasEncodedFor) {
  const core::Bytes file = testing::ReadHexVector("submission_file.hex");
  const std::string path = folder_.Write("a.ieum", core::AsText(file));
  BundleMakeOptions make = Make();
  make.kind = "submission";
  make.in_file = path;
  make.recipient_file = folder_.File("matcher.pem");
  make.project = "measles";
  EXPECT_THAT(Run(make), StatusIs(kInvalid, HasSubstr("was encoded for project 'demo'")));
  make.project = "";
  ASSERT_OK(Run(make));
  EXPECT_EQ(report_["project"], "demo");
  make.in_file = folder_.File("a.shares");
  EXPECT_THAT(Run(make), StatusIs(kInvalid, HasSubstr("is not an encoded file")));
  make.kind = "secret-share";
  EXPECT_THAT(Run(make), StatusIs(kInvalid, HasSubstr("--project is missing")));
}

}  // namespace
}  // namespace ieum::client
