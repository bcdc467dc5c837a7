// Matching runs: operators start, watch and cancel them.
#ifndef IEUM_SERVER_MATCHER_MATCHING_SERVICE_H_
#define IEUM_SERVER_MATCHER_MATCHING_SERVICE_H_

#include "ieum/server/matcher/matcher_context.h"
#include "ieum/v1/matching_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/matching_service.proto.
class MatchingServiceImpl final : public v1::MatchingService::Service {
 public:
  explicit MatchingServiceImpl(const MatcherContext& context) : context_(context) {}

  grpc::Status StartRun(grpc::ServerContext* context, const v1::StartRunRequest* request,
                        v1::StartRunResponse* response) override;
  grpc::Status CancelRun(grpc::ServerContext* context, const v1::CancelRunRequest* request,
                         v1::CancelRunResponse* response) override;
  grpc::Status GetRun(grpc::ServerContext* context, const v1::GetRunRequest* request,
                      v1::GetRunResponse* response) override;
  grpc::Status ListRuns(grpc::ServerContext* context, const v1::ListRunsRequest* request,
                        v1::ListRunsResponse* response) override;
  grpc::Status WatchRun(grpc::ServerContext* context, const v1::WatchRunRequest* request,
                        grpc::ServerWriter<v1::WatchRunResponse>* writer) override;

  grpc::Status GetMatchReport(grpc::ServerContext* context,
                              const v1::GetMatchReportRequest* request,
                              v1::GetMatchReportResponse* response) override;

 private:
  const MatcherContext context_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_MATCHING_SERVICE_H_
