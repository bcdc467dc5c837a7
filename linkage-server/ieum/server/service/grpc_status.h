// The only mapping from our errors to those of a call.
#ifndef IEUM_SERVER_SERVICE_GRPC_STATUS_H_
#define IEUM_SERVER_SERVICE_GRPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace ieum::server {

// Same code, same message, cut where it would not fit into the trailer of a call.
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_GRPC_STATUS_H_
