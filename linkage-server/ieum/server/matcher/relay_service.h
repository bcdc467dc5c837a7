// The relay between holders that agree their secret.
#ifndef IEUM_SERVER_MATCHER_RELAY_SERVICE_H_
#define IEUM_SERVER_MATCHER_RELAY_SERVICE_H_

#include "ieum/server/matcher/matcher_context.h"
#include "ieum/v1/relay_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/relay_service.proto.
class RelayServiceImpl final : public v1::RelayService::Service {
 public:
  explicit RelayServiceImpl(const MatcherContext& context) : context_(context) {}

  grpc::Status LeaveParcel(grpc::ServerContext* context, const v1::LeaveParcelRequest* request,
                           v1::LeaveParcelResponse* response) override;
  grpc::Status CollectParcels(grpc::ServerContext* context,
                              const v1::CollectParcelsRequest* request,
                              v1::CollectParcelsResponse* response) override;
  grpc::Status ListParcels(grpc::ServerContext* context, const v1::ListParcelsRequest* request,
                           v1::ListParcelsResponse* response) override;

 private:
  const MatcherContext context_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_RELAY_SERVICE_H_
