#include "ieum/server/service/health_service.h"

#include <string>

#include "ieum/core/similarity/kernel.h"
#include "ieum/server/observe/build_info.h"

namespace ieum::server {

grpc::Status HealthServiceImpl::GetHealth(grpc::ServerContext* context, const v1::GetHealthRequest*,
                                          v1::GetHealthResponse* response) {
  return context_.guard.Run(*context, "HealthService/GetHealth", {}, [&](const Principal&) {
    response->set_readiness(context_.stopping.load() ? v1::READINESS_STOPPING
                            : context_.store.read_only() || context_.guard.halted()
                                ? v1::READINESS_READ_ONLY
                                : v1::READINESS_READY);
    response->set_role(std::string(StoreRoleName(context_.store.role())));
    response->set_version(std::string(BuildVersion()));
    response->set_kernel(std::string(core::BestKernel().name()));
    response->set_now_unix_micros(absl::ToUnixMicros(context_.clock.Now()));
    return absl::OkStatus();
  });
}

}  // namespace ieum::server
