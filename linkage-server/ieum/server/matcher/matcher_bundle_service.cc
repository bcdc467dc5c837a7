#include "ieum/server/matcher/matcher_bundle_service.h"

#include "ieum/core/base/status.h"
#include "ieum/server/service/project_access.h"

namespace ieum::server {
namespace {

// The files of a bundle as messages to the caller.
class StreamSink final : public core::BundleSink {
 public:
  // All outlive it.
  StreamSink(const BundleExport& bundle, grpc::ServerWriter<v1::ExportJointKeysResponse>& writer,
             CallRecord& record)
      : bundle_(bundle), writer_(writer), record_(record) {
    response_.set_run_number(bundle.keys.run_number());
    response_.set_row_count(bundle.keys.row_count());
  }

  absl::Status BeginPart(uint32_t number) override {
    // Counted before it is sent: however the stream ends, some may have arrived.
    if (number == 1) record_.AddRows(bundle_.holder(), 0, bundle_.keys.row_count());
    response_.set_part(number);
    return absl::OkStatus();
  }
  absl::Status Write(core::ByteView bytes) override {
    response_.set_content(bytes.data(), bytes.size());
    return Send();
  }
  absl::Status EndPart() override { return absl::OkStatus(); }
  absl::Status WriteCover(core::ByteView cover) override {
    response_.clear_part();
    response_.clear_content();
    response_.set_cover(cover.data(), cover.size());
    return Send();
  }

 private:
  absl::Status Send() {
    if (writer_.Write(response_)) return absl::OkStatus();
    return core::Cancelled("the caller stopped reading");
  }

  const BundleExport& bundle_;
  grpc::ServerWriter<v1::ExportJointKeysResponse>& writer_;
  CallRecord& record_;
  v1::ExportJointKeysResponse response_;
};

}  // namespace

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
        StreamSink sink(bundle, *writer, record);
        IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest digest, exporter_.Write(bundle, sink));
        record.SetDecided(digest);
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
