#include "ieum/server/jobs/run_queue.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <new>
#include <utility>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/server/jobs/run_audit.h"
#include "ieum/server/jobs/run_request.h"

namespace ieum::server {
namespace {

constexpr absl::Duration kProgressInterval = absl::Milliseconds(100);
// Version of a run that is over: nothing changes it any more.
constexpr uint64_t kEndedVersion = std::numeric_limits<uint64_t>::max();

absl::Status Stopping() {
  return core::Unavailable(
      "the server is stopping; the run goes on from its start when the server is back");
}

// States change by the table in storage/states.cc only; a move that it refuses is a bug of ours.
RunState Moved(RunState state, RunEvent event) {
  const absl::StatusOr<RunState> after = After(state, event);
  IEUM_CHECK(after.ok());
  return *after;
}

}  // namespace

RunQueue::RunQueue(const RunQueueOptions& options, MatcherStore& store, const Log& log,
                   RunWork work)
    : options_(options), store_(store), log_(log), work_(std::move(work)) {}

absl::StatusOr<std::unique_ptr<RunQueue>> RunQueue::Start(const RunQueueOptions& options,
                                                          MatcherStore& store, core::Random& random,
                                                          const Log& log, RunWork work) {
  if (!work) {
    work = [&store, &random, &log, threads = options.thread_count](
               const ProjectRecord& project, const RunRecord& run,
               const std::function<void(const RunProgress&)>& progress, std::stop_token stop) {
      return RunMatchingJob(store, random, log, project, run, threads, progress, std::move(stop));
    };
  }
  IEUM_ASSIGN_OR_RETURN(const std::vector<RunRecord> unfinished, store.runs().Unfinished());
  IEUM_RETURN_IF_ERROR(store.runs().CollectGarbage());
  std::unique_ptr<RunQueue> queue(new RunQueue(options, store, log, std::move(work)));
  {
    const core::MutexLock lock(queue->mutex_);
    for (const RunRecord& run : unfinished) queue->Add(run);
  }
  queue->worker_ = std::thread([q = queue.get()] { q->Work(); });
  return queue;
}

RunQueue::~RunQueue() { Stop(); }

void RunQueue::Add(const RunRecord& run) {
  Entry& entry = entries_[run.key];
  entry.record = run;
  entry.published = core::MonotonicNow();
  queue_.push_back(run.key);
}

absl::StatusOr<RunView> RunQueue::Submit(const ProjectRecord& project, const RunRequest& request) {
  IEUM_RETURN_IF_ERROR(CheckRunRequest(project, request));
  const Claims::Claim claim = claims_.Take(0);
  {
    const core::MutexLock lock(mutex_);
    for (const auto& [key, entry] : entries_) {
      if (key.project_number == project.number && !HasEnded(entry.record.state)) {
        return RunView{
            .record = entry.record, .progress = entry.progress, .version = entry.version};
      }
    }
    if (stopping_) return Stopping();
    if (entries_.size() >= options_.max_unfinished_runs) {
      return core::ResourceExhausted("%d runs are waiting already; start this one later",
                                     entries_.size());
    }
  }
  RunRequest complete = request;
  if (request.scoring == Scoring::kProfile && request.threshold_basis_points == 0) {
    complete.threshold_basis_points = project.terms.threshold_basis_points;
  }
  if (request.memory_bytes == 0) complete.memory_bytes = options_.memory_bytes;
  IEUM_ASSIGN_OR_RETURN(const RunRecord run, store_.runs().Create(project, complete));
  log_.Write(Event("run_queued")
                 .Id("project", project.terms.id)
                 .Count("run", static_cast<int64_t>(run.key.run_number)));
  {
    const core::MutexLock lock(mutex_);
    Add(run);
  }
  changed_.NotifyAll();
  return RunView{.record = run, .progress = std::nullopt, .version = 1};
}

absl::StatusOr<RunView> RunQueue::Find(const RunKey& key) const {
  {
    const core::MutexLock lock(mutex_);
    const auto found = entries_.find(key);
    if (found != entries_.end()) {
      const Entry& entry = found->second;
      return RunView{.record = entry.record, .progress = entry.progress, .version = entry.version};
    }
  }
  IEUM_ASSIGN_OR_RETURN(RunRecord record, store_.runs().Find(key));
  return RunView{.record = std::move(record), .progress = std::nullopt, .version = kEndedVersion};
}

absl::StatusOr<std::vector<RunView>> RunQueue::List(uint32_t project_number) const {
  IEUM_ASSIGN_OR_RETURN(std::vector<RunRecord> records, store_.runs().List(project_number));
  std::reverse(records.begin(), records.end());
  std::vector<RunView> views;
  for (const RunRecord& record : records) {
    IEUM_ASSIGN_OR_RETURN(RunView view, Find(record.key));
    views.push_back(std::move(view));
  }
  return views;
}

absl::StatusOr<RunView> RunQueue::WaitForChange(const RunKey& key, uint64_t version,
                                                absl::Duration patience) const {
  const absl::Duration deadline = core::MonotonicNow() + patience;
  {
    const core::MutexLock lock(mutex_);
    for (;;) {
      const auto found = entries_.find(key);
      if (found == entries_.end() || found->second.version != version) break;
      if (stopping_ && !HasEnded(found->second.record.state)) return Stopping();
      const absl::Duration left = deadline - core::MonotonicNow();
      if (left <= absl::ZeroDuration()) break;
      changed_.WaitFor(mutex_, absl::ToChronoNanoseconds(left));
    }
  }
  return Find(key);
}

absl::StatusOr<RunView> RunQueue::Cancel(const RunKey& key) {
  const Claims::Claim claim = claims_.Take(0);
  std::optional<RunRecord> waiting;
  std::stop_source stop(std::nostopstate);
  {
    const core::MutexLock lock(mutex_);
    const auto found = entries_.find(key);
    if (found != entries_.end()) {
      found->second.cancelled = true;
      stop = found->second.stop;
    }
    const auto queued = std::find(queue_.begin(), queue_.end(), key);
    if (queued != queue_.end()) {
      queue_.erase(queued);
      waiting = found->second.record;
    }
  }
  stop.request_stop();
  if (waiting.has_value()) {
    waiting->state = Moved(waiting->state, RunEvent::kCancel);
    const absl::Status saved = store_.runs().SaveEnded(*waiting);
    Publish(*waiting, saved.ok());
    IEUM_RETURN_IF_ERROR(saved);
  }
  return Find(key);
}

absl::Status RunQueue::CancelProject(uint32_t project_number, bool wait) {
  std::vector<RunKey> keys;
  {
    // A run that is being created was allowed before the project's state changed.
    const Claims::Claim claim = claims_.Take(0);
    const core::MutexLock lock(mutex_);
    for (const auto& [key, entry] : entries_) {
      if (key.project_number == project_number && !HasEnded(entry.record.state)) {
        keys.push_back(key);
      }
    }
  }
  for (const RunKey& key : keys) IEUM_RETURN_IF_ERROR(Cancel(key).status());
  if (!wait) return absl::OkStatus();
  const core::MutexLock lock(mutex_);
  for (const RunKey& key : keys) {
    for (auto found = entries_.find(key);
         found != entries_.end() && !HasEnded(found->second.record.state);
         found = entries_.find(key)) {
      if (stopping_) return Stopping();
      changed_.Wait(mutex_);
    }
  }
  return absl::OkStatus();
}

void RunQueue::Stop() {
  std::vector<std::stop_source> stops;
  {
    const core::MutexLock lock(mutex_);
    stopping_ = true;
    for (auto& [key, entry] : entries_) stops.push_back(entry.stop);
  }
  for (std::stop_source& stop : stops) stop.request_stop();
  changed_.NotifyAll();
  if (worker_.joinable()) worker_.join();
}

void RunQueue::Work() {
  while (const std::optional<RunRecord> run = PickUp()) RunOne(*run);
}

std::optional<RunRecord> RunQueue::PickUp() {
  const core::MutexLock lock(mutex_);
  while (!stopping_ && queue_.empty()) changed_.Wait(mutex_);
  if (stopping_) return std::nullopt;
  Entry& entry = entries_.at(queue_.front());
  queue_.erase(queue_.begin());
  entry.record.state = Moved(entry.record.state, RunEvent::kPickUp);
  ++entry.version;
  changed_.NotifyAll();
  return entry.record;
}

void RunQueue::RunOne(const RunRecord& run) {
  const absl::Duration started = core::MonotonicNow();
  const absl::StatusOr<ProjectRecord> project =
      store_.projects().FindByNumber(run.key.project_number);
  // Every run belongs to a project, and projects are not removed.
  IEUM_CHECK(project.ok());
  absl::StatusOr<uint64_t> recorded = uint64_t{0};
  if (options_.audit != nullptr) recorded = RecordRunStart(*options_.audit, *project, run);
  absl::StatusOr<RunReport> outcome = recorded.ok()
                                          ? Execute(*project, run)
                                          : absl::StatusOr<RunReport>(core::WithContext(
                                                recorded.status(), "the run was not begun"));
  const absl::StatusCode code = outcome.status().code();
  RunRecord ended = Ended(run, std::move(outcome));
  absl::Status saved;
  if (ended.state == RunState::kSucceeded) {
    saved = store_.runs().SaveSucceeded(project->terms.id, ended);
  } else if (HasEnded(ended.state)) {
    saved = store_.runs().SaveEnded(ended);
  }
  if (!saved.ok()) {
    ended.state = RunState::kFailed;
    ended.error = std::string(core::Message(saved));
    ended.report.reset();
  }
  if (options_.audit != nullptr && recorded.ok()) {
    const absl::Status end =
        RecordRunEnd(*options_.audit, *recorded, *project, ended, saved.ok() ? code : saved.code());
    // The store refuses all writes by now, and says so to every caller.
    if (!end.ok()) log_.Write(Event("audit_failed").Code(end.code()));
  }
  log_.Write(Event("run_ended")
                 .Id("project", project->terms.id)
                 .Count("run", static_cast<int64_t>(run.key.run_number))
                 .Word("state", StateName(ended.state))
                 .Code(saved.code())
                 .Elapsed(core::MonotonicNow() - started));
  Publish(ended, saved.ok());
}

absl::StatusOr<RunReport> RunQueue::Execute(const ProjectRecord& project, const RunRecord& run) {
  std::stop_token stop;
  {
    const core::MutexLock lock(mutex_);
    stop = entries_.at(run.key).stop.get_token();
  }
  IEUM_RETURN_IF_ERROR(store_.runs().CollectGarbage());
  try {
    return work_(
        project, run,
        [this, key = run.key](const RunProgress& progress) { ReportProgress(key, progress); },
        stop);
  } catch (const std::bad_alloc&) {
    // Ending the process would start the same run again at the next start, for ever.
    return core::ResourceExhausted(
        "not enough memory for this run; use a machine with more, or fewer rows");
  }
}

RunRecord RunQueue::Ended(RunRecord run, absl::StatusOr<RunReport> outcome) const {
  if (outcome.ok()) {
    run.state = Moved(run.state, RunEvent::kSucceed);
    run.report = std::move(outcome).value();
    return run;
  }
  if (absl::IsCancelled(outcome.status())) {
    const core::MutexLock lock(mutex_);
    const bool cancelled = entries_.at(run.key).cancelled;
    run.state = Moved(run.state, cancelled ? RunEvent::kCancel : RunEvent::kServerStops);
    return run;
  }
  run.state = Moved(run.state, RunEvent::kFail);
  run.error = std::string(core::Message(outcome.status()));
  return run;
}

void RunQueue::ReportProgress(const RunKey& key, const RunProgress& progress) {
  const absl::Duration now = core::MonotonicNow();
  {
    const core::MutexLock lock(mutex_);
    Entry& entry = entries_.at(key);
    const bool same_stage = entry.progress.has_value() && entry.progress->stage == progress.stage;
    entry.progress = progress;
    if (same_stage && now - entry.published < kProgressInterval) return;
    entry.published = now;
    ++entry.version;
  }
  changed_.NotifyAll();
}

void RunQueue::AddMetrics(Metrics& metrics) const {
  metrics.AddGauge("ieum_runs_unfinished", "Matching runs that wait or are under way", [this] {
    const core::MutexLock lock(mutex_);
    return static_cast<double>(std::count_if(entries_.begin(), entries_.end(), [](const auto& at) {
      return !HasEnded(at.second.record.state);
    }));
  });
  metrics.Add("ieum_runs_ended_total", "Matching runs that have ended, by how",
              MetricKind::kCounter, [this](std::vector<MetricSample>& samples) {
                const auto add = [&samples](Constant state, const Counter& counter) {
                  samples.push_back({.labels = {{"state", state}},
                                     .value = static_cast<double>(counter.value())});
                };
                add("cancelled", cancelled_);
                add("failed", failed_);
                add("succeeded", succeeded_);
              });
}

void RunQueue::Publish(const RunRecord& run, bool stored) {
  if (run.state == RunState::kSucceeded) succeeded_.Add();
  if (run.state == RunState::kFailed) failed_.Add();
  if (run.state == RunState::kCancelled) cancelled_.Add();
  {
    const core::MutexLock lock(mutex_);
    if (stored && HasEnded(run.state)) {
      entries_.erase(run.key);
    } else {
      Entry& entry = entries_.at(run.key);
      entry.record = run;
      entry.progress.reset();
      ++entry.version;
    }
  }
  changed_.NotifyAll();
}

}  // namespace ieum::server
