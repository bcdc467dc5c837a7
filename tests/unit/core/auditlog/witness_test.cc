#include "ieum/core/auditlog/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_dir.h"
#include "unit/core/auditlog/audit_samples.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

class WitnessTest : public ::testing::Test {
 protected:
  // An export of the log in a folder of its own.
  std::string Export(uint64_t size, const std::function<void(core::AuditEntry&)>& change = {}) {
    const std::string name = absl::StrFormat("log-%d", ++exports_);
    EXPECT_OK(core::MakeLogFolder(dir_.File(name)));
    for (const auto& [path, content] : LogFiles(size, signer_, change)) {
      EXPECT_OK(core::WriteLogFile(dir_.File(name), path, content));
    }
    return dir_.File(name);
  }
  absl::StatusOr<core::LogSummary> Cosign(const std::string& folder, bool new_log = false) {
    return core::Cosign({.folder = folder,
                         .log = signer_.verifier(),
                         .state_file = dir_.File("state"),
                         .new_log = new_log},
                        witness_, absl::FromUnixSeconds(1'770'000'000));
  }
  absl::Status VerifyCosigned(const std::string& folder) {
    return core::VerifyLogFolder({.folder = folder,
                                  .log = signer_.verifier(),
                                  .witnesses = {witness_.verifier()},
                                  .older_checkpoint = {}})
        .status();
  }

  const TempDir dir_;
  const core::NoteSigner signer_ = TestSigner(kLogName, 1);
  const core::NoteSigner witness_ =
      TestSigner("witness.example.org/w1", 5, core::NoteKeyType::kCosignature);
  int exports_ = 0;
};

TEST_F(WitnessTest, SignsWhatContinuesWhatItSignedBefore) {
  const std::string first = Export(5);
  EXPECT_THAT(Cosign(first), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("forgets")));
  ASSERT_OK(Cosign(first, /*new_log=*/true));
  EXPECT_OK(VerifyCosigned(first));
  EXPECT_FALSE(Cosign(first, /*new_log=*/true).ok()) << "it is not new any more";
  ASSERT_OK(Cosign(first));
  EXPECT_OK(VerifyCosigned(first)) << "signed again, and once";
  const std::string second = Export(300);
  EXPECT_FALSE(VerifyCosigned(second).ok());
  ASSERT_OK(Cosign(second));
  EXPECT_OK(VerifyCosigned(second));
}

TEST_F(WitnessTest, RefusesAForkAShorterLogAndAnotherOneAndSignsNothing) {
  ASSERT_OK(Cosign(Export(7), /*new_log=*/true));
  const std::string state = ReadTestFile(dir_.File("state"));
  const auto other = [](core::AuditEntry& entry) {
    if (entry.sequence == 3) entry.time += absl::Seconds(1);
  };
  for (const std::string& folder : {Export(6), Export(7, other), Export(9, other), Export(0)}) {
    const std::string checkpoint = ReadTestFile(folder + "/checkpoint");
    EXPECT_FALSE(Cosign(folder).ok());
    EXPECT_EQ(ReadTestFile(folder + "/checkpoint"), checkpoint);
    EXPECT_EQ(ReadTestFile(dir_.File("state")), state);
  }
  const core::NoteSigner stranger = TestSigner(kLogName, 2);
  EXPECT_FALSE(core::Cosign({.folder = Export(8),
                             .log = stranger.verifier(),
                             .state_file = dir_.File("state"),
                             .new_log = false},
                            witness_, absl::UnixEpoch())
                   .ok());
}

TEST_F(WitnessTest, SignsNoDamagedExport) {
  const std::string folder = Export(4);
  std::filesystem::remove(folder + "/tile/entries/000.p/4");
  EXPECT_FALSE(Cosign(folder, /*new_log=*/true).ok());
  EXPECT_FALSE(std::filesystem::exists(dir_.File("state")));
}

}  // namespace
}  // namespace ieum::testing
