#include "ieum/server/service/bundle_service.h"

#include <algorithm>
#include <set>
#include <string>

#include "ieum/core/base/status.h"
#include "ieum/server/service/project_access.h"
#include "ieum/server/service/to_proto.h"

namespace ieum::server {
namespace {

constexpr size_t kMaxPieceBytes = size_t{1} << 20;

absl::StatusOr<core::BundleId> ParseId(const std::string& text) {
  core::BundleId id;
  if (text.size() != id.size()) {
    return core::InvalidArgument("bundle_id has %d bytes; want %d", text.size(), id.size());
  }
  const core::ByteView bytes = core::AsBytes(text);
  std::copy(bytes.begin(), bytes.end(), id.begin());
  return id;
}

void ToProto(const BundleImportView& view, v1::BundleImport& out) {
  const ImportRecord& record = view.record;
  out.set_bundle_id(record.bundle.data(), record.bundle.size());
  out.set_kind(std::string(core::FactsOf(record.kind).name));
  out.set_sender(record.sender);
  out.set_state(view.done ? v1::IMPORT_STATE_DONE : v1::IMPORT_STATE_OPEN);
  out.set_digest(record.digest.data(), record.digest.size());
  for (const uint64_t bytes : view.received_bytes) out.add_received_bytes(bytes);
  for (const uint64_t bytes : view.part_bytes) out.add_part_bytes(bytes);
  if (view.done) out.set_done_unix_micros(absl::ToUnixMicros(record.time));
}

// One stream of parts.
class PartReceiver {
 public:
  PartReceiver(const ServiceContext& context, const grpc::ServerContext& call,
               BundleImporter& importer)
      : context_(context), call_(call), importer_(importer) {}

  absl::StatusOr<BundleImportView> Receive(const Principal& caller,
                                           grpc::ServerReader<v1::SendPartsRequest>& reader,
                                           CallRecord& record) {
    v1::SendPartsRequest request;
    while (reader.Read(&request)) {
      if (!project_.has_value()) IEUM_RETURN_IF_ERROR(Begin(caller, request, record));
      if (context_.stopping.load()) {
        return core::Unavailable("the server is stopping; go on when it is back");
      }
      if (request.content().size() > kMaxPieceBytes) {
        return core::InvalidArgument("a message carries at most %d bytes of a part, not %d",
                                     kMaxPieceBytes, request.content().size());
      }
      IEUM_RETURN_IF_ERROR(importer_.Append(*project_, id_, request.part(), request.offset(),
                                            core::AsBytes(request.content())));
      parts_.insert(request.part());
    }
    if (!project_.has_value())
      return core::InvalidArgument("the stream has no message; send parts");
    for (const uint32_t part : parts_) {
      IEUM_RETURN_IF_ERROR(importer_.Sync(*project_, id_, part));
    }
    return importer_.Find(*project_, id_);
  }

 private:
  absl::Status Begin(const Principal& caller, const v1::SendPartsRequest& request,
                     CallRecord& record) {
    IEUM_ASSIGN_OR_RETURN(const ProjectRecord project,
                          VisibleProject(context_.store.projects(), caller, request.project_id()));
    IEUM_RETURN_IF_ERROR(CheckState("BundleService/SendParts", project.state));
    IEUM_RETURN_IF_ERROR(CheckManifest(call_, "BundleService/SendParts", project));
    IEUM_RETURN_IF_ERROR(record.Begin(project.terms.id));
    IEUM_ASSIGN_OR_RETURN(id_, ParseId(request.bundle_id()));
    IEUM_RETURN_IF_ERROR(importer_.CheckBringer(project, caller, id_));
    project_ = project;
    return absl::OkStatus();
  }

  const ServiceContext& context_;
  const grpc::ServerContext& call_;
  BundleImporter& importer_;
  std::optional<ProjectRecord> project_;
  core::BundleId id_{};
  std::set<uint32_t> parts_;  // that got something
};

}  // namespace

grpc::Status BundleServiceImpl::OpenImport(grpc::ServerContext* context,
                                           const v1::OpenImportRequest* request,
                                           v1::OpenImportResponse* response) {
  return context_.guard.Run(
      *context, "BundleService/OpenImport",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const BundleImportView view,
                              importer_.Open(project, caller, core::AsBytes(request->cover())));
        record.SetDecided(view.record.digest);
        ToProto(view, *response->mutable_bundle());
        return absl::OkStatus();
      });
}

grpc::Status BundleServiceImpl::SendParts(grpc::ServerContext* context,
                                          grpc::ServerReader<v1::SendPartsRequest>* reader,
                                          v1::SendPartsResponse* response) {
  return context_.guard.Run(*context, "BundleService/SendParts",
                            {.project = std::nullopt, .run = 0, .in_stream = true},
                            [&](const Principal& caller, CallRecord& record) -> absl::Status {
                              PartReceiver receiver(context_, *context, importer_);
                              IEUM_ASSIGN_OR_RETURN(const BundleImportView view,
                                                    receiver.Receive(caller, *reader, record));
                              record.SetDecided(view.record.digest);
                              ToProto(view, *response->mutable_bundle());
                              return absl::OkStatus();
                            });
}

grpc::Status BundleServiceImpl::FinishImport(grpc::ServerContext* context,
                                             const v1::FinishImportRequest* request,
                                             v1::FinishImportResponse* response) {
  return context_.guard.Run(
      *context, "BundleService/FinishImport",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const core::BundleId id, ParseId(request->bundle_id()));
        IEUM_RETURN_IF_ERROR(importer_.CheckBringer(project, caller, id));
        IEUM_ASSIGN_OR_RETURN(const TakenIn taken, importer_.Finish(project, id));
        record.SetDecided(taken.view.record.digest);
        ToProto(taken.view, *response->mutable_bundle());
        const core::InstitutionId& holder = project.terms.holders[taken.holder];
        if (taken.row_count > 0) record.AddRows(holder, 0, taken.row_count);
        if (!taken.submission.has_value()) return absl::OkStatus();
        server::ToProto(*taken.submission, holder, *response->mutable_submission());
        return absl::OkStatus();
      });
}

grpc::Status BundleServiceImpl::DropImport(grpc::ServerContext* context,
                                           const v1::DropImportRequest* request,
                                           v1::DropImportResponse*) {
  return context_.guard.Run(
      *context, "BundleService/DropImport",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const core::BundleId id, ParseId(request->bundle_id()));
        return importer_.Drop(project, id);
      });
}

grpc::Status BundleServiceImpl::ListImports(grpc::ServerContext* context,
                                            const v1::ListImportsRequest* request,
                                            v1::ListImportsResponse* response) {
  return context_.guard.Run(
      *context, "BundleService/ListImports",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const std::vector<BundleImportView> views, importer_.List(project));
        for (const BundleImportView& view : views) ToProto(view, *response->add_imports());
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
