// Bundles that operators bring, in both roles; what a role gives out is its own.
#ifndef IEUM_SERVER_SERVICE_BUNDLE_SERVICE_H_
#define IEUM_SERVER_SERVICE_BUNDLE_SERVICE_H_

#include "ieum/server/exchange/bundle_importer.h"
#include "ieum/server/service/service_context.h"
#include "ieum/v1/bundle_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/bundle_service.proto.
class BundleServiceImpl : public v1::BundleService::Service {
 public:
  // The importer outlives the service.
  BundleServiceImpl(const ServiceContext& context, BundleImporter& importer)
      : context_(context), importer_(importer) {}

  grpc::Status OpenImport(grpc::ServerContext* context, const v1::OpenImportRequest* request,
                          v1::OpenImportResponse* response) override;
  grpc::Status SendParts(grpc::ServerContext* context,
                         grpc::ServerReader<v1::SendPartsRequest>* reader,
                         v1::SendPartsResponse* response) override;
  grpc::Status FinishImport(grpc::ServerContext* context, const v1::FinishImportRequest* request,
                            v1::FinishImportResponse* response) override;
  grpc::Status DropImport(grpc::ServerContext* context, const v1::DropImportRequest* request,
                          v1::DropImportResponse* response) override;
  grpc::Status ListImports(grpc::ServerContext* context, const v1::ListImportsRequest* request,
                           v1::ListImportsResponse* response) override;

 private:
  const ServiceContext context_;
  BundleImporter& importer_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_BUNDLE_SERVICE_H_
