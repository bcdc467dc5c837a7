// Matching runs one after another: a bounded queue, one worker, progress to watch, cancellation.
// Includes neither gRPC nor protobuf, so that ThreadSanitizer sees all of its threads.
#ifndef IEUM_SERVER_JOBS_RUN_QUEUE_H_
#define IEUM_SERVER_JOBS_RUN_QUEUE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/random.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/jobs/matching_job.h"
#include "ieum/server/observe/metrics.h"
#include "ieum/server/storage/matcher_store.h"

namespace ieum::server {

// A run as it is now.
struct RunView {
  RunRecord record;
  std::optional<RunProgress> progress;  // while it is running
  // Grows with every change, at most ten times a second within a stage.
  uint64_t version;
};

struct RunQueueOptions {
  int thread_count;                 // of one matching
  size_t max_unfinished_runs = 16;  // more are refused
  int64_t memory_bytes = 0;         // of runs that do not say; 0: as much as they take
  AuditLog* audit = nullptr;        // where runs are recorded; outlives the queue; null: nowhere
};

// The work of a run; replaced in tests.
using RunWork = std::function<absl::StatusOr<RunReport>(
    const ProjectRecord&, const RunRecord&, const std::function<void(const RunProgress&)>&,
    std::stop_token)>;

// Thread-safe.
class RunQueue final {
 public:
  // Queues again what had not ended when the last process did, removes results that do not count,
  // and starts the worker. What is referred to outlives the queue. `work` empty: RunMatchingJob.
  static absl::StatusOr<std::unique_ptr<RunQueue>> Start(const RunQueueOptions& options,
                                                         MatcherStore& store, core::Random& random,
                                                         const Log& log, RunWork work = {});
  // Stops as Stop().
  ~RunQueue();
  RunQueue(const RunQueue&) = delete;
  RunQueue& operator=(const RunQueue&) = delete;

  // A new run of the project, or the one that has not ended yet. INVALID_ARGUMENT: see
  // CheckRunRequest. FAILED_PRECONDITION: the project is not sealed. RESOURCE_EXHAUSTED: the queue
  // is full. UNAVAILABLE: stopping.
  absl::StatusOr<RunView> Submit(const ProjectRecord& project, const RunRequest& request);
  // NOT_FOUND if there is no such run.
  absl::StatusOr<RunView> Find(const RunKey& key) const;
  // Newest first.
  absl::StatusOr<std::vector<RunView>> List(uint32_t project_number) const;
  // The run as soon as its version is not `version`, or as it is after `patience`. UNAVAILABLE once
  // the queue is stopping and the run has not ended.
  absl::StatusOr<RunView> WaitForChange(const RunKey& key, uint64_t version,
                                        absl::Duration patience) const;
  // Asks the run to stop; it is over within a second. No effect on a run that has ended.
  absl::StatusOr<RunView> Cancel(const RunKey& key);
  // Cancels what has not ended of the project. With `wait`, returns once nothing of it is under way
  // any more.
  absl::Status CancelProject(uint32_t project_number, bool wait);

  // Runs of all projects, and those of this process that have ended; it outlives the metrics.
  void AddMetrics(Metrics& metrics) const;

  // Stops the run under way, which stays queued on disk, and joins the worker. Repeating is
  // harmless.
  void Stop();

 private:
  struct Entry {
    RunRecord record;
    std::optional<RunProgress> progress;
    uint64_t version = 1;
    absl::Duration published;  // when the version last grew
    bool cancelled = false;
    std::stop_source stop;
  };

  RunQueue(const RunQueueOptions& options, MatcherStore& store, const Log& log, RunWork work);
  void Add(const RunRecord& run) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Work();
  std::optional<RunRecord> PickUp();
  void RunOne(const RunRecord& run);
  absl::StatusOr<RunReport> Execute(const ProjectRecord& project, const RunRecord& run);
  void ReportProgress(const RunKey& key, const RunProgress& progress);
  // The record of the run after its work came to `outcome`.
  RunRecord Ended(RunRecord run, absl::StatusOr<RunReport> outcome) const;
  // Shows the record to watchers; forgets the run if it has ended and the store knows so.
  void Publish(const RunRecord& run, bool stored);

  const RunQueueOptions options_;
  MatcherStore& store_;
  const Log& log_;
  const RunWork work_;

  Counter succeeded_;
  Counter failed_;
  Counter cancelled_;
  // Held while a run is created or a queued one is cancelled.
  Claims claims_;
  mutable core::Mutex mutex_;
  mutable core::ConditionVariable changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Runs that have not ended, and those whose end the store could not record.
  std::map<RunKey, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  std::vector<RunKey> queue_ ABSL_GUARDED_BY(mutex_);  // next first
  std::thread worker_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOBS_RUN_QUEUE_H_
