// ieum.v1.CustodyService: stopping, destroying and saving what the server keeps.
#ifndef IEUM_SERVER_SERVICE_CUSTODY_SERVICE_H_
#define IEUM_SERVER_SERVICE_CUSTODY_SERVICE_H_

#include <string>
#include <utility>

#include "ieum/server/custody/destroy_project.h"
#include "ieum/server/custody/store_anchors.h"
#include "ieum/server/service/service_context.h"
#include "ieum/v1/custody_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe.
class CustodyServiceImpl final : public v1::CustodyService::Service {
 public:
  // All outlive the service. backup_folder: empty if the server makes no backups.
  CustodyServiceImpl(const ServiceContext& context, CancelWork cancel_work,
                     ProjectDestroyer& destroyer, const Keystore& keystore, StoreAnchors& anchors,
                     RootRotation& rotation, std::string backup_folder)
      : context_(context),
        cancel_work_(std::move(cancel_work)),
        destroyer_(destroyer),
        keystore_(keystore),
        anchors_(anchors),
        rotation_(rotation),
        backup_folder_(std::move(backup_folder)) {}

  grpc::Status StopProject(grpc::ServerContext* context, const v1::StopProjectRequest* request,
                           v1::StopProjectResponse* response) override;
  grpc::Status ResumeProject(grpc::ServerContext* context, const v1::ResumeProjectRequest* request,
                             v1::ResumeProjectResponse* response) override;
  grpc::Status DestroyProject(grpc::ServerContext* context,
                              const v1::DestroyProjectRequest* request,
                              v1::DestroyProjectResponse* response) override;
  grpc::Status FinishDestruction(grpc::ServerContext* context,
                                 const v1::FinishDestructionRequest* request,
                                 v1::FinishDestructionResponse* response) override;
  grpc::Status GetCertificate(grpc::ServerContext* context,
                              const v1::GetCertificateRequest* request,
                              v1::GetCertificateResponse* response) override;
  grpc::Status MakeBackup(grpc::ServerContext* context, const v1::MakeBackupRequest* request,
                          v1::MakeBackupResponse* response) override;
  grpc::Status AgreeRootKey(grpc::ServerContext* context, const v1::AgreeRootKeyRequest* request,
                            v1::AgreeRootKeyResponse* response) override;

 private:
  const ServiceContext context_;
  const CancelWork cancel_work_;
  ProjectDestroyer& destroyer_;
  const Keystore& keystore_;
  StoreAnchors& anchors_;
  RootRotation& rotation_;
  const std::string backup_folder_;
  Claims claims_;  // 0 while a backup is made
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_CUSTODY_SERVICE_H_
