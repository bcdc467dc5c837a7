// The operator's connection to a server and the one way its calls are made.
#ifndef IEUM_SERVER_CMD_IEUMCTL_CONNECTION_H_
#define IEUM_SERVER_CMD_IEUMCTL_CONNECTION_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <type_traits>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/status.h"
#include "ieum/core/rpc/call.h"
#include "ieum/core/rpc/channel.h"

namespace ieum::server {

// Time allowed for one call that answers at once.
inline constexpr absl::Duration kCallTimeout = absl::Seconds(60);

// On standard error, if the certificate ends within core::kExpiryWarning.
void WarnOfExpiry(const std::string& certificate_file);

// A stub of `Service` (such as v1::ProjectService) on a connection of its own.
template <typename Service>
class Connection final {
 public:
  using Stub = typename Service::Stub;

  // Errors as core::OpenChannel.
  static absl::StatusOr<Connection> Open(const core::ChannelOptions& options) {
    IEUM_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, core::OpenChannel(options));
    WarnOfExpiry(options.certificate_file);
    return Connection(Service::NewStub(channel), options.server);
  }

  Stub& stub() { return *stub_; }
  const std::string& server() const { return server_; }

  // Calls a method with one answer: Ask(&v1::ProjectService::Stub::GetProject, request).
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                            Response*),
                               const std::type_identity_t<Request>& request,
                               absl::Duration timeout = kCallTimeout) {
    Response response;
    core::Call call(timeout, {});
    IEUM_RETURN_IF_ERROR(
        call.Outcome((*stub_.*method)(call.context(), request, &response), server_));
    return response;
  }

 private:
  Connection(std::unique_ptr<Stub> stub, std::string server)
      : stub_(std::move(stub)), server_(std::move(server)) {}

  std::unique_ptr<Stub> stub_;
  std::string server_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_CONNECTION_H_
