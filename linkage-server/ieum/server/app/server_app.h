// One server process from opening its files to closing them.
#ifndef IEUM_SERVER_APP_SERVER_APP_H_
#define IEUM_SERVER_APP_SERVER_APP_H_

#include <memory>

#include "absl/status/statusor.h"
#include "ieum/server/app/server_environment.h"
#include "ieum/server/config/server_config.h"

namespace ieum::server {

// Start and Shutdown from one thread; the rest is its own.
class ServerApp final {
 public:
  // Opens store, queue and port, in this order, and serves. FAILED_PRECONDITION: the data folder is
  // in use or another version's. UNAVAILABLE: the port is taken. Else as ServerIdentity::Load and
  // MatcherStore::Open.
  static absl::StatusOr<std::unique_ptr<ServerApp>> Start(const ServerConfig& config,
                                                          const ServerEnvironment& environment);
  // As Shutdown(), errors dropped.
  ~ServerApp();
  ServerApp(const ServerApp&) = delete;
  ServerApp& operator=(const ServerApp&) = delete;

  int port() const;
  // Stops accepting, lets calls under way end for kShutdownGrace, stops the run under way (it is
  // queued at the next start), closes the store. Repeating is harmless.
  absl::Status Shutdown();

 private:
  struct State;
  explicit ServerApp(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_SERVER_APP_H_
