// Projects, in both roles: operators make them, parties see them. The moves between their states
// are the role's own.
#ifndef IEUM_SERVER_SERVICE_PROJECT_SERVICE_H_
#define IEUM_SERVER_SERVICE_PROJECT_SERVICE_H_

#include "ieum/server/service/manifest_gate.h"
#include "ieum/server/service/service_context.h"
#include "ieum/v1/project_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/project_service.proto.
class ProjectServiceImpl : public v1::ProjectService::Service {
 public:
  // The gate outlives this object.
  ProjectServiceImpl(const ServiceContext& context, const ManifestGate& manifest_gate)
      : context_(context), manifest_gate_(manifest_gate) {}

  grpc::Status CreateProject(grpc::ServerContext* context, const v1::CreateProjectRequest* request,
                             v1::CreateProjectResponse* response) override;
  grpc::Status GetProject(grpc::ServerContext* context, const v1::GetProjectRequest* request,
                          v1::GetProjectResponse* response) override;
  grpc::Status ListProjects(grpc::ServerContext* context, const v1::ListProjectsRequest* request,
                            v1::ListProjectsResponse* response) override;

 private:
  const ServiceContext context_;
  const ManifestGate& manifest_gate_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_PROJECT_SERVICE_H_
