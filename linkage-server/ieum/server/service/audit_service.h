// The audit log, for auditors.
#ifndef IEUM_SERVER_SERVICE_AUDIT_SERVICE_H_
#define IEUM_SERVER_SERVICE_AUDIT_SERVICE_H_

#include <utility>
#include <vector>

#include "ieum/core/auditlog/signed_note.h"
#include "ieum/server/service/service_context.h"
#include "ieum/v1/audit_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/audit_service.proto.
class AuditServiceImpl final : public v1::AuditService::Service {
 public:
  // witnesses: those whose signatures are taken.
  AuditServiceImpl(const ServiceContext& context, std::vector<core::NoteVerifier> witnesses)
      : context_(context), witnesses_(std::move(witnesses)) {}

  grpc::Status GetCheckpoint(grpc::ServerContext* context, const v1::GetCheckpointRequest* request,
                             v1::GetCheckpointResponse* response) override;
  grpc::Status ReadEntries(grpc::ServerContext* context, const v1::ReadEntriesRequest* request,
                           grpc::ServerWriter<v1::ReadEntriesResponse>* writer) override;
  grpc::Status Prove(grpc::ServerContext* context, const v1::ProveRequest* request,
                     v1::ProveResponse* response) override;
  grpc::Status Export(grpc::ServerContext* context, const v1::ExportRequest* request,
                      grpc::ServerWriter<v1::ExportResponse>* writer) override;
  grpc::Status AcceptCosigned(grpc::ServerContext* context,
                              const v1::AcceptCosignedRequest* request,
                              v1::AcceptCosignedResponse* response) override;

 private:
  const ServiceContext context_;
  const std::vector<core::NoteVerifier> witnesses_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_AUDIT_SERVICE_H_
