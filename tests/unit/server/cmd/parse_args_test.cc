#include "ieumctl/parse_args.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>
#include <vector>

#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

absl::StatusOr<server::Command> Parse(std::vector<const char*> args) {
  args.insert(args.begin(), "ieumctl");
  return server::ParseArgs(static_cast<int>(args.size()), args.data());
}

// With the options of a connection.
absl::StatusOr<server::Command> ParseCall(std::vector<const char*> args) {
  args.insert(args.end(),
              {"--server", "matcher:1", "--ca", "ca.pem", "--cert", "me.pem", "--key", "me.key"});
  return Parse(std::move(args));
}

// The command, if it is of this kind.
template <typename Options>
absl::StatusOr<Options> As(const absl::StatusOr<server::Command>& command) {
  if (!command.ok()) return command.status();
  const Options* const options = std::get_if<Options>(&*command);
  if (options == nullptr) return absl::InternalError("another command");
  return *options;
}

TEST(IeumctlParseArgsTest, StopsAProjectForOneOfFourReasons) {
  for (const char* reason : {"identification", "order", "incident", "withdrawal"}) {
    ASSERT_OK_AND_ASSIGN(const auto stop,
                         As<server::ProjectStopOptions>(
                             ParseCall({"project", "stop", "--id", "flu", "--reason", reason})));
    EXPECT_EQ(stop.project, "flu");
    EXPECT_EQ(stop.reason, reason);
    EXPECT_EQ(stop.common.channel.server, "matcher:1");
  }
}

TEST(IeumctlParseArgsTest, RefusesToStopWithoutAReasonOrForAnotherOne) {
  EXPECT_THAT(ParseCall({"project", "stop", "--id", "flu"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("--reason"), HasSubstr("ieumctl project stop --help"))));
  EXPECT_THAT(ParseCall({"project", "stop", "--id", "flu", "--reason", "boredom"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'withdrawal'")));
  EXPECT_THAT(ParseCall({"project", "stop", "--reason", "order"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--id")));
}

TEST(IeumctlParseArgsTest, ResumesAProjectOrProposesTo) {
  ASSERT_OK_AND_ASSIGN(const auto resume, As<server::ProjectResumeOptions>(
                                              ParseCall({"project", "resume", "--id", "flu"})));
  EXPECT_EQ(resume.project, "flu");
  EXPECT_EQ(resume.propose, "");
  ASSERT_OK_AND_ASSIGN(const auto proposed,
                       As<server::ProjectResumeOptions>(ParseCall(
                           {"project", "resume", "--id", "flu", "--propose", "cause found"})));
  EXPECT_EQ(proposed.propose, "cause found");
}

TEST(IeumctlParseArgsTest, DestroysAProjectProposesToOrFinishes) {
  ASSERT_OK_AND_ASSIGN(const auto destroy,
                       As<server::ProjectDestroyOptions>(ParseCall(
                           {"project", "destroy", "--id", "flu", "--out", "flu.certificate"})));
  EXPECT_EQ(destroy.project, "flu");
  EXPECT_EQ(destroy.out, "flu.certificate");
  EXPECT_FALSE(destroy.finish);
  EXPECT_EQ(destroy.propose, "");
  ASSERT_OK_AND_ASSIGN(const auto finish,
                       As<server::ProjectDestroyOptions>(ParseCall(
                           {"project", "destroy", "--id", "flu", "--finish", "--output", "json"})));
  EXPECT_TRUE(finish.finish);
  EXPECT_EQ(finish.common.output, server::OutputFormat::kJson);
  ASSERT_OK_AND_ASSIGN(const auto proposed,
                       As<server::ProjectDestroyOptions>(ParseCall(
                           {"project", "destroy", "--id", "flu", "--propose", "study ended"})));
  EXPECT_EQ(proposed.propose, "study ended");
  EXPECT_THAT(ParseCall({"project", "destroy", "--finish"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--id")));
}

TEST(IeumctlParseArgsTest, ShowsACertificateFromTheServer) {
  ASSERT_OK_AND_ASSIGN(const auto show,
                       As<server::CertificateShowOptions>(
                           ParseCall({"certificate", "show", "--project", "flu", "--out", "c"})));
  EXPECT_EQ(show.project, "flu");
  EXPECT_EQ(show.out, "c");
  EXPECT_THAT(Parse({"certificate", "show", "--project", "flu"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--server")));
}

TEST(IeumctlParseArgsTest, VerifiesACertificateWithoutAServer) {
  ASSERT_OK_AND_ASSIGN(const auto verify,
                       As<server::CertificateVerifyOptions>(
                           Parse({"certificate", "verify", "--in", "c", "--audit-public-key",
                                  "log.pub", "--output", "json"})));
  EXPECT_EQ(verify.in, "c");
  EXPECT_EQ(verify.log_key_file, "log.pub");
  EXPECT_EQ(verify.output, server::OutputFormat::kJson);
  EXPECT_THAT(Parse({"certificate", "verify", "--in", "c"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--audit-public-key")));
  EXPECT_THAT(Parse({"certificate", "verify", "--audit-public-key", "log.pub"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--in")));
  EXPECT_THAT(Parse({"certificate"}), StatusIs(absl::StatusCode::kInvalidArgument,
                                               HasSubstr("ieumctl certificate --help")));
}

TEST(IeumctlParseArgsTest, AsksForABackupOfTheServerOnly) {
  ASSERT_OK_AND_ASSIGN(const auto backup, As<server::BackupOptions>(ParseCall({"backup"})));
  EXPECT_EQ(backup.common.channel.certificate_file, "me.pem");
  EXPECT_THAT(ParseCall({"backup", "--folder", "somewhere"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("ieumctl backup --help")));
}

TEST(IeumctlParseArgsTest, ShowsTheCommandsWithExamples) {
  ASSERT_OK_AND_ASSIGN(const auto help,
                       As<server::ShowText>(Parse({"project", "destroy", "--help"})));
  EXPECT_THAT(help.text, AllOf(HasSubstr("--finish"), HasSubstr("Examples:"),
                               HasSubstr("ieumctl project destroy --server")));
  ASSERT_OK_AND_ASSIGN(const auto all, As<server::ShowText>(Parse({"--help"})));
  EXPECT_THAT(all.text, AllOf(HasSubstr("certificate"), HasSubstr("backup")));
}

TEST(IeumctlParseArgsTest, ExportsForAHolderAndItsCertificate) {
  ASSERT_OK_AND_ASSIGN(
      const auto order,
      As<server::ExportOptions>(ParseCall({"export", "--project", "flu", "--holder", "hospital-a",
                                           "--to", "a.pem", "--out", "a.bundle"})));
  EXPECT_EQ(order.holder, "hospital-a");
  EXPECT_EQ(order.to, "a.pem");
  EXPECT_EQ(order.out, "a.bundle");
  EXPECT_EQ(order.part_mebibytes, 2'048U);
  EXPECT_THAT(
      ParseCall({"export", "--project", "flu", "--holder", "hospital-a", "--out", "a.bundle"}),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("--to"), HasSubstr("ieumctl export --help"))));
}

}  // namespace
}  // namespace ieum::testing
