#ifndef IEUM_SERVER_APP_TRANSPORT_LIMITS_H_
#define IEUM_SERVER_APP_TRANSPORT_LIMITS_H_

#include <grpcpp/server_builder.h>

#include "ieum/server/app/server_environment.h"

namespace ieum::server {

// Gives a server the bounds of limits.h, with these times.
void SetTransportLimits(grpc::ServerBuilder& builder, const ServerTimes& times);

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_TRANSPORT_LIMITS_H_
