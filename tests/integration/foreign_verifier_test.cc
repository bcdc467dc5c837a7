// Exported audit logs before a verifier that is not ours (foreign_verifier/main.go): it accepts
// what we export and refuses what was changed, so that nobody has to take our word for the format.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/matcher_host.h"
#include "support/status_matchers.h"
#include "unit/core/auditlog/audit_samples.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;
using Files = std::map<std::string, std::string>;

class ForeignVerifierTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const Files& files) {
    for (const auto& [path, content] : files) {
      std::filesystem::create_directories(
          std::filesystem::path(dir_.File(name + "/" + path)).parent_path());
      (void)dir_.Write(name + "/" + path, content);
    }
    return dir_.File(name);
  }
  ProgramResult Verify(const std::string& folder, const std::string& older = {}) {
    const std::string key = dir_.Write("log.pub", signer_.verifier().ToString() + "\n");
    std::vector<std::string> arguments = {FOREIGN_VERIFIER, key, folder};
    if (!older.empty()) arguments.push_back(older);
    return RunProgram(arguments);
  }

  const core::NoteSigner signer_ = TestSigner(kLogName, 1);
  const TempDir dir_;
};

TEST_F(ForeignVerifierTest, AcceptsLogsOfManySizesThatContinueEachOther) {
  std::string older;
  for (const uint64_t size : {1U, 2U, 255U, 256U, 257U, 600U, 66'000U}) {
    const std::string folder = Write(absl::StrFormat("log-%d", size), LogFiles(size, signer_));
    const ProgramResult verified = Verify(folder, older);
    EXPECT_EQ(verified.exit_status, 0) << size << verified.err;
    EXPECT_THAT(verified.out, HasSubstr(absl::StrFormat("%d entries, 0 of them erased", size)));
    older = folder + "/" + core::kCheckpointFile;
  }
}

TEST_F(ForeignVerifierTest, RefusesAFlippedBitInEachFileAndAFork) {
  const Files log = LogFiles(300, signer_);
  const std::string folder = Write("log", log);
  ASSERT_EQ(Verify(folder).exit_status, 0);
  for (const auto& [path, content] : log) {
    for (const size_t at : {size_t{2}, content.size() / 2}) {
      std::string changed = content;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      Write("log", {{path, changed}});
      EXPECT_EQ(Verify(folder).exit_status, 1) << path << " byte " << at;
    }
    Write("log", {{path, content}});
  }
  const std::string fork =
      Write("fork", LogFiles(200, signer_, [](core::AuditEntry& entry) { entry.peer.port = 1; }));
  EXPECT_EQ(Verify(fork).exit_status, 0);
  EXPECT_EQ(Verify(folder, fork + "/" + core::kCheckpointFile).exit_status, 1);
}

TEST_F(ForeignVerifierTest, AcceptsWhatARealServerExports) {
  MatcherHost host;
  host.CreateProject("flu");
  const core::ChannelOptions auditor = host.Channel("auditor", "linkage-center");
  std::string key;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(host.dir().path())) {
    if (entry.path().string().ends_with(".audit-key.pub")) key = entry.path().string();
  }
  const auto exported = [&](const std::string& name) {
    const ProgramResult result =
        RunProgram({IEUMCTL_PROGRAM, "audit", "export", "--folder", dir_.File(name), "--log-key",
                    key, "--server", auditor.server, "--ca", auditor.ca_file, "--cert",
                    auditor.certificate_file, "--key", auditor.key_file});
    EXPECT_EQ(result.exit_status, 0) << result.err;
    return dir_.File(name);
  };
  const std::string older = exported("older");
  host.Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 60), 1));
  const std::string newer = exported("newer");
  const ProgramResult verified =
      RunProgram({FOREIGN_VERIFIER, key, newer, older + "/" + core::kCheckpointFile});
  EXPECT_EQ(verified.exit_status, 0) << verified.err;
  EXPECT_EQ(
      RunProgram({FOREIGN_VERIFIER, key, older, newer + "/" + core::kCheckpointFile}).exit_status,
      1)
      << "a log that lost entries";
}

}  // namespace
}  // namespace ieum::testing
