#include "ieum/server/matcher/matching_service.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/server/matcher/project_access.h"
#include "ieum/server/matcher/to_proto.h"

namespace ieum::server {
namespace {

// How often a watch looks whether its caller is still there.
constexpr absl::Duration kWatchPatience = absl::Milliseconds(250);

absl::StatusOr<RunKey> KeyOf(const ProjectRecord& project, uint64_t run_number) {
  if (run_number == 0 || run_number > std::numeric_limits<uint32_t>::max()) {
    return core::NotFound("the project has no run number %d", run_number);
  }
  return RunKey{.project_number = project.number, .run_number = static_cast<uint32_t>(run_number)};
}

absl::StatusOr<RunRequest> RequestOf(const ProjectRecord& project,
                                     const v1::StartRunRequest& request) {
  RunRequest wanted;
  wanted.threshold_basis_points = static_cast<int>(
      std::min<uint32_t>(request.threshold_basis_points(), 1'000'000));  // Submit refuses
  if (!v1::Scoring_IsValid(request.scoring())) {
    return core::InvalidArgument("the scoring is none that this server knows");
  }
  if (request.scoring() == v1::SCORING_PROFILE) wanted.scoring = Scoring::kProfile;
  wanted.from_scratch = request.from_scratch();
  const std::vector<core::InstitutionId>& holders = project.terms.holders;
  for (const std::string& holder : request.duplicate_holders()) {
    const auto found = std::find_if(holders.begin(), holders.end(),
                                    [&](const auto& known) { return known.value() == holder; });
    if (found == holders.end()) {
      return core::InvalidArgument("a holder of duplicates is not a holder of the project");
    }
    wanted.duplicate_holders |= uint32_t{1} << (found - holders.begin());
  }
  return wanted;
}

}  // namespace

grpc::Status MatchingServiceImpl::StartRun(grpc::ServerContext* context,
                                           const v1::StartRunRequest* request,
                                           v1::StartRunResponse* response) {
  return context_.guard.Run(
      *context, "MatchingService/StartRun", [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const RunRequest wanted, RequestOf(project, *request));
        IEUM_ASSIGN_OR_RETURN(const RunView run, context_.queue.Submit(project, wanted));
        ToProto(run, project, *response->mutable_run());
        return absl::OkStatus();
      });
}

grpc::Status MatchingServiceImpl::CancelRun(grpc::ServerContext* context,
                                            const v1::CancelRunRequest* request,
                                            v1::CancelRunResponse* response) {
  return context_.guard.Run(
      *context, "MatchingService/CancelRun", [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const RunKey key, KeyOf(project, request->run_number()));
        IEUM_ASSIGN_OR_RETURN(const RunView run, context_.queue.Cancel(key));
        ToProto(run, project, *response->mutable_run());
        return absl::OkStatus();
      });
}

grpc::Status MatchingServiceImpl::GetRun(grpc::ServerContext* context,
                                         const v1::GetRunRequest* request,
                                         v1::GetRunResponse* response) {
  return context_.guard.Run(
      *context, "MatchingService/GetRun", [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const RunKey key, KeyOf(project, request->run_number()));
        IEUM_ASSIGN_OR_RETURN(const RunView run, context_.queue.Find(key));
        ToProto(run, project, *response->mutable_run());
        return absl::OkStatus();
      });
}

grpc::Status MatchingServiceImpl::ListRuns(grpc::ServerContext* context,
                                           const v1::ListRunsRequest* request,
                                           v1::ListRunsResponse* response) {
  return context_.guard.Run(
      *context, "MatchingService/ListRuns", [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const std::vector<RunView> runs, context_.queue.List(project.number));
        for (const RunView& run : runs) ToProto(run, project, *response->add_runs());
        return absl::OkStatus();
      });
}

grpc::Status MatchingServiceImpl::WatchRun(grpc::ServerContext* context,
                                           const v1::WatchRunRequest* request,
                                           grpc::ServerWriter<v1::WatchRunResponse>* writer) {
  return context_.guard.Run(
      *context, "MatchingService/WatchRun", [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const RunKey key, KeyOf(project, request->run_number()));
        uint64_t shown = 0;  // a version that no run has
        while (!context->IsCancelled()) {
          IEUM_ASSIGN_OR_RETURN(const RunView run,
                                context_.queue.WaitForChange(key, shown, kWatchPatience));
          if (run.version == shown) continue;
          shown = run.version;
          v1::WatchRunResponse response;
          ToProto(run, project, *response.mutable_run());
          if (!writer->Write(response) || HasEnded(run.record.state)) return absl::OkStatus();
        }
        return core::Cancelled("the caller stopped watching");
      });
}

}  // namespace ieum::server
