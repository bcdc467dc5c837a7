// Candidates and releases.
#ifndef IEUM_SERVER_JOINER_RELEASE_SERVICE_H_
#define IEUM_SERVER_JOINER_RELEASE_SERVICE_H_

#include "ieum/server/joining/candidate_maker.h"
#include "ieum/server/joining/release_exporter.h"
#include "ieum/server/service/service_context.h"
#include "ieum/server/storage/joiner_store.h"
#include "ieum/v1/release_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/release_service.proto.
class ReleaseServiceImpl final : public v1::ReleaseService::Service {
 public:
  // All outlive the service.
  ReleaseServiceImpl(const ServiceContext& context, JoinerStore& store, CandidateMaker& maker,
                     ReleaseExporter& exporter)
      : context_(context), store_(store), maker_(maker), exporter_(exporter) {}

  grpc::Status MakeCandidate(grpc::ServerContext* context, const v1::MakeCandidateRequest* request,
                             v1::MakeCandidateResponse* response) override;
  grpc::Status ListCandidates(grpc::ServerContext* context,
                              const v1::ListCandidatesRequest* request,
                              v1::ListCandidatesResponse* response) override;
  grpc::Status ExportCandidate(grpc::ServerContext* context,
                               const v1::ExportCandidateRequest* request,
                               grpc::ServerWriter<v1::ExportCandidateResponse>* writer) override;
  grpc::Status ExportRelease(grpc::ServerContext* context, const v1::ExportReleaseRequest* request,
                             grpc::ServerWriter<v1::ExportReleaseResponse>* writer) override;

 private:
  const ServiceContext context_;
  JoinerStore& store_;
  CandidateMaker& maker_;
  ReleaseExporter& exporter_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOINER_RELEASE_SERVICE_H_
