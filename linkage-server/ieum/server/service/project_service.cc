#include "ieum/server/service/project_service.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieum/server/service/project_access.h"
#include "ieum/server/service/to_proto.h"

namespace ieum::server {
namespace {

// A project that is to be has no record yet; its name stands in its manifest.
CallScope NewProjectScope(const absl::StatusOr<core::SignedManifest>& manifest) {
  CallScope scope;
  if (manifest.ok()) scope.project = manifest->manifest.project;
  return scope;
}

}  // namespace

grpc::Status ProjectServiceImpl::CreateProject(grpc::ServerContext* context,
                                               const v1::CreateProjectRequest* request,
                                               v1::CreateProjectResponse* response) {
  const absl::StatusOr<core::SignedManifest> manifest =
      core::ReadSignedManifest(request->manifest());
  return context_.guard.Run(
      *context, "ProjectService/CreateProject", WithRequest(NewProjectScope(manifest), *request),
      [&](const Principal&, CallRecord& record) -> absl::Status {
        IEUM_RETURN_IF_ERROR(manifest.status());
        record.SetDecided(manifest->manifest.digest);
        IEUM_ASSIGN_OR_RETURN(const ProjectTerms terms,
                              manifest_gate_.Pass(*manifest, context_.clock.Now()));
        IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, context_.store.projects().Create(terms));
        ToProto(project, context_.clock.Now(), *response->mutable_project());
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
                              ToProto(project, context_.clock.Now(), *response->mutable_project());
                              response->set_manifest(project.terms.manifest);
                              return absl::OkStatus();
                            });
}

grpc::Status ProjectServiceImpl::ListProjects(grpc::ServerContext* context,
                                              const v1::ListProjectsRequest*,
                                              v1::ListProjectsResponse* response) {
  return context_.guard.Run(
      *context, "ProjectService/ListProjects", {}, [&](const Principal& caller) -> absl::Status {
        std::vector<ProjectRecord> projects = context_.store.projects().List();
        for (ProjectRecord& destroyed : context_.store.projects().ListDestroyed()) {
          projects.push_back(std::move(destroyed));
        }
        std::sort(
            projects.begin(), projects.end(),
            [](const ProjectRecord& a, const ProjectRecord& b) { return a.terms.id < b.terms.id; });
        for (const ProjectRecord& project : projects) {
          if (MaySee(caller, project))
            ToProto(project, context_.clock.Now(), *response->add_projects());
        }
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
