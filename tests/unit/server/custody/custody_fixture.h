// A store with its audit log and run queue, as a server has them.
#ifndef IEUM_TESTS_UNIT_SERVER_CUSTODY_CUSTODY_FIXTURE_H_
#define IEUM_TESTS_UNIT_SERVER_CUSTODY_CUSTODY_FIXTURE_H_

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "ieum/server/audit/audit_log.h"
#include "ieum/server/custody/destroy_project.h"
#include "ieum/server/jobs/run_queue.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {

class CustodyFixture : public StoreFixture {
 protected:
  CustodyFixture() : null_(::open("/dev/null", O_WRONLY | O_CLOEXEC)), log_(clock_, null_) {}
  ~CustodyFixture() override {
    StopServer();
    ::close(null_);
  }

  // Everything over the open store, as far as no run is needed.
  void StartAudit(server::ProjectDestroyer::StepHook hook = {}) {
    auto opened = server::AuditLog::Open(store_->unsealed_database(),
                                         {.key_file = dir_.File("audit-key"),
                                          .name = "linkage-center/matcher/m1",
                                          .store_has_content = false},
                                         clock_, random_);
    ASSERT_OK(opened);
    audit_ = *std::move(opened);
    destroyer_ = std::make_unique<server::ProjectDestroyer>(*store_, *keystore_, *audit_, copies_,
                                                            clock_, log_, std::move(hook));
  }
  void StartQueue() {
    auto started = server::RunQueue::Start(
        {.thread_count = 1, .max_unfinished_runs = 4, .memory_bytes = 0}, *store_, random_, log_);
    ASSERT_OK(started);
    queue_ = *std::move(started);
  }
  void StopServer() {
    queue_.reset();
    destroyer_.reset();
    if (audit_ != nullptr) {
      EXPECT_OK(audit_->Close());
    }
    audit_.reset();
    Close();
  }
  // For the destroyer: what a server does with the runs of its queue.
  server::CancelWork CancelRuns() {
    return [this](uint32_t project_number, bool wait) {
      return queue_->CancelProject(project_number, wait);
    };
  }
  // As a process that starts again, on the files as they are.
  void Restart() {
    StopServer();
    OpenKeystore();
    Open();
    StartAudit();
  }
  // A sealed project with results of both holders and a match index.
  server::ProjectRecord CreateMatched() {
    const server::ProjectRecord sealed = CreateSealed(/*chunks=*/3, /*rows=*/20);
    StartQueue();
    const auto run =
        queue_->Submit(sealed, {.scoring = server::Scoring::kProfile, .threshold_basis_points = 0});
    EXPECT_OK(run);
    uint64_t version = run->version;
    for (int patience = 0; patience < 100; ++patience) {
      const auto view = queue_->WaitForChange(run->record.key, version, absl::Seconds(1)).value();
      version = view.version;
      if (server::HasEnded(view.record.state)) break;
    }
    queue_.reset();
    const server::ProjectRecord project = Project();
    EXPECT_EQ(project.state, server::ProjectState::kMatched);
    return project;
  }
  // All that the store says of the project's results: what a restored store must say too.
  std::string Results() {
    const server::ProjectRecord project = Project();
    const server::RunKey key{.project_number = project.number, .run_number = project.result_run};
    std::string all;
    for (uint32_t holder = 0; holder < project.terms.holders.size(); ++holder) {
      for (uint32_t sequence = 0; sequence < 3; ++sequence) {
        const auto ids = store_->runs().ReadResultChunk(key, holder, sequence);
        EXPECT_OK(ids);
        if (ids.ok() && ids->has_value()) all += core::AsText(**ids);
      }
    }
    return all;
  }
  void CopyFile(const std::string& from, const std::string& to) {
    std::filesystem::copy_file(dir_.File(from), dir_.File(to),
                               std::filesystem::copy_options::overwrite_existing);
  }

  int null_;
  const server::Log log_;
  std::vector<std::string> copies_;
  std::unique_ptr<server::AuditLog> audit_;
  std::unique_ptr<server::ProjectDestroyer> destroyer_;
  std::unique_ptr<server::RunQueue> queue_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_UNIT_SERVER_CUSTODY_CUSTODY_FIXTURE_H_
