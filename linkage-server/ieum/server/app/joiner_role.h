#ifndef IEUM_SERVER_APP_JOINER_ROLE_H_
#define IEUM_SERVER_APP_JOINER_ROLE_H_

#include <memory>

#include "ieum/server/app/server_role.h"
#include "ieum/server/storage/joiner_store.h"

namespace ieum::server {

// Linkage maps and payloads in; candidates and releases out.
class JoinerRole final : public ServerRole {
 public:
  JoinerRole();
  ~JoinerRole() override;

  absl::StatusOr<ServerStore*> OpenStore(const StoreOptions& options, Keystore& keystore,
                                         const ServerEnvironment& environment) override;
  absl::Status StartWork(const ServerConfig& config, AuditLog& audit,
                         const ServerEnvironment& environment) override;
  absl::Status Register(const ServiceContext& context, const ExchangeContext& exchange,
                        const ManifestGate& gate, grpc::ServerBuilder& builder) override;
  void AddMetrics(Metrics& metrics) override;
  absl::Status CancelWork(uint32_t project_number, bool wait) override;
  void StopWork() override;

 private:
  struct Services;

  std::unique_ptr<JoinerStore> store_;
  std::unique_ptr<Services> services_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_JOINER_ROLE_H_
