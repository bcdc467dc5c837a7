// Submissions: holders' encodings on their way into the store.
#ifndef IEUM_SERVER_MATCHER_SUBMISSION_SERVICE_H_
#define IEUM_SERVER_MATCHER_SUBMISSION_SERVICE_H_

#include "ieum/server/matcher/matcher_context.h"
#include "ieum/v1/submission_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/submission_service.proto.
class SubmissionServiceImpl final : public v1::SubmissionService::Service {
 public:
  explicit SubmissionServiceImpl(const MatcherContext& context) : context_(context) {}

  grpc::Status SubmitChunks(grpc::ServerContext* context,
                            grpc::ServerReader<v1::SubmitChunksRequest>* reader,
                            v1::SubmitChunksResponse* response) override;
  grpc::Status SealSubmission(grpc::ServerContext* context,
                              const v1::SealSubmissionRequest* request,
                              v1::SealSubmissionResponse* response) override;
  grpc::Status GetSubmission(grpc::ServerContext* context, const v1::GetSubmissionRequest* request,
                             v1::GetSubmissionResponse* response) override;
  grpc::Status ListSubmissions(grpc::ServerContext* context,
                               const v1::ListSubmissionsRequest* request,
                               v1::ListSubmissionsResponse* response) override;
  grpc::Status WithdrawSubmission(grpc::ServerContext* context,
                                  const v1::WithdrawSubmissionRequest* request,
                                  v1::WithdrawSubmissionResponse* response) override;

 private:
  const MatcherContext context_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_SUBMISSION_SERVICE_H_
