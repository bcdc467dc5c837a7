#include "ieum/server/service/custody_service.h"

#include <algorithm>

#include "ieum/core/base/status.h"
#include "ieum/server/audit/own_entry.h"
#include "ieum/server/custody/make_backup.h"
#include "ieum/server/service/project_access.h"
#include "ieum/server/service/to_proto.h"

namespace ieum::server {
namespace {

// The entry's act names the reason, for an entry has no place for texts.
absl::StatusOr<const char*> ActOf(v1::StopReason reason) {
  switch (reason) {
    case v1::STOP_REASON_IDENTIFICATION:
      return "Stop/Identification";
    case v1::STOP_REASON_ORDER:
      return "Stop/Order";
    case v1::STOP_REASON_INCIDENT:
      return "Stop/Incident";
    case v1::STOP_REASON_WITHDRAWAL:
      return "Stop/Withdrawal";
    default:
      return core::InvalidArgument(
          "why the project is stopped is missing; say identification, order, incident or "
          "withdrawal");
  }
}

}  // namespace

grpc::Status CustodyServiceImpl::StopProject(grpc::ServerContext* context,
                                             const v1::StopProjectRequest* request,
                                             v1::StopProjectResponse*) {
  return context_.guard.Run(
      *context, "CustodyService/StopProject",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const char* const act, ActOf(request->reason()));
        core::AuditEntry entry = OwnEntry(context_.audit, act);
        entry.project = project.terms.id;
        entry.retention = core::AuditRetention::kThreeYearsAfterDestruction;
        IEUM_RETURN_IF_ERROR(context_.audit.Append(std::move(entry)).status());
        IEUM_RETURN_IF_ERROR(
            context_.store.projects()
                .Advance(project.terms.id, ProjectEvent::kStop, SealedBatch(), /*result_run=*/0)
                .status());
        return cancel_work_(project.number, /*wait=*/false);
      });
}

grpc::Status CustodyServiceImpl::ResumeProject(grpc::ServerContext* context,
                                               const v1::ResumeProjectRequest* request,
                                               v1::ResumeProjectResponse* response) {
  return context_.guard.Run(
      *context, "CustodyService/ResumeProject",
      WithRequest(ScopeOf(context_.store.projects(), request->project_id()), *request),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord resumed,
            context_.store.projects().Advance(project.terms.id, ProjectEvent::kResume,
                                              SealedBatch(), /*result_run=*/0));
        v1::Project shown;
        ToProto(resumed, context_.clock.Now(), shown);
        response->set_state(shown.state());
        return absl::OkStatus();
      });
}

grpc::Status CustodyServiceImpl::DestroyProject(grpc::ServerContext* context,
                                                const v1::DestroyProjectRequest* request,
                                                v1::DestroyProjectResponse* response) {
  return context_.guard.Run(
      *context, "CustodyService/DestroyProject",
      WithRequest(ScopeOf(context_.store.projects(), request->project_id()), *request),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(*response->mutable_certificate(),
                              destroyer_.Destroy(project.terms.id,
                                                 {.reason = DestructionReason::kRequest,
                                                  .requested_by = UriOf(caller),
                                                  .approved_by = record.approvers()},
                                                 cancel_work_));
        return absl::OkStatus();
      });
}

grpc::Status CustodyServiceImpl::FinishDestruction(grpc::ServerContext* context,
                                                   const v1::FinishDestructionRequest* request,
                                                   v1::FinishDestructionResponse* response) {
  return context_.guard.Run(*context, "CustodyService/FinishDestruction",
                            ScopeOf(context_.store.projects(), request->project_id()),
                            [&](const Principal&) -> absl::Status {
                              IEUM_ASSIGN_OR_RETURN(const core::ProjectId id,
                                                    core::ProjectId::Parse(request->project_id()));
                              IEUM_ASSIGN_OR_RETURN(*response->mutable_certificate(),
                                                    destroyer_.Finish(id));
                              return absl::OkStatus();
                            });
}

grpc::Status CustodyServiceImpl::GetCertificate(grpc::ServerContext* context,
                                                const v1::GetCertificateRequest* request,
                                                v1::GetCertificateResponse* response) {
  return context_.guard.Run(*context, "CustodyService/GetCertificate",
                            ScopeOf(context_.store.projects(), request->project_id()),
                            [&](const Principal&) -> absl::Status {
                              IEUM_ASSIGN_OR_RETURN(const core::ProjectId id,
                                                    core::ProjectId::Parse(request->project_id()));
                              IEUM_ASSIGN_OR_RETURN(*response->mutable_certificate(),
                                                    destroyer_.Certificate(id));
                              return absl::OkStatus();
                            });
}

grpc::Status CustodyServiceImpl::MakeBackup(grpc::ServerContext* context,
                                            const v1::MakeBackupRequest*,
                                            v1::MakeBackupResponse* response) {
  return context_.guard.Run(
      *context, "CustodyService/MakeBackup", {}, [&](const Principal&) -> absl::Status {
        if (backup_folder_.empty()) {
          return core::FailedPrecondition(
              "this server was given no folder for backups; start it with --backup-dir");
        }
        const Claims::Claim claim = claims_.Take(0);
        IEUM_RETURN_IF_ERROR(anchors_.AnchorChanged());
        IEUM_ASSIGN_OR_RETURN(const Backup backup,
                              server::MakeBackup(backup_folder_, context_.store, keystore_,
                                                 context_.audit, context_.clock));
        response->set_name(backup.name);
        response->set_file_count(backup.statement.file_count);
        response->set_byte_count(backup.statement.byte_count);
        response->set_keystore_revision(backup.statement.keystore_revision);
        response->set_audit_size(backup.statement.audit_size);
        return absl::OkStatus();
      });
}

grpc::Status CustodyServiceImpl::AgreeRootKey(grpc::ServerContext* context,
                                              const v1::AgreeRootKeyRequest* request,
                                              v1::AgreeRootKeyResponse*) {
  return context_.guard.Run(
      *context, "CustodyService/AgreeRootKey", WithRequest({}, *request),
      [&](const Principal&, CallRecord& record) -> absl::Status {
        core::Sha256Digest root{};
        const core::ByteView bytes = core::AsBytes(request->root_key_digest());
        if (bytes.size() != root.size()) {
          return core::InvalidArgument("root_key_digest has %d bytes; want %d", bytes.size(),
                                       root.size());
        }
        std::copy(bytes.begin(), bytes.end(), root.begin());
        IEUM_RETURN_IF_ERROR(rotation_.Agree(root));
        record.SetDecided(root);
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
