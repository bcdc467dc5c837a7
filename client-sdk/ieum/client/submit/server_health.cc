#include "ieum/client/submit/server_health.h"

#include <grpcpp/grpcpp.h>

#include <memory>

#include "ieum/core/base/status.h"
#include "ieum/core/rpc/call.h"
#include "ieum/v1/health_service.grpc.pb.h"

namespace ieum::client {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(10);

}  // namespace

absl::StatusOr<ServerHealth> AskServerHealth(const core::ChannelOptions& channel,
                                             const std::stop_token& stop) {
  IEUM_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> open, core::OpenChannel(channel));
  const auto stub = v1::HealthService::NewStub(open);
  v1::GetHealthResponse response;
  ServerHealth health;
  // The first call makes the connection; clocks are compared by the second.
  for (int i = 0; i < 2; ++i) {
    core::Call call(kTimeout, stop);
    health.asked = absl::Now();
    const grpc::Status asked = stub->GetHealth(call.context(), {}, &response);
    health.answered = absl::Now();
    IEUM_RETURN_IF_ERROR(call.Outcome(asked, channel.server));
  }
  health.role = response.role();
  health.version = response.version();
  health.ready = response.readiness() == v1::READINESS_READY;
  health.read_only = response.readiness() == v1::READINESS_READ_ONLY;
  health.now = absl::FromUnixMicros(response.now_unix_micros());
  return health;
}

}  // namespace ieum::client
