#include "ieum/server/joiner/release_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/core/base/status.h"
#include "ieum/core/release/release_description.h"
#include "ieum/server/joiner/call_stop.h"
#include "ieum/server/service/bundle_stream.h"
#include "ieum/server/service/call_guard.h"
#include "ieum/server/service/project_access.h"

namespace ieum::server {
namespace {

template <typename Request>
ReleaseOrder OrderOf(const Request& request) {
  return {.candidate = request.candidate(),
          .recipient_certificate = request.recipient_certificate(),
          .part_bytes = request.part_bytes()};
}

GivenApproval ApprovalOf(const v1::ReleaseApproval& message) {
  GivenApproval approval{.record = message.record(),
                         .case_json = message.review_case(),
                         .pack_json = message.pack(),
                         .statements = {}};
  for (const std::string& text : message.statements()) {
    approval.statements.push_back(
        {.name = absl::StrFormat("statement %d", approval.statements.size() + 1), .text = text});
  }
  return approval;
}

absl::Status ToProto(const CandidateRecord& record, v1::Candidate& out) {
  const absl::StatusOr<core::ReleaseDescription> description =
      core::ReleaseDescription::FromJson(record.description);
  if (!description.ok()) {
    return core::DataLoss("the description of release candidate %d is damaged", record.number);
  }
  out.set_number(record.number);
  out.set_recipient(description->name.recipient.value());
  out.set_digest(record.digest.data(), record.digest.size());
  out.set_row_count(record.row_count);
  for (const core::ReleasedColumn& column : description->columns) out.add_columns(column.name);
  out.set_run_number(description->provenance.run_number);
  out.set_made_unix_micros(absl::ToUnixMicros(record.made));
  return absl::OkStatus();
}

void ToProto(const core::AssemblyFigures& figures, const ProjectRecord& project,
             v1::MakeCandidateResponse& out) {
  for (size_t h = 0; h < figures.holders.size(); ++h) {
    v1::HolderJoin& holder = *out.add_holders();
    holder.set_holder(project.terms.holders[h].value());
    holder.set_row_count(figures.holders[h].row_count);
    holder.set_matched_row_count(figures.holders[h].matched_row_count);
    holder.set_joined_row_count(figures.holders[h].joined_row_count);
  }
}

}  // namespace

grpc::Status ReleaseServiceImpl::MakeCandidate(grpc::ServerContext* context,
                                               const v1::MakeCandidateRequest* request,
                                               v1::MakeCandidateResponse* response) {
  return context_.guard.Run(
      *context, "ReleaseService/MakeCandidate",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        const CallStop stop(*context, context_.stopping);
        const CandidateOrder order{
            .recipient = request->recipient(),
            .join = request->join() == 0 ? 1 : request->join(),
            .columns = {request->columns().begin(), request->columns().end()},
            .bias_columns = {request->bias_columns().begin(), request->bias_columns().end()},
            .tell_row_counts = request->tell_row_counts(),
            .time_series = request->time_series()};
        IEUM_ASSIGN_OR_RETURN(const MadeCandidate made, maker_.Make(project, order, stop.token()));
        record.SetDecided(made.record.digest);
        ToProto(made.figures, project, *response);
        return ToProto(made.record, *response->mutable_candidate());
      });
}

grpc::Status ReleaseServiceImpl::ListCandidates(grpc::ServerContext* context,
                                                const v1::ListCandidatesRequest* request,
                                                v1::ListCandidatesResponse* response) {
  return context_.guard.Run(
      *context, "ReleaseService/ListCandidates",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const std::vector<CandidateRecord> candidates,
                              store_.candidates().List(project));
        for (const CandidateRecord& candidate : candidates) {
          IEUM_RETURN_IF_ERROR(ToProto(candidate, *response->add_candidates()));
        }
        return absl::OkStatus();
      });
}

grpc::Status ReleaseServiceImpl::ExportCandidate(
    grpc::ServerContext* context, const v1::ExportCandidateRequest* request,
    grpc::ServerWriter<v1::ExportCandidateResponse>* writer) {
  return context_.guard.Run(
      *context, "ReleaseService/ExportCandidate",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const ReleaseExport bundle,
                              exporter_.PrepareCandidate(project, OrderOf(*request)));
        const CallStop stop(*context, context_.stopping);
        BundleStream<v1::ExportCandidateResponse> sink(*writer);
        IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest digest,
                              exporter_.Write(bundle, sink, stop.token()));
        record.SetDecided(digest);
        return absl::OkStatus();
      });
}

grpc::Status ReleaseServiceImpl::ExportRelease(
    grpc::ServerContext* context, const v1::ExportReleaseRequest* request,
    grpc::ServerWriter<v1::ExportReleaseResponse>* writer) {
  return context_.guard.Run(
      *context, "ReleaseService/ExportRelease",
      WithRequest(ScopeOf(context_.store.projects(), request->project_id()), *request),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(
            const ReleaseExport bundle,
            exporter_.PrepareRelease(project, OrderOf(*request), ApprovalOf(request->approval())));
        const CallStop stop(*context, context_.stopping);
        BundleStream<v1::ExportReleaseResponse> sink(*writer);
        IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest digest,
                              exporter_.Write(bundle, sink, stop.token()));
        record.SetDecided(digest);
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
