#include "ieum/client/submit/project_manifest.h"

#include <grpcpp/grpcpp.h>

#include <memory>

#include "ieum/core/base/status.h"
#include "ieum/core/rpc/call.h"
#include "ieum/v1/project_service.grpc.pb.h"

namespace ieum::client {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(60);
constexpr absl::Duration kReconnectTime = absl::Seconds(2);

}  // namespace

absl::StatusOr<std::string> FetchManifest(const core::ChannelOptions& channel,
                                          const core::ProjectId& project, const RetryOptions& retry,
                                          const std::stop_token& stop) {
  IEUM_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> open, core::OpenChannel(channel));
  const auto stub = v1::ProjectService::NewStub(open);
  v1::GetProjectRequest request;
  request.set_project_id(project.value());
  Retry attempts(retry);
  while (true) {
    v1::GetProjectResponse response;
    core::Call call(kTimeout, stop);
    const absl::Status status =
        call.Outcome(stub->GetProject(call.context(), request, &response), channel.server);
    if (status.ok()) return response.manifest();
    IEUM_RETURN_IF_ERROR(attempts.WaitAfter(status, stop));
    if (absl::IsUnavailable(status)) core::WaitUntilConnected(*open, kReconnectTime, stop);
  }
}

}  // namespace ieum::client
