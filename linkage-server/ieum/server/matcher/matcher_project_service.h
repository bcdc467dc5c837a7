// The matcher's projects: sealed, and opened again for another round.
#ifndef IEUM_SERVER_MATCHER_MATCHER_PROJECT_SERVICE_H_
#define IEUM_SERVER_MATCHER_MATCHER_PROJECT_SERVICE_H_

#include "ieum/server/matcher/matcher_context.h"
#include "ieum/server/service/project_service.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/project_service.proto.
class MatcherProjectServiceImpl final : public ProjectServiceImpl {
 public:
  // The gate outlives this object.
  MatcherProjectServiceImpl(const MatcherContext& context, const ManifestGate& manifest_gate)
      : ProjectServiceImpl(context.shared(), manifest_gate), matcher_(context) {}

  grpc::Status SealProject(grpc::ServerContext* context, const v1::SealProjectRequest* request,
                           v1::SealProjectResponse* response) override;
  grpc::Status ReopenProject(grpc::ServerContext* context, const v1::ReopenProjectRequest* request,
                             v1::ReopenProjectResponse* response) override;

 private:
  const MatcherContext matcher_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_MATCHER_PROJECT_SERVICE_H_
