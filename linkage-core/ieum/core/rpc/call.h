// One remote call: no call without a deadline, and every call ends when its caller wants to stop.
#ifndef IEUM_CORE_RPC_CALL_H_
#define IEUM_CORE_RPC_CALL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <functional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace ieum::core {

// Make a new one for each call. One thread at a time; `stop` may be requested from any thread.
class Call final {
 public:
  Call(absl::Duration timeout, std::stop_token stop);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // For the stub; borrowed until the call has ended.
  grpc::ClientContext* context() { return &context_; }
  // Ends the call early from this side.
  void Cancel() { context_.TryCancel(); }
  // How the call ended, as FromGrpc. A cancellation that nobody here asked for is the server
  // stopping: UNAVAILABLE.
  absl::Status Outcome(const grpc::Status& status, const std::string& server) const;

 private:
  grpc::ClientContext context_;
  std::stop_token stop_;
  std::stop_callback<std::function<void()>> cancel_on_stop_;
};

// Lets a broken connection come back, for `timeout` at most. gRPC works on a connection only while
// some thread waits in it: a client whose calls fail at once, and which sleeps in between, may
// never see its handshake end. Call it before trying again after UNAVAILABLE.
void WaitUntilConnected(grpc::Channel& channel, absl::Duration timeout,
                        const std::stop_token& stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_RPC_CALL_H_
