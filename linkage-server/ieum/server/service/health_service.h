// Readiness, version and metrics.
#ifndef IEUM_SERVER_SERVICE_HEALTH_SERVICE_H_
#define IEUM_SERVER_SERVICE_HEALTH_SERVICE_H_

#include "ieum/server/observe/metrics.h"
#include "ieum/server/service/service_context.h"
#include "ieum/v1/health_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/health_service.proto.
class HealthServiceImpl final : public v1::HealthService::Service {
 public:
  // The metrics outlive the service.
  HealthServiceImpl(const ServiceContext& context, const Metrics& metrics)
      : context_(context), metrics_(metrics) {}

  grpc::Status GetHealth(grpc::ServerContext* context, const v1::GetHealthRequest* request,
                         v1::GetHealthResponse* response) override;
  grpc::Status GetMetrics(grpc::ServerContext* context, const v1::GetMetricsRequest* request,
                          v1::GetMetricsResponse* response) override;

 private:
  const ServiceContext context_;
  const Metrics& metrics_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_HEALTH_SERVICE_H_
