#include "ieum/server/matcher/matcher_bundle_service.h"

#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/service/bundle_stream.h"
#include "ieum/server/service/project_access.h"

namespace ieum::server {

grpc::Status MatcherBundleServiceImpl::ExportJointKeys(
    grpc::ServerContext* context, const v1::ExportJointKeysRequest* request,
    grpc::ServerWriter<v1::ExportJointKeysResponse>* writer) {
  return matcher_.guard.Run(
      *context, "BundleService/ExportJointKeys",
      ScopeOf(matcher_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(matcher_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(
            BundleExport bundle,
            exporter_.Prepare(project, {.holder = request->holder(),
                                        .recipient_certificate = request->recipient_certificate(),
                                        .part_bytes = request->part_bytes()}));
        record.SetRun(bundle.keys.run_number());
        v1::ExportJointKeysResponse facts;
        facts.set_run_number(bundle.keys.run_number());
        facts.set_row_count(bundle.keys.row_count());
        BundleStream<v1::ExportJointKeysResponse> sink(*writer, std::move(facts), [&] {
          record.AddRows(bundle.holder(), 0, bundle.keys.row_count());
        });
        IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest digest, exporter_.Write(bundle, sink));
        record.SetDecided(digest);
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
