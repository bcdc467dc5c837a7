#include "ieumctl/run_watch.h"

#include <chrono>
#include <optional>
#include <string_view>
#include <thread>

#include "ieum/core/terminal/terminal.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

// One WatchRun call; a longer run goes on in a further one. Also how long a restarting server is
// waited for.
constexpr absl::Duration kWatchTimeout = absl::Minutes(2);

bool Ended(v1::RunState state) {
  return state == v1::RUN_STATE_SUCCEEDED || state == v1::RUN_STATE_FAILED ||
         state == v1::RUN_STATE_CANCELLED;
}

// The progress line changes its unit with the stage.
class StageLine final {
 public:
  explicit StageLine(std::FILE* err) : err_(err) {}
  void Show(const v1::Run& run) {
    if (run.state() != v1::RUN_STATE_RUNNING || run.stage() == v1::RUN_STAGE_UNSPECIFIED) return;
    const bool rows = run.stage() == v1::RUN_STAGE_LOAD || run.stage() == v1::RUN_STAGE_STORE;
    const std::string_view unit = rows ? "rows" : "pairs";
    if (!line_ || unit != unit_) line_.emplace(err_, std::string(unit));
    unit_ = unit;
    line_->Update(NameOf(run.stage()), run.stage_done(), run.stage_total());
  }

 private:
  std::FILE* err_;
  std::string_view unit_;
  std::optional<core::ProgressLine> line_;
};

}  // namespace

absl::StatusOr<v1::Run> FindRun(Matching& matching, const std::string& project, uint64_t run_number,
                                bool succeeded_only) {
  if (run_number != 0) {
    v1::GetRunRequest request;
    request.set_project_id(project);
    request.set_run_number(run_number);
    IEUM_ASSIGN_OR_RETURN(v1::GetRunResponse response,
                          matching.Ask(&Matching::Stub::GetRun, request));
    return std::move(*response.mutable_run());
  }
  v1::ListRunsRequest request;
  request.set_project_id(project);
  IEUM_ASSIGN_OR_RETURN(v1::ListRunsResponse response,
                        matching.Ask(&Matching::Stub::ListRuns, request));
  for (v1::Run& run : *response.mutable_runs()) {
    if (!succeeded_only || run.state() == v1::RUN_STATE_SUCCEEDED) return std::move(run);
  }
  return core::NotFound("project %s has no run%s yet; start one with 'ieumctl run start'", project,
                        succeeded_only ? " that succeeded" : "");
}

absl::StatusOr<v1::Run> WatchToEnd(Matching& matching, const std::string& project,
                                   uint64_t run_number, std::FILE* err) {
  v1::WatchRunRequest request;
  request.set_project_id(project);
  request.set_run_number(run_number);
  StageLine line(err);
  while (true) {
    core::Call call(kWatchTimeout, {});
    call.context()->set_wait_for_ready(true);  // a server that restarts is waited for
    const auto stream = matching.stub().WatchRun(call.context(), request);
    v1::WatchRunResponse response;
    bool heard = false;
    while (stream->Read(&response)) {
      heard = true;
      line.Show(response.run());
    }
    const absl::Status status = call.Outcome(stream->Finish(), matching.server());
    if (heard && Ended(response.run().state())) return std::move(*response.mutable_run());
    const bool passing =
        heard && (status.ok() || absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status));
    if (!passing && !status.ok()) return status;
    // A server that is stopping answers and ends each call at once.
    if (!status.ok()) std::this_thread::sleep_for(std::chrono::milliseconds(200));
    if (!passing) return core::Internal("the server told nothing about run %d", run_number);
  }
}

}  // namespace ieum::server
