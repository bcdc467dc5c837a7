// Results: joint keys of a holder's own rows.
#ifndef IEUM_SERVER_MATCHER_RESULT_SERVICE_H_
#define IEUM_SERVER_MATCHER_RESULT_SERVICE_H_

#include "ieum/server/matcher/matcher_context.h"
#include "ieum/v1/result_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/result_service.proto.
class ResultServiceImpl final : public v1::ResultService::Service {
 public:
  explicit ResultServiceImpl(const MatcherContext& context) : context_(context) {}

  grpc::Status ReadJointKeys(grpc::ServerContext* context, const v1::ReadJointKeysRequest* request,
                             grpc::ServerWriter<v1::ReadJointKeysResponse>* writer) override;

 private:
  const MatcherContext context_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_RESULT_SERVICE_H_
