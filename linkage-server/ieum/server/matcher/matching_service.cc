#include "ieum/server/matcher/matching_service.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/server/matcher/run_to_proto.h"
#include "ieum/server/service/project_access.h"

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

absl::StatusOr<ModelWishes> WishesOf(const v1::ModelWishes& request) {
  if (!v1::Solver_IsValid(request.solver())) {
    return core::InvalidArgument("the solver is none that this server knows");
  }
  ModelWishes wishes;
  if (request.has_match_weight_millinats()) wishes.match_weight = request.match_weight_millinats();
  wishes.precision = request.precision_millionths();
  wishes.exhaustive = request.exhaustive();
  wishes.min_completeness = request.min_completeness_millionths();
  wishes.optimal = request.solver() == v1::SOLVER_OPTIMAL;
  return wishes;
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
  IEUM_ASSIGN_OR_RETURN(wanted.wishes, WishesOf(request.wishes()));
  wanted.memory_bytes = request.memory_bytes();
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

// Whether a run has a match report of its own.
absl::Status CheckHasReport(const RunRecord& run) {
  if (run.state != RunState::kSucceeded || !run.report.has_value()) {
    return core::FailedPrecondition("run %d has not succeeded; only one that has, has a report",
                                    run.key.run_number);
  }
  if (run.scoring != Scoring::kModel) {
    return core::FailedPrecondition(
        "run %d was scored by profile, and the match report is of a fitted model; its counts are "
        "in the run",
        run.key.run_number);
  }
  if (run.report->fitted_run == 0) return absl::OkStatus();
  return core::FailedPrecondition(
      "run %d compared its new rows by the model of run %d; ask for the report of that one",
      run.key.run_number, run.report->fitted_run);
}

absl::StatusOr<std::string> DocumentOf(const v1::GetMatchReportRequest& request,
                                       MatchDocuments documents) {
  if (!v1::ReportLanguage_IsValid(request.language())) {
    return core::InvalidArgument("the language is none that this server knows");
  }
  switch (request.format()) {
    case v1::MATCH_REPORT_FORMAT_UNSPECIFIED:
    case v1::MATCH_REPORT_FORMAT_TEXT:
      return std::move(documents.text);
    case v1::MATCH_REPORT_FORMAT_JSON:
      return std::move(documents.json);
    case v1::MATCH_REPORT_FORMAT_HTML:
      return request.language() == v1::REPORT_LANGUAGE_KOREAN ? std::move(documents.korean_page)
                                                              : std::move(documents.english_page);
    default:
      return core::InvalidArgument("the format is none that this server knows");
  }
}

}  // namespace

grpc::Status MatchingServiceImpl::StartRun(grpc::ServerContext* context,
                                           const v1::StartRunRequest* request,
                                           v1::StartRunResponse* response) {
  return context_.guard.Run(
      *context, "MatchingService/StartRun",
      WithRequest(ScopeOf(context_.store.projects(), request->project_id()), *request),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const RunRequest wanted, RequestOf(project, *request));
        IEUM_ASSIGN_OR_RETURN(const RunView run, context_.queue.Submit(project, wanted));
        record.SetRun(run.record.key.run_number);
        ToProto(run, project, *response->mutable_run());
        return absl::OkStatus();
      });
}

grpc::Status MatchingServiceImpl::CancelRun(grpc::ServerContext* context,
                                            const v1::CancelRunRequest* request,
                                            v1::CancelRunResponse* response) {
  return context_.guard.Run(
      *context, "MatchingService/CancelRun",
      ScopeOf(context_.store.projects(), request->project_id(), request->run_number()),
      [&](const Principal& caller) -> absl::Status {
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
      *context, "MatchingService/GetRun",
      ScopeOf(context_.store.projects(), request->project_id(), request->run_number()),
      [&](const Principal& caller) -> absl::Status {
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
      *context, "MatchingService/ListRuns",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
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
      *context, "MatchingService/WatchRun",
      ScopeOf(context_.store.projects(), request->project_id(), request->run_number()),
      [&](const Principal& caller) -> absl::Status {
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

grpc::Status MatchingServiceImpl::GetMatchReport(grpc::ServerContext* context,
                                                 const v1::GetMatchReportRequest* request,
                                                 v1::GetMatchReportResponse* response) {
  return context_.guard.Run(
      *context, "MatchingService/GetMatchReport",
      ScopeOf(context_.store.projects(), request->project_id(), request->run_number()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const RunKey key, KeyOf(project, request->run_number()));
        IEUM_ASSIGN_OR_RETURN(const RunView run, context_.queue.Find(key));
        IEUM_RETURN_IF_ERROR(CheckHasReport(run.record));
        IEUM_ASSIGN_OR_RETURN(std::optional<MatchDocuments> documents,
                              context_.store.runs().ReadMatchDocuments(key));
        if (!documents.has_value()) {
          return core::DataLoss("the match report of run %d is missing from the store",
                                key.run_number);
        }
        IEUM_ASSIGN_OR_RETURN(*response->mutable_document(),
                              DocumentOf(*request, *std::move(documents)));
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
