// Bundles that operators bring and carry away.
#ifndef IEUM_SERVER_MATCHER_BUNDLE_SERVICE_H_
#define IEUM_SERVER_MATCHER_BUNDLE_SERVICE_H_

#include "ieum/server/exchange/bundle_exporter.h"
#include "ieum/server/exchange/bundle_importer.h"
#include "ieum/server/matcher/service_context.h"
#include "ieum/v1/bundle_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/bundle_service.proto.
class BundleServiceImpl final : public v1::BundleService::Service {
 public:
  // Importer and exporter outlive the service.
  BundleServiceImpl(const ServiceContext& context, BundleImporter& importer,
                    BundleExporter& exporter)
      : context_(context), importer_(importer), exporter_(exporter) {}

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
  grpc::Status ExportJointKeys(grpc::ServerContext* context,
                               const v1::ExportJointKeysRequest* request,
                               grpc::ServerWriter<v1::ExportJointKeysResponse>* writer) override;

 private:
  const ServiceContext context_;
  BundleImporter& importer_;
  BundleExporter& exporter_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_BUNDLE_SERVICE_H_
