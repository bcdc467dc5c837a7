// The matcher's bundles: those of both roles, joint keys, and joinable serials.
#ifndef IEUM_SERVER_MATCHER_MATCHER_BUNDLE_SERVICE_H_
#define IEUM_SERVER_MATCHER_MATCHER_BUNDLE_SERVICE_H_

#include "ieum/server/exchange/bundle_exporter.h"
#include "ieum/server/matcher/matcher_context.h"
#include "ieum/server/service/bundle_service.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/bundle_service.proto.
class MatcherBundleServiceImpl final : public BundleServiceImpl {
 public:
  // Importer and exporter outlive the service.
  MatcherBundleServiceImpl(const MatcherContext& context, BundleImporter& importer,
                           BundleExporter& exporter)
      : BundleServiceImpl(context.shared(), importer), matcher_(context), exporter_(exporter) {}

  grpc::Status ExportJointKeys(grpc::ServerContext* context,
                               const v1::ExportJointKeysRequest* request,
                               grpc::ServerWriter<v1::ExportJointKeysResponse>* writer) override;

  grpc::Status ExportJoinableSerials(
      grpc::ServerContext* context, const v1::ExportJoinableSerialsRequest* request,
      grpc::ServerWriter<v1::ExportJoinableSerialsResponse>* writer) override;

 private:
  template <typename Response>
  absl::Status Send(BundleExport& bundle, grpc::ServerWriter<Response>& writer, CallRecord& record);

  const MatcherContext matcher_;
  BundleExporter& exporter_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_MATCHER_BUNDLE_SERVICE_H_
