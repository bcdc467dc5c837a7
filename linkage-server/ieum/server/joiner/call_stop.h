// Ends long work of a call whose caller has gone, or whose server stops.
#ifndef IEUM_SERVER_JOINER_CALL_STOP_H_
#define IEUM_SERVER_JOINER_CALL_STOP_H_

#include <atomic>
#include <stop_token>
#include <thread>

#include <grpcpp/server_context.h>

namespace ieum::server {

// Looks several times a second, until the object ends.
class CallStop final {
 public:
  // Both outlive it.
  CallStop(const grpc::ServerContext& call, const std::atomic<bool>& stopping);

  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread watch_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOINER_CALL_STOP_H_
