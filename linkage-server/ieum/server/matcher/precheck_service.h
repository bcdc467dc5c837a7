// The match-rate pre-check.
#ifndef IEUM_SERVER_MATCHER_PRECHECK_SERVICE_H_
#define IEUM_SERVER_MATCHER_PRECHECK_SERVICE_H_

#include "ieum/server/matcher/matcher_context.h"
#include "ieum/v1/precheck_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/precheck_service.proto.
class PrecheckServiceImpl final : public v1::PrecheckService::Service {
 public:
  explicit PrecheckServiceImpl(const MatcherContext& context) : context_(context) {}

  grpc::Status AskMatchRate(grpc::ServerContext* context, const v1::AskMatchRateRequest* request,
                            v1::AskMatchRateResponse* response) override;

 private:
  const MatcherContext context_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_PRECHECK_SERVICE_H_
