#include "ieum/server/matcher/project_service.h"

#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/matcher/project_access.h"
#include "ieum/server/matcher/to_proto.h"

namespace ieum::server {
namespace {

absl::StatusOr<ProjectTerms> ParseTerms(const v1::Project& project) {
  if (!project.profile_digest().empty() || !project.segments().empty() ||
      project.state() != v1::PROJECT_STATE_UNSPECIFIED || project.created_unix_micros() != 0 ||
      project.round() != 0) {
    return core::InvalidArgument(
        "profile_digest, segments, state, created_unix_micros and round are set by the server; "
        "leave them empty");
  }
  IEUM_ASSIGN_OR_RETURN(core::ProjectId id, core::ProjectId::Parse(project.project_id()));
  std::vector<core::InstitutionId> holders;
  for (const std::string& text : project.holders()) {
    IEUM_ASSIGN_OR_RETURN(core::InstitutionId holder, core::InstitutionId::Parse(text));
    holders.push_back(std::move(holder));
  }
  IEUM_ASSIGN_OR_RETURN(core::ProfileHeader profile,
                        core::ReadProfileHeader(project.profile_json()));
  if (project.threshold_basis_points() > 10'000) {
    return core::InvalidArgument("the threshold is outside 1 to 10000 basis points");
  }
  const int threshold = project.threshold_basis_points() == 0
                            ? profile.threshold_basis_points
                            : static_cast<int>(project.threshold_basis_points());
  return ProjectTerms{.id = std::move(id),
                      .holders = std::move(holders),
                      .profile = std::move(profile),
                      .threshold_basis_points = threshold,
                      .test = project.test(),
                      .field_level_approved = project.field_level_approved(),
                      .joint_keys_to_holders = project.joint_keys_to_holders()};
}

// A project that is to be has no record yet; its name is the operator's to choose.
CallScope NewProjectScope(const v1::Project& project) {
  CallScope scope;
  absl::StatusOr<core::ProjectId> id = core::ProjectId::Parse(project.project_id());
  if (id.ok()) scope.project = *std::move(id);
  return scope;
}

}  // namespace

grpc::Status ProjectServiceImpl::CreateProject(grpc::ServerContext* context,
                                               const v1::CreateProjectRequest* request,
                                               v1::CreateProjectResponse* response) {
  return context_.guard.Run(
      *context, "ProjectService/CreateProject",
      WithRequest(NewProjectScope(request->project()), *request),
      [&](const Principal&, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const ProjectTerms terms, ParseTerms(request->project()));
        IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, context_.store.projects().Create(terms));
        record.SetDecided(project.terms.profile.digest);
        ToProto(project, *response->mutable_project());
        return absl::OkStatus();
      });
}

grpc::Status ProjectServiceImpl::GetProject(grpc::ServerContext* context,
                                            const v1::GetProjectRequest* request,
                                            v1::GetProjectResponse* response) {
  return context_.guard.Run(*context, "ProjectService/GetProject",
                            ScopeOf(context_.store.projects(), request->project_id()),
                            [&](const Principal& caller) -> absl::Status {
                              IEUM_ASSIGN_OR_RETURN(const ProjectRecord project,
                                                    VisibleProject(context_.store.projects(),
                                                                   caller, request->project_id()));
                              ToProto(project, *response->mutable_project());
                              return absl::OkStatus();
                            });
}

grpc::Status ProjectServiceImpl::ListProjects(grpc::ServerContext* context,
                                              const v1::ListProjectsRequest*,
                                              v1::ListProjectsResponse* response) {
  return context_.guard.Run(
      *context, "ProjectService/ListProjects", {}, [&](const Principal& caller) -> absl::Status {
        for (const ProjectRecord& project : context_.store.projects().List()) {
          if (MaySee(caller, project)) ToProto(project, *response->add_projects());
        }
        return absl::OkStatus();
      });
}

grpc::Status ProjectServiceImpl::SealProject(grpc::ServerContext* context,
                                             const v1::SealProjectRequest* request,
                                             v1::SealProjectResponse* response) {
  return context_.guard.Run(
      *context, "ProjectService/SealProject",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const ProjectRecord sealed,
                              context_.store.submissions().SealProject(project.terms.id));
        record.SetDecided(sealed.terms.profile.digest);
        IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> rows,
                              context_.store.submissions().RowsBefore(sealed, sealed.round + 1));
        for (size_t holder = 0; holder < rows.size(); ++holder) {
          record.AddRows(sealed.terms.holders[holder], 0, rows[holder].row_count);
        }
        ToProto(sealed, *response->mutable_project());
        return absl::OkStatus();
      });
}

grpc::Status ProjectServiceImpl::ReopenProject(grpc::ServerContext* context,
                                               const v1::ReopenProjectRequest* request,
                                               v1::ReopenProjectResponse* response) {
  return context_.guard.Run(
      *context, "ProjectService/ReopenProject",
      WithRequest(ScopeOf(context_.store.projects(), request->project_id()), *request),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord reopened,
            context_.store.runs().ReopenProject(project.terms.id, request->round()));
        ToProto(reopened, *response->mutable_project());
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
