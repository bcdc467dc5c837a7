// kill -9 in the midst of a destruction, after each of its steps: the next start finishes it.
// Each attempt is a process of its own, and so is what looks at its end; this one opens no store,
// for a fork after RocksDB was used would hang.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <iostream>

#include "ieum/core/auditlog/destruction_certificate.h"
#include "unit/server/custody/custody_fixture.h"

namespace ieum::testing {
namespace {

constexpr char kWho[] = "ieum://linkage-center/project-admin/kim";
constexpr char kOther[] = "ieum://linkage-center/security-officer/lee";

// One process's view of the server in a folder that outlives it.
class Scene final : public CustodyFixture {
 public:
  void TestBody() override {}

  // Makes the project, begins to destroy it and is killed behind the step. The folder is kept in
  // `kept`, which is outside the fixture's own.
  void DestroyUntil(const std::string& step, const std::string& kept) {
    StartAudit([&](std::string_view passed) {
      if (passed != step) return;
      // What a killed process leaves is what the system has of its files.
      std::filesystem::copy(dir_.path(), kept, std::filesystem::copy_options::recursive);
      ::kill(::getpid(), SIGKILL);
    });
    CreateMatched();
    StartQueue();
    (void)destroyer_->Destroy(TestProjectId(),
                              {.reason = server::DestructionReason::kRequest,
                               .requested_by = kWho,
                               .approved_by = {kWho, kOther}},
                              CancelRuns());
  }
  // Starts on what was left. 0 if nothing is readable and the certificate holds.
  int FinishAndLook(const std::string& kept, bool recorded_only) {
    StopServer();
    keystore_.reset();
    std::filesystem::remove_all(dir_.path());
    std::filesystem::copy(kept, dir_.path(), std::filesystem::copy_options::recursive);
    OpenKeystore();
    Open();
    StartAudit();
    if (HasFailure()) return 2;
    if (!destroyer_->FinishInterrupted().ok()) return 3;
    // Only the entry in the log was written: nothing was begun, and the project is whole.
    if (recorded_only) return store_->projects().JointSecret(1).ok() ? 0 : 4;
    if (keystore_->CopyKey(1).ok() || store_->database().Find(1).ok()) return 5;
    for (const server::Column column : server::ProjectColumns(server::StoreRole::kMatcher)) {
      const auto refuse = [](std::string_view, core::ByteView) { return core::Internal("there"); };
      if (!store_->database().Scan(column, "", refuse).ok()) return 6;
      if (!store_->unsealed_database().Scan(column, "", refuse).ok()) return 7;
    }
    const auto certificate = destroyer_->Certificate(TestProjectId());
    if (!certificate.ok()) return 8;
    const auto verified = core::VerifyCertificate(*certificate, audit_->verifier());
    if (!verified.ok()) return 9;
    const core::Destruction& said = verified->destruction;
    if (said.requested_by != kWho) return 10;
    if (said.approved_by != std::vector<std::string>{kWho, kOther}) return 11;
    return said.row_count == 120 && said.run_count == 1 ? 0 : 12;
  }
};

// Returns the wait status of a process that runs `work`.
int InProcess(const std::function<int()>& work) {
  std::cout.flush();
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

TEST(DestroyKillTest, AStartFinishesWhatAKillInterruptedAndNothingIsReadable) {
  const TempDir dir;
  for (const std::string step :
       {"recorded", "intended", "counted", "erased", "copies", "deleted", "proved", "certified"}) {
    SCOPED_TRACE(step);
    const std::string kept = dir.File(step);
    const int killed = InProcess([&] {
      Scene scene;
      scene.DestroyUntil(step, kept);
      return 1;
    });
    ASSERT_TRUE(WIFSIGNALED(killed) && WTERMSIG(killed) == SIGKILL) << "no such step";
    const int looked = InProcess([&] {
      Scene scene;
      return scene.FinishAndLook(kept, step == "recorded");
    });
    EXPECT_TRUE(WIFEXITED(looked));
    EXPECT_EQ(WEXITSTATUS(looked), 0);
  }
}

}  // namespace
}  // namespace ieum::testing
