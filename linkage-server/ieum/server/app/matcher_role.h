#ifndef IEUM_SERVER_APP_MATCHER_ROLE_H_
#define IEUM_SERVER_APP_MATCHER_ROLE_H_

#include <memory>

#include "ieum/server/app/server_role.h"
#include "ieum/server/jobs/run_queue.h"

namespace ieum::server {

// Encodings in, joint keys out.
class MatcherRole final : public ServerRole {
 public:
  MatcherRole();
  ~MatcherRole() override;

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

  std::unique_ptr<MatcherStore> store_;
  std::unique_ptr<RunQueue> queue_;
  std::unique_ptr<Services> services_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_MATCHER_ROLE_H_
