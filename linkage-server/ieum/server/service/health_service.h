// Readiness and version.
#ifndef IEUM_SERVER_SERVICE_HEALTH_SERVICE_H_
#define IEUM_SERVER_SERVICE_HEALTH_SERVICE_H_

#include "ieum/server/service/service_context.h"
#include "ieum/v1/health_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/health_service.proto.
class HealthServiceImpl final : public v1::HealthService::Service {
 public:
  explicit HealthServiceImpl(const ServiceContext& context) : context_(context) {}

  grpc::Status GetHealth(grpc::ServerContext* context, const v1::GetHealthRequest* request,
                         v1::GetHealthResponse* response) override;

 private:
  const ServiceContext context_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_HEALTH_SERVICE_H_
