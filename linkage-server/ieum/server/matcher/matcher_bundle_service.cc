#include "ieum/server/matcher/matcher_bundle_service.h"

#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/service/bundle_stream.h"
#include "ieum/server/service/project_access.h"

namespace ieum::server {
namespace {

template <typename Request>
ExportOrder OrderOf(const Request& request) {
  return {.holder = request.holder(),
          .recipient_certificate = request.recipient_certificate(),
          .part_bytes = request.part_bytes()};
}

}  // namespace

template <typename Response>
absl::Status MatcherBundleServiceImpl::Send(BundleExport& bundle,
                                            grpc::ServerWriter<Response>& writer,
                                            CallRecord& record) {
  record.SetRun(bundle.run_number());
  Response facts;
  facts.set_run_number(bundle.run_number());
  facts.set_row_count(bundle.row_count());
  BundleStream<Response> sink(writer, std::move(facts),
                              [&] { record.AddRows(bundle.holder(), 0, bundle.row_count()); });
  IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest digest, exporter_.Write(bundle, sink));
  record.SetDecided(digest);
  return absl::OkStatus();
}

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
        IEUM_ASSIGN_OR_RETURN(BundleExport bundle, exporter_.Prepare(project, OrderOf(*request)));
        return Send(bundle, *writer, record);
      });
}

grpc::Status MatcherBundleServiceImpl::ExportJoinableSerials(
    grpc::ServerContext* context, const v1::ExportJoinableSerialsRequest* request,
    grpc::ServerWriter<v1::ExportJoinableSerialsResponse>* writer) {
  return matcher_.guard.Run(
      *context, "BundleService/ExportJoinableSerials",
      WithRequest(ScopeOf(matcher_.store.projects(), request->project_id()), *request),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(matcher_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(BundleExport bundle,
                              exporter_.PrepareJoinable(project, OrderOf(*request)));
        return Send(bundle, *writer, record);
      });
}

}  // namespace ieum::server
