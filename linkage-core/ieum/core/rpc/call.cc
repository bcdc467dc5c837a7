#include "ieum/core/rpc/call.h"

#include "ieum/core/base/status.h"
#include "ieum/core/rpc/channel.h"

namespace ieum::core {

Call::Call(absl::Duration timeout, std::stop_token stop)
    : stop_(stop), cancel_on_stop_(std::move(stop), [this] { context_.TryCancel(); }) {
  context_.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
}

absl::Status Call::Outcome(const grpc::Status& status, const std::string& server) const {
  if (status.ok()) return absl::OkStatus();
  if (stop_.stop_requested()) return Cancelled("stopped by the user");
  if (status.error_code() == grpc::StatusCode::CANCELLED) {
    return Unavailable("%s cut off the call; it may be stopping", server);
  }
  if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    return DeadlineExceeded("%s did not answer in time", server);
  }
  return FromGrpc(status, server);
}

void WaitUntilConnected(grpc::Channel& channel, absl::Duration timeout,
                        const std::stop_token& stop) {
  // In slices, since gRPC's waiting does not know of stop tokens.
  constexpr absl::Duration kSlice = absl::Milliseconds(100);
  for (absl::Duration waited; waited < timeout && !stop.stop_requested(); waited += kSlice) {
    if (channel.WaitForConnected(absl::ToChronoTime(absl::Now() + kSlice))) return;
  }
}

}  // namespace ieum::core
