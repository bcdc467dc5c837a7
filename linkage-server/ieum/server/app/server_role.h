// What one role adds to a server: its store, the work it does, its services.
#ifndef IEUM_SERVER_APP_SERVER_ROLE_H_
#define IEUM_SERVER_APP_SERVER_ROLE_H_

#include <grpcpp/server_builder.h>

#include "absl/status/statusor.h"
#include "ieum/server/app/server_environment.h"
#include "ieum/server/config/server_config.h"
#include "ieum/server/exchange/exchange_context.h"
#include "ieum/server/observe/metrics.h"
#include "ieum/server/service/manifest_gate.h"
#include "ieum/server/service/service_context.h"

namespace ieum::server {

// In the order of its methods; each is called once, by the thread that starts and stops the server,
// but for CancelWork.
class ServerRole {
 public:
  ServerRole() = default;
  virtual ~ServerRole() = default;
  ServerRole(const ServerRole&) = delete;
  ServerRole& operator=(const ServerRole&) = delete;

  // Returns the store, which the role owns.
  virtual absl::StatusOr<ServerStore*> OpenStore(const StoreOptions& options, Keystore& keystore,
                                                 const ServerEnvironment& environment) = 0;
  // Queues again what an earlier process did not finish, and begins with it.
  virtual absl::Status StartWork(const ServerConfig& config, AuditLog& audit,
                                 const ServerEnvironment& environment) = 0;
  // All outlive the role.
  virtual absl::Status Register(const ServiceContext& context, const ExchangeContext& exchange,
                                const ManifestGate& gate, grpc::ServerBuilder& builder) = 0;
  // What the role alone counts; the role outlives the metrics.
  virtual void AddMetrics(Metrics& metrics) = 0;
  // As CancelWork of custody/destroy_project.h; thread-safe.
  virtual absl::Status CancelWork(uint32_t project_number, bool wait) = 0;
  // Repeating is harmless.
  virtual void StopWork() = 0;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_SERVER_ROLE_H_
